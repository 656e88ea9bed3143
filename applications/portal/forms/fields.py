"""Form fields of the sections. Each keeps what was typed, right or wrong, and says what to do.

None writes `maxlength` in the page: a browser would cut a pasted text without a word.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices

from applications.core.formfields import ParsedField
from applications.core.money import format_number
from applications.core.typography import typeset_text

YES, NO = "yes", "no"
FIRST_YEAR, LAST_YEAR = 1980, 2100
MAX_DIGITS = 9
MAIL_LENGTH = 254
# About a metre on the ground.
COORDINATE_STEP = Decimal("0.00001")
COORDINATE = re.compile(r"[-\u2212]?[0-9]{1,3}(?:[.,][0-9]{1,20})?")


class TextField(forms.CharField):
    """A text of `most` characters at most; `rows` makes it a text area, whose limit is said before typing."""

    default_error_messages = {"required": "Écrivez votre réponse."}

    def __init__(self, *, most: int, rows: int = 0, tell_limit: bool = False, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput)
        super().__init__(**kwargs)
        if rows or tell_limit:
            self.help_text = f"{self.help_text} {format_number(Decimal(most))} caractères au plus.".strip()

    def to_python(self, value: Any) -> str:
        """A line break counts for one character, as the person sees it."""
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if len(value) > self.most:
            counted = format_number(Decimal(len(value)))
            message = f"{format_number(Decimal(self.most))} caractères au plus, il y en a {counted}."
            raise ValidationError(message, code="max_length")


class MailField(ParsedField):
    widget = forms.EmailInput
    attrs = {"autocomplete": "email"}
    default_error_messages = {"required": "Indiquez une adresse électronique."}

    def parse(self, text: str) -> str:
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValueError("Écrivez une adresse complète, par exemple mairie@commune.fr.") from error
        if len(text) > MAIL_LENGTH:
            raise ValueError(typeset_text(f"{MAIL_LENGTH} caractères au plus, il y en a {len(text)}."))
        return text


class YesNoField(forms.TypedChoiceField):
    """« Oui » or « Non », neither chosen beforehand: True or False."""

    default_error_messages = {"required": "Répondez par oui ou par non."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[(YES, "Oui"), (NO, "Non")],
            coerce=lambda answer: answer == YES,
            widget=forms.RadioSelect,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return (YES if value else NO) if isinstance(value, bool) else value


class PickField(forms.ChoiceField):
    """One of a closed list: buttons for a short one, else a menu whose first line chooses nothing."""

    default_error_messages = {"required": "Choisissez une réponse."}
    most_buttons = 4

    def __init__(self, *, choices: type[TextChoices] | Sequence[tuple[str, str]], **kwargs: Any) -> None:
        lines = list(choices.choices) if isinstance(choices, type) else list(choices)
        if len(lines) > self.most_buttons:
            kwargs.setdefault("widget", forms.Select(attrs={"class": "w-20"}))
            lines.insert(0, ("", "Choisir"))
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(choices=lines, **kwargs)


class WholeNumberField(ParsedField):
    """A whole number from `least` to `most`; None when empty."""

    attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "w-4 num"}
    empty_value = None
    default_error_messages = {"required": "Indiquez un nombre."}

    def __init__(self, *, least: int = 0, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def parse(self, text: str) -> int:
        digits = "".join(text.split())
        if not (digits.isascii() and digits.isdigit()):
            raise ValueError("Écrivez un nombre entier en chiffres, par exemple 12.")
        number = int(digits) if len(digits) <= MAX_DIGITS else self.most + 1
        if not self.least <= number <= self.most:
            raise ValueError(f"Indiquez un nombre de {self.least} à {format_number(Decimal(self.most))}.")
        return number


class CoordinateField(ParsedField):
    """A latitude or a longitude in decimal degrees, at most `bound` either way; None when empty."""

    attrs = {"inputmode": "text", "autocomplete": "off", "class": "w-6 num"}
    empty_value = None

    def __init__(self, *, bound: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bound = bound

    def parse(self, text: str) -> Decimal:
        if COORDINATE.fullmatch(text) is None:
            raise ValueError("Écrivez un nombre de degrés, par exemple 43,60426.")
        degrees = Decimal(text.replace(",", ".").replace("\u2212", "-"))
        if abs(degrees) > self.bound:
            raise ValueError(f"Indiquez un nombre de degrés entre -{self.bound} et {self.bound}.")
        return degrees.quantize(COORDINATE_STEP, rounding=ROUND_HALF_UP)

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value


class DateWidget(forms.MultiWidget):
    """Day, month and year in three boxes: unlike a browser's own picker, they keep « 31 2 2027 »."""

    template_name = "portal/widgets/date.html"
    use_fieldset = True
    parts = ("day", "month", "year")

    def __init__(self) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        sizes = {"day": "2", "month": "2", "year": "4"}
        super().__init__(widgets={part: forms.TextInput(attrs={**box, "size": sizes[part]}) for part in self.parts})

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]


class DateField(forms.Field):
    """A day, typed in three boxes; None when all are empty."""

    widget = DateWidget
    empty_value = None
    default_error_messages = {"required": "Indiquez la date."}

    def to_python(self, value: Any) -> date | None:
        parts = [str(part or "").strip() for part in value or ()]
        if not any(parts):
            return None
        if not all(parts):
            raise ValidationError("Indiquez le jour, le mois et l’année.", code="incomplete")
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValidationError(typeset_text("Écrivez la date en chiffres : 15\u00a05\u00a02027."), code="invalid")
        return self.read(*(int(part[:MAX_DIGITS]) for part in parts))

    def read(self, day: int, month: int, year: int) -> date:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            message = f"Écrivez l’année en quatre chiffres, de {FIRST_YEAR} à {LAST_YEAR}."
            raise ValidationError(message, code="year")
        try:
            return date(year, month, day)
        except ValueError as error:
            message = typeset_text("Cette date n’existe pas : vérifiez le jour et le mois.")
            raise ValidationError(message, code="no_such_day") from error
