"""The questions that an administrator adds to a measure: what an answer is kept as, and how it is read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from applications.calls.enums import QuestionKind
from applications.core.dates import date_text
from applications.core.money import format_eur, format_number

JsonValue = str | int | bool | None


@dataclass(frozen=True)
class FiledAnswer:
    """An answer as a filing froze it, with the words of its question on that day."""

    name: str
    label: str
    kind: QuestionKind
    value: JsonValue

    @property
    def asked(self) -> str:
        """The question, as an answer follows it: « Loyer évité : », « Ouvert le dimanche ? »."""
        return self.label if self.label.endswith(("?", ":", ".")) else f"{self.label}\u00a0:"

    @property
    def text(self) -> str:
        return answer_text(self.kind, self.value)


def stored_answer(kind: QuestionKind, value: Any) -> JsonValue:
    """Return what a row keeps of a typed answer: an amount as text, a day in ISO, None when nothing was answered."""
    match value:
        case None | "":
            return None
        case bool() | int() | str():
            return value
        case Decimal() | date():
            return str(value)
    raise TypeError(f"A question of kind {kind} has no answer such as {value!r}.")


def may_answer(kind: QuestionKind, choices: Collection[str], value: Any) -> bool:
    """Tell whether a typed value is an answer of this kind, one of `choices` for a choice. A file never is."""
    if kind == QuestionKind.CHOICE:
        return isinstance(value, str) and value in choices
    types: dict[str, type[Any]] = {
        QuestionKind.TEXT: str,
        QuestionKind.NUMBER: int,
        QuestionKind.AMOUNT: Decimal,
        QuestionKind.DATE: date,
        QuestionKind.YES_NO: bool,
    }
    # A boolean is an integer to Python, never a number to the person who typed it.
    return kind in types and isinstance(value, types[kind]) and isinstance(value, bool) == (kind == QuestionKind.YES_NO)


def typed_answer(kind: QuestionKind, stored: JsonValue) -> Any:
    """Return the typed answer of what a row keeps: the inverse of `stored_answer`."""
    if stored is None:
        return None
    if kind == QuestionKind.AMOUNT:
        return Decimal(str(stored))
    if kind == QuestionKind.DATE:
        return date.fromisoformat(str(stored))
    return stored


def answer_text(kind: QuestionKind, stored: JsonValue) -> str:
    """Return an answer as a sentence reads it: « Oui », « 1 234,56 € », « 15 mai 2027 », or the text itself."""
    match typed_answer(kind, stored):
        case None:
            return ""
        case bool() as yes:
            return "Oui" if yes else "Non"
        case Decimal() as amount:
            return format_eur(amount)
        case date() as day:
            return date_text(day)
        case int() as number:
            return format_number(Decimal(number))
        case text:
            return str(text)
