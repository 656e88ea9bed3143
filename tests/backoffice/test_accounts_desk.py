"""Accounts and memberships: opened, changed, ended; every mistake told next to its field."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.accounts.selectors import has_role
from applications.accounts.services import group_names
from applications.core.models import AuditEvent
from tests.factories import a_commune_organisation, a_member, a_user, an_agent

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
USERS = "/admin/accounts/user/"
MEMBERSHIPS = "/admin/accounts/membership/"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def administrator() -> User:
    return an_agent("administrateur", display_name="Administratrice")


@pytest.fixture
def admin(as_user: SignIn, administrator: User) -> Client:
    return as_user(administrator)


def keys(*groups: str) -> list[int]:
    return [Group.objects.get(name=group).pk for group in groups]


def errors_of(answer: Any) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


def test_account_is_opened_for_an_agent_with_roles(admin: Client, administrator: User) -> None:
    data = {
        "email": "Nouvelle@Region.example",
        "display_name": "Nouvelle instructrice",
        "is_staff": "on",
        "groups": keys("instructeur", "finance"),
    }
    admin.post(f"{USERS}add/", data)
    user = User.objects.get(email="nouvelle@region.example")
    event = AuditEvent.objects.get(verb="account.opened", object_id=user.pk)
    assert (user.is_staff, user.has_usable_password(), group_names(user)) == (True, False, ["finance", "instructeur"])
    assert event.actor == administrator


def test_opened_account_chooses_its_password_by_mail(
    admin: Client, client: Client, mailoutbox: list[EmailMessage]
) -> None:
    admin.post(f"{USERS}add/", {"email": "mairie@commune.example", "display_name": "Secrétaire"})
    client.logout()
    client.post("/compte/password/reset/", {"email": "mairie@commune.example"})
    (email,) = mailoutbox
    assert (email.to, email.body.count("/compte/password/reset/key/")) == (["mairie@commune.example"], 1)


def test_address_is_opened_once(admin: Client) -> None:
    a_user(email="mairie@commune.example")
    answer = admin.post(f"{USERS}add/", {"email": "MAIRIE@commune.example", "display_name": "X"})
    assert errors_of(answer) == {"email": ["Un compte existe déjà avec cette adresse électronique."]}


def test_role_is_opened_for_an_agent_only(admin: Client) -> None:
    data = {"email": "mairie@commune.example", "display_name": "X", "groups": keys("finance")}
    assert errors_of(admin.post(f"{USERS}add/", data)) == {"groups": ["Seuls les agents de la Région ont un rôle."]}
    assert User.objects.filter(email="mairie@commune.example").exists() is False


def test_account_is_changed_by_its_service(admin: Client) -> None:
    agent = an_agent("instructeur")
    data = {"display_name": "Responsable", "is_active": "on", "groups": keys("responsable")}
    admin.post(f"{USERS}{agent.pk}/change/", data)
    agent.refresh_from_db()
    assert (agent.display_name, group_names(agent)) == ("Responsable", ["responsable"])
    assert AuditEvent.objects.filter(verb="account.changed", object_id=agent.pk).count() == 1


def test_address_and_staff_mark_are_not_changed_by_the_form(admin: Client) -> None:
    user = a_user()
    data = {
        "display_name": "X",
        "is_active": "on",
        "email": "autre@commune.example",
        "is_staff": "on",
        "is_superuser": "on",
    }
    admin.post(f"{USERS}{user.pk}/change/", data)
    stored = User.objects.get(pk=user.pk)
    assert (stored.display_name, stored.email, stored.is_staff, stored.is_superuser) == ("X", user.email, False, False)


def test_account_is_closed(admin: Client) -> None:
    user = a_user()
    admin.post(f"{USERS}{user.pk}/change/", {"display_name": "X"})
    user.refresh_from_db()
    assert user.is_active is False


def test_administrator_does_not_shut_themself_out(admin: Client, administrator: User) -> None:
    answer = admin.post(f"{USERS}{administrator.pk}/change/", {"display_name": "X", "groups": keys("administrateur")})
    assert errors_of(answer) == {"is_active": ["Vous ne pouvez pas fermer votre propre compte."]}
    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.display_name) == (True, "Administratrice")


def test_administrator_keeps_their_own_roles(admin: Client, administrator: User) -> None:
    answer = admin.post(f"{USERS}{administrator.pk}/change/", {"display_name": "X", "is_active": "on"})
    message = "Vous ne pouvez pas vous retirer un rôle\u00a0: demandez-le à une autre personne."
    assert errors_of(answer) == {"groups": [message]}
    assert group_names(administrator) == ["administrateur"]


def test_membership_is_granted(admin: Client, administrator: User) -> None:
    user, organisation = a_user(), a_commune_organisation()
    admin.post(f"{MEMBERSHIPS}add/", {"user": user.pk, "organisation": organisation.pk, "role": "signatory"})
    membership = Membership.objects.get()
    assert has_role(user, organisation, [Role.SIGNATORY]) is True
    assert (membership.granted_by, membership.ends_on) == (administrator, None)
    assert AuditEvent.objects.filter(verb="membership.granted", actor=administrator).count() == 1


def test_membership_is_granted_once(admin: Client) -> None:
    organisation = a_commune_organisation()
    user = a_member(organisation)
    answer = admin.post(f"{MEMBERSHIPS}add/", {"user": user.pk, "organisation": organisation.pk, "role": "editor"})
    assert errors_of(answer)["user"] == ["Cette personne agit déjà pour cette collectivité."]
    assert Membership.objects.count() == 1


def test_membership_is_ended(admin: Client) -> None:
    membership = Membership.objects.get(user=a_member(a_commune_organisation()))
    today = timezone.localdate()
    admin.post(f"{MEMBERSHIPS}{membership.pk}/actes/fin/", {"ends_on": f"{today}"})
    membership.refresh_from_db()
    assert membership.ends_on == today


def test_membership_end_before_its_start_is_refused_next_to_its_field(admin: Client) -> None:
    membership = Membership.objects.get(user=a_member(a_commune_organisation()))
    data = {"ends_on": f"{timezone.localdate() - timedelta(days=1)}"}
    answer = admin.post(f"{MEMBERSHIPS}{membership.pk}/actes/fin/", data)
    assert answer.context["form"].errors == {"ends_on": ["La date de fin précède la date de début."]}


def test_ended_membership_is_not_ended_again(admin: Client) -> None:
    membership = Membership.objects.get(user=a_member(a_commune_organisation()))
    past = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(pk=membership.pk).update(starts_on=past, ends_on=past)
    assert admin.get(f"{MEMBERSHIPS}{membership.pk}/change/").context["acts"] == []


@pytest.mark.parametrize("typed", ["st andre de sangonis", "Saint-André", "SANGONIS"])
def test_organisation_is_suggested_however_it_is_typed(admin: Client, typed: str) -> None:
    organisation = a_commune_organisation("Saint-André-de-Sangonis")
    type(organisation).objects.filter(pk=organisation.pk).update(search_text="saint andre de sangonis |")
    a_commune_organisation("Lunel")
    query = {"app_label": "accounts", "model_name": "membership", "field_name": "organisation", "term": typed}
    results = admin.get("/admin/autocomplete/", query).json()["results"]
    assert results == [{"id": str(organisation.pk), "text": "Saint-André-de-Sangonis (34)"}]
