"""Recording a vote: money engaged to the cent, a numbered decision, a letter to render."""

from datetime import date
from decimal import Decimal

from applications.accounts.models import User
from applications.calls.models import Envelope
from applications.core import jobs
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.money import CENT, format_eur
from applications.core.sequences import next_number
from applications.decisions.content import compose, frozen
from applications.decisions.enums import DecisionKind, Motive, Outcome
from applications.decisions.letter_data import GrantLetter
from applications.decisions.letter_plan import financing_plan
from applications.decisions.models import AgendaItem, CommissionSession, Decision, Letter, Vote
from applications.decisions.selectors import authority_on
from applications.decisions.services.agenda import open_item
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.dossiers.services.status import lock, transition

KINDS = {Outcome.GRANTED: DecisionKind.GRANT, Outcome.REFUSED: DecisionKind.REFUSAL}


@service
def record_vote(
    item: AgendaItem,
    *,
    outcome: Outcome,
    actor: User,
    today: date,
    amount: Decimal = Decimal(0),
    motive: Motive | str = "",
    motive_text: str = "",
) -> Vote:
    """Record what the Commission permanente voted on an agenda item.

    Effects: status granted, refused or adjourned (none public before its notification); for a grant, `amount`
    engaged on the envelope of the measure and year, which it can never exceed; for a grant or a refusal, a
    numbered `Decision` and its `Letter`, which a worker renders. Raises `DomainError` when the session is to come
    or has no délibération number, when the amount is not the vote's to give, or the envelope has not enough left.
    """
    dossier = lock(item.dossier)
    item = open_item(item)
    check_vote(item, outcome, today=today, amount=amount, motive=motive)
    transition(dossier, Status(outcome.value), actor=actor, reason=motive_text)
    granted = outcome == Outcome.GRANTED
    vote = Vote.objects.create(
        item=item,
        outcome=outcome,
        amount=amount if granted else Decimal(0),
        envelope=engage(dossier, item.session, amount) if granted else None,
        motive=motive if outcome == Outcome.REFUSED else "",
        motive_text=motive_text.strip(),
        recorded_by=actor,
    )
    if outcome in KINDS:
        decide(vote, dossier, today)
    record(
        actor,
        "vote.recorded",
        dossier,
        after={"outcome": outcome, "amount": vote.amount, "session": item.session_id},
    )
    return vote


def check_vote(
    item: AgendaItem,
    outcome: Outcome,
    *,
    today: date,
    amount: Decimal,
    motive: str,
) -> None:
    if item.session.held_on > today:
        raise DomainError("La séance n’a pas encore eu lieu\u00a0: son vote ne peut pas être enregistré.")
    if not item.session.deliberation_number:
        raise DomainError("Indiquez d’abord le numéro de la délibération de la séance.")
    if outcome == Outcome.REFUSED and not motive:
        raise DomainError("Choisissez le motif du refus.", field="motive")
    if outcome == Outcome.GRANTED and not CENT <= amount <= item.proposed_amount:
        raise DomainError(
            f"Le montant voté va d’un centime au montant proposé, {format_eur(item.proposed_amount)}. "
            "Pour voter davantage, rouvrez d’abord l’évaluation.",
            field="amount",
        )


def engage(dossier: Dossier, session: CommissionSession, amount: Decimal) -> Envelope:
    """Draw `amount` from the envelope, held until the transaction ends, and return it.

    The sum that decides is made here, in `Decimal`: SQLite would compute it as a float.
    """
    envelope = (
        Envelope.objects.select_for_update(of=("self",))
        .filter(measure=dossier.measure_id, year=session.held_on.year)
        .first()
    )
    if envelope is None:
        raise DomainError(
            f"Aucune enveloppe n’est ouverte pour cette mesure en {session.held_on.year}.", field="amount"
        )
    if envelope.voted + amount > envelope.amount:
        raise DomainError(
            f"L’enveloppe ne suffit pas\u00a0: il reste {format_eur(envelope.left)}, "
            f"il manque {format_eur(amount - envelope.left)}.",
            field="amount",
        )
    envelope.voted += amount
    envelope.save(update_fields=["voted"])
    return envelope


def decide(vote: Vote, dossier: Dossier, today: date) -> Decision:
    """Number the decision that a vote becomes, freeze what its letter says, ask for the letter."""
    authority = authority_on(today)
    if authority is None:
        raise DomainError("Aucune autorité signataire n’est en fonction aujourd’hui\u00a0: désignez-la d’abord.")
    decision = Decision(
        year=today.year,
        rank=next_number(f"decision-{today.year}"),
        kind=KINDS[Outcome(vote.outcome)],
        dossier=dossier,
        vote=vote,
        amount=vote.amount,
        authority=authority,
        decided_on=today,
    )
    letter = compose(decision)
    if isinstance(letter, GrantLetter):
        check_plan(letter)
    decision.content = frozen(letter)
    decision.save()
    jobs.enqueue(Letter.objects.create(decision=decision))
    return decision


def check_plan(letter: GrantLetter) -> None:
    """Refuse a grant that the financing plan cannot hold: over its cost, or under the minimum own share."""
    try:
        financing_plan(letter)
    except ValueError as error:
        raise DomainError(
            "Ce montant ne tient pas dans le plan de financement\u00a0: les aides dépasseraient le coût, ou la part "
            "de la collectivité passerait sous son minimum (CGCT, article L. 1111-10).",
            field="amount",
        ) from error
