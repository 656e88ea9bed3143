"""What holds for every plan and every rule, whatever the figures."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from applications.calls.aid import ZERO, AidRule, FundingLine, compute_aid, total_of
from applications.calls.enums import FundingSide
from applications.core.money import CENT

AMOUNTS = st.decimals(min_value=0, max_value=Decimal(2_000_000), places=2)
FRACTIONS = st.decimals(min_value=0, max_value=1, places=4)
LINES = st.lists(st.builds(FundingLine, st.sampled_from(FundingSide), AMOUNTS), max_size=6)
RULES = st.builds(
    AidRule,
    rate=FRACTIONS,
    ceiling=st.none() | AMOUNTS,
    floor=AMOUNTS.map(lambda amount: amount / 100).map(lambda amount: amount.quantize(CENT)),
    pooled_rate=st.none() | FRACTIONS,
    pooled_ceiling=st.none() | AMOUNTS,
    minimum_own_share=FRACTIONS,
)


@given(RULES, AMOUNTS, LINES, AMOUNTS, st.booleans(), st.none() | FRACTIONS, st.none() | AMOUNTS)
def test_aid_is_the_least_limit_in_exact_cents(
    rule: AidRule,
    base: Decimal,
    fundings: list[FundingLine],
    total: Decimal,
    pooled: bool,
    derogation: Decimal | None,
    requested: Decimal | None,
) -> None:
    aid = compute_aid(rule, base, fundings, total, pooled=pooled, derogation_share=derogation, requested=requested)

    assert aid.amount == min(limit.amount for limit in aid.limits)
    assert [limit.amount for limit in aid.limits if limit.bites] == [aid.amount]
    assert aid.amount >= 0
    assert aid.amount == ZERO or aid.amount >= rule.floor
    assert all(limit.amount == limit.amount.quantize(CENT) for limit in aid.limits)


@given(RULES, AMOUNTS, LINES, AMOUNTS)
def test_aid_never_breaks_the_law_nor_the_call(
    rule: AidRule, base: Decimal, fundings: list[FundingLine], total: Decimal
) -> None:
    aid = compute_aid(rule, base, fundings, total).amount
    public_base = total - total_of(fundings, {FundingSide.PRIVATE})
    own = public_base - total_of(fundings, {FundingSide.PUBLIC, FundingSide.EPCI}) - aid

    assert aid <= rule.rate * base
    assert aid <= base
    assert rule.ceiling is None or aid <= rule.ceiling
    assert aid == 0 or own >= rule.minimum_own_share * public_base


@given(RULES, AMOUNTS, AMOUNTS, LINES, AMOUNTS)
def test_aid_never_falls_when_the_base_grows(
    rule: AidRule, base: Decimal, more: Decimal, fundings: list[FundingLine], total: Decimal
) -> None:
    lower, higher = (compute_aid(rule, amount, fundings, total).amount for amount in (base, base + more))

    assert lower <= higher


@given(RULES, AMOUNTS, LINES, AMOUNTS, AMOUNTS)
def test_aid_never_grows_with_another_public_aid(
    rule: AidRule, base: Decimal, fundings: list[FundingLine], total: Decimal, other: Decimal
) -> None:
    before = compute_aid(rule, base, fundings, total).amount
    after = compute_aid(rule, base, [*fundings, FundingLine(FundingSide.PUBLIC, other)], total).amount

    assert after <= before


@given(RULES, AMOUNTS, LINES, AMOUNTS)
def test_aid_is_the_most_that_the_limits_allow(
    rule: AidRule, base: Decimal, fundings: list[FundingLine], total: Decimal
) -> None:
    aid = compute_aid(rule, base, fundings, total)
    public_base = total - total_of(fundings, {FundingSide.PRIVATE})
    room = (1 - rule.minimum_own_share) * public_base - total_of(fundings, {FundingSide.PUBLIC, FundingSide.EPCI})
    one_more = aid.amount + CENT

    exceeded = [one_more > rule.rate * base, one_more > room, one_more > base]
    exceeded += [rule.ceiling is not None and one_more > rule.ceiling, one_more < rule.floor + CENT]
    assert any(exceeded)
