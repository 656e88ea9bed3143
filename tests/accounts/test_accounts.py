"""Opening accounts, and acting for an organisation between two days."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.accounts.selectors import has_role, members_of, memberships_of
from applications.accounts.services import grant_membership, open_account
from applications.core.errors import DomainError
from applications.core.models import AuditEvent
from tests.factories import a_commune_organisation, a_member, a_user, an_agent

pytestmark = pytest.mark.django_db

TAKEN = "Un compte existe déjà avec cette adresse électronique."
ALREADY = "Cette personne agit déjà pour cette collectivité."


def refusal(error: pytest.ExceptionInfo[DomainError]) -> tuple[str, str]:
    return error.value.message, error.value.field


def test_account_is_opened_verified_with_its_role() -> None:
    actor = an_agent("administrateur")
    user = open_account(
        email=" Agente@Region.Example ",
        display_name="Agente",
        actor=actor,
        is_staff=True,
        groups=["finance"],
        password="une phrase de passe",
    )
    assert (user.email, str(user), user.is_staff) == ("agente@region.example", "Agente", True)
    assert (user.check_password("une phrase de passe"), user.is_superuser) == (True, False)
    assert list(user.groups.values_list("name", flat=True)) == ["finance"]
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        ("agente@region.example", True, True)
    ]
    event = AuditEvent.objects.get(object_id=user.pk, verb="account.opened")
    assert (event.actor, event.after) == (actor, {"email": "agente@region.example", "groups": ["finance"]})


def test_account_without_a_password_cannot_be_entered() -> None:
    user = open_account(email="mairie@commune.example", display_name="Secrétaire", actor=None)
    assert (user.has_usable_password(), user.is_staff, user.groups.count()) == (False, False, 0)


def test_address_has_one_account_whatever_its_case() -> None:
    open_account(email="mairie@commune.example", display_name="Secrétaire", actor=None)
    with pytest.raises(DomainError) as error:
        open_account(email=" MAIRIE@commune.example", display_name="Autre", actor=None)
    assert refusal(error) == (TAKEN, "email")
    assert User.objects.count() == 1


def test_database_keeps_an_address_unique_whatever_its_case() -> None:
    open_account(email="mairie@commune.example", display_name="Secrétaire", actor=None)
    twin = User(email="MAIRIE@commune.example", display_name="Autre", password="!")
    with pytest.raises(ValidationError) as error:
        twin.validate_constraints()
    assert error.value.messages == [TAKEN]
    with pytest.raises(IntegrityError, match="user_email_unique"):
        User.objects.bulk_create([twin])


def test_membership_is_granted_from_today_on() -> None:
    user, organisation, actor = a_user(), a_commune_organisation(), an_agent("administrateur")
    membership = grant_membership(user, organisation, Role.EDITOR, actor=actor)
    assert (membership.starts_on, membership.ends_on) == (timezone.localdate(), None)
    assert (membership.role, membership.granted_by) == (Role.EDITOR, actor)
    event = AuditEvent.objects.get(verb="membership.granted")
    assert (event.actor, event.after) == (actor, {"role": "editor", "organisation": organisation.siren})


def test_membership_is_granted_once_for_an_organisation() -> None:
    organisation = a_commune_organisation()
    user = a_member(organisation, Role.EDITOR)
    with pytest.raises(DomainError) as error:
        grant_membership(user, organisation, Role.SIGNATORY, actor=None)
    assert refusal(error) == (ALREADY, "user")
    assert Membership.objects.count() == 1


def test_person_may_act_for_two_organisations() -> None:
    user = a_member(a_commune_organisation("Lunel"), Role.EDITOR)
    grant_membership(user, a_commune_organisation("Aniane"), Role.SIGNATORY, actor=None)
    assert [(m.organisation.name, m.role) for m in memberships_of(user).order_by("pk")] == [
        ("Lunel", Role.EDITOR),
        ("Aniane", Role.SIGNATORY),
    ]


def test_former_member_may_come_back() -> None:
    organisation = a_commune_organisation()
    user = a_member(organisation)
    move(user, start=-20, end=-1)
    grant_membership(user, organisation, Role.EDITOR, actor=None)
    assert [membership.role for membership in memberships_of(user)] == [Role.EDITOR]


def test_database_keeps_one_open_membership() -> None:
    membership = Membership.objects.get(user=a_member(a_commune_organisation()))
    twin = Membership(user=membership.user, organisation=membership.organisation, role=Role.EDITOR)
    with pytest.raises(ValidationError) as error:
        twin.validate_constraints()
    assert error.value.messages == [ALREADY]
    with pytest.raises(IntegrityError, match=r"membership_one_open|accounts_membership\.user_id"):
        twin.save()


def test_database_keeps_the_days_in_order() -> None:
    membership = Membership.objects.get(user=a_member(a_commune_organisation()))
    membership.ends_on = membership.starts_on - timedelta(days=1)
    with pytest.raises(ValidationError) as error:
        membership.validate_constraints()
    assert error.value.messages == ["La date de fin précède la date de début."]
    with pytest.raises(IntegrityError, match="membership_dates_ordered"):
        membership.save()


def move(user: User, *, start: int, end: int | None) -> None:
    """Set the days of `user`'s membership, counted from today."""
    today = timezone.localdate()
    ends_on = None if end is None else today + timedelta(days=end)
    Membership.objects.filter(user=user).update(starts_on=today + timedelta(days=start), ends_on=ends_on)


@pytest.mark.parametrize(
    ("start", "end", "acts"),
    [
        (0, None, True),
        (-1, 0, True),
        (-400, 400, True),
        (-20, -1, False),
        (1, None, False),
        (1, 400, False),
    ],
    ids=["from today", "until today", "for two years", "ended yesterday", "from tomorrow", "next year"],
)
def test_person_acts_between_two_days_only(start: int, end: int | None, acts: bool) -> None:
    organisation = a_commune_organisation()
    user = a_member(organisation)
    move(user, start=start, end=end)
    assert memberships_of(user).exists() is acts
    assert has_role(user, organisation, Role) is acts
    assert members_of(organisation) == ([user] if acts else [])


def test_closed_account_acts_for_nobody() -> None:
    organisation = a_commune_organisation()
    user = a_member(organisation)
    User.objects.filter(pk=user.pk).update(is_active=False)
    user.refresh_from_db()
    assert (memberships_of(user).exists(), members_of(organisation)) == (False, [])


def test_anonymous_person_acts_for_nobody() -> None:
    organisation = a_commune_organisation()
    a_member(organisation)
    assert memberships_of(AnonymousUser()).exists() is False
    assert has_role(AnonymousUser(), organisation, Role) is False


def test_role_is_held_for_its_own_organisation() -> None:
    lunel, aniane = a_commune_organisation("Lunel"), a_commune_organisation("Aniane")
    editor = a_member(lunel, Role.EDITOR)
    a_member(aniane)
    assert has_role(editor, lunel, [Role.EDITOR]) is True
    assert has_role(editor, lunel, [Role.SIGNATORY]) is False
    assert has_role(editor, aniane, Role) is False


def test_members_are_listed_by_role() -> None:
    organisation = a_commune_organisation("Lunel")
    editor, signatory = a_member(organisation, Role.EDITOR), a_member(organisation, Role.SIGNATORY)
    a_member(a_commune_organisation("Aniane"))
    assert members_of(organisation) == [editor, signatory]
    assert members_of(organisation, Role.SIGNATORY) == [signatory]
