from decimal import Decimal

import pytest

from applications.calls.aid import AidLimitCode, AidRule, FundingLine, compute_aid, own_share_room
from applications.calls.enums import FundingSide

NBSP = "\u00a0"
MOBILE_POST = AidRule(rate=Decimal("0.30"), ceiling=Decimal(30_000))
PREMISES = AidRule(
    rate=Decimal("0.30"),
    ceiling=Decimal(100_000),
    pooled_rate=Decimal("0.35"),
    pooled_ceiling=Decimal(150_000),
)
PUBLIC_SPACE = AidRule(rate=Decimal("0.25"), ceiling=Decimal(60_000))


def public(*amounts: str) -> list[FundingLine]:
    return [FundingLine(FundingSide.PUBLIC, Decimal(amount)) for amount in amounts]


# Project, rule, total cost, eligible base, other public aids, pooled, aid, what limits it.
DEMO = [
    ("Argelès-sur-Mer", MOBILE_POST, "78400", "78400", ["11760"], False, "23520.00", "rate"),
    ("Terres des Confluences", MOBILE_POST, "96500", "96500", ["28950", "9650"], False, "28950.00", "rate"),
    ("Villefranche-de-Rouergue", MOBILE_POST, "64200", "64200", ["12840"], False, "19260.00", "rate"),
    ("Lunel", PREMISES, "668000", "642000", ["160500", "64200"], False, "100000.00", "ceiling"),
    ("Grand Pic Saint-Loup", PREMISES, "385000", "385000", ["77000", "57750"], True, "134750.00", "rate"),
    ("Graulhet", PREMISES, "148000", "148000", ["37000"], False, "44400.00", "rate"),
    ("Leucate", PUBLIC_SPACE, "212000", "212000", ["63600", "10600"], False, "53000.00", "rate"),
    ("Moissac", PUBLIC_SPACE, "298000", "298000", ["89400", "29800"], False, "60000.00", "ceiling"),
    ("Lavelanet", PUBLIC_SPACE, "86000", "86000", ["34400", "8600"], False, "21500.00", "rate"),
    ("Fleurance", MOBILE_POST, "58000", "58000", ["23200", "8700"], False, "14500.00", "own_share"),
    ("Thédirac", PUBLIC_SPACE, "24000", "24000", ["9600"], False, "6000.00", "rate"),
]


@pytest.mark.parametrize(
    ("rule", "total", "base", "others", "pooled", "amount", "code"),
    [case[1:] for case in DEMO],
    ids=[case[0] for case in DEMO],
)
def test_aid_of_the_demo_projects(
    rule: AidRule, total: str, base: str, others: list[str], pooled: bool, amount: str, code: str
) -> None:
    aid = compute_aid(rule, Decimal(base), public(*others), Decimal(total), pooled=pooled)

    assert (str(aid.amount), aid.biting.code) == (amount, code)


def test_aid_lists_every_limit_and_marks_the_one_that_bites() -> None:
    aid = compute_aid(MOBILE_POST, Decimal(58_000), public("23200", "8700"), Decimal(58_000), requested=Decimal(17_400))

    assert [(limit.code, str(limit.amount), limit.bites) for limit in aid.limits] == [
        ("rate", "17400.00", False),
        ("ceiling", "30000.00", False),
        ("own_share", "14500.00", True),
        ("base", "58000.00", False),
        ("requested", "17400.00", False),
    ]


def test_aid_explains_each_limit_in_french() -> None:
    aid = compute_aid(MOBILE_POST, Decimal(58_000), public("23200", "8700"), Decimal(58_000), requested=Decimal(17_400))

    assert [limit.label.replace(NBSP, " ") for limit in aid.limits] == [
        "Taux : 30 % de 58 000,00 €",
        "Plafond de la mesure",
        "Part de la commune : 20 % au moins, après les autres aides publiques",
        "Dépense éligible",
        "Montant demandé",
    ]
    assert [limit.explanation.replace(NBSP, " ") for limit in aid.limits] == [
        "Le taux de 30 % de 58 000,00 € de dépense éligible donne 17 400,00 €.",
        "L’aide ne peut pas dépasser le plafond de la mesure, 30 000,00 €.",
        (
            "L’article L. 1111-10 du code général des collectivités territoriales demande que la commune "
            "apporte au moins 20 % des financements publics. Les aides publiques peuvent donc atteindre "
            "46 400,00 € ; les autres aides en prennent 31 900,00 € : il reste 14 500,00 € pour la Région."
        ),
        "L’aide ne peut pas dépasser la dépense éligible, 58 000,00 €.",
        "L’aide demandée par la commune est de 17 400,00 €.",
    ]


