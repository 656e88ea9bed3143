"""From marks to a score: pure functions on the grid of the call.

A mark goes from 0 to 5; weights add up to 100; a reading is one reviewer's marks on every criterion.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MAX_MARK = Decimal(5)
HUNDREDTH = Decimal("0.01")
MIN_READINGS = 2


@dataclass(frozen=True)
class Consensus:
    """Several readings together: their mean and the gap between the highest and the lowest, on 100 points."""

    mean: Decimal
    gap: Decimal
    readings: int


def total_of(marks: Mapping[int, int], weights: Mapping[int, int]) -> Decimal | None:
    """Return a reading's total on 100, Σ mark × weight / 5, or None while a criterion has no mark.

    Both mappings are keyed by criterion.
    """
    if not weights or any(criterion not in marks for criterion in weights):
        return None
    total = sum((Decimal(marks[criterion]) * weight for criterion, weight in weights.items()), Decimal(0))
    return (total / MAX_MARK).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def consensus(totals: Sequence[Decimal]) -> Consensus | None:
    """Return the plain mean and the gap of the complete readings, or None without any."""
    if not totals:
        return None
    mean = (sum(totals, Decimal(0)) / len(totals)).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
    return Consensus(mean=mean, gap=max(totals) - min(totals), readings=len(totals))


def missing_readings(result: Consensus | None, reading_gap: int) -> int:
    """Return how many more readings a dossier needs: two at least, a third when two differ by `reading_gap`."""
    if result is None:
        return MIN_READINGS
    needed = MIN_READINGS + 1 if result.gap >= reading_gap else MIN_READINGS
    return max(0, needed - result.readings)
