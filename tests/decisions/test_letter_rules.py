from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.core.dates import add_months
from applications.core.money import printed_shares
from applications.decisions.letter_data import Funder
from applications.decisions.letter_plan import financing_plan
from applications.decisions.letters import limit_of
from tests.decisions.letter_examples import application, grant


def test_financing_plan_gives_the_beneficiary_what_remains() -> None:
    plan = financing_plan(grant(amount=Decimal("20000.00")))
    assert plan.own == Decimal("46640.00")
    assert [line.amount for line in plan.lines] == [
        Decimal("20000.00"),
        Decimal("11760.00"),
        Decimal("46640.00"),
    ]
    assert [line.is_region for line in plan.lines] == [True, False, False]


def test_financing_plan_leaves_private_money_out_of_the_public_share() -> None:
    private = Funder(label="Fondation", situation="obtenu", amount=Decimal("40000.00"), is_private=True)
    letter = grant(
        amount=Decimal("48000.00"),
        other_funders=(private,),
        application=application(total_cost=Decimal("100000.00")),
    )
    assert financing_plan(letter).own_public_share == Decimal("0.20")


def test_financing_plan_refuses_a_share_under_the_legal_minimum() -> None:
    letter = grant(amount=Decimal("50960.01"))
    assert financing_plan(grant(amount=Decimal("50960.00"))).own_public_share == Decimal("0.20")
    with pytest.raises(ValueError, match="legal minimum"):
        financing_plan(letter)


def test_financing_plan_refuses_more_money_than_the_cost() -> None:
    with pytest.raises(ValueError, match="more than the operation costs"):
        financing_plan(grant(amount=Decimal("78400.00")))


def test_printed_shares_round_the_largest_remainders_up() -> None:
    third = Decimal("100.00")
    assert printed_shares([third, third, third], Decimal("300.00")) == [
        Decimal("0.3334"),
        Decimal("0.3333"),
        Decimal("0.3333"),
    ]


@given(st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=25).filter(any))
def test_printed_shares_add_up_and_stay_within_a_basis_point(cents: list[int]) -> None:
    amounts = [Decimal(cent) / 100 for cent in cents]
    total = sum(amounts, Decimal(0))
    shares = printed_shares(amounts, total)
    assert sum(shares) == 1
    assert all(abs(share - amount / total) < Decimal("0.0001") for share, amount in zip(shares, amounts, strict=True))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 4, 20), 24, date(2029, 4, 20)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 11, 30), 1, date(2027, 12, 30)),
    ],
)
def test_add_months_stays_within_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_limit_of_is_empty_when_the_rate_gives_the_amount() -> None:
    assert limit_of(grant()) == ""
    assert limit_of(grant(limit="le plafond")) == "le plafond"
    assert limit_of(grant(amount=Decimal("23519.99"))) == "le vote de la Commission permanente"
