"""The financing plan: rows typed, added and removed, totals, and the exact reason that stops it."""

from decimal import Decimal
from typing import Any

import pytest

from applications.dossiers.enums import Section
from applications.dossiers.models import Dossier, Expense, Funding
from applications.dossiers.services.drafting import abandon, save_section
from tests.factories import a_draft, a_measure, project_values
from tests.portal.sent import PLAN, checked, send, url_of

pytestmark = pytest.mark.django_db

FLEURANCE = {
    "expense_label": ["Véhicule", "Aménagement"],
    "expense_amount": ["36 000", "22 000"],
    "region": "17 400",
    "funding_kind": ["state_detr", "department"],
    "funding_label": ["", "Département du Gers"],
    "funding_state": ["requested", "requested"],
    "funding_amount": ["23 200", "8 700"],
    "own": "8 700",
}


@pytest.fixture
def dossier() -> Dossier:
    return a_draft(a_measure(excluded_costs="Armes\n\n <i>Carburant</i> \n"))


@pytest.fixture
def member(as_user: Any, dossier: Dossier) -> Any:
    return as_user(dossier.created_by)


def save(member: Any, dossier: Dossier, **changes: Any) -> Any:
    return send(member, dossier, "financing", {**PLAN, **changes})


def test_financing_saved_complete_writes_both_sides_in_order(member: Any, dossier: Dossier) -> None:
    answer = save(member, dossier)

    assert answer["Location"] == f"/dossiers/{dossier.public_id}/pieces/"
    assert list(Expense.objects.values_list("label", "amount")) == [
        ("Fourgon", Decimal("50000.00")),
        ("Aménagement", Decimal("28400.00")),
    ]
    assert list(Funding.objects.values_list("kind", "label", "state", "amount")) == [
        ("region", "", "requested", Decimal("23520.00")),
        ("department", "Département de l’Hérault", "obtained", Decimal("11760.00")),
        ("state_detr", "", "refused", Decimal("10000.00")),
        ("own", "", "voted", Decimal("43120.00")),
    ]


def test_financing_leaves_empty_rows_out(member: Any, dossier: Dossier) -> None:
    empty = {
        "expense_label": ["", *PLAN["expense_label"]],
        "expense_amount": ["", *PLAN["expense_amount"]],
        **{name: [*values, ""] for name, values in PLAN.items() if name.startswith("funding")},
    }

    save(member, dossier, **empty)

    assert (Expense.objects.count(), Funding.objects.count()) == (2, 4)


@pytest.mark.parametrize(
    ("typed", "read"), [("12,5", "12.50"), ("1 234,56 €", "1234.56"), ("1\u202f234.5", "1234.50"), ("007", "7.00")]
)
def test_financing_reads_amounts_as_they_are_typed(member: Any, dossier: Dossier, typed: str, read: str) -> None:
    save(member, dossier, expense_label=["Radio"], expense_amount=[typed])

    totals = member.get(url_of(dossier, "financing")).context["form"].totals

    assert totals.expenses == Decimal(read)
    assert dossier.drafts.get().data["expense_amount"] == [typed]


NUMBER = "Écrivez le montant en chiffres, avec une seule virgule, par exemple 1\u00a0234,56."


