"""How much the Région may grant: every limit, the one that bites, and why. Pure; euros excluding tax.

The rates and ceilings are parameters of a call. The one limit of law is the minimum own share (CGCT, article
L. 1111-10, III): the organisation that carries the works brings at least 20 % of what public bodies, itself
included, bring to them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from applications.calls.enums import FundingSide
from applications.core.money import floor_cent, format_eur, format_rate
from applications.core.typography import typeset_text

ZERO, ONE = Decimal(0), Decimal(1)
OTHER_PUBLIC = frozenset({FundingSide.PUBLIC, FundingSide.EPCI})


@dataclass(frozen=True)
class AidRule:
    """What a call sets for a measure. Rates and shares are fractions, 0.30 for 30 %; None sets no ceiling.

    A pooled project takes the pooled rate and ceiling where they are set. Raises `ValueError` on nonsense.
    """

    rate: Decimal
    ceiling: Decimal | None
    floor: Decimal = ZERO
    pooled_rate: Decimal | None = None
    pooled_ceiling: Decimal | None = None
    minimum_own_share: Decimal = Decimal("0.20")

    def __post_init__(self) -> None:
        _check_fractions(self.rate, self.pooled_rate, self.minimum_own_share)
        _check_amounts(self.ceiling, self.pooled_ceiling, self.floor)

    def rate_for(self, *, pooled: bool) -> Decimal:
        return self.pooled_rate if pooled and self.pooled_rate is not None else self.rate

    def ceiling_for(self, *, pooled: bool) -> Decimal | None:
        return self.pooled_ceiling if pooled and self.pooled_ceiling is not None else self.ceiling


@dataclass(frozen=True)
class FundingLine:
    """A line of the financing plan that counts: a refused funding is left out by whoever builds the lines."""

    side: FundingSide
    amount: Decimal


class AidLimitCode(StrEnum):
    """What may limit an aid, in the order in which they are told; of two equal limits the first one bites."""

    RATE = "rate"
    CEILING = "ceiling"
    OWN_SHARE = "own_share"
    BASE = "base"
    REQUESTED = "requested"
    FLOOR = "floor"


@dataclass(frozen=True)
class AidLimit:
    """The aid that one limit leaves, rounded down to the cent.

    `label` heads a line of a table, `explanation` is a sentence, `name` goes after « limitée par ».
    """

    code: AidLimitCode
    label: str
    amount: Decimal
    bites: bool
    explanation: str
    name: str


@dataclass(frozen=True)
class AidBreakdown:
    """The aid and its limits. `amount` is the least of them; exactly one of them bites."""

    amount: Decimal
    limits: tuple[AidLimit, ...]

    @property
    def biting(self) -> AidLimit:
        """The limit that sets the amount."""
        return next(limit for limit in self.limits if limit.bites)

    @property
    def explanation(self) -> str:
        """What sets the aid, and what it would be otherwise: for the mayor, the officer and the letter."""
        biting = self.biting
        if biting.code is AidLimitCode.FLOOR:
            return biting.explanation
        verb = "fixée" if biting.code is AidLimitCode.RATE else "limitée"
        sentence = f"L’aide est {verb} par {biting.name}."
        without = min(limit.amount for limit in self.limits if limit is not biting)
        if verb == "limitée" and without > biting.amount:
            sentence += f" Sans cette limite, elle serait de {format_eur(without)}."
        return sentence


def compute_aid(
    rule: AidRule,
    eligible_base: Decimal,
    fundings: Iterable[FundingLine],
    total: Decimal,
    *,
    pooled: bool = False,
    derogation_share: Decimal | None = None,
    requested: Decimal | None = None,
    organisation: str = "la commune",
) -> AidBreakdown:
    """Return the most that the Région may grant, with every limit and the one that bites.

    `total` is the project's whole cost. Of `fundings` only the other public aids and the private money count:
    the organisation's own part is the residue, never the declared figure. `derogation_share` is the share
    that a prefect's order grants instead of the minimum, once an officer has checked it. `requested` caps the
    aid at what is asked. `organisation` is the beneficiary with its article, « la commune ».

    Each limit is rounded down to the cent; an aid below the rule's floor is zero. Raises `ValueError` when an
    amount is negative or a share is not between 0 and 1.
    """
    lines = tuple(fundings)
    _check_amounts(eligible_base, total, requested, *(line.amount for line in lines))
    limits = [
        _rate_limit(rule.rate_for(pooled=pooled), eligible_base),
        *_ceiling_limits(rule.ceiling_for(pooled=pooled), pooled=pooled and rule.pooled_ceiling is not None),
        _own_share_limit(rule, lines, total, derogation_share, organisation),
        _base_limit(eligible_base),
        *_requested_limits(requested, organisation),
    ]
    amount = min(limit.amount for limit in limits)
    if ZERO < amount < rule.floor:
        limits.append(_floor_limit(rule.floor, amount))
        amount = ZERO
    return AidBreakdown(floor_cent(amount), _marked(limits))


def own_share_room(
    rule: AidRule, fundings: Iterable[FundingLine], total: Decimal, derogation_share: Decimal | None = None
) -> Decimal:
    """Return what the minimum own share leaves to the Région, exact; negative when the other aids exceed it.

    `(1 - share) × (total - private) - other public aids` (CGCT, article L. 1111-10, III): private money is
    outside the base, loans are the organisation's own funds.
    """
    lines = tuple(fundings)
    share = rule.minimum_own_share if derogation_share is None else derogation_share
    _check_fractions(share)
    return (ONE - share) * (total - total_of(lines, {FundingSide.PRIVATE})) - total_of(lines, OTHER_PUBLIC)


def total_of(fundings: Iterable[FundingLine], sides: frozenset[FundingSide] | set[FundingSide]) -> Decimal:
    """Add up the lines of these sides."""
    return sum((line.amount for line in fundings if line.side in sides), ZERO)


def _limit(code: AidLimitCode, amount: Decimal, *, label: str, explanation: str, name: str) -> AidLimit:
    return AidLimit(
        code=code,
        label=typeset_text(label),
        amount=max(floor_cent(ZERO), floor_cent(amount)),
        bites=False,
        explanation=typeset_text(explanation),
        name=typeset_text(name),
    )


def _marked(limits: Sequence[AidLimit]) -> tuple[AidLimit, ...]:
    biting = min(limits, key=lambda limit: limit.amount)
    return tuple(replace(limit, bites=limit is biting) for limit in limits)


def _rate_limit(rate: Decimal, base: Decimal) -> AidLimit:
    share = f"{format_rate(rate)} de {format_eur(base)}"
    return _limit(
        AidLimitCode.RATE,
        rate * base,
        label=f"Taux : {share}",
        explanation=f"Le taux de {share} de dépense éligible donne {format_eur(floor_cent(rate * base))}.",
        name=f"le taux de {share}",
    )


def _ceiling_limits(ceiling: Decimal | None, *, pooled: bool) -> list[AidLimit]:
    if ceiling is None:
        return []
    scope = "d’un projet mutualisé" if pooled else "de la mesure"
    return [
        _limit(
            AidLimitCode.CEILING,
            ceiling,
            label=f"Plafond {scope}",
            explanation=f"L’aide ne peut pas dépasser le plafond {scope}, {format_eur(ceiling)}.",
            name=f"le plafond {scope}, {format_eur(ceiling)}",
        )
    ]


def _own_share_limit(
    rule: AidRule, lines: Sequence[FundingLine], total: Decimal, derogation: Decimal | None, organisation: str
) -> AidLimit:
    share = format_rate(rule.minimum_own_share if derogation is None else derogation)
    room = own_share_room(rule, lines, total, derogation)
    others = total_of(lines, OTHER_PUBLIC)
    most = floor_cent(max(ZERO, room + others))
    source = "L’article L. 1111-10 du code général des collectivités territoriales"
    if derogation is not None:
        source = "La dérogation du préfet"
    left = f"il reste {format_eur(floor_cent(room))}" if room > 0 else "il ne reste rien"
    return _limit(
        AidLimitCode.OWN_SHARE,
        room,
        label=f"Part de {organisation} : {share} au moins, après les autres aides publiques",
        explanation=(
            f"{source} demande que {organisation} apporte au moins {share} des financements publics. "
            f"Les aides publiques peuvent donc atteindre {format_eur(most)} ; "
            f"les autres aides en prennent {format_eur(others)} : {left} pour la Région."
        ),
        name=f"la part minimale de {share} que garde {organisation}",
    )


def _base_limit(base: Decimal) -> AidLimit:
    return _limit(
        AidLimitCode.BASE,
        base,
        label="Dépense éligible",
        explanation=f"L’aide ne peut pas dépasser la dépense éligible, {format_eur(base)}.",
        name=f"la dépense éligible, {format_eur(base)}",
    )


def _requested_limits(requested: Decimal | None, organisation: str) -> list[AidLimit]:
    if requested is None:
        return []
    return [
        _limit(
            AidLimitCode.REQUESTED,
            requested,
            label="Montant demandé",
            explanation=f"L’aide demandée par {organisation} est de {format_eur(requested)}.",
            name=f"le montant demandé, {format_eur(requested)}",
        )
    ]


def _floor_limit(floor: Decimal, amount: Decimal) -> AidLimit:
    return _limit(
        AidLimitCode.FLOOR,
        ZERO,
        label=f"Aide minimale de la mesure : {format_eur(floor)}",
        explanation=(
            f"L’aide calculée, {format_eur(amount)}, est inférieure à l’aide minimale de la mesure, "
            f"{format_eur(floor)} : aucune aide ne peut être accordée."
        ),
        name=f"l’aide minimale de la mesure, {format_eur(floor)}",
    )


def _check_fractions(*fractions: Decimal | None) -> None:
    if any(fraction is not None and not ZERO <= fraction <= ONE for fraction in fractions):
        raise ValueError("A rate or a share is a fraction, from 0 to 1.")


def _check_amounts(*amounts: Decimal | None) -> None:
    if any(amount is not None and amount < ZERO for amount in amounts):
        raise ValueError("An amount of the plan cannot be negative.")
