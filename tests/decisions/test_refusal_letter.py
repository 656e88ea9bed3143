from decimal import Decimal

import pytest

from applications.decisions.letter_data import Mark
from tests.decisions.letter_examples import ARGELES, CONFLUENCES, refusal
from tests.decisions.reading import section, written


def test_refusal_grants_nothing() -> None:
    text = written(refusal())
    for word in ("Arrête", "attribuée", "Versement", "imputée"):
        assert word not in text


def test_refusal_shows_the_marks_it_is_given() -> None:
    marks = (
        Mark(criterion="Qualité du diagnostic", weight=20, mark=Decimal(2), points=Decimal(8)),
        Mark(criterion="Mutualisation", weight=15, mark=Decimal("1.5"), points=Decimal("4.5")),
    )
    assert section(refusal(marks=marks), "Motif").endswith(
        "Qualité du diagnostic 20 2,0 8,0 Mutualisation 15 1,5 4,5 Total 35 12,5"
    )


@pytest.mark.parametrize(
    ("beneficiary", "greeting"),
    [
        (ARGELES, "Madame la Maire, Monsieur le Maire,"),
        (CONFLUENCES, "Madame la Présidente, Monsieur le Président,"),
    ],
)
def test_refusal_greets_whoever_answers_for_the_beneficiary(beneficiary: object, greeting: str) -> None:
    assert written(refusal(beneficiary=beneficiary)).count(greeting) == 2