@pytest.mark.parametrize(
    ("changes", "anchor", "message"),
    [
        ({"expense_amount": ["50 000", "12 500 € ?"]}, "expense_1_amount", f"Dépense 2, montant HT\u00a0: {NUMBER}"),
        ({"expense_amount": ["50 000", "1e9"]}, "expense_1_amount", f"Dépense 2, montant HT\u00a0: {NUMBER}"),
        (
            {"expense_amount": ["-3", "28400"]},
            "expense_0_amount",
            "Dépense 1, montant HT\u00a0: Un montant ne peut pas être négatif.",
        ),
        (
            {"expense_amount": ["50 000", ""]},
            "expense_1_amount",
            "Dépense 2, montant HT\u00a0: Indiquez un montant.",
        ),
        (
            {"expense_amount": ["50 000", "0"]},
            "expense_1_amount",
            "Dépense 2, montant HT\u00a0: Indiquez un montant supérieur à zéro.",
        ),
        (
            {"expense_label": ["Fourgon", ""]},
            "expense_1_label",
            "Dépense 2, intitulé\u00a0: Dites ce que vous achetez.",
        ),
        (
            {"expense_label": ["Fourgon", "é" * 161]},
            "expense_1_label",
            "Dépense 2, intitulé\u00a0: 160 caractères au plus, il y en a 161.",
        ),
        (
            {"funding_kind": ["", "state_detr"]},
            "funding_0_kind",
            "Financeur 2, nature\u00a0: Choisissez le financeur.",
        ),
        (
            {"funding_state": ["obtained", ""]},
            "funding_1_state",
            "Financeur 3, état de la demande\u00a0: Choisissez l’état.",
        ),
        ({"funding_label": ["", ""]}, "funding_0_label", "Financeur 2, précision\u00a0: Dites lequel."),
        (
            {"funding_amount": ["11 760", "beaucoup"]},
            "funding_1_amount",
            f"Financeur 3, montant\u00a0: {NUMBER}",
        ),
        ({"region": "beaucoup"}, "region", f"Région, aide demandée\u00a0: {NUMBER}"),
        ({"own": ""}, "own", "Votre part\u00a0: Indiquez un montant."),
        ({"region": "0", "own": "66 640"}, "region", "Indiquez l’aide demandée à la Région."),
        (
            {"own": "43 000"},
            "fundings",
            (
                "Les deux côtés diffèrent de 120,00\u00a0€\u00a0: 78\u00a0400,00\u00a0€ de dépenses, "
                "78\u00a0280,00\u00a0€ de financements. Ajoutez le financement qui manque, ou corrigez les dépenses."
            ),
        ),
    ],
)
def test_financing_bad_value_is_kept_and_explained(
    member: Any, dossier: Dossier, changes: dict[str, Any], anchor: str, message: str
) -> None:
    answer = save(member, dossier, **changes)

    assert answer["Location"] == f"{url_of(dossier, 'financing')}?verifier=1"
    told = checked(member, dossier, "financing")
    assert told[0] == (f"#id_{anchor}", message)
    page = member.get(url_of(dossier, "financing"), {"verifier": "1"}).content.decode()
    assert page.count(f'id="id_{anchor}"') == 1
    assert Expense.objects.count() == 0
    data = dossier.drafts.get().data
    assert {name: data[name] for name in changes} == {
        name: [value] if isinstance(value, str) else value for name, value in changes.items()
    }


def test_financing_own_share_under_twenty_percent_says_the_exact_gap(member: Any, dossier: Dossier) -> None:
    save(member, dossier, **FLEURANCE)

    assert checked(member, dossier, "financing") == [
        (
            "#id_own",
            (
                "La part de la commune est de 15,00\u00a0%\u00a0: il en faut 20\u00a0%, il manque "
                "2\u00a0900,00\u00a0€. Ajoutez 2\u00a0900,00\u00a0€ d’autofinancement et baissez les aides d’autant, "
                "par exemple l’aide de la Région à 14\u00a0500,00\u00a0€."
            ),
        )
    ]
    assert (Expense.objects.count(), dossier.drafts.get().complete) == (0, False)


def test_financing_own_share_at_twenty_percent_to_the_cent_is_complete(member: Any, dossier: Dossier) -> None:
    save(member, dossier, **{**FLEURANCE, "region": "14 500", "own": "11 600"})

    assert dossier.drafts.get().complete


def test_financing_fonds_de_concours_above_the_own_share_is_told_at_its_row(member: Any, dossier: Dossier) -> None:
    changes = {
        "funding_kind": ["state_detr", "epci"],
        "funding_label": ["", "Lunel Agglo"],
        "funding_state": ["refused", "requested"],
        "funding_amount": ["1", "30 000"],
        "own": "24 880",
    }
    save(member, dossier, **changes)

    assert checked(member, dossier, "financing") == [
        (
            "#id_funding_1_amount",
            (
                "Le fonds de concours, 30\u00a0000,00\u00a0€, dépasse la part de la commune, 24\u00a0880,00\u00a0€. "
                "Baissez-le à 27\u00a0440,00\u00a0€ au plus et augmentez l’autofinancement d’autant."
            ),
        )
    ]
    row = member.get(url_of(dossier, "financing"), {"verifier": "1"}).context["form"].funders[1]
    assert row.errors == {"amount": "Fonds de concours trop élevé"}
    # Where the page of the whole dossier links to.
    assert row.anchor == "id_epci"


def test_financing_region_above_the_rate_is_a_warning_that_blocks_nothing(member: Any, dossier: Dossier) -> None:
    save(member, dossier, region="30 000", own="36 640")

    assert dossier.drafts.get().complete
    [warning] = member.get(url_of(dossier, "financing")).context["form"].warnings
    assert warning.startswith("L’aide demandée à la Région, 30\u00a0000,00\u00a0€, dépasse ce que permet le taux")


