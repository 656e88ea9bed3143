"""What is wrong with a financing plan, and the exact gap that puts it right. Pure; euros excluding tax."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

from applications.calls.aid import (
    OTHER_PUBLIC,
    ZERO,
    AidBreakdown,
    AidLimitCode,
    AidRule,
    FundingLine,
    compute_aid,
    total_of,
)
from applications.calls.enums import FundingSide
from applications.core.money import ceil_cent, floor_cent, format_eur, format_percent, format_rate
from applications.core.typography import typeset_text

ALL_SIDES = frozenset(FundingSide)
HUNDREDTH_OF_PERCENT = Decimal("0.0001")


@dataclass(frozen=True)
class Issue:
    """A French message that says what to do. Only a `blocking` issue stops the filing.

    `target` is what to correct: « expenses », « fundings » (the whole side), or the value of a `FundingSide`.
    """

    code: str
    message: str
    target: str
    blocking: bool = True


@dataclass(frozen=True)
class Plan:
    """Both sides of a plan, the minimum share that holds, and the aid that would be possible."""

    fundings: tuple[FundingLine, ...]
    expenses: Decimal
    share: Decimal
    organisation: str
    possible: AidBreakdown

    @property
    def region(self) -> Decimal:
        return total_of(self.fundings, {FundingSide.REGION})

    @property
    def public_base(self) -> Decimal:
        """What public bodies bring, the organisation included: private money is outside."""
        return self.expenses - total_of(self.fundings, {FundingSide.PRIVATE})

    @property
    def own(self) -> Decimal:
        """The organisation's part: what the aids leave, never the declared figure."""
        return self.public_base - total_of(self.fundings, OTHER_PUBLIC) - self.region


def financing_issues(
    rule: AidRule,
    fundings: Iterable[FundingLine],
    expenses_total: Decimal,
    *,
    eligible_base: Decimal | None = None,
    pooled: bool = False,
    derogation_share: Decimal | None = None,
    organisation: str = "la commune",
) -> tuple[Issue, ...]:
    """Return all that is wrong with the plan, empty when it may be filed as it is.

    The two sides must be equal; the own share must reach the minimum (CGCT, article L. 1111-10, III); a fonds
    de concours may not exceed the own share, grants aside (CGCT, articles L. 5214-16 V, L. 5215-26 and
    L. 5216-5 VI). Asking more than the rate or the ceiling allows is a warning: the proposal will be cut.

    `eligible_base` is the whole expense when None; `organisation` is the beneficiary with its article.
    """
    lines = tuple(fundings)
    if expenses_total <= 0:
        return (Issue("no_expense", "Ajoutez au moins une dépense.", "expenses"),)
    plan = Plan(
        fundings=lines,
        expenses=expenses_total,
        share=rule.minimum_own_share if derogation_share is None else derogation_share,
        organisation=organisation,
        possible=compute_aid(
            replace(rule, floor=ZERO),
            expenses_total if eligible_base is None else eligible_base,
            lines,
            expenses_total,
            pooled=pooled,
            derogation_share=derogation_share,
            organisation=organisation,
        ),
    )
    checks = (unbalanced, region_missing, own_share_low, epci_fund_high, region_high)
    return tuple(issue for check in checks if (issue := check(plan)) is not None)


def unbalanced(plan: Plan) -> Issue | None:
    brought = total_of(plan.fundings, ALL_SIDES)
    gap = plan.expenses - brought
    if gap == 0:
        return None
    remedy = "Ajoutez le financement qui manque" if gap > 0 else "Baissez un financement"
    return _issue(
        "unbalanced",
        f"Les deux côtés diffèrent de {format_eur(abs(gap))} : {format_eur(plan.expenses)} de dépenses, "
        f"{format_eur(brought)} de financements. {remedy}, ou corrigez les dépenses.",
        "fundings",
    )


def region_missing(plan: Plan) -> Issue | None:
    if plan.region > 0:
        return None
    return _issue("region_missing", "Indiquez l’aide demandée à la Région.", FundingSide.REGION)


def own_share_low(plan: Plan) -> Issue | None:
    """The message holds the exact gap, rounded up to the cent, and the aid that would fit."""
    missing = ceil_cent(plan.share * plan.public_base) - plan.own
    if plan.public_base <= 0 or missing <= 0:
        return None
    reached = (max(ZERO, plan.own) / plan.public_base).quantize(HUNDREDTH_OF_PERCENT, rounding=ROUND_FLOOR)
    gap = format_eur(missing)
    scope = "" if plan.public_base == plan.expenses else ", financements privés mis à part,"
    remedy = f"Ajoutez {gap} d’autofinancement et baissez les aides d’autant"
    if plan.possible.amount > 0:
        remedy += f", par exemple l’aide de la Région à {format_eur(plan.possible.amount)}"
    return _issue(
        "own_share_low",
        f"La part de {plan.organisation}{scope} est de {format_percent(reached)} : "
        f"il en faut {format_rate(plan.share)}, il manque {gap}. {remedy}.",
        FundingSide.OWN,
    )


def epci_fund_high(plan: Plan) -> Issue | None:
    """A euro less of the fonds de concours is a euro more of own share: half the excess puts it right."""
    fund, own = total_of(plan.fundings, {FundingSide.EPCI}), max(ZERO, plan.own)
    if fund <= own:
        return None
    return _issue(
        "epci_fund_high",
        f"Le fonds de concours, {format_eur(fund)}, dépasse la part de {plan.organisation}, "
        f"{format_eur(own)}. Baissez-le à {format_eur(floor_cent((fund + own) / 2))} au plus et augmentez "
        "l’autofinancement d’autant.",
        FundingSide.EPCI,
    )


def region_high(plan: Plan) -> Issue | None:
    """The own share has its own message: the rate, the ceiling and the eligible base are compared here."""
    limits = [limit for limit in plan.possible.limits if limit.code is not AidLimitCode.OWN_SHARE]
    lowest = min(limits, key=lambda limit: limit.amount)
    if plan.region <= lowest.amount:
        return None
    return _issue(
        "region_high",
        f"L’aide demandée à la Région, {format_eur(plan.region)}, dépasse ce que permet {lowest.name} : elle "
        f"ne pourra pas excéder {format_eur(lowest.amount)}. Prévoyez un autre financement pour le reste.",
        FundingSide.REGION,
        blocking=False,
    )


def _issue(code: str, message: str, target: str, *, blocking: bool = True) -> Issue:
    return Issue(code, typeset_text(message), str(target), blocking)
