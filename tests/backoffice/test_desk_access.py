"""Which role opens which page of the desks: the whole table. What is refused is 403, and nothing is deleted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.test import Client

from applications.accounts.models import Election, Membership, MembershipRequest, User
from applications.accounts.roles import ROLES
from applications.calls.models import Call, Envelope, Measure, Question
from applications.core.models import AuditEvent, OutgoingEmail
from applications.decisions.models import CommissionSession, Decision, SigningAuthority
from applications.finance.models import Grant
from applications.plan.models import Axis
from applications.territory.models import Organisation
from tests.backoffice.desks import DESKS, World, url
from tests.factories import a_commune_organisation, a_member, an_agent

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SignIn = Callable[[User], Client]

EVERYONE = frozenset(ROLES)
ADMIN = frozenset({"administrateur"})
HEAD = frozenset({"responsable"})
ANSWERERS = frozenset({"instructeur", "responsable", "administrateur"})
NOBODY: frozenset[str] = frozenset()
READ: dict[type[models.Model], frozenset[str]] = {
    Grant: frozenset({"responsable", "finance"}),
    CommissionSession: EVERYONE,
    Decision: EVERYONE,
    SigningAuthority: ADMIN,
    Call: EVERYONE,
    Measure: EVERYONE,
    Question: ADMIN,
    Envelope: EVERYONE,
    Axis: ADMIN,
    User: ADMIN,
    Membership: ADMIN,
    MembershipRequest: ANSWERERS,
    Election: ADMIN,
    AuditEvent: ADMIN,
    OutgoingEmail: ADMIN,
    Organisation: EVERYONE,
}
ADD: dict[type[models.Model], frozenset[str]] = {
    Grant: NOBODY,
    CommissionSession: HEAD,
    Decision: NOBODY,
    SigningAuthority: ADMIN,
    Call: ADMIN,
    Measure: ADMIN,
    Question: ADMIN,
    Envelope: ADMIN,
    Axis: ADMIN,
    User: ADMIN,
    Membership: ADMIN,
    MembershipRequest: NOBODY,
    Election: ADMIN,
    AuditEvent: NOBODY,
    OutgoingEmail: NOBODY,
    Organisation: NOBODY,
}
ACTS: dict[tuple[type[models.Model], str], frozenset[str]] = {
    (CommissionSession, "deliberation"): HEAD,
    (CommissionSession, "date"): HEAD,
    (Decision, "relancer-la-lettre"): ADMIN,
    (Membership, "fin"): ADMIN,
    (OutgoingEmail, "relancer"): ADMIN,
    (Question, "retirer"): ADMIN,
    (Question, "reprendre"): ADMIN,
    (Organisation, "adresse-officielle"): ANSWERERS,
}
PAGES = (Grant, CommissionSession, Decision, Membership, MembershipRequest, AuditEvent, OutgoingEmail, Organisation)


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def expected(group: str, world: World) -> dict[str, int]:
    """Return every address with the answer that `group` should have."""
    allowed: dict[str, frozenset[str]] = {}
    for model in DESKS:
        allowed[url(model, "changelist")] = READ[model]
        allowed[world.page(model)] = READ[model]
        allowed[world.page(model, "history")] = READ[model]
        allowed[url(model, "add")] = ADD[model]
        allowed[world.page(model, "delete")] = NOBODY
    for (model, slug), groups in ACTS.items():
        allowed[world.page(model, slug)] = groups
    return {address: 200 if group in groups else 403 for address, groups in allowed.items()}


@pytest.mark.parametrize("group", ROLES)
def test_pages_open_to_their_roles_and_to_no_other(as_user: SignIn, world: World, group: str) -> None:
    client = as_user(an_agent(group))
    wanted = expected(group, world)
    assert {address: client.get(address).status_code for address in wanted} == wanted


@pytest.mark.parametrize(("group", "status"), [(group, 200 if group == "finance" else 403) for group in ROLES])
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_export_is_for_finance(as_user: SignIn, group: str, status: int, extension: str) -> None:
    assert as_user(an_agent(group)).post(f"/admin/finance/grant/exporter/{extension}/").status_code == status


def test_commune_reaches_no_desk(as_user: SignIn, world: World) -> None:
    client = as_user(a_member(a_commune_organisation("Moissac")))
    addresses = [page for model in DESKS for page in (url(model, "changelist"), world.page(model))]
    assert {client.get(address, follow=True).status_code for address in addresses} == {403}


def test_people_are_suggested_to_administrators_only(as_user: SignIn) -> None:
    query = {"app_label": "accounts", "model_name": "membership", "field_name": "user", "term": "personne"}
    answers = {group: as_user(an_agent(group)).get("/admin/autocomplete/", query).status_code for group in ROLES}
    assert answers == {group: 200 if group == "administrateur" else 403 for group in ROLES}


@pytest.mark.parametrize("model", PAGES)
def test_page_is_read_and_never_posted_to(as_user: SignIn, world: World, model: type[models.Model]) -> None:
    client = as_user(an_agent("administrateur", "finance", "responsable"))
    assert client.post(world.page(model), {}).status_code == 405


@pytest.mark.parametrize("model", PAGES)
def test_page_of_nothing_is_not_found(as_user: SignIn, model: type[models.Model]) -> None:
    client = as_user(an_agent("administrateur", "finance", "responsable"))
    assert client.get(url(model, "change", 999_999)).status_code == 404
