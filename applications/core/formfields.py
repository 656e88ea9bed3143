"""Form fields for what French people type: amounts, SIRET and telephone numbers.

Each accepts the usual ways of writing, says in French what is wrong, and shows again exactly what was typed.
"""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from applications.core.identifiers import group, is_siret, parse_siret
from applications.core.money import format_number, parse_amount
from applications.core.typography import typeset_text

CENTS = 2
PHONE_LENGTH = 10
PHONE_SEPARATORS = str.maketrans("", "", ".-/()\u2010\u2011\u2013")
# « +33 5 », « 0033 5 », « +33 (0)5 »
FRANCE_ABROAD = re.compile(r"(?:\+|00)330?")


class ParsedField(forms.Field):
    """A line of text read by `parse`, which raises `ValueError` in French. Left empty: `empty_value`."""

    widget: type[forms.Widget] = forms.TextInput
    attrs: dict[str, str] = {}
    empty_value: Any = ""

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        text = "" if value is None else str(value).strip()
        if not text:
            return self.empty_value
        try:
            return self.parse(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), **self.attrs}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is meant, not how it is written: « 1 234,50 » is 1234.5."""
        if self.disabled:
            return False
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class AmountField(ParsedField):
    """Euros to the cent, from zero, or above zero with `positive`; None when empty. See `parse_amount`."""

    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    empty_value = None
    default_error_messages = {
        "required": "Indiquez un montant.",
        "positive": "Indiquez un montant supérieur à zéro.",
    }

    def __init__(self, *, positive: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.positive = positive

    def parse(self, text: str) -> Decimal:
        return parse_amount(text)

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if self.positive and value == 0:
            raise ValidationError(self.error_messages["positive"], code="positive")

    def prepare_value(self, value: Any) -> Any:
        """Write a stored amount as « 1 234,56 », the sign € being next to the field; leave what was typed."""
        return format_number(value, CENTS) if isinstance(value, Decimal) else value


class SiretField(ParsedField):
    """A SIRET, as its fourteen digits. `siren`, given here or set on the form's copy, demands its owner."""

    attrs = {"inputmode": "numeric", "autocomplete": "off"}
    default_error_messages = {"required": "Indiquez le numéro SIRET."}

    def __init__(self, *, siren: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.siren = siren

    def parse(self, text: str) -> str:
        return parse_siret(text, siren=self.siren)

    def prepare_value(self, value: Any) -> Any:
        """Write a stored SIRET as « 216 600 080 00016 »; leave what was typed."""
        return group(value) if isinstance(value, str) and is_siret(value) else value


class FrenchPhoneField(ParsedField):
    """A French telephone number, as « 05 36 49 12 34 » however it was typed, « +33 5… » included."""

    widget = forms.TelInput
    attrs = {"autocomplete": "tel"}
    default_error_messages = {"required": "Indiquez un numéro de téléphone."}

    def parse(self, text: str) -> str:
        typed = "".join(text.split()).translate(PHONE_SEPARATORS)
        abroad = FRANCE_ABROAD.match(typed)
        number = f"0{typed[abroad.end() :]}" if abroad else typed
        if not (number.isascii() and number.removeprefix("+").isdigit()):
            raise ValueError("Un numéro de téléphone ne contient que des chiffres.")
        if not re.match(r"0[1-9]", number):
            raise ValueError("Un numéro de téléphone français commence par 0 ou par +33.")
        if len(number) != PHONE_LENGTH:
            raise ValueError(typeset_text(f"Ce numéro compte {len(number)} chiffres : il en faut {PHONE_LENGTH}."))
        return " ".join(number[start : start + 2] for start in range(0, PHONE_LENGTH, 2))


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several: `clean` returns the list. Their content is judged where they are stored."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        if not uploads and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(upload, initial) for upload in uploads]
