from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.calls.aid import AidRule, FundingLine, compute_aid, total_of
from applications.calls.enums import FundingSide
from applications.calls.financing import ALL_SIDES, Issue, financing_issues
from applications.core.money import CENT, floor_cent

NBSP = "\u00a0"
RULE = AidRule(rate=Decimal("0.30"), ceiling=Decimal(30_000))
AMOUNTS = st.decimals(min_value=0, max_value=500_000, places=2)
SMALL_SHARES = st.decimals(min_value=0, max_value=Decimal("0.15"), places=4)


def lines(**amounts: int | str) -> list[FundingLine]:
    return [FundingLine(FundingSide(side), Decimal(amount)) for side, amount in amounts.items()]


def codes(issues: tuple[Issue, ...]) -> list[str]:
    return [issue.code for issue in issues]


def message(issue: Issue) -> str:
    return issue.message.replace(NBSP, " ")


FLEURANCE = lines(region=17_400, public=31_900, own=8_700)


def test_right_plan_has_no_issue() -> None:
    plan = lines(region=23_520, public=11_760, own=43_120)

    assert financing_issues(RULE, plan, Decimal(78_400)) == ()


def test_own_share_under_the_minimum_says_the_gap_and_the_aid_that_fits() -> None:
    (issue,) = financing_issues(RULE, FLEURANCE, Decimal(58_000))

    assert (issue.code, issue.target, issue.blocking) == ("own_share_low", "own", True)
    assert message(issue) == (
        "La part de la commune est de 15,00 % : il en faut 20 %, il manque 2 900,00 €. Ajoutez 2 900,00 € "
        "d’autofinancement et baissez les aides d’autant, par exemple l’aide de la Région à 14 500,00 €."
    )


def test_own_share_at_the_minimum_to_the_cent_is_right() -> None:
    exact = lines(region=14_500, public=31_900, own=11_600)
    short = lines(region="14500.01", public=31_900, own="11599.99")

    assert codes(financing_issues(RULE, exact, Decimal(58_000))) == []
    assert codes(financing_issues(RULE, short, Decimal(58_000))) == ["own_share_low"]


def test_own_share_just_under_the_minimum_never_shows_as_the_minimum() -> None:
    short = lines(region="14500.01", public=31_900, own="11599.99")

    (issue,) = financing_issues(RULE, short, Decimal(58_000))

    assert message(issue).startswith("La part de la commune est de 19,99 % : il en faut 20 %, il manque 0,01 €.")


def test_own_share_is_what_the_aids_leave_not_what_is_declared() -> None:
    plan = lines(region=17_400, public=31_900, own=11_600)

    assert codes(financing_issues(RULE, plan, Decimal(58_000))) == ["unbalanced", "own_share_low"]


def test_own_share_leaves_private_money_aside() -> None:
    plan = lines(region=10_000, public=26_000, private=10_000, own=4_000)

    (issue,) = financing_issues(RULE, plan, Decimal(50_000))

    assert message(issue) == (
        "La part de la commune, financements privés mis à part, est de 10,00 % : il en faut 20 %, il manque "
        "4 000,00 €. Ajoutez 4 000,00 € d’autofinancement et baissez les aides d’autant, par exemple l’aide "
        "de la Région à 6 000,00 €."
    )


def test_other_aids_that_leave_nothing_to_the_region_propose_no_aid() -> None:
    plan = lines(region=1_000, public=50_000, own=7_000)

    (issue,) = financing_issues(RULE, plan, Decimal(58_000), organisation="l’intercommunalité")

    assert message(issue) == (
        "La part de l’intercommunalité est de 12,06 % : il en faut 20 %, il manque 4 600,00 €. Ajoutez "
        "4 600,00 € d’autofinancement et baissez les aides d’autant."
    )


def test_aids_above_the_cost_show_a_share_of_zero() -> None:
    plan = lines(region=17_400, public=50_000)

    assert message(financing_issues(RULE, plan, Decimal(58_000))[1]).startswith(
        "La part de la commune est de 0,00 % : il en faut 20 %, il manque 21 000,00 €."
    )


def test_prefect_derogation_replaces_the_minimum() -> None:
    issues = financing_issues(RULE, FLEURANCE, Decimal(58_000), derogation_share=Decimal("0.15"))
    short = financing_issues(RULE, FLEURANCE, Decimal(58_000), derogation_share=Decimal("0.16"))

    assert (codes(issues), codes(short)) == ([], ["own_share_low"])


