"""Who sees which dossier: the one scope of the portal, tried from the forbidden side."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.dossiers.enums import Status
from applications.dossiers.models import Attachment, Dossier
from tests import factories

UNFILED = {Status.DRAFT, Status.AWAITING_SIGNATURE, Status.ABANDONED}


@pytest.fixture
def drafts(db):
    """A draft of each of two communes, in the same measure."""
    measure = factories.a_measure()
    return [factories.a_draft(measure, factories.a_commune_organisation(name)) for name in ("Lunel", "Aniane")]


@pytest.fixture
def mine(drafts):
    return drafts[0]


def seen_by(user: User | AnonymousUser) -> set[Dossier]:
    return set(Dossier.objects.visible_to(user))


def put_at(dossier: Dossier, status: Status) -> None:
    filed = status not in UNFILED
    Dossier.objects.filter(pk=dossier.pk).update(
        status=status,
        reference=f"LRVP-2026-PM-{dossier.pk:04d}" if filed else None,
        submitted_at=timezone.now() if filed else None,
    )


def statuses_seen_by(user: User, dossier: Dossier) -> set[Status]:
    """Take `dossier` through every status, and keep those at which `user` sees it, and it alone."""
    seen = set()
    for status in Status:
        put_at(dossier, status)
        if dossiers := seen_by(user):
            assert dossiers == {dossier}
            seen.add(status)
    return seen


@pytest.mark.parametrize("role", Role)
def test_member_sees_what_is_theirs_at_every_status_and_nothing_else(mine, role):
    assert statuses_seen_by(factories.a_member(mine.organisation, role), mine) == set(Status)


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "sees"),
    [(-30, -1, False), (-30, 0, True), (0, None, True), (1, None, False)],
    ids=["ended yesterday", "ends today", "starts today", "starts tomorrow"],
)
def test_membership_shows_dossiers_from_its_first_day_to_its_last(mine, starts_in, ends_in, sees):
    today = timezone.localdate()
    member = factories.a_user()
    Membership.objects.create(
        user=member,
        organisation=mine.organisation,
        role=Role.SIGNATORY,
        starts_on=today + timedelta(days=starts_in),
        ends_on=None if ends_in is None else today + timedelta(days=ends_in),
    )
    assert seen_by(member) == ({mine} if sees else set())


def test_member_of_two_organisations_sees_both(drafts):
    member = factories.a_member(drafts[0].organisation)
    Membership.objects.create(user=member, organisation=drafts[1].organisation, role=Role.EDITOR)
    assert seen_by(member) == set(drafts)


def test_inactive_member_sees_nothing(mine):
    member = factories.a_member(mine.organisation)
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert seen_by(User.objects.get(pk=member.pk)) == set()


def test_visitor_and_stranger_see_nothing(drafts):
    assert seen_by(AnonymousUser()) == set()
    assert seen_by(factories.a_user()) == set()


def test_agent_sees_what_was_filed_and_never_a_draft(mine):
    assert statuses_seen_by(factories.an_agent("consultation"), mine) == set(Status) - UNFILED


def test_agent_without_the_permission_sees_nothing(mine):
    put_at(mine, Status.SUBMITTED)
    assert seen_by(factories.an_agent()) == set()


def test_permission_without_being_an_agent_shows_nothing(mine):
    put_at(mine, Status.SUBMITTED)
    assert seen_by(factories.a_user(groups=["consultation"])) == set()


def test_inactive_agent_sees_nothing(mine):
    put_at(mine, Status.SUBMITTED)
    agent = factories.an_agent("responsable")
    User.objects.filter(pk=agent.pk).update(is_active=False)
    assert seen_by(User.objects.get(pk=agent.pk)) == set()


def test_agent_who_is_a_member_sees_only_their_own_drafts(drafts):
    agent = factories.an_agent("consultation")
    Membership.objects.create(user=agent, organisation=drafts[0].organisation, role=Role.EDITOR)
    assert seen_by(agent) == {drafts[0]}


def test_document_is_seen_by_those_who_see_its_dossier(db):
    dossier = factories.a_complete_draft()
    joined = dossier.attachments.get()
    agent = factories.an_agent("consultation")
    stranger = factories.a_member(factories.a_commune_organisation("Aniane"))

    def readers() -> list[list[Attachment]]:
        return [list(Attachment.objects.visible_to(user)) for user in (dossier.created_by, stranger, agent)]

    assert readers() == [[joined], [], []]
    put_at(dossier, Status.SUBMITTED)
    assert readers() == [[joined], [], [joined]]
