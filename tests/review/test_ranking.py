"""From marks to a score, on the seven criteria of a grid that weighs 100."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.review.ranking import Consensus, consensus, missing_readings, total_of

WEIGHTS = dict(enumerate((20, 20, 15, 15, 10, 10, 10)))
grids = st.lists(st.integers(1, 100), min_size=1, max_size=10).map(lambda weights: dict(enumerate(weights)))
totals = st.lists(st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("marks", "total"),
    [
        ((0, 0, 0, 0, 0, 0, 0), "0.00"),
        ((5, 5, 5, 5, 5, 5, 5), "100.00"),
        ((3, 3, 3, 3, 3, 3, 3), "60.00"),
        # 4×20 + 3×20 + 5×15 + 2×15 + 4×10 + 1×10 + 3×10 = 325, over 5.
        ((4, 3, 5, 2, 4, 1, 3), "65.00"),
        ((1, 0, 0, 0, 0, 0, 0), "4.00"),
        ((0, 0, 0, 0, 0, 0, 1), "2.00"),
    ],
)
def test_total_weighs_each_mark(marks, total):
    assert total_of(dict(enumerate(marks)), WEIGHTS) == Decimal(total)


def test_reading_without_a_mark_has_no_total():
    marks = dict.fromkeys(range(6), 5)
    assert total_of(marks, WEIGHTS) is None
    assert total_of({}, WEIGHTS) is None


def test_grid_without_a_criterion_gives_no_total():
    assert total_of({1: 5}, {}) is None


def test_mark_outside_the_grid_counts_for_nothing():
    assert total_of({0: 5, 99: 5}, {0: 100}) == Decimal(100)


@given(grids, st.data())
def test_total_goes_from_nothing_to_the_weights_and_grows_with_each_mark(weights, data):
    marks = {criterion: data.draw(st.integers(0, 5)) for criterion in weights}
    total = total_of(marks, weights)
    assert 0 <= total <= sum(weights.values())
    assert total * 5 == sum(marks[criterion] * weight for criterion, weight in weights.items())


def test_nobody_s_reading_makes_no_consensus():
    assert consensus([]) is None


@pytest.mark.parametrize(
    ("readings", "mean", "gap"),
    [
        (["60.00"], "60.00", "0"),
        (["60.00", "80.00"], "70.00", "20"),
        (["60.00", "80.00", "75.00"], "71.67", "20"),
        (["50.00", "50.00", "50.02", "50.00"], "50.01", "0.02"),
    ],
    ids=["one", "two", "three", "half a hundredth goes up"],
)
def test_consensus_is_the_mean_and_the_widest_gap(readings, mean, gap):
    result = consensus([Decimal(reading) for reading in readings])
    assert result == Consensus(mean=Decimal(mean), gap=Decimal(gap), readings=len(readings))


@given(totals)
def test_mean_stays_between_the_readings_whatever_their_order(readings):
    result = consensus(readings)
    assert min(readings) <= result.mean <= max(readings)
    assert abs(result.mean - sum(readings) / len(readings)) <= Decimal("0.005")
    assert result == consensus(readings[::-1])


@pytest.mark.parametrize(
    ("readings", "missing"),
    [
        ([], 2),
        ([70], 1),
        ([70, 70], 0),
        ([70, "50.01"], 0),
        ([70, 50], 1),
        ([70, 30], 1),
        ([70, 50, 60], 0),
        ([100, 0, 50, 50], 0),
    ],
    ids=["none", "one", "two", "just under the gap", "at the gap", "over the gap", "a third", "four"],
)
def test_third_reading_is_needed_when_two_differ_by_the_call_s_gap(readings, missing):
    result = consensus([Decimal(reading) for reading in readings])
    assert missing_readings(result, reading_gap=20) == missing
