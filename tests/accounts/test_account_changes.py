"""Changing an account, ending a membership: who, what is refused, what is remembered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership
from applications.accounts.selectors import has_role
from applications.accounts.services import change_account, end_membership, group_names
from applications.core.errors import DomainError
from applications.core.models import AuditEvent
from tests.factories import a_commune_organisation, a_member, a_user, an_agent

pytestmark = pytest.mark.django_db


def test_account_change_is_remembered_before_and_after() -> None:
    agent, actor = an_agent("instructeur", display_name="Instructrice"), an_agent("administrateur")
    change_account(agent, display_name="Responsable", is_active=True, groups=["responsable", "finance"], actor=actor)
    event = AuditEvent.objects.get(verb="account.changed")
    assert event.before == {"display_name": "Instructrice", "is_active": True, "groups": ["instructeur"]}
    assert event.after == {"display_name": "Responsable", "is_active": True, "groups": ["finance", "responsable"]}
    assert group_names(agent) == ["finance", "responsable"]


def test_closed_account_is_nobodys_any_more() -> None:
    organisation = a_commune_organisation()
    member = a_member(organisation)
    change_account(member, display_name="X", is_active=False, groups=[], actor=an_agent("administrateur"))
    member.refresh_from_db()
    assert has_role(member, organisation, Role) is False


def test_role_is_for_an_agent() -> None:
    with pytest.raises(DomainError, match="Seuls les agents"):
        change_account(a_user(), display_name="X", is_active=True, groups=["finance"], actor=an_agent("administrateur"))


def test_nobody_closes_their_own_account() -> None:
    me = an_agent("administrateur")
    with pytest.raises(DomainError, match="votre propre compte"):
        change_account(me, display_name="X", is_active=False, groups=["administrateur"], actor=me)


def test_nobody_takes_a_role_from_themself() -> None:
    me = an_agent("administrateur", "finance")
    with pytest.raises(DomainError, match="vous retirer un rôle"):
        change_account(me, display_name="X", is_active=True, groups=["administrateur"], actor=me)
    assert group_names(me) == ["administrateur", "finance"]


def a_membership() -> Membership:
    member = a_member(a_commune_organisation())
    return Membership.objects.get(user=member)


def test_membership_ends_after_its_last_day() -> None:
    membership, today = a_membership(), timezone.localdate()
    actor = an_agent("administrateur")
    end_membership(membership, ends_on=today, actor=actor)
    event = AuditEvent.objects.get(verb="membership.ended")
    assert Membership.objects.current(today).count() == 1
    assert Membership.objects.current(today + timedelta(days=1)).count() == 0
    assert (event.actor, event.before, event.after) == (actor, {"ends_on": None}, {"ends_on": today.isoformat()})


def test_membership_does_not_end_before_it_starts() -> None:
    membership = a_membership()
    with pytest.raises(DomainError, match="précède"):
        end_membership(membership, ends_on=membership.starts_on - timedelta(days=1), actor=an_agent("administrateur"))


def test_membership_ends_once() -> None:
    membership, today = a_membership(), timezone.localdate()
    past = today - timedelta(days=2)
    Membership.objects.filter(pk=membership.pk).update(starts_on=past, ends_on=past)
    with pytest.raises(DomainError, match="déjà pris fin"):
        end_membership(membership, ends_on=today, actor=an_agent("administrateur"))
