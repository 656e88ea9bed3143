"""What a financing plan adds up to, as the page shows it while it is typed. Euros excluding tax."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from applications.calls.aid import OTHER_PUBLIC, AidBreakdown, AidRule, FundingLine, compute_aid, total_of
from applications.calls.enums import FundingSide
from applications.core.money import ceil_cent, format_eur, format_percent, format_rate

ZERO, ONE = Decimal(0), Decimal(1)
STEP = Decimal("0.0001")
PUBLIC = OTHER_PUBLIC | {FundingSide.REGION}


@dataclass(frozen=True)
class Gauge:
    """A share and its limit. `fill` and `limit` are lengths of an SVG, such as « 55.00% »."""

    label: str
    share: str
    amount: str
    is_over: bool
    fill: str
    limit: str
    limit_label: str
    is_minimum: bool
    wanted: str
    """The amount that the limit asks for, or what exceeds it."""


@dataclass(frozen=True)
class PlanTotals:
    """Both sides of the plan, the aid that is possible, and two gauges; none of these without an expense.

    The organisation's share is the residue, what the aids leave, never the declared figure: private money is
    outside the base (CGCT, article L. 1111-10, III). Shares are rounded against the plan, so that 19.999 % never
    reads as 20 %.
    """

    rule: AidRule
    lines: Sequence[FundingLine]
    expenses: Decimal
    pooled: bool
    organisation: str

    @property
    def fundings(self) -> Decimal:
        return total_of(self.lines, frozenset(FundingSide))

    @property
    def gap(self) -> Decimal:
        """What the fundings lack, negative when they exceed the expenses."""
        return self.expenses - self.fundings

    @property
    def difference(self) -> Decimal:
        return abs(self.gap)

    @property
    def is_balanced(self) -> bool:
        return self.gap == 0

    @property
    def aid(self) -> AidBreakdown | None:
        """The most that the Région could grant on these expenses, all of them eligible."""
        if self.expenses <= 0:
            return None
        return compute_aid(
            self.rule,
            self.expenses,
            self.lines,
            self.expenses,
            pooled=self.pooled,
            organisation=self.organisation,
        )

    @property
    def base(self) -> Decimal:
        """What public bodies bring, the organisation included."""
        return self.expenses - total_of(self.lines, {FundingSide.PRIVATE})

    @property
    def public(self) -> Decimal:
        return total_of(self.lines, PUBLIC)

    @property
    def own(self) -> Decimal:
        return max(ZERO, self.base - self.public)

    @property
    def needed(self) -> Decimal:
        """The least that the organisation must bring."""
        return ceil_cent(self.rule.minimum_own_share * self.base)

    @property
    def missing(self) -> Decimal:
        """What the own share lacks, and as much what the public aids have in excess; zero or less when it fits."""
        return self.needed - (self.base - self.public) if self.base > 0 else ZERO

    @property
    def gauges(self) -> tuple[Gauge, ...]:
        if self.base <= 0:
            return ()
        own = (self.own / self.base).quantize(STEP, rounding=ROUND_FLOOR)
        public = (self.public / self.base).quantize(STEP, rounding=ROUND_CEILING)
        minimum = self.rule.minimum_own_share
        return (
            Gauge(
                label=f"Part de {self.organisation}",
                share=format_percent(own),
                amount=format_eur(self.own),
                is_over=self.missing > 0,
                fill=svg_length(own),
                limit=svg_length(minimum),
                limit_label=f"minimum {format_rate(minimum)}",
                is_minimum=True,
                wanted=format_eur(self.needed),
            ),
            Gauge(
                label="Aides publiques",
                share=format_percent(public),
                amount=format_eur(self.public),
                is_over=self.missing > 0,
                fill=svg_length(public),
                limit=svg_length(ONE - minimum),
                limit_label=f"maximum {format_rate(ONE - minimum)}",
                is_minimum=False,
                wanted=format_eur(self.missing),
            ),
        )

    @property
    def summary(self) -> str:
        """The sentence that is read out once typing pauses."""
        if self.aid is None:
            return "Saisissez vos dépenses\u00a0: l’aide estimée s’affichera ici."
        parts = [f"Aide estimée\u00a0: {format_eur(self.aid.amount)}."]
        parts += [f"{gauge.label}\u00a0: {gauge.share}." for gauge in self.gauges if gauge.is_minimum]
        if self.missing > 0:
            parts.append(f"Il manque {format_eur(self.missing)} à la part de {self.organisation}.")
        parts.append(
            "Plan équilibré." if self.is_balanced else f"Les deux côtés diffèrent de {format_eur(self.difference)}."
        )
        return " ".join(parts)


def svg_length(share: Decimal) -> str:
    return f"{min(max(share, ZERO), ONE) * 100:.2f}%"
