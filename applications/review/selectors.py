"""Reading the review of a dossier: its readings, its score, its eligible lines."""

from dataclasses import dataclass
from decimal import Decimal

from applications.accounts.models import User
from applications.calls.models import Criterion
from applications.dossiers.models import Dossier, Expense
from applications.review.models import Assessment, EligibleExpense, Score
from applications.review.ranking import Consensus, consensus, total_of


@dataclass(frozen=True)
class Reading:
    """One reviewer's marks; `total` is on 100 points, None while a criterion has no mark."""

    reviewer: User
    scores: dict[int, Score]
    total: Decimal | None


@dataclass(frozen=True)
class EligibleLine:
    """An expense and what of it is eligible: all of it until somebody says otherwise."""

    expense: Expense
    amount: Decimal
    reason: str


def assessment_of(dossier: Dossier) -> Assessment | None:
    return Assessment.objects.filter(dossier=dossier).first()


def criteria_of(dossier: Dossier) -> list[Criterion]:
    return list(Criterion.objects.filter(call=dossier.measure.call_id))


def readings_of(dossier: Dossier) -> list[Reading]:
    """Return every reviewer's reading, in the order of their accounts."""
    weights = {criterion.pk: criterion.weight for criterion in criteria_of(dossier)}
    by_reviewer: dict[User, dict[int, Score]] = {}
    rows = Score.objects.filter(dossier=dossier).select_related("reviewer", "criterion").order_by("reviewer_id", "pk")
    for score in rows:
        by_reviewer.setdefault(score.reviewer, {})[score.criterion_id] = score
    return [
        Reading(reviewer, scores, total_of({key: score.value for key, score in scores.items()}, weights))
        for reviewer, scores in by_reviewer.items()
    ]


def consensus_of(dossier: Dossier) -> Consensus | None:
    """Return the mean and the gap of the complete readings, or None without any."""
    return consensus([reading.total for reading in readings_of(dossier) if reading.total is not None])


def eligible_lines(dossier: Dossier) -> list[EligibleLine]:
    """Return each expense with its eligible part, in the plan's order."""
    known = {line.expense_id: line for line in EligibleExpense.objects.filter(expense__dossier=dossier)}
    lines = []
    for expense in dossier.expenses.all():
        line = known.get(expense.pk)
        lines.append(EligibleLine(expense, line.amount if line else expense.amount, line.reason if line else ""))
    return lines