@pytest.mark.parametrize(
    ("base", "others", "requested", "sentence"),
    [
        ("78400", [], None, "L’aide est fixée par le taux de 30 % de 78 400,00 €."),
        (
            "580000",
            [],
            None,
            (
                "L’aide est limitée par le plafond de la mesure, 30 000,00 €. Sans cette limite, elle "
                "serait de 174 000,00 €."
            ),
        ),
        (
            "58000",
            ["31900"],
            None,
            (
                "L’aide est limitée par la part minimale de 20 % que garde la commune. Sans cette "
                "limite, elle serait de 17 400,00 €."
            ),
        ),
        (
            "58000",
            [],
            "10000",
            ("L’aide est limitée par le montant demandé, 10 000,00 €. Sans cette limite, elle serait de 17 400,00 €."),
        ),
    ],
)
def test_aid_says_what_sets_it(base: str, others: list[str], requested: str | None, sentence: str) -> None:
    aid = compute_aid(
        MOBILE_POST,
        Decimal(base),
        public(*others),
        Decimal(base),
        requested=None if requested is None else Decimal(requested),
    )

    assert aid.explanation.replace(NBSP, " ") == sentence


def test_aid_names_the_organisation_and_the_pooled_terms() -> None:
    aid = compute_aid(PREMISES, Decimal(900_000), [], Decimal(900_000), pooled=True, organisation="l’intercommunalité")

    assert (str(aid.amount), aid.biting.code) == ("150000.00", "ceiling")
    assert [limit.label.replace(NBSP, " ") for limit in aid.limits[:3]] == [
        "Taux : 35 % de 900 000,00 €",
        "Plafond d’un projet mutualisé",
        "Part de l’intercommunalité : 20 % au moins, après les autres aides publiques",
    ]


def test_pooled_project_takes_the_plain_terms_of_a_measure_without_pooled_ones() -> None:
    aid = compute_aid(MOBILE_POST, Decimal(200_000), [], Decimal(200_000), pooled=True)

    assert str(aid.amount) == "30000.00"
    assert aid.biting.label == "Plafond de la mesure"


def test_measure_may_have_no_ceiling() -> None:
    aid = compute_aid(AidRule(Decimal("0.30"), None), Decimal(1_000_000), [], Decimal(1_000_000))

    assert (str(aid.amount), aid.biting.code) == ("300000.00", "rate")


def test_private_money_is_outside_the_base_of_the_own_share() -> None:
    fundings = [*public("20000"), FundingLine(FundingSide.PRIVATE, Decimal(10_000))]

    assert own_share_room(MOBILE_POST, fundings, Decimal(50_000)) == Decimal(12_000)


def test_declared_own_money_and_the_region_line_change_nothing() -> None:
    declared = [
        *public("31900"),
        FundingLine(FundingSide.OWN, Decimal(8_700)),
        FundingLine(FundingSide.REGION, Decimal(17_400)),
    ]

    assert compute_aid(MOBILE_POST, Decimal(58_000), declared, Decimal(58_000)) == compute_aid(
        MOBILE_POST, Decimal(58_000), public("31900"), Decimal(58_000)
    )


def test_epci_fund_is_a_public_aid() -> None:
    fund = [FundingLine(FundingSide.EPCI, Decimal(31_900))]

    assert str(compute_aid(MOBILE_POST, Decimal(58_000), fund, Decimal(58_000)).amount) == "14500.00"


