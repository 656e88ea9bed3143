"""The totals of a plan: shares rounded against it, amounts exact, gauges within their bar."""

from decimal import Decimal

from applications.calls.aid import AidRule, FundingLine
from applications.calls.enums import FundingSide
from applications.portal.forms.totals import PlanTotals

RULE = AidRule(rate=Decimal("0.30"), ceiling=Decimal(30000))
REGION, PUBLIC, PRIVATE, OWN = FundingSide.REGION, FundingSide.PUBLIC, FundingSide.PRIVATE, FundingSide.OWN


def totals(expenses: str, **amounts: str) -> PlanTotals:
    lines = [FundingLine(FundingSide(side), Decimal(amount)) for side, amount in amounts.items()]
    return PlanTotals(RULE, lines, Decimal(expenses), pooled=False, organisation="la commune")


def test_totals_say_what_both_gauges_say() -> None:
    own, public = totals("58000", region="17400", public="31900", own="8700").gauges

    assert (own.share, public.share) == ("15,00\u00a0%", "85,00\u00a0%")
    assert own.sentence == (
        "8\u00a0700,00\u00a0€\u00a0; il en faut 20\u00a0%, soit 11\u00a0600,00\u00a0€. Il manque 2\u00a0900,00\u00a0€."
    )
    assert public.sentence == (
        "49\u00a0300,00\u00a0€\u00a0; 80\u00a0% au plus, soit 46\u00a0400,00\u00a0€. 2\u00a0900,00\u00a0€ de trop."
    )
    assert (own.fill, own.limit, public.fill, public.limit) == ("15.00%", "20.00%", "85.00%", "80.00%")
    assert (own.is_over, public.is_over) == (True, True)


def test_totals_never_round_a_share_up_to_the_limit() -> None:
    own, public = totals("100000", public="80000.01", own="19999.99").gauges

    assert (own.share, public.share, own.is_over) == ("19,99\u00a0%", "80,01\u00a0%", True)


def test_totals_at_the_limit_are_within_it() -> None:
    own, public = totals("100000", public="80000", own="20000").gauges

    assert (own.is_over, public.is_over, own.share) == (False, False, "20,00\u00a0%")


def test_totals_take_the_share_as_the_residue_whatever_is_declared() -> None:
    plan = totals("58000", region="14500", own="1")

    assert (plan.own, plan.gap) == (Decimal(43500), Decimal(43499))


def test_totals_leave_private_money_out_of_the_base() -> None:
    own, _ = totals("10000", private="5000", public="4000", own="1000").gauges

    assert (own.share, own.is_over) == ("20,00\u00a0%", False)


def test_totals_of_aids_above_the_cost_stay_within_the_bar() -> None:
    own, public = totals("1000", public="2000").gauges

    assert (own.share, own.fill, public.share, public.fill) == ("0,00\u00a0%", "0.00%", "200,00\u00a0%", "100.00%")


def test_totals_compare_with_the_share_that_the_measure_sets() -> None:
    lines = [FundingLine(PUBLIC, Decimal(7000))]
    rule = AidRule(rate=Decimal("0.30"), ceiling=None, minimum_own_share=Decimal("0.10"))

    own, public = PlanTotals(rule, lines, Decimal(10000), pooled=False, organisation="la commune").gauges

    assert (own.limit_label, public.limit_label) == ("minimum 10\u00a0%", "maximum 90\u00a0%")
    assert public.sentence.endswith("90\u00a0% au plus, soit 9\u00a0000,00\u00a0€. Il reste 2\u00a0000,00\u00a0€.")


def test_totals_compare_the_fonds_de_concours_with_the_own_share() -> None:
    low = totals("10000", epci="5000", own="5000")
    high = totals("10000", epci="6000", own="4000")

    assert [gauge.is_over for gauge in (low.gauges[2], high.gauges[2])] == [False, True]
    assert high.gauges[2].sentence == (
        "6\u00a0000,00\u00a0€\u00a0; au plus la part de la commune, 4\u00a0000,00\u00a0€. 2\u00a0000,00\u00a0€ "
        "de trop\u00a0: baissez-le à 5\u00a0000,00\u00a0€."
    )
    assert high.summary.count("Le fonds de concours dépasse la part de la commune.") == 1


def test_totals_without_expense_compare_nothing() -> None:
    plan = totals("0", region="100")

    assert (plan.aid, plan.gauges) == (None, ())
    assert plan.summary == "Saisissez vos dépenses\u00a0: l’aide estimée s’affichera ici."


def test_totals_paid_by_private_money_alone_have_no_gauge() -> None:
    plan = totals("1000", private="1500")

    assert (plan.gauges, plan.missing) == ((), Decimal(0))


def test_totals_summary_says_what_is_wrong() -> None:
    assert totals("58000", region="17400", public="31900").summary == (
        "Aide estimée\u00a0: 14\u00a0500,00\u00a0€. Part de la commune\u00a0: 15,00\u00a0%. Il manque "
        "2\u00a0900,00\u00a0€ à la part de la commune. Les deux côtés diffèrent de 8\u00a0700,00\u00a0€."
    )
