"""The money of a dossier: its plan as filed, what of it is eligible, the aid that the rules give."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from applications.backoffice.situation import Situation
from applications.core.money import printed_shares
from applications.dossiers.enums import FunderKind, FundingState, Status
from applications.dossiers.models import Dossier, Filing
from applications.review.models import Assessment
from applications.review.selectors import eligible_lines
from applications.review.services import base_of, compute

ZERO = Decimal(0)
# Elsewhere the organisation may have typed over the rows since its last filing: only what it filed is read.
AS_FILED = frozenset(Status) - {Status.INCOMPLETE, Status.INADMISSIBLE, Status.WITHDRAWN}
TONES = {
    FundingState.REQUESTED: "wait",
    FundingState.OBTAINED: "ok",
    FundingState.REFUSED: "no",
    FundingState.VOTED: "ok",
}


@dataclass(frozen=True)
class ExpenseLine:
    """`eligible` is None before the review."""

    label: str
    amount: Decimal
    eligible: Decimal | None = None
    reason: str = ""

    @property
    def is_cut(self) -> bool:
        return self.eligible is not None and self.eligible != self.amount


@dataclass(frozen=True)
class FundingLine:
    """`share` is a fraction of the cost, None for a refused funding, which counts for nothing."""

    label: str
    amount: Decimal
    share: Decimal | None
    state: str
    tone: str


@dataclass(frozen=True)
class PlanView:
    """Both sides of the plan, in euros excluding tax. `own_share` is a fraction of the cost."""

    expenses: tuple[ExpenseLine, ...]
    fundings: tuple[FundingLine, ...]
    cost: Decimal
    funded: Decimal
    eligible: Decimal | None
    own_share: Decimal

    @property
    def is_balanced(self) -> bool:
        return self.cost == self.funded


@dataclass(frozen=True)
class Limit:
    label: str
    amount: Decimal
    bites: bool


@dataclass(frozen=True)
class Aid:
    """The aid that the call's rule gives on `base`. `is_kept` is False for a preview nobody has saved.

    `is_stale` tells that the plan or the rule changed since it was kept: the base is to be set again.
    """

    base: Decimal
    amount: Decimal
    limits: tuple[Limit, ...]
    explanation: str
    is_kept: bool
    is_stale: bool = False


def plan_of(situation: Situation, filing: Filing) -> PlanView:
    """Return the plan that was filed, with the eligible part of each expense once the review is open."""
    expenses = expense_lines(situation, filing)
    rows = filing.content["fundings"]
    cost = sum((line.amount for line in expenses), ZERO)
    counted = [Decimal(row["amount"]) for row in rows if FundingState(row["state"]).counts]
    shares = iter(printed_shares(counted, cost))
    eligible = [line.eligible for line in expenses if line.eligible is not None]
    own = sum((Decimal(row["amount"]) for row in rows if row["kind"] == FunderKind.OWN), ZERO)
    return PlanView(
        expenses=expenses,
        fundings=tuple(funding_line(row, next(shares) if FundingState(row["state"]).counts else None) for row in rows),
        cost=cost,
        funded=sum(counted, ZERO),
        eligible=sum(eligible, ZERO) if eligible else None,
        own_share=own / cost,
    )


def expense_lines(situation: Situation, filing: Filing) -> tuple[ExpenseLine, ...]:
    if situation.assessment is None or situation.status not in AS_FILED:
        return tuple(ExpenseLine(row["label"], Decimal(row["amount"])) for row in filing.content["expenses"])
    return tuple(
        ExpenseLine(line.expense.label, line.expense.amount, line.amount, line.reason)
        for line in eligible_lines(situation.dossier)
    )


def funding_line(row: Mapping[str, Any], share: Decimal | None) -> FundingLine:
    kind, state = FunderKind(row["kind"]), FundingState(row["state"])
    return FundingLine(
        label=row["label"] or kind.label,
        amount=Decimal(row["amount"]),
        share=share,
        state=state.label,
        tone=TONES[state],
    )


def aid_of(situation: Situation) -> Aid | None:
    """Return the aid kept by the review or, before it, what the rule would give on the whole cost.

    None while the organisation may be changing its plan and nothing was kept.
    """
    assessment = situation.assessment
    if assessment is not None:
        limits = tuple(Limit(row["label"], Decimal(row["amount"]), row["bites"]) for row in assessment.breakdown)
        explanation = next((row["explanation"] for row in assessment.breakdown if row["bites"]), "")
        return Aid(
            base=assessment.eligible_base,
            amount=assessment.computed_amount,
            limits=limits,
            explanation=explanation,
            is_kept=True,
            is_stale=situation.status == Status.ADMISSIBLE and is_stale(assessment, situation.dossier),
        )
    cost = situation.dossier.total_cost
    if cost is None or situation.status not in AS_FILED:
        return None
    breakdown = compute(situation.dossier, cost)
    limits = tuple(Limit(limit.label, limit.amount, limit.bites) for limit in breakdown.limits)
    return Aid(cost, breakdown.amount, limits, breakdown.biting.explanation, is_kept=False)


def is_stale(assessment: Assessment, dossier: Dossier) -> bool:
    """Tell whether the aid kept is no longer what the rule gives: an answered completion may have changed the plan."""
    base = base_of(dossier)
    return (base, compute(dossier, base).amount) != (assessment.eligible_base, assessment.computed_amount)