def test_financing_estimates_the_aid_of_a_pooled_project_at_its_own_rate(as_user: Any) -> None:
    dossier = a_draft(a_measure(pooled_rate=Decimal("0.35"), pooled_ceiling=Decimal(150000)))
    values = project_values(pooled=True, partners="Aniane")
    save_section(dossier, Section.PROJECT, raw={}, values=values, version=0, actor=dossier.created_by)
    client = as_user(dossier.created_by)
    save(client, dossier)

    totals = client.get(url_of(dossier, "financing")).context["form"].totals

    assert totals.aid.amount == Decimal("27440.00")


def test_financing_explains_what_the_measure_excludes(member: Any, dossier: Dossier) -> None:
    page = member.get(url_of(dossier, "financing"))

    assert page.context["form"].excluded_costs == ["Armes", "<i>Carburant</i>"]
    assert page.content.decode().count("&lt;i&gt;Carburant&lt;/i&gt;") == 1


def test_financing_without_exclusion_says_none(as_user: Any) -> None:
    dossier = a_draft()

    page = as_user(dossier.created_by).get(url_of(dossier, "financing")).content.decode()

    assert page.count("Ne sont pas pris en compte") == 0


def test_financing_totals_follow_what_is_typed_without_saving(member: Any, dossier: Dossier) -> None:
    page = member.post(f"{url_of(dossier, 'financing')}totaux/", {**FLEURANCE, "own": "11 600", "region": "14500"})

    content = page.content.decode()
    assert content.count('<p id="total_expenses">58\u00a0000,00\u00a0€</p>') == 1
    assert content.count('<p id="total_fundings">58\u00a0000,00\u00a0€</p>') == 1
    assert page.context["form"].totals.summary == (
        "Aide estimée\u00a0: 14\u00a0500,00\u00a0€. Part de la commune\u00a0: 20,00\u00a0%. Plan équilibré."
    )
    assert dossier.drafts.count() == 0


def test_financing_totals_say_when_an_amount_is_left_out(member: Any, dossier: Dossier) -> None:
    save(member, dossier, expense_amount=["50 000", "12 500 € ?"])

    page = member.get(url_of(dossier, "financing"))

    assert page.context["form"].totals.expenses == Decimal(50000)
    assert page.content.decode().count("Calcul partiel\u00a0:</strong> un montant ne se lit pas") == 1


def test_financing_read_again_shows_amounts_as_typed_when_they_are_none(member: Any, dossier: Dossier) -> None:
    save(member, dossier, expense_amount=["50 000", "12 500 € ?"], own="", region="<b>")
    abandon(dossier, actor=dossier.created_by)

    form = member.get(url_of(dossier, "financing")).context["form"]

    assert [row.amount_read for row in form.expenses] == ["50\u00a0000,00\u00a0€", "12 500 € ?"]
    assert form.fixed_read == {"region": "<b>", "own": ""}


def test_financing_demo_says_that_rates_are_fictitious(member: Any, dossier: Dossier, settings: Any) -> None:
    save(member, dossier)
    real = member.get(url_of(dossier, "financing")).content.decode()
    settings.DEMO_MODE = True
    demo = member.get(url_of(dossier, "financing")).content.decode()

    sentence = "Taux et plafonds fictifs, choisis pour la démonstration."
    assert (real.count(sentence), demo.count(sentence)) == (0, 1)


@pytest.mark.parametrize("rows", [1, 10])
def test_financing_page_makes_the_same_queries_whatever_the_rows(
    member: Any, dossier: Dossier, django_assert_num_queries: Any, rows: int
) -> None:
    plan = {name: [values[0]] * rows for name, values in PLAN.items() if isinstance(values, list)}
    save(member, dossier, **plan)

    with django_assert_num_queries(8):
        member.get(url_of(dossier, "financing"), {"verifier": "1"})


@pytest.mark.parametrize("rows", [1, 10])
def test_financing_totals_make_the_same_queries_whatever_the_rows(
    member: Any, dossier: Dossier, django_assert_num_queries: Any, rows: int
) -> None:
    plan = {name: [values[0]] * rows for name, values in PLAN.items() if isinstance(values, list)}

    with django_assert_num_queries(7):
        member.post(f"{url_of(dossier, 'financing')}totaux/", {**PLAN, **plan})
