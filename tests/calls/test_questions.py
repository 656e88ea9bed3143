"""What an answer to an administrator's question becomes, and how it is read again."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from applications.calls.enums import QuestionKind
from applications.calls.questions import answer_text, stored_answer, typed_answer

ANSWERS = [
    (QuestionKind.TEXT, "Deux écoles 🙂", "Deux écoles 🙂", "Deux écoles 🙂"),
    (QuestionKind.NUMBER, 1200, 1200, "1\u00a0200"),
    (QuestionKind.AMOUNT, Decimal("1234.56"), "1234.56", "1\u00a0234,56\u00a0€"),
    (QuestionKind.DATE, date(2027, 5, 15), "2027-05-15", "15\u00a0mai\u00a02027"),
    (QuestionKind.YES_NO, False, False, "Non"),
    (QuestionKind.YES_NO, True, True, "Oui"),
    (QuestionKind.CHOICE, "Au moins une", "Au moins une", "Au moins une"),
    (QuestionKind.TEXT, "", None, ""),
    (QuestionKind.NUMBER, None, None, ""),
]


@pytest.mark.parametrize(("kind", "typed", "stored", "text"), ANSWERS)
def test_answer_is_stored_read_and_typed_again(kind: QuestionKind, typed: Any, stored: Any, text: str) -> None:
    kept = stored_answer(kind, typed)
    assert (kept, type(kept)) == (stored, type(stored))
    assert answer_text(kind, kept) == text
    assert typed_answer(kind, kept) == (typed or None if typed == "" else typed)


def test_answer_of_no_known_type_is_a_mistake_of_the_code() -> None:
    with pytest.raises(TypeError, match="no answer such as"):
        stored_answer(QuestionKind.AMOUNT, 1.5)
