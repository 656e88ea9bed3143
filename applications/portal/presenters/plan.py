"""Both sides of the financing plan, as typed rows or a frozen filing hold them: amounts in euros excluding tax."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from applications.dossiers.enums import FunderKind, FundingState
from applications.dossiers.models import Dossier

ZERO = Decimal(0)


@dataclass(frozen=True)
class ExpenseLine:
    label: str
    amount: Decimal


@dataclass(frozen=True)
class FundingLine:
    """`share` is a fraction of the expenses, None when there is none; `counts` tells a refusal from the rest."""

    label: str
    state: str
    amount: Decimal
    share: Decimal | None
    is_region: bool
    counts: bool


@dataclass(frozen=True)
class PlanReading:
    """The plan to read: lines, totals, and the organisation's own part of it."""

    expenses: tuple[ExpenseLine, ...]
    fundings: tuple[FundingLine, ...]
    cost: Decimal
    funded: Decimal
    requested: Decimal | None
    own_share: Decimal | None

    @property
    def is_empty(self) -> bool:
        return not self.expenses and not self.fundings


def plan_of(dossier: Dossier) -> PlanReading:
    """Return the plan that the dossier's rows hold."""
    return plan_reading(
        [{"label": line.label, "amount": line.amount} for line in dossier.expenses.all()],
        [
            {"kind": line.kind, "label": line.label, "amount": line.amount, "state": line.state}
            for line in dossier.fundings.all()
        ],
    )


def plan_reading(expenses: Collection[Mapping[str, Any]], fundings: Collection[Mapping[str, Any]]) -> PlanReading:
    """Return the plan of these rows; amounts may be text, as a frozen filing has them."""
    spent = tuple(ExpenseLine(row["label"], Decimal(row["amount"])) for row in expenses)
    cost = sum((line.amount for line in spent), ZERO)
    lines = tuple(funding_line(row, cost) for row in fundings)
    counted = [line for line in lines if line.counts]
    requested = [line.amount for line in counted if line.is_region]
    own = [Decimal(row["amount"]) for row in fundings if row["kind"] == FunderKind.OWN]
    return PlanReading(
        expenses=spent,
        fundings=lines,
        cost=cost,
        funded=sum((line.amount for line in counted), ZERO),
        requested=requested[0] if requested else None,
        own_share=own[0] / cost if own and cost else None,
    )


def funding_line(row: Mapping[str, Any], cost: Decimal) -> FundingLine:
    kind, state, amount = FunderKind(row["kind"]), FundingState(row["state"]), Decimal(row["amount"])
    return FundingLine(
        label=f"{kind.label}\u00a0: {row['label']}" if row["label"] else kind.label,
        state=state.label.lower(),
        amount=amount,
        share=amount / cost if cost else None,
        is_region=kind is FunderKind.REGION,
        counts=state.counts,
    )
