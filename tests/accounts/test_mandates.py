"""How a role ends: an election, an act of the organisation, a closed account."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.utils import timezone

from applications.accounts.enums import RequestState, Role
from applications.accounts.mandates import do_round
from applications.accounts.models import Membership, MembershipRequest, User
from applications.accounts.selectors import has_role
from applications.accounts.services import change_account, grant_membership, open_account
from applications.accounts.services.elections import TAKEN, move_election, record_election
from applications.accounts.services.members import ALONE, NOT_SIGNATORY, remove_member
from applications.accounts.services.opening import close_account
from applications.core.errors import DomainError
from applications.core.models import AuditEvent, OutgoingEmail
from tests import factories as f
from tests.accounts.worlds import asked, end, last_mail, refusal

pytestmark = pytest.mark.django_db


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def membership_of(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_election_ends_the_mandates_that_began_before_it() -> None:
    organisation, admin = f.a_commune_organisation(), f.an_agent("administrateur")
    signatory, editor, brief = f.a_member(organisation), f.a_member(organisation, Role.EDITOR), f.a_user()
    grant_membership(brief, organisation, Role.SIGNATORY, actor=admin, ends_on=in_days(5))
    election = record_election(in_days(20), actor=admin)
    ends = [membership_of(user).ends_on for user in (signatory, editor, brief)]
    assert ends == [in_days(20), None, in_days(5)]
    newcomer = f.a_user()
    grant_membership(newcomer, organisation, Role.SIGNATORY, actor=admin)
    assert membership_of(newcomer).ends_on == in_days(20)
    with pytest.raises(DomainError) as error:
        record_election(in_days(20), actor=admin)
    assert refusal(error) == TAKEN
    move_election(election, held_on=in_days(27), actor=admin)
    assert [membership_of(user).ends_on for user in (signatory, brief, newcomer)] == [
        in_days(27),
        in_days(5),
        in_days(27),
    ]
    assert AuditEvent.objects.filter(verb__startswith="election.").count() == 2


def test_signatory_is_told_once_thirty_days_before() -> None:
    admin, signatory = f.an_agent("administrateur"), f.a_member(f.a_commune_organisation())
    f.a_member(f.a_commune_organisation("Aniane"), Role.EDITOR)
    record_election(in_days(40), actor=admin)
    do_round(timezone.now())
    assert OutgoingEmail.objects.count() == 0
    for _ in range(2):
        do_round(timezone.now() + timedelta(days=10))
    assert [mail.recipients for mail in OutgoingEmail.objects.all()] == [[signatory.email]]
    assert last_mail().text.count("élections municipales") == 1


def test_signatory_removes_who_left_at_once() -> None:
    organisation = f.a_commune_organisation()
    signatory, gone = f.a_member(organisation), f.a_member(organisation)
    remove_member(membership_of(gone), knows_alone=False, actor=signatory)
    assert has_role(gone, organisation, Role) is False
    assert (last_mail().recipients, last_mail().about_label) == ([gone.email], "accounts.membership")
    # Removed, they remove nobody.
    with pytest.raises(DomainError) as error:
        remove_member(membership_of(signatory), knows_alone=True, actor=gone)
    assert refusal(error) == NOT_SIGNATORY
    assert has_role(signatory, organisation, [Role.SIGNATORY]) is True


def test_last_signatory_leaves_knowingly() -> None:
    organisation = f.a_commune_organisation()
    signatory = f.a_member(organisation)
    f.a_member(organisation, Role.EDITOR)
    end(f.a_member(organisation))
    with pytest.raises(DomainError) as error:
        remove_member(membership_of(signatory), knows_alone=False, actor=signatory)
    assert refusal(error) == ALONE
    sent = OutgoingEmail.objects.count()
    remove_member(membership_of(signatory), knows_alone=True, actor=signatory)
    assert (has_role(signatory, organisation, Role), OutgoingEmail.objects.count()) == (False, sent)


def test_editor_leaves_and_removes_nobody_else() -> None:
    organisation = f.a_commune_organisation()
    editor, other = f.a_member(organisation, Role.EDITOR), f.a_member(organisation, Role.EDITOR)
    with pytest.raises(DomainError) as error:
        remove_member(membership_of(other), knows_alone=True, actor=editor)
    assert refusal(error) == NOT_SIGNATORY
    remove_member(membership_of(editor), knows_alone=False, actor=editor)
    assert (has_role(editor, organisation, Role), has_role(other, organisation, Role)) == (False, True)


def test_closed_account_frees_its_address_and_keeps_its_name() -> None:
    organisation = f.a_commune_organisation()
    person = f.a_member(organisation, display_name="Maire", email="maire@commune.example", password="x" * 12)
    request = asked(f.a_commune_organisation("Aniane"), actor=person)
    with pytest.raises(DomainError, match="seule personne signataire"):
        close_account(person, knows_alone=False, now=timezone.now())
    close_account(person, knows_alone=True, now=timezone.now())
    closed = User.objects.get(pk=person.pk)
    assert (closed.display_name, closed.is_active, closed.has_usable_password()) == ("Maire", False, False)
    assert has_role(closed, organisation, Role) is False
    assert MembershipRequest.objects.get(pk=request.pk).state == RequestState.WITHDRAWN
    assert EmailAddress.objects.filter(user=person).exists() is False
    assert authenticate(username="maire@commune.example", password="x" * 12) is None
    assert open_account(email="maire@commune.example", display_name="Autre", actor=None).pk != person.pk


def test_agent_closes_no_account_alone() -> None:
    with pytest.raises(DomainError, match="administration du portail"):
        close_account(f.an_agent("instructeur"), knows_alone=True, now=timezone.now())


def test_group_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(LookupError, match=r"^Unknown groups: comptable\.$"):
        open_account(email="a@region.example", display_name="A", actor=None, is_staff=True, groups=["comptable"])
    agent = f.an_agent("instructeur")
    with pytest.raises(LookupError, match=r"^Unknown groups: comptable\.$"):
        change_account(
            agent, display_name="X", is_active=True, groups=["comptable"], actor=f.an_agent("administrateur")
        )
