"""What is copied from a spreadsheet: read as rows, nothing lost, nothing invented."""

import time

import pytest

from applications.portal.forms.pasted import Pasted, read_expenses
from applications.portal.forms.pasted_funders import guess_kind, guess_state, read_funders

OWNER = "Commune de Fleurance"


def rows(found: Pasted) -> list[tuple[str, ...]]:
    return [tuple(line.cells.values()) for line in found.lines]


def test_paste_reads_tabs_semicolons_and_french_amounts() -> None:
    tabs = read_expenses("Fourgon\t12 500,50 €\r\nRadio\t12.500,50\r\nGyrophare\t1\u202f234\u00a0€ HT")
    semicolons = read_expenses("Fourgon;36000\n;\n \nRadio; 15 500.5 ")

    assert rows(tabs) == [
        ("Fourgon", "12\u00a0500,50"),
        ("Radio", "12\u00a0500,50"),
        ("Gyrophare", "1\u00a0234,00"),
    ]
    assert rows(semicolons) == [("Fourgon", "36\u00a0000,00"), ("Radio", "15\u00a0500,50")]


def test_paste_reads_quoted_cells_and_leaves_other_quotation_marks() -> None:
    quoted = read_expenses('"Fourgon\nélectrique ""L3H3"""\t36 000\nTuyau 3" acier\t10')

    assert rows(quoted) == [('Fourgon électrique "L3H3"', "36\u00a0000,00"), ('Tuyau 3" acier', "10,00")]
    assert rows(read_expenses('"Fourgon\t5\nRadio\t6')) == [('"Fourgon', "5,00"), ("Radio", "6,00")]


def test_paste_leaves_headings_totals_and_other_figures_out_with_a_word() -> None:
    found = read_expenses(
        "Désignation\tQté\tPU HT\tTotal HT\nFourgon\t1\t36 000\t36 000,00\nRadio\t2\t1 000\t2 000\n"
        "Sous-total lot 1\t\t\t38 000\nTVA 20 %\t\t\t7 600\nTotal TTC\t\t\t45 600"
    )

    assert rows(found) == [("Fourgon", "36\u00a0000,00"), ("Radio", "2\u00a0000,00")]
    assert found.left_out == (
        "Désignation, Qté, PU HT, Total HT",
        "Sous-total lot 1, 38 000",
        "TVA 20 %, 7 600",
        "Total TTC, 45 600",
    )
    assert found.columns == ("Qté", "PU HT")


def test_paste_prefers_the_column_headed_excluding_tax() -> None:
    found = read_expenses("Poste;Montant HT;TVA;Montant TTC\nFourgon;100;20;120")

    assert (rows(found), found.columns) == ([("Fourgon", "100,00")], ("TVA", "Montant TTC"))


@pytest.mark.parametrize(
    "typed", ["à chiffrer", "-500", "1e9", "99999999999999", "1.234", "(1 234)", "🚓", "\u200fشرطة"]
)
def test_paste_keeps_what_is_no_amount_as_it_was_typed(typed: str) -> None:
    found = read_expenses(f"Fourgon\t36 000\n🚓 شرطة\t{typed}")

    assert rows(found) == [("Fourgon", "36\u00a0000,00"), ("🚓 شرطة", typed)]


def test_paste_of_one_column_is_labels_or_amounts() -> None:
    assert rows(read_expenses("Fourgon\nRadio")) == [("Fourgon", ""), ("Radio", "")]
    assert rows(read_expenses("36 000\n0")) == [("", "36\u00a0000,00"), ("", "0,00")]


def test_paste_of_nothing_is_no_row() -> None:
    assert read_expenses(" \t\u00a0\n\r\n") == Pasted((), (), ())


@pytest.mark.parametrize("text", ["Radio\t1 234,50\n" * 5000, "a;" * 300_000, '"' * 200_001, "9" * 500_000])
def test_paste_of_any_size_is_read_at_once(text: str) -> None:
    start = time.process_time()

    read_expenses(text)

    assert time.process_time() - start < 3


def test_paste_of_funders_guesses_who_they_are_and_where_they_stand() -> None:
    found = read_funders(
        "Financeur\tÉtat\tMontant\t%\nRégion Occitanie\tsollicitée\t14 500\t25 %\nDETR\tobtenue\t23 200\t40 %\n"
        "Département du Gers\ten cours\t8 700\t15 %\nTruc\t\t5\t\nCommune de Fleurance\t\t11 600\t20 %\n"
        "Total\t\t58 000\t",
        OWNER,
    )

    assert rows(found) == [
        ("region", "", "requested", "14\u00a0500,00"),
        ("state_detr", "", "obtained", "23\u00a0200,00"),
        ("department", "Département du Gers", "requested", "8\u00a0700,00"),
        ("", "Truc", "", "5,00"),
        ("own", "Commune de Fleurance", "", "11\u00a0600,00"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Conseil Départemental", "department"),
        ("Communauté de communes de la Lomagne", "epci"),
        ("Fonds de concours", "epci"),
        ("Politique de la ville", "state_dpv"),
        ("F.I.P.D.", ""),
        ("FIPD 2027", "state_fipd"),
        ("Amendes de police", "police_fines"),
        ("FEDER", "europe"),
        ("Mairie", "own"),
        ("Commune d’Aniane", ""),
        ("Fonds propres", "own"),
        ("État", ""),
        ("", ""),
    ],
)
def test_funder_kind_is_guessed_from_words_else_left_to_choose(name: str, kind: str) -> None:
    assert guess_kind(name, OWNER) == kind


@pytest.mark.parametrize(
    ("text", "state"),
    [("Obtenu", "obtained"), ("demandée", "requested"), ("REJETÉ", "refused"), ("non obtenu", ""), ("?", "")],
)
def test_funding_state_is_guessed_from_words_else_left_to_choose(text: str, state: str) -> None:
    assert guess_state(text) == state