def test_prefect_derogation_replaces_the_share() -> None:
    aid = compute_aid(
        MOBILE_POST,
        Decimal(58_000),
        public("23200", "8700", "12000"),
        Decimal(58_000),
        derogation_share=Decimal("0.10"),
    )

    assert (str(aid.amount), aid.biting.code) == ("8300.00", "own_share")
    assert aid.biting.explanation.startswith("La dérogation du préfet demande que la commune apporte")


def test_other_aids_above_the_limit_leave_nothing() -> None:
    aid = compute_aid(MOBILE_POST, Decimal(58_000), public("50000"), Decimal(58_000))

    assert (str(aid.amount), aid.biting.code) == ("0.00", "own_share")
    assert aid.biting.explanation.endswith("il ne reste rien pour la Région.")


@pytest.mark.parametrize(
    ("base", "amount", "code"),
    [
        ("3333.33", "1000.00", "floor"),
        ("3333.34", "1000.00", "rate"),
    ],
)
def test_aid_below_the_floor_is_zero(base: str, amount: str, code: str) -> None:
    rule = AidRule(Decimal("0.30"), Decimal(30_000), floor=Decimal(1_000))

    aid = compute_aid(rule, Decimal(base), [], Decimal(base))

    assert (str(aid.amount), aid.biting.code) == ("0.00" if code == "floor" else amount, code)


def test_aid_below_the_floor_says_so() -> None:
    rule = AidRule(Decimal("0.30"), Decimal(30_000), floor=Decimal(1_000))

    aid = compute_aid(rule, Decimal(2_000), [], Decimal(2_000))

    assert aid.explanation.replace(NBSP, " ") == (
        "L’aide calculée, 600,00 €, est inférieure à l’aide minimale de la mesure, 1 000,00 € : aucune aide "
        "ne peut être accordée."
    )
    assert [limit.code for limit in aid.limits if limit.bites] == [AidLimitCode.FLOOR]


@pytest.mark.parametrize(
    ("base", "amount"), [("0.01", "0.00"), ("33.37", "10.01"), ("99.99", "29.99"), ("100.00", "30.00")]
)
def test_each_limit_is_rounded_down(base: str, amount: str) -> None:
    assert str(compute_aid(MOBILE_POST, Decimal(base), [], Decimal(base)).amount) == amount


def test_eligible_base_caps_the_aid_even_at_the_full_rate() -> None:
    rule = AidRule(Decimal(1), None, minimum_own_share=Decimal(0))

    aid = compute_aid(rule, Decimal(40_000), [], Decimal(58_000))

    assert [str(limit.amount) for limit in aid.limits] == ["40000.00", "58000.00", "40000.00"]


@pytest.mark.parametrize(
    "terms",
    [
        {"rate": Decimal("1.01")},
        {"rate": Decimal("-0.01")},
        {"pooled_rate": Decimal(30)},
        {"minimum_own_share": Decimal(20)},
        {"ceiling": Decimal(-1)},
        {"floor": Decimal(-1)},
    ],
)
def test_rule_refuses_nonsense(terms: dict[str, Decimal]) -> None:
    with pytest.raises(ValueError, match=r"fraction|negative"):
        AidRule(**{"rate": Decimal("0.30"), "ceiling": Decimal(30_000), **terms})


@pytest.mark.parametrize(
    ("base", "total", "others", "requested"),
    [("-1", "1", [], "1"), ("1", "-1", [], "1"), ("1", "1", ["-1"], "1"), ("1", "1", [], "-1")],
)
def test_aid_refuses_negative_amounts(base: str, total: str, others: list[str], requested: str) -> None:
    with pytest.raises(ValueError, match="negative"):
        compute_aid(MOBILE_POST, Decimal(base), public(*others), Decimal(total), requested=Decimal(requested))


def test_aid_refuses_a_derogation_that_is_not_a_share() -> None:
    with pytest.raises(ValueError, match="fraction"):
        compute_aid(MOBILE_POST, Decimal(1), [], Decimal(1), derogation_share=Decimal(10))
