"""Invitations: one address, one use, fourteen days, and a delegation with its document."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Election, Invitation, Membership
from applications.accounts.selectors import has_role
from applications.accounts.services.inviting import (
    INVITER_GONE,
    OTHER_ADDRESS,
    accept_invitation,
    invitation_of,
    invite_again,
    revoke_invitation,
)
from applications.accounts.services.members import NOT_SIGNATORY
from applications.core.errors import DomainError
from applications.core.models import OutgoingEmail
from tests import factories as f
from tests.accounts.worlds import end, invited, last_mail, last_token, refusal

pytestmark = pytest.mark.django_db
EMAIL = "invitee@commune.example"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def delegation(**changes: Any) -> dict[str, Any]:
    return {"role": Role.SIGNATORY, "ends_on": in_days(100), "mandate": f.a_stored_file(), **changes}


def test_invitation_is_accepted_with_its_address_once() -> None:
    organisation = f.a_commune_organisation()
    signatory = f.a_member(organisation)
    invitation, token = invited(organisation, signatory)
    assert (invitation_of(token), invitation_of(token + "x")) == (invitation, None)
    assert (token in str(invitation.__dict__), last_mail().holds_secret, last_mail().recipients) == (
        False,
        True,
        [EMAIL],
    )
    guest = f.a_user(email=EMAIL)
    accept_invitation(invitation, actor=guest, now=timezone.now())
    assert has_role(guest, organisation, [Role.EDITOR]) is True
    assert last_mail().recipients == [signatory.email]
    with pytest.raises(DomainError, match="déjà servi"):
        accept_invitation(invitation, actor=guest, now=timezone.now())
    assert Membership.objects.filter(user=guest).count() == 1


@pytest.mark.parametrize("verified", [None, False])
def test_invitation_is_not_for_another_address_nor_an_unproved_one(verified: bool | None) -> None:
    organisation = f.a_commune_organisation()
    invitation, _ = invited(organisation, f.a_member(organisation))
    guest = f.a_user()
    if verified is not None:
        EmailAddress.objects.create(user=guest, email=EMAIL, verified=verified, primary=False)
    with pytest.raises(DomainError) as error:
        accept_invitation(invitation, actor=guest, now=timezone.now())
    assert refusal(error) == OTHER_ADDRESS
    assert has_role(guest, organisation, Role) is False


def test_invitation_dies_when_it_is_old_revoked_or_its_author_gone() -> None:
    organisation, guest = f.a_commune_organisation(), f.a_user(email=EMAIL)
    signatory, gone = f.a_member(organisation), f.a_member(organisation)
    invitation, _ = invited(organisation, gone)
    with pytest.raises(DomainError, match="quatorze jours"):
        accept_invitation(invitation, actor=guest, now=timezone.now() + timedelta(days=14))
    end(gone)
    with pytest.raises(DomainError) as error:
        accept_invitation(invitation, actor=guest, now=timezone.now())
    assert refusal(error) == INVITER_GONE
    revoke_invitation(invitation, actor=signatory, now=timezone.now())
    with pytest.raises(DomainError, match="annulée"):
        accept_invitation(invitation, actor=guest, now=timezone.now())
    assert has_role(guest, organisation, Role) is False


def test_link_sent_again_replaces_the_former_one() -> None:
    organisation = f.a_commune_organisation()
    signatory = f.a_member(organisation)
    invitation, first = invited(organisation, signatory)
    with pytest.raises(DomainError, match="deux minutes"):
        invite_again(invitation, actor=signatory, now=timezone.now())
    later = timezone.now() + timedelta(days=15)
    again = invite_again(invitation, actor=signatory, now=later)
    assert (again.is_open(later), invitation_of(first), invitation_of(last_token())) == (True, None, invitation)


def test_only_a_signatory_of_today_invites_revokes_or_sends_again() -> None:
    organisation = f.a_commune_organisation()
    invitation, _ = invited(organisation, f.a_member(organisation))
    removed = f.a_member(organisation)
    end(removed)
    sent = OutgoingEmail.objects.count()
    for person in (removed, f.a_member(organisation, Role.EDITOR), f.a_member(f.a_commune_organisation("Aniane"))):
        for act in (
            lambda actor: invited(organisation, actor, email="autre@commune.example"),
            lambda actor: revoke_invitation(invitation, actor=actor, now=timezone.now()),
            lambda actor: invite_again(invitation, actor=actor, now=timezone.now()),
        ):
            with pytest.raises(DomainError) as error:
                act(person)
            assert refusal(error) == NOT_SIGNATORY
    assert (Invitation.objects.waiting().count(), OutgoingEmail.objects.count()) == (1, sent)


def test_address_is_invited_once_unless_its_link_is_dead() -> None:
    organisation = f.a_commune_organisation()
    signatory = f.a_member(organisation)
    dead, _ = invited(organisation, signatory)
    with pytest.raises(DomainError, match="déjà invitée"):
        invited(organisation, signatory, email=EMAIL.upper())
    fresh, _ = invited(organisation, signatory, now=timezone.now() + timedelta(days=14))
    assert list(Invitation.objects.waiting()) == [fresh]
    with pytest.raises(DomainError, match="agit déjà"):
        invited(organisation, signatory, email=f.a_member(organisation, Role.EDITOR).email)
    assert dead.pk != fresh.pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"mandate": None}, "mandate"), ({"ends_on": None}, "ends_on"), ({"ends_on": in_days(0)}, "ends_on")],
)
def test_delegation_needs_its_document_and_its_last_day(changes: dict[str, Any], field: str) -> None:
    organisation = f.a_commune_organisation()
    with pytest.raises(DomainError) as error:
        invited(organisation, f.a_member(organisation), **delegation(**changes))
    assert error.value.field == field
    assert Invitation.objects.exists() is False


def test_delegation_makes_a_signatory_until_its_day_and_not_past_the_election() -> None:
    organisation = f.a_commune_organisation()
    signatory, guest = f.a_member(organisation), f.a_user(email=EMAIL)
    Election.objects.create(held_on=in_days(90))
    with pytest.raises(DomainError, match="élections"):
        invited(organisation, signatory, **delegation())
    invitation, _ = invited(organisation, signatory, **delegation(ends_on=in_days(60)))
    membership = accept_invitation(invitation, actor=guest, now=timezone.now())
    assert (membership.role, membership.ends_on, membership.mandate) == (
        Role.SIGNATORY,
        in_days(60),
        invitation.mandate,
    )
    assert has_role(guest, organisation, [Role.SIGNATORY]) is True
