"""Putting dossiers on an agenda, taking them off, and what becomes of the session's délibération."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from applications.core import jobs
from applications.core.errors import DomainError
from applications.decisions.enums import Outcome
from applications.decisions.models import AgendaItem, CommissionSession
from applications.decisions.services.agenda import record_deliberation, schedule, take_up_again, unschedule
from applications.decisions.services.notifying import notify
from applications.decisions.services.voting import record_vote
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.review.services import reopen_assessment
from tests import factories
from tests.decisions.agendas import an_item

pytestmark = pytest.mark.django_db

GONE = "Un vote est déjà enregistré pour ce dossier, ou il a quitté l’ordre du jour"


@pytest.fixture
def head(db):
    return factories.an_agent("responsable")


@pytest.fixture
def session(db):
    return factories.a_session()


@pytest.fixture
def assessed(db):
    return factories.an_assessed_dossier()


def adjourn(item: AgendaItem, actor) -> None:
    record_vote(item, outcome=Outcome.ADJOURNED, actor=actor, today=timezone.localdate())


def test_assessed_dossier_is_scheduled_with_the_proposed_amount(assessed, session, head):
    item = schedule(assessed, session, actor=head)
    dossier = Dossier.objects.get()
    assert (item.session, item.proposed_amount, item.scheduled_by) == (session, Decimal("23520.00"), head)
    assert (dossier.status, dossier.published_status) == (Status.SCHEDULED, Status.SCHEDULED)


def test_dossier_still_under_review_is_not_scheduled(session, head):
    dossier = factories.an_admissible_dossier()
    with pytest.raises(DomainError, match="L’évaluation de ce dossier n’est pas close"):
        schedule(dossier, session, actor=head)


def test_reopened_dossier_is_not_scheduled(assessed, session, head):
    reopen_assessment(assessed, actor=head, reason="À revoir")
    with pytest.raises(DomainError, match="L’évaluation de ce dossier n’est pas close"):
        schedule(assessed, session, actor=head)


def test_dossier_is_scheduled_once(assessed, session, head):
    schedule(assessed, session, actor=head)
    with pytest.raises(DomainError, match="déjà à l’ordre du jour"):
        schedule(assessed, session, actor=head)
    with pytest.raises(DomainError, match="à l’état «\u00a0Inscrit en commission\u00a0»"):
        schedule(assessed, factories.a_session(), actor=head)
    assert AgendaItem.objects.count() == 1


def test_session_already_transmitted_takes_no_dossier(assessed, head):
    session = factories.a_session(transmitted_on=timezone.localdate())
    with pytest.raises(DomainError, match="La délibération de cette séance est déjà transmise"):
        schedule(assessed, session, actor=head)
    assert Dossier.objects.get().status == Status.ASSESSED


def test_officer_does_not_set_the_agenda(assessed, session, head):
    officer = factories.an_agent("instructeur")
    with pytest.raises(DomainError, match="Vous n’avez pas le droit de faire cet acte"):
        schedule(assessed, session, actor=officer)
    item = schedule(assessed, session, actor=head)
    with pytest.raises(DomainError, match="Vous n’avez pas le droit de faire cet acte"):
        unschedule(item, actor=officer, reason="")
    assert AgendaItem.objects.get().removed_at is None


def test_unscheduled_dossier_may_come_back_to_the_same_session(session, head):
    item = an_item(session=session, actor=head)
    unschedule(item, actor=head, reason="Pièce à vérifier")
    assert Dossier.objects.get().status == Status.ASSESSED
    assert item.dossier.changes.last().reason == "Pièce à vérifier"
    again = schedule(item.dossier, session, actor=head)
    assert [row.pk for row in AgendaItem.objects.filter(removed_at=None)] == [again.pk]


def test_item_off_the_agenda_is_not_taken_off_twice(session, head):
    stale = an_item(session=session, actor=head)
    unschedule(AgendaItem.objects.get(), actor=head, reason="")
    again = schedule(stale.dossier, factories.a_session(), actor=head)
    with pytest.raises(DomainError, match=GONE):
        unschedule(stale, actor=head, reason="")
    assert Dossier.objects.get().status == Status.SCHEDULED
    assert AgendaItem.objects.get(removed_at=None) == again


def test_voted_item_stays_on_its_agenda(session, head):
    item = an_item(session=session, actor=head)
    adjourn(item, head)
    with pytest.raises(DomainError, match=GONE):
        unschedule(item, actor=head, reason="")


def test_adjourned_dossier_comes_back_at_another_session(session, head):
    item = an_item(session=session, actor=head)
    adjourn(item, head)
    again = take_up_again(item.dossier, actor=head)
    assert (again.status, again.published_status) == (Status.ASSESSED, Status.ASSESSED)
    with pytest.raises(DomainError, match="déjà à l’ordre du jour de cette séance\u00a0: choisissez-en une autre"):
        schedule(again, session, actor=head)
    assert schedule(again, factories.a_session(), actor=head).dossier.status == Status.SCHEDULED


def deliberate(session: CommissionSession, actor, *, number="CP/2026-12/1", sent=None, published=None, today=None):
    today = today or timezone.localdate()
    return record_deliberation(
        session, number=number, transmitted_on=sent, published_on=published, actor=actor, today=today
    )


def test_deliberation_is_recorded(session, head):
    today = timezone.localdate()
    deliberate(session, head, number=" CP/2026-12/4.12 ", sent=today, published=today)
    session.refresh_from_db()
    assert session.deliberation_number == "CP/2026-12/4.12"
    assert (session.transmitted_on, session.published_on, session.may_notify) == (today, today, True)


@pytest.mark.parametrize("dates", [{"sent": 1}, {"published": 1}, {}])
def test_decision_waits_for_both_dates(session, head, dates):
    today = timezone.localdate()
    assert not deliberate(session, head, **dict.fromkeys(dates, today)).may_notify


@pytest.mark.parametrize("days", [-1, 1], ids=["before the session", "to come"])
@pytest.mark.parametrize("name", ["sent", "published"])
def test_date_of_a_deliberation_is_a_fact(session, head, name, days):
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(DomainError, match="Cette date va de la séance à aujourd’hui") as refused:
        deliberate(session, head, **{name: day})
    assert refused.value.field == {"sent": "transmitted_on", "published": "published_on"}[name]
    assert not deliberate(session, head).may_notify


def test_number_of_another_session_is_refused(session, head):
    other = factories.a_session()
    with pytest.raises(DomainError, match="Une autre séance porte déjà ce numéro de délibération") as refused:
        deliberate(session, head, number=other.deliberation_number)
    assert refused.value.field == "number"
    deliberate(session, head, number="")
    assert deliberate(other, head, number="").deliberation_number == ""


def test_session_moved_meanwhile_keeps_its_new_day(session, head):
    moved = session.held_on - timedelta(days=3)
    CommissionSession.objects.update(held_on=moved)
    assert deliberate(session, head, sent=moved).held_on == moved


def test_officer_does_not_record_the_deliberation(session):
    with pytest.raises(DomainError, match="Vous n’avez pas le droit de modifier cette séance"):
        deliberate(session, factories.an_agent("instructeur"))


def test_number_that_a_letter_quotes_no_longer_changes(head):
    factories.an_authority()
    item = AgendaItem.objects.get(dossier=factories.a_scheduled_dossier())
    today = timezone.localdate()
    record_vote(item, outcome=Outcome.GRANTED, amount=item.proposed_amount, actor=head, today=today)
    with pytest.raises(DomainError, match="il ne change plus"):
        deliberate(item.session, head, number="CP/2026-12/autre")


def test_dates_stay_once_a_decision_is_notified(head):
    factories.an_authority()
    item = AgendaItem.objects.get(dossier=factories.a_scheduled_dossier())
    today, number = timezone.localdate(), item.session.deliberation_number
    record_vote(item, outcome=Outcome.GRANTED, amount=item.proposed_amount, actor=head, today=today)
    letter = item.vote.decision.letter
    jobs.run("decisions.letter", letter.pk)
    deliberate(item.session, head, number=number, sent=today, published=today)
    notify(type(letter.decision).objects.get(), actor=head, now=timezone.now())
    with pytest.raises(DomainError, match="les deux dates restent"):
        deliberate(item.session, head, number=number, sent=today)
