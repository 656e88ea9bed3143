"""The financing plan of a filing as its paper prints it. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from applications.calls.enums import FundingSide
from applications.core.money import printed_shares
from applications.dossiers.enums import FunderKind
from applications.dossiers.papers.data import FiledContent, Funding

ZERO = Decimal(0)
LONG_TABLE = 12


@dataclass(frozen=True)
class Line:
    """A line of either side. `share` is a fraction of the cost, to the basis point; None for what does not count."""

    label: str
    amount: Decimal
    share: Decimal | None
    state: str = ""
    is_region: bool = False


@dataclass(frozen=True)
class Plan:
    """Both sides, their totals, and what the law and the call look at."""

    expenses: tuple[Line, ...]
    fundings: tuple[Line, ...]
    refused: tuple[Line, ...]
    """Kept for memory: refused money is no part of the plan."""
    cost: Decimal
    funded: Decimal
    requested: Decimal
    own: Decimal
    own_share: Decimal
    """Of what public bodies bring (CGCT, article L. 1111-10, III)."""
    public: Decimal
    public_share: Decimal
    """Grants of public bodies, the Région's included, over the cost."""

    @property
    def gap(self) -> Decimal:
        return self.funded - self.cost

    @property
    def is_long(self) -> bool:
        """Whether a table may be cut by a page break: it is too tall to be moved whole."""
        return max(len(self.expenses), len(self.fundings)) > LONG_TABLE


def plan_of(content: FiledContent) -> Plan:
    """Set out both sides, the shares of each adding up to 100,00 % when the plan is balanced."""
    cost = sum((line.amount for line in content.expenses), ZERO)
    counted = [line for line in content.fundings if line.state.counts]
    funded = sum((line.amount for line in counted), ZERO)
    own = of_side(counted, FundingSide.OWN)
    public = sum((line.amount for line in counted if line.kind.is_public), ZERO)
    spent = printed_shares([line.amount for line in content.expenses], cost)
    brought = printed_shares([line.amount for line in counted], funded) if funded else [ZERO] * len(counted)
    return Plan(
        expenses=tuple(
            Line(line.label, line.amount, share) for line, share in zip(content.expenses, spent, strict=True)
        ),
        fundings=tuple(funding_line(line, share) for line, share in zip(counted, brought, strict=True)),
        refused=tuple(funding_line(line, None) for line in content.fundings if not line.state.counts),
        cost=cost,
        funded=funded,
        requested=of_side(counted, FundingSide.REGION),
        own=own,
        own_share=own / (own + public) if own + public else ZERO,
        public=public,
        public_share=public / cost if cost else ZERO,
    )


def funder_name(kind: FunderKind, label: str) -> str:
    """Return « Département du Gers », or « Autre financeur public – SDE 32 » where the kind must be said too."""
    if not label or label.casefold().startswith(kind.label.casefold()):
        return label or kind.label
    return f"{kind.label} – {label}"


def of_side(lines: list[Funding], side: FundingSide) -> Decimal:
    return sum((line.amount for line in lines if line.kind.side is side), ZERO)


def funding_line(line: Funding, share: Decimal | None) -> Line:
    label = funder_name(line.kind, line.label)
    return Line(label, line.amount, share, line.state.label.lower(), line.kind is FunderKind.REGION)
