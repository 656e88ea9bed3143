"""An expense that looks like an excluded cost is recognised by its words, and nothing else is."""

import pytest

from applications.calls.exclusions import excluded_by, excluded_lines

LINES = excluded_lines(
    "Carburant et entretien\n\n  Armes et munitions \nHabillement\nMobilier de bureau\n"
    "Achat du terrain ou du bâtiment\n"
)


@pytest.mark.parametrize(
    ("label", "exclusion"),
    [
        ("ARME de poing", "Armes et munitions"),
        ("Fourgon, carburants inclus", "Carburant et entretien"),
        ("Gazole", "Carburant et entretien"),
        ("habillement", "Habillement"),
        ("Bureaux\u00a0: mobiliers", "Mobilier de bureau"),
        ("Acquisition de terrains", "Achat du terrain ou du bâtiment"),
        ("Achat d’un bâtiment", "Achat du terrain ou du bâtiment"),
        ("Armoire forte", ""),
        ("Mobilier urbain", ""),
        ("Rénovation du bâtiment", ""),
        ("Fourgon (hors carburant)", ""),
        ("🚓 شرطة", ""),
        ("", ""),
    ],
)
def test_expense_is_excluded_by_its_words(label: str, exclusion: str) -> None:
    assert excluded_by(label, LINES) == exclusion


def test_measure_without_exclusion_excludes_nothing() -> None:
    assert excluded_by("Armes", excluded_lines(" \n\n")) == ""
    assert excluded_by("Armes", ["de la", "…"]) == ""
