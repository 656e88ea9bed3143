"""The plan’s own buttons: paste, take a computed amount; what is said of it, on a new page and without one."""

import time
from typing import Any

import pytest

from applications.calls.enums import DocumentCondition
from applications.calls.models import RequiredDocument
from applications.dossiers.enums import Section
from applications.dossiers.models import Dossier, Expense
from applications.dossiers.services.documents import attach
from applications.dossiers.services.drafting import save_section
from tests.factories import a_draft, a_measure, a_stored_file, project_values
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
    return a_draft(a_measure(excluded_costs="Armes et munitions"))


@pytest.fixture
def member(as_user: Any, dossier: Dossier) -> Any:
    return as_user(dossier.created_by)


def live(member: Any, dossier: Dossier, **data: Any) -> Any:
    return member.post(f"{url_of(dossier, 'financing')}totaux/", data)


def told(member: Any, dossier: Dossier) -> list[str]:
    return [str(message) for message in member.get(url_of(dossier, "financing")).context["messages"]]


def test_take_puts_the_estimate_then_the_rest_on_their_lines(member: Any, dossier: Dossier) -> None:
    answer = send(member, dossier, "financing", FLEURANCE, take="region")
    assert answer["Location"] == f"{url_of(dossier, 'financing')}#id_region"
    region = dossier.drafts.get().data["region"]

    send(member, dossier, "financing", {**FLEURANCE, "version": "1", "region": region}, take="own")

    data = dossier.drafts.get().data
    assert (data["region"], data["own"]) == (["14\u00a0500,00"], ["11\u00a0600,00"])
    assert dossier.drafts.get().complete


@pytest.mark.parametrize(
    "changes",
    [
        {"expense_amount": ["36 000", "beaucoup"]},
        {"region": ""},
        {"region": "99 000"},
        {"region": "14 500", "own": "11600,00"},
    ],
)
def test_rest_is_offered_once_all_the_rest_is_filled_in(member: Any, dossier: Dossier, changes: Any) -> None:
    page = live(member, dossier, **{**FLEURANCE, **changes})

    assert page.context["form"].rest is None
    assert page.content.decode().count('value="own"') == 0


def test_take_without_amount_changes_nothing_and_says_it(member: Any, dossier: Dossier) -> None:
    send(member, dossier, "financing", {**FLEURANCE, "region": ""}, take="own")

    assert told(member, dossier) == ["Complétez d’abord les autres montants du plan."]
    assert dossier.drafts.get().data["own"] == ["8 700"]


def test_paste_adds_rows_and_says_what_it_left_out(member: Any, dossier: Dossier) -> None:
    text = "Dépense;Montant HT\nFourgon;36 000,00 €\nGilets;à chiffrer\nTotal;36 000"

    answer = send(member, dossier, "financing", {"expense_pasted": text, "expense_label": [""]}, paste="expense")

    assert answer["Location"] == f"{url_of(dossier, 'financing')}#contenu"
    data = dossier.drafts.get().data
    assert (data["expense_label"], data["expense_amount"]) == (
        ["Fourgon", "Gilets"],
        ["36\u00a0000,00", "à chiffrer"],
    )
    assert told(member, dossier) == [
        "2 lignes reprises\u00a0: relisez-les.",
        "1 montant ne se lit pas\u00a0: à corriger, gardé tel quel.",
        "Titres et totaux laissés de côté\u00a0: «\u00a0Dépense, Montant HT\u00a0», «\u00a0Total, 36\u00a0000\u00a0».",
    ]
    row = member.get(url_of(dossier, "financing")).context["form"].expenses[1]
    assert row.errors["amount"].startswith("Écrivez le montant en chiffres")
    assert checked(member, dossier, "financing")[0][0] == "#id_expense_1_amount"


def test_paste_of_five_hundred_rows_takes_a_hundred_and_keeps_the_rest(member: Any, dossier: Dossier) -> None:
    text = "\n".join(f"Radio {rank}\t{rank},00" for rank in range(1, 501))
    start = time.process_time()

    send(member, dossier, "financing", {**PLAN, "expense_pasted": text}, paste="expense")
    notices = told(member, dossier)

    assert time.process_time() - start < 6
    data = dossier.drafts.get().data
    assert (len(data["expense_label"]), data["expense_label"][2], data["expense_label"][99]) == (
        100,
        "Radio 1",
        "Radio 98",
    )
    assert data["expense_pasted"][0].split("\n")[0] == "Radio 99\t99,00"
    refused = (
        "100 dépenses au plus\u00a0: 402 lignes n’ont pas été reprises, de «\u00a0Radio 99, 99,00\u00a0» à "
        "«\u00a0Radio 500, 500,00\u00a0». Le texte reste dans «\u00a0Coller depuis un tableur\u00a0»."
    )
    assert notices == ["98 lignes reprises\u00a0: relisez-les.", refused]


