"""Fields of the settings' forms."""

import re
from decimal import Decimal
from typing import Any

from applications.core.formfields import ParsedField
from applications.core.money import format_number

PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*%?")
HUNDRED = Decimal(100)
DECIMALS = 2


class ShareField(ParsedField):
    """A share, typed as a percentage, « 30 », « 12,5 % », read as a fraction: 0.30, 0.125; None when empty."""

    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    empty_value = None
    default_error_messages = {"required": "Indiquez un pourcentage."}

    def to_python(self, value: Any) -> Any:
        """Take a stored fraction as it is: only what is typed is a percentage."""
        return value if isinstance(value, Decimal) else super().to_python(value)

    def parse(self, text: str) -> Decimal:
        typed = PERCENT.fullmatch(text)
        if typed is None:
            raise ValueError("Écrivez un pourcentage, deux décimales au plus, par exemple 30 ou 12,5.")
        percent = Decimal(f"{typed[1]}.{typed[2] or 0}")
        if percent > HUNDRED:
            raise ValueError("Un pourcentage ne dépasse pas 100.")
        return percent / HUNDRED

    def prepare_value(self, value: Any) -> Any:
        """Write a stored fraction as « 30 » or « 12,5 »; leave what was typed."""
        if not isinstance(value, Decimal):
            return value
        percent = (value * HUNDRED).normalize()
        return format_number(percent, min(DECIMALS, max(0, -int(percent.as_tuple().exponent))))
