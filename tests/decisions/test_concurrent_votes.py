"""Thirty-two votes at the same instant: an envelope is spent to the cent and never over, no number is lost."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone

from applications.accounts.models import User
from applications.calls.models import Envelope, Measure
from applications.core.errors import DomainError
from applications.decisions.enums import Motive, Outcome
from applications.decisions.models import AgendaItem, Decision, Letter, Vote
from applications.decisions.services.agenda import unschedule
from applications.decisions.services.voting import record_vote
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from tests import factories
from tests.decisions.agendas import an_item
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

VOTES = 32


@pytest.fixture(autouse=True)
def authority(transactional_db):
    return factories.an_authority()


@pytest.fixture
def head(authority):
    return factories.an_agent("responsable")


def some_items(measures: list[Measure], amounts: list[Decimal], actor: User) -> list[AgendaItem]:
    """An item per amount, for one commune; measures and sessions by turns, so that no vote waits for its session."""
    sessions, organisation = [factories.a_session() for _ in range(5)], factories.a_commune_organisation()
    return [
        an_item(
            measures[rank % len(measures)],
            sessions[rank % len(sessions)],
            amount=amount,
            organisation=organisation,
            actor=actor,
        )
        for rank, amount in enumerate(amounts)
    ]


def granting(item: AgendaItem, actor: User) -> Callable[[], Vote]:
    today = timezone.localdate()
    return lambda: record_vote(item, outcome=Outcome.GRANTED, amount=item.proposed_amount, actor=actor, today=today)


def refusing(item: AgendaItem, actor: User) -> Callable[[], Vote]:
    today = timezone.localdate()
    return lambda: record_vote(item, outcome=Outcome.REFUSED, motive=Motive.ENVELOPE_SPENT, actor=actor, today=today)


def refusals(outcomes: list[Vote | DomainError]) -> list[DomainError]:
    return [outcome for outcome in outcomes if isinstance(outcome, DomainError)]


def ranks() -> list[int]:
    return list(Decision.objects.order_by("rank").values_list("rank", flat=True))


def test_votes_stop_exactly_where_the_envelope_does(head):
    amount = Decimal("1234.56")
    measure = factories.a_measure(envelope=20 * amount)
    outcomes = at_once([granting(item, head) for item in some_items([measure], [amount] * VOTES, head)])
    messages = {refusal.message for refusal in refusals(outcomes)}
    assert messages == {"L’enveloppe ne suffit pas\u00a0: il reste 0,00\u00a0€, il manque 1\u00a0234,56\u00a0€."}
    assert len(refusals(outcomes)) == 12
    envelope = Envelope.objects.get()
    assert (envelope.voted, envelope.left) == (Decimal("24691.20"), 0)
    assert Vote.objects.aggregate(total=Sum("amount")) == {"total": envelope.voted}
    assert ranks() == list(range(1, 21))
    assert Letter.objects.count() == 20
    assert Dossier.objects.filter(status=Status.GRANTED).count() == 20
    assert Dossier.objects.filter(status=Status.SCHEDULED).count() == 12


def test_no_vote_that_fits_to_the_cent_is_refused(head):
    # Tenths and cents that floats do not hold, in two envelopes that share one suite of numbers.
    amounts = [Decimal(10 * rank + 1) / 100 + 1000 * rank for rank in range(1, VOTES + 1)]
    measures = [factories.a_measure(envelope=sum(amounts[parity::2])) for parity in (0, 1)]
    outcomes = at_once([granting(item, head) for item in some_items(measures, amounts, head)])
    assert refusals(outcomes) == []
    assert [envelope.left for envelope in Envelope.objects.all()] == [0, 0]
    assert ranks() == list(range(1, VOTES + 1))


def test_vote_is_refused_only_when_it_does_not_fit(head):
    amounts = [Decimal(7919 * rank % 10007) + Decimal("0.07") for rank in range(1, VOTES + 1)]
    measure = factories.a_measure(envelope=sum(amounts[::2]))
    items = some_items([measure], amounts, head)
    outcomes = at_once([granting(item, head) for item in items])
    envelope = Envelope.objects.get()
    granted = [outcome.amount for outcome in outcomes if isinstance(outcome, Vote)]
    assert sum(granted) == envelope.voted <= envelope.amount
    left_out = [
        item.proposed_amount for item, outcome in zip(items, outcomes, strict=True) if outcome in refusals(outcomes)
    ]
    assert left_out
    assert min(left_out) > envelope.left
    assert ranks() == list(range(1, len(granted) + 1))


def test_dossier_voted_by_two_officers_at_once_has_one_vote(head):
    item = an_item(actor=head)
    outcomes = at_once([granting(item, head), refusing(item, factories.an_agent("responsable"))])
    assert [refusal.message for refusal in refusals(outcomes)] == [
        "Un vote est déjà enregistré pour ce dossier, ou il a quitté l’ordre du jour."
    ]
    vote, decision = Vote.objects.get(), Decision.objects.get()
    assert (decision.vote, decision.rank, decision.amount) == (vote, 1, vote.amount)
    assert Envelope.objects.get().voted == vote.amount
    assert Dossier.objects.get().status == vote.outcome


def test_dossier_voted_and_taken_off_at_once_is_one_or_the_other(head):
    item = an_item(actor=head)
    outcomes = at_once([granting(item, head), lambda: unschedule(item, actor=head, reason="")])
    assert [refusal.message for refusal in refusals(outcomes)] == [
        "Un vote est déjà enregistré pour ce dossier, ou il a quitté l’ordre du jour."
    ]
    kept = AgendaItem.objects.get()
    voted = Vote.objects.filter(item=kept).exists()
    assert Dossier.objects.get().status == (Status.GRANTED if voted else Status.ASSESSED)
    assert (kept.removed_at is None) == voted