@pytest.mark.parametrize(
    ("own", "text"),
    [
        (
            40_220,
            (
                "Les deux côtés diffèrent de 2 900,00 € : 78 400,00 € de dépenses, 75 500,00 € de "
                "financements. Ajoutez le financement qui manque, ou corrigez les dépenses."
            ),
        ),
        (
            "43120.01",
            (
                "Les deux côtés diffèrent de 0,01 € : 78 400,00 € de dépenses, 78 400,01 € de financements. "
                "Baissez un financement, ou corrigez les dépenses."
            ),
        ),
    ],
)
def test_two_sides_must_be_equal(own: int | str, text: str) -> None:
    plan = lines(region=23_520, public=11_760, own=own)

    (issue,) = financing_issues(RULE, plan, Decimal(78_400))

    assert (issue.code, issue.target, message(issue)) == ("unbalanced", "fundings", text)


def test_epci_fund_may_not_exceed_the_own_share() -> None:
    plan = lines(region=10_000, epci=30_000, own=18_000)

    (issue,) = financing_issues(RULE, plan, Decimal(58_000))

    assert (issue.code, issue.target, issue.blocking) == ("epci_fund_high", "epci", True)
    assert message(issue) == (
        "Le fonds de concours, 30 000,00 €, dépasse la part de la commune, 18 000,00 €. Baissez-le à "
        "24 000,00 € au plus et augmentez l’autofinancement d’autant."
    )


def test_epci_fund_equal_to_the_own_share_is_right() -> None:
    plan = lines(region=10_000, epci=24_000, own=24_000)

    assert financing_issues(RULE, plan, Decimal(58_000)) == ()


def test_aid_asked_above_the_rate_is_a_warning() -> None:
    plan = lines(region=20_000, own=38_000)

    (issue,) = financing_issues(RULE, plan, Decimal(58_000))

    assert (issue.code, issue.target, issue.blocking) == ("region_high", "region", False)
    assert message(issue) == (
        "L’aide demandée à la Région, 20 000,00 €, dépasse ce que permet le taux de 30 % de 58 000,00 € : "
        "elle ne pourra pas excéder 17 400,00 €. Prévoyez un autre financement pour le reste."
    )


def test_aid_asked_is_compared_to_the_eligible_base_when_it_is_known() -> None:
    plan = lines(region=17_400, own=40_600)

    issues = financing_issues(RULE, plan, Decimal(58_000), eligible_base=Decimal(50_000))

    assert codes(issues) == ["region_high"]


def test_aid_asked_above_the_floor_of_the_measure_is_not_a_matter_of_the_plan() -> None:
    rule = AidRule(rate=Decimal("0.30"), ceiling=Decimal(30_000), floor=Decimal(20_000))

    assert financing_issues(rule, lines(region=17_400, own=40_600), Decimal(58_000)) == ()


def test_plan_must_ask_the_region_for_something() -> None:
    (issue,) = financing_issues(RULE, lines(own=58_000), Decimal(58_000))

    assert (issue.code, issue.target, issue.blocking) == ("region_missing", "region", True)


def test_plan_without_expense_asks_for_one_and_nothing_else() -> None:
    assert financing_issues(RULE, [], Decimal(0)) == (Issue("no_expense", "Ajoutez au moins une dépense.", "expenses"),)


def test_wholly_private_project_has_no_share_to_reach() -> None:
    assert codes(financing_issues(RULE, lines(private=58_000), Decimal(58_000))) == ["region_missing"]


@given(st.decimals(min_value=10, max_value=500_000, places=2), SMALL_SHARES, SMALL_SHARES, SMALL_SHARES)
def test_plan_that_takes_the_computed_aid_and_its_residue_may_be_filed(
    cost: Decimal, public: Decimal, private: Decimal, epci: Decimal
) -> None:
    shares = {"public": public, "private": private, "epci": epci}
    others = lines(**{side: str(floor_cent(share * cost)) for side, share in shares.items()})
    aid = compute_aid(RULE, cost, others, cost).amount
    own = cost - aid - total_of(others, ALL_SIDES)

    assert financing_issues(RULE, [*others, *lines(region=str(aid), own=str(own))], cost) == ()


@given(AMOUNTS, AMOUNTS, AMOUNTS.filter(bool))
def test_epci_fund_lowered_as_told_is_right_to_the_cent(region: Decimal, own: Decimal, excess: Decimal) -> None:
    fund, cost = own + excess, region + own + own + excess
    lowered = floor_cent((fund + own) / 2)

    def is_high(amount: Decimal) -> bool:
        plan = lines(region=str(region), epci=str(amount), own=str(own + fund - amount))
        return "epci_fund_high" in codes(financing_issues(RULE, plan, cost))

    assert [is_high(fund), is_high(lowered), is_high(lowered + CENT)] == [True, False, True]