def test_paste_of_funders_fills_the_two_fixed_lines_once(member: Any, dossier: Dossier) -> None:
    text = "Région;;14 500\nDETR;obtenue;23 200\nAutofinancement;;20 300\nRégion;;9"

    send(member, dossier, "financing", {"region": "", "own": "", "funding_pasted": text}, paste="funding")

    data = dossier.drafts.get().data
    assert (data["region"], data["own"], data["funding_kind"], data["funding_state"]) == (
        ["14\u00a0500,00"],
        ["20\u00a0300,00"],
        ["state_detr"],
        ["obtained"],
    )
    assert data["funding_pasted"] == ["Région\t\t9"]


def test_paste_left_in_its_area_is_read_when_the_page_is_saved(member: Any, dossier: Dossier) -> None:
    answer = send(member, dossier, "financing", {**PLAN, "expense_pasted": "Gilets;1"})

    assert answer["Location"] == f"{url_of(dossier, 'financing')}#contenu"
    assert dossier.drafts.get().data["expense_label"] == ["Fourgon", "Aménagement", "Gilets"]
    assert Expense.objects.count() == 0


def test_paste_that_does_not_fit_whole_waits_and_says_it(member: Any, dossier: Dossier) -> None:
    text = "Radio\t1\n" * 99

    answer = send(member, dossier, "financing", {**PLAN, "expense_pasted": text})

    assert answer["Location"] == f"{url_of(dossier, 'financing')}#contenu"
    data = dossier.drafts.get().data
    assert (data["expense_label"], data["expense_pasted"]) == (["Fourgon", "Aménagement"], [text])
    assert told(member, dossier) == [
        "Des lignes attendent dans «\u00a0Coller depuis un tableur\u00a0»\u00a0: ajoutez-les, ou effacez ce texte."
    ]


@pytest.mark.parametrize(
    ("at", "text", "labels", "amounts"),
    [
        ("expense-1-label", "C\t3\nD\t4", ["A", "C", "D"], ["1", "3,00", "4,00"]),
        ("expense-0-label", "C\t3\nD\t4", ["A", "C", "D", ""], ["1", "3,00", "4,00", ""]),
        ("expense-1-amount", "?\n5", ["A", "", ""], ["1", "?", "5,00"]),
        ("expense-9-label", "C\t3", ["A", "C"], ["1", "3,00"]),
        ("funding-0-label", "C\t3", ["A", "C"], ["1", "3,00"]),
    ],
)
def test_paste_in_a_cell_never_writes_over_what_is_typed(
    member: Any, dossier: Dossier, at: str, text: str, labels: list[str], amounts: list[str]
) -> None:
    typed = {"expense_label": ["A", ""], "expense_amount": ["1", ""], "expense_pasted": text}

    page = live(member, dossier, **typed, paste="expense", at=at)

    raw = page.context["form"].raw
    assert (raw["expense_label"], raw["expense_amount"]) == (labels, amounts)
    assert page.content.decode().count('<table class="table table-edit"') == 2
    assert dossier.drafts.count() == 0


def test_live_says_at_its_row_what_does_not_count(member: Any, dossier: Dossier) -> None:
    data = {**FLEURANCE, "expense_label": ["Véhicule", "ARME de poing"], "funding_kind": ["department", "department"]}
    page = live(member, dossier, **{**data, "funding_label": ["Gers", "gers"]})

    form = page.context["form"]
    [arms] = form.expenses[1].hints
    [twice] = form.funders[1].hints
    assert arms.text.startswith("ressemble à «\u00a0Armes et munitions\u00a0», que la mesure ne prend pas en compte.")
    assert twice.text.startswith("déjà cité, Financeur 2.")
    assert (form.expenses[0].hints, form.funders[0].hints) == ([], [])
    assert form.summary.endswith("À vérifier\u00a0: Dépense 2, Financeur 3.")


def test_obtained_funding_says_where_its_decision_stands(member: Any, dossier: Dossier) -> None:
    document = RequiredDocument.objects.create(
        measure=dossier.measure,
        code="cofinancements",
        label="Décisions des cofinanceurs",
        condition=DocumentCondition.OBTAINED_FUNDING,
    )
    send(member, dossier, "financing", PLAN)
    missing = member.get(url_of(dossier, "financing")).context["form"].funders
    attachment = attach(dossier, document, a_stored_file(), actor=dossier.created_by)
    joined = member.get(url_of(dossier, "financing")).context["form"].funders

    assert missing[0].hints[0].text.startswith("sa décision manque encore")
    assert missing[0].hints[0].href == f"/dossiers/{dossier.public_id}/pieces/#piece-cofinancements"
    assert joined[0].hints[0].text.startswith(f"Décisions jointes\u00a0: {attachment}.")
    assert joined[1].hints == []
    asked = live(member, dossier, **FLEURANCE).context["form"].funders[0]
    assert asked.hints[0].text == "Sa décision devra suivre, une fois obtenue."


def test_plan_says_what_vat_that_is_not_recovered_means(member: Any, dossier: Dossier) -> None:
    sentence = "la TVA n’est pas"
    before = member.get(url_of(dossier, "financing")).content.decode().count(sentence)
    values = project_values(vat_recovered=False)
    save_section(dossier, Section.PROJECT, raw={}, values=values, version=0, actor=dossier.created_by)

    after = member.get(url_of(dossier, "financing")).content.decode().count(sentence)

    assert (before, after) == (0, 1)
