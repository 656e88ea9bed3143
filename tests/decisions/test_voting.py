"""Recording a vote: money to the cent, numbers without gaps, nothing public yet."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from applications.calls.models import Envelope
from applications.core.errors import DomainError
from applications.core.models import OutgoingEmail, Sequence
from applications.decisions.enums import DecisionKind, Motive, Outcome
from applications.decisions.models import AgendaItem, CommissionSession, Decision, Letter, SigningAuthority, Vote
from applications.decisions.services.agenda import schedule, unschedule
from applications.decisions.services.voting import record_vote
from applications.dossiers.enums import FunderKind, FundingState, Status
from applications.dossiers.models import Dossier, Funding, StatusChange
from tests import factories
from tests.decisions.agendas import an_item

pytestmark = pytest.mark.django_db

AMOUNT = Decimal("23520.00")


@pytest.fixture
def head(db):
    return factories.an_agent("responsable")


@pytest.fixture
def item(head):
    factories.an_authority()
    return an_item(actor=head)


def vote(item: AgendaItem, outcome: Outcome = Outcome.GRANTED, *, actor=None, today=None, **values) -> Vote:
    values = {**({"amount": item.proposed_amount} if outcome == Outcome.GRANTED else {}), **values}
    actor = actor or factories.an_agent("responsable")
    return record_vote(item, outcome=outcome, actor=actor, today=today or timezone.localdate(), **values)


def refuse(item: AgendaItem, **values) -> Vote:
    return vote(item, Outcome.REFUSED, **{"motive": Motive.NEED_NOT_SHOWN, **values})


def refusal_of(item: AgendaItem, outcome: Outcome = Outcome.GRANTED, **values) -> DomainError:
    """Try to vote, and make sure that nothing is left of it."""
    numbers = list(Sequence.objects.values_list("name", "value"))
    money = list(Envelope.objects.values_list("pk", "voted"))
    with pytest.raises(DomainError) as refused:
        vote(item, outcome, **values)
    assert not Vote.objects.filter(item=item).exists()
    assert not Decision.objects.filter(dossier=item.dossier).exists()
    assert not StatusChange.objects.filter(dossier=item.dossier).exists()
    assert Dossier.objects.get(pk=item.dossier_id).status == Status.SCHEDULED
    assert list(Sequence.objects.values_list("name", "value")) == numbers
    assert list(Envelope.objects.values_list("pk", "voted")) == money
    return refused.value


def test_grant_engages_the_envelope_and_makes_a_decision(item, head):
    recorded = vote(item, actor=head)
    envelope, decision, today = Envelope.objects.get(), Decision.objects.get(), timezone.localdate()
    assert (recorded.amount, recorded.envelope, recorded.recorded_by) == (AMOUNT, envelope, head)
    assert envelope.voted == AMOUNT
    assert (decision.kind, decision.amount, decision.vote, decision.decided_on) == (
        DecisionKind.GRANT,
        AMOUNT,
        recorded,
        today,
    )
    assert decision.number == f"{today.year}-0001"
    assert [(letter.decision, letter.file, letter.notified_at) for letter in Letter.objects.all()] == [
        (decision, None, None)
    ]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(Outcome.GRANTED, "granted"), (Outcome.REFUSED, "refused"), (Outcome.ADJOURNED, "adjourned")],
)
def test_vote_is_not_public(item, outcome, status):
    OutgoingEmail.objects.all().delete()
    vote(item, outcome, motive=Motive.NEED_NOT_SHOWN)
    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.published_status) == (status, Status.SCHEDULED)
    assert not OutgoingEmail.objects.exists()


def test_part_of_the_proposed_amount_may_be_granted(item):
    assert vote(item, amount=Decimal("0.01")).amount == Decimal("0.01")
    assert Envelope.objects.get().left == Decimal("338999.99")


def test_refusal_has_its_motive_and_engages_nothing(item):
    recorded = refuse(item, motive_text=" Diagnostic absent ", amount=AMOUNT)
    decision = Decision.objects.get()
    assert (recorded.amount, recorded.envelope, recorded.motive) == (Decimal(0), None, Motive.NEED_NOT_SHOWN)
    assert recorded.motive_text == "Diagnostic absent"
    assert (decision.kind, decision.amount, decision.rank) == (DecisionKind.REFUSAL, Decimal(0), 1)
    assert Envelope.objects.get().voted == 0
    assert Letter.objects.count() == 1


def test_adjournment_decides_nothing(item):
    recorded = vote(item, Outcome.ADJOURNED, motive_text="Plan à revoir", motive=Motive.PLAN_NOT_SOUND)
    assert (recorded.motive, recorded.motive_text) == ("", "Plan à revoir")
    assert not Decision.objects.exists()
    assert not Letter.objects.exists()
    assert StatusChange.objects.last().reason == "Plan à revoir"


def test_refusal_without_a_motive_is_refused(item):
    refused = refusal_of(item, Outcome.REFUSED, motive_text="Sans motif")
    assert (refused.field, refused.message) == ("motive", "Choisissez le motif du refus.")


@pytest.mark.parametrize("outcome", Outcome)
def test_session_to_come_has_not_voted(item, outcome):
    refused = refusal_of(item, outcome, today=item.session.held_on - timedelta(days=1))
    assert refused.message == "La séance n’a pas encore eu lieu\u00a0: son vote ne peut pas être enregistré."


@pytest.mark.parametrize("outcome", Outcome)
def test_vote_needs_the_deliberation_s_number(item, outcome):
    CommissionSession.objects.update(deliberation_number="")
    refused = refusal_of(item, outcome)
    assert refused.message == "Indiquez d’abord le numéro de la délibération de la séance."


@pytest.mark.parametrize("amount", ["-1", "0", "0.001", "23520.01"])
def test_grant_goes_from_a_cent_to_the_proposed_amount(item, amount):
    refused = refusal_of(item, amount=Decimal(amount))
    assert refused.field == "amount"
    assert refused.message == (
        "Le montant voté va d’un centime au montant proposé, 23\u00a0520,00\u00a0€. "
        "Pour voter davantage, rouvrez d’abord l’évaluation."
    )


def test_envelope_short_by_a_cent_is_refused(item):
    Envelope.objects.update(amount=AMOUNT + 100, voted=Decimal("100.01"))
    refused = refusal_of(item)
    assert (refused.field, refused.message) == (
        "amount",
        "L’enveloppe ne suffit pas\u00a0: il reste 23\u00a0519,99\u00a0€, il manque 0,01\u00a0€.",
    )


def test_envelope_is_spent_to_the_cent(item):
    Envelope.objects.update(amount=AMOUNT + 100, voted=Decimal("100.00"))
    vote(item)
    envelope = Envelope.objects.get()
    assert (envelope.voted, envelope.left) == (envelope.amount, 0)


def test_spent_envelope_does_not_stop_a_refusal(item):
    Envelope.objects.update(voted=Decimal(339000))
    assert refuse(item).outcome == Outcome.REFUSED


def test_year_of_the_session_chooses_the_envelope(item):
    last_year = timezone.localdate().replace(month=1, day=1) - timedelta(days=1)
    CommissionSession.objects.update(held_on=last_year)
    refused = refusal_of(item)
    assert refused.message == f"Aucune enveloppe n’est ouverte pour cette mesure en {last_year.year}."
    Envelope.objects.create(measure=item.dossier.measure, year=last_year.year, amount=AMOUNT)
    vote(item)
    assert {e.year: e.voted for e in Envelope.objects.all()} == {last_year.year: AMOUNT, last_year.year + 1: 0}


def test_envelope_of_another_measure_is_left_alone(item):
    Envelope.objects.filter(measure=item.dossier.measure).delete()
    factories.a_measure()
    assert refusal_of(item).message[:31] == "Aucune enveloppe n’est ouverte "


def test_vote_is_recorded_once(item):
    vote(item)
    with pytest.raises(DomainError) as refused:
        refuse(item)
    assert refused.value.message == "Un vote est déjà enregistré pour ce dossier, ou il a quitté l’ordre du jour."
    assert Envelope.objects.get().voted == AMOUNT
    assert Decision.objects.count() == 1


def test_item_off_the_agenda_is_not_voted(item, head):
    stale = AgendaItem.objects.get()
    unschedule(AgendaItem.objects.get(), actor=head, reason="")
    again = schedule(item.dossier, factories.a_session(), actor=head)
    with pytest.raises(DomainError, match="ou il a quitté l’ordre du jour"):
        vote(stale)
    assert vote(again).item == again


def test_vote_needs_a_signing_authority(item):
    SigningAuthority.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    message = "Aucune autorité signataire n’est en fonction aujourd’hui\u00a0: désignez-la d’abord."
    assert refusal_of(item).message == message
    assert vote(item, Outcome.ADJOURNED).outcome == Outcome.ADJOURNED


def test_decision_bears_the_latest_authority_in_office(item):
    today = timezone.localdate()
    SigningAuthority.objects.update(starts_on=today - timedelta(days=9), ends_on=today)
    deputy = factories.an_authority()
    SigningAuthority.objects.filter(pk=deputy.pk).update(starts_on=today, ends_on=today)
    SigningAuthority.objects.create(name="À venir", quality="Directeur", starts_on=today + timedelta(days=1))
    vote(item)
    assert Decision.objects.get().authority == deputy


@pytest.mark.parametrize("group", ["instructeur", "finance", "administrateur", "consultation"])
def test_vote_is_recorded_by_those_who_may(item, group):
    refused = refusal_of(item, actor=factories.an_agent(group))
    assert refused.message == "Vous n’avez pas le droit de faire cet acte sur ce dossier."


def test_plan_that_the_grant_would_break_is_refused(item):
    obtained = 4 * AMOUNT
    Funding.objects.filter(kind=FunderKind.OWN).update(amount=1)
    Funding.objects.create(
        dossier=item.dossier, position=3, kind="state_detr", amount=obtained, state=FundingState.OBTAINED
    )
    refused = refusal_of(item)
    assert refused.field == "amount"
    assert refused.message == (
        "Ce montant ne tient pas dans le plan de financement\u00a0: les aides dépasseraient le coût, ou la part "
        "de la collectivité passerait sous son minimum (CGCT, article L. 1111-10)."
    )
    Funding.objects.filter(kind="state_detr").update(state=FundingState.REFUSED)
    assert vote(item).amount == AMOUNT


def test_vote_that_fails_after_its_number_gives_it_back(item):
    vote(item)
    failing, other = (an_item(item.dossier.measure, item.session) for _ in range(2))
    Funding.objects.create(dossier=failing.dossier, position=3, kind="state_detr", amount=4 * AMOUNT, state="obtained")
    # The plan is checked on the composed letter, which bears its number.
    refusal_of(failing)
    refuse(other)
    assert [decision.rank for decision in Decision.objects.order_by("rank")] == [1, 2]


def test_numbers_start_again_with_the_year(item):
    first, second = item, an_item(item.dossier.measure, item.session)
    today = timezone.localdate()
    SigningAuthority.objects.update(ends_on=None)
    vote(first)
    next_year = today.replace(year=today.year + 1, month=1, day=2)
    vote(second, today=next_year)
    assert {decision.number for decision in Decision.objects.all()} == {
        f"{today.year}-0001",
        f"{today.year + 1}-0001",
    }
