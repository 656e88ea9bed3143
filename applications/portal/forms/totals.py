"""What a financing plan adds up to, as the page shows it while it is typed. Euros excluding tax."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from applications.calls.aid import OTHER_PUBLIC, AidBreakdown, AidRule, FundingLine, compute_aid, total_of
from applications.calls.enums import FundingSide
from applications.core.money import ceil_cent, floor_cent, format_eur, format_percent, format_rate
from applications.core.typography import typeset_text

ZERO, ONE, HALF = Decimal(0), Decimal(1), Decimal("0.5")
STEP = Decimal("0.0001")
PUBLIC = OTHER_PUBLIC | {FundingSide.REGION}


@dataclass(frozen=True)
class Gauge:
    """A share and its limit. `fill` and `limit` are lengths of an SVG, such as « 55.00% ».

    `sentence` says the amount, its limit and the gap; `at_end` sets the limit's words left of its line.
    """

    label: str
    share: str
    is_over: bool
    fill: str
    limit: str
    limit_label: str
    at_end: bool
    sentence: str


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
    def epci(self) -> Decimal:
        return total_of(self.lines, {FundingSide.EPCI})

    @property
    def gauges(self) -> tuple[Gauge, ...]:
        """The own share, the public aids, and the fonds de concours when there is one."""
        if self.base <= 0:
            return ()
        gauges = (self.own_gauge, self.public_gauge)
        return (*gauges, self.epci_gauge) if self.epci > 0 else gauges

    @property
    def own_gauge(self) -> Gauge:
        minimum, over = self.rule.minimum_own_share, self.missing > 0
        gap = f"Il manque {format_eur(self.missing)}." if over else f"Marge : {format_eur(-self.missing)}."
        return Gauge(
            label=f"Part de {self.organisation}",
            share=format_percent(self.share_of(self.own)),
            is_over=over,
            fill=svg_length(self.own / self.base),
            limit=svg_length(minimum),
            limit_label=f"minimum {format_rate(minimum)}",
            at_end=minimum > HALF,
            sentence=typeset_text(
                f"{format_eur(self.own)} ; il en faut {format_rate(minimum)}, soit {format_eur(self.needed)}. {gap}"
            ),
        )

    @property
    def public_gauge(self) -> Gauge:
        maximum, over = ONE - self.rule.minimum_own_share, self.missing > 0
        most = self.base - self.needed
        gap = f"{format_eur(self.missing)} de trop." if over else f"Il reste {format_eur(-self.missing)}."
        return Gauge(
            label="Aides publiques",
            share=format_percent((self.public / self.base).quantize(STEP, rounding=ROUND_CEILING)),
            is_over=over,
            fill=svg_length(self.public / self.base),
            limit=svg_length(maximum),
            limit_label=f"maximum {format_rate(maximum)}",
            at_end=maximum > HALF,
            sentence=typeset_text(
                f"{format_eur(self.public)} ; {format_rate(maximum)} au plus, soit {format_eur(most)}. {gap}"
            ),
        )

    @property
    def epci_gauge(self) -> Gauge:
        """A euro less of the fonds de concours is a euro more of own share: half the excess puts it right."""
        over = self.epci > self.own
        gap = f"Il reste {format_eur(self.own - self.epci)}."
        if over:
            most = floor_cent((self.epci + self.own) / 2)
            gap = f"{format_eur(self.epci - self.own)} de trop : baissez-le à {format_eur(most)}."
        return Gauge(
            label="Fonds de concours",
            share=format_percent((self.epci / self.base).quantize(STEP, rounding=ROUND_CEILING)),
            is_over=over,
            fill=svg_length(self.epci / self.base),
            limit=svg_length(self.own / self.base),
            limit_label=f"part de {self.organisation}",
            at_end=self.own / self.base > HALF,
            sentence=typeset_text(
                f"{format_eur(self.epci)} ; au plus la part de {self.organisation}, {format_eur(self.own)}. {gap}"
            ),
        )

    def share_of(self, amount: Decimal) -> Decimal:
        """The fraction of the base, never rounded up to a limit."""
        return (amount / self.base).quantize(STEP, rounding=ROUND_FLOOR)

    @property
    def summary(self) -> str:
        """The sentence that is read out once typing pauses."""
        if self.aid is None:
            return "Saisissez vos dépenses\u00a0: l’aide estimée s’affichera ici."
        parts = [f"Aide estimée\u00a0: {format_eur(self.aid.amount)}."]
        parts += [f"{gauge.label}\u00a0: {gauge.share}." for gauge in self.gauges[:1]]
        if self.missing > 0:
            parts.append(f"Il manque {format_eur(self.missing)} à la part de {self.organisation}.")
        if self.base > 0 and self.epci > self.own:
            parts.append(f"Le fonds de concours dépasse la part de {self.organisation}.")
        parts.append(
            "Plan équilibré." if self.is_balanced else f"Les deux côtés diffèrent de {format_eur(self.difference)}."
        )
        return " ".join(parts)


def svg_length(share: Decimal) -> str:
    return f"{min(max(share, ZERO), ONE) * 100:.2f}%"
