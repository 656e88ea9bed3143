"""Nobody reaches a dossier of an organisation that they do not act for, whatever their account."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.accounts.services import grant_membership
from applications.core.models import AuditEvent
from applications.dossiers.models import Dossier
from tests import factories as f
from tests.portal.worlds import path

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
READS = ["", "pieces/", "relire/", "lecture/1/", "messages/"]
# What completes an address, for a dossier of the test.
PARTS = {"section": "contact", "code": "deliberation", "kind": "receipt", "number": 1}
VERBS = ("get", "post", "patch")
SENT_IN_PIECES = {"tus-resumable": "1.0.0", "upload-length": "5", "upload-offset": "0"}


def addresses_of(dossier: Dossier) -> dict[str, str]:
    """Every address of the portal that leads to a dossier, by its name: a new one is here by itself."""
    keys = {"upload_piece": uuid.UUID(int=1)}
    parts = PARTS | {"public_id": dossier.public_id}
    pk = dossier.attachments.get().pk
    ways = get_resolver().namespace_dict["portal"][1].reverse_dict.lists()
    needs = {name: way[0][0][0][1] for name, way in ways if isinstance(name, str)}
    return {
        name: reverse(f"portal:{name}", kwargs={part: (parts | {"pk": keys.get(name, pk)})[part] for part in needed})
        for name, needed in needs.items()
        if "public_id" in needed
    }


@pytest.mark.parametrize("build", [f.a_complete_draft, f.a_filed_dossier])
@pytest.mark.parametrize("who", ["stranger", "agent"])
def test_nobody_else_reads_or_does_anything(as_user: SignIn, build: Callable[[], Dossier], who: str) -> None:
    dossier = build()
    person = f.an_agent("instructeur") if who == "agent" else f.a_member(f.a_commune_organisation("Sète"))
    client = as_user(person)
    before = AuditEvent.objects.count()
    answers = {
        (name, verb): getattr(client, verb)(address, headers=SENT_IN_PIECES).status_code
        for name, address in addresses_of(dossier).items()
        for verb in VERBS
    }
    # 405: an address that only reads, or only sends.
    assert {key: code for key, code in answers.items() if code not in {404, 405}} == {}
    assert {name for name, _ in answers if all(answers[name, verb] == 405 for verb in VERBS)} == set()
    assert AuditEvent.objects.count() == before


def test_former_member_finds_nothing(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    former = f.a_member(dossier.organisation)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=former).update(starts_on=yesterday, ends_on=yesterday)
    assert as_user(former).get(path(dossier)).status_code == 404


@pytest.mark.parametrize("page", READS)
def test_visitor_is_sent_to_sign_in(client: Client, page: str) -> None:
    dossier = f.a_filed_dossier()
    response = client.get(path(dossier, page))
    assert (response.status_code, response.url) == (302, f"/compte/login/?next={path(dossier, page)}")


def test_sending_without_token_is_refused(django_user_model: type[User]) -> None:
    dossier = f.a_complete_draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(f.signatory_of(dossier), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(path(dossier, "abandonner/")).status_code == 403
    dossier.refresh_from_db()
    assert dossier.status == "draft"


@pytest.mark.parametrize("act", ["pieces/deliberation/", "pieces/deliberation/retirer/1/"])
def test_act_without_page_is_sent_only(as_user: SignIn, act: str) -> None:
    dossier = f.a_draft()
    assert as_user(f.signatory_of(dossier)).get(path(dossier, act)).status_code == 405


def test_header_names_organisation_of_dossier(as_user: SignIn) -> None:
    """Someone who acts for several reads the name of the one whose dossier is open."""
    person = f.a_member(f.a_commune_organisation("Sète"))
    dossier = f.a_draft()
    grant_membership(person, dossier.organisation, Role.EDITOR, actor=None)
    account = as_user(person).get(path(dossier)).context["account"]
    assert (account["membership"].organisation, account["membership"].role) == (dossier.organisation, Role.EDITOR)
