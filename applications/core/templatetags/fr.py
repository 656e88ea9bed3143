"""French figures, dates and agreements in templates: `{% load fr %}`.

An absent value shows as an en dash. What is not a number, a date or a SIRET is shown as it came: a draft
keeps what was typed. Every filter returns plain text, which the template escapes.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django import template

from applications.core import dates, identifiers, money
from applications.core.text import NBSP

register = template.Library()

NOTHING = "–"
KILO = 1024
SEVERAL = 2


def _with_number(value: object, write: Callable[[Decimal], str]) -> str:
    if value is None or value == "":
        return NOTHING
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return write(number) if number.is_finite() else str(value)


@register.filter
def eur(value: object) -> str:
    """« 1 234,50 € »."""
    return _with_number(value, money.format_eur)


@register.filter
def eur0(value: object) -> str:
    """« 1 235 € », for lists where cents are noise."""
    return _with_number(value, lambda number: money.format_eur(number, 0))


@register.filter
def pct(fraction: object, decimals: int = 2) -> str:
    """« 55,00 % » for the fraction 0.55; `{{ rate|pct:0 }}` for « 30 % »."""
    return _with_number(fraction, lambda number: money.format_percent(number, decimals))


@register.filter
def rate(fraction: object) -> str:
    """« 30 % » for 0.30 and « 12,5 % » for 0.125: the decimals that it has."""
    return _with_number(fraction, money.format_rate)


@register.filter
def num(value: object, decimals: int = 0) -> str:
    """« 10 779 »; `{{ score|num:1 }}` for « 78,0 »."""
    return _with_number(value, lambda number: money.format_number(number, decimals))


@register.filter
def date_text(value: date | None) -> str:
    """« 15 décembre 2026 »."""
    return dates.date_text(value) if isinstance(value, date) else _as_it_came(value)


@register.filter
def date_long(value: date | None) -> str:
    """« mardi 15 décembre 2026 »."""
    return dates.date_long(value) if isinstance(value, date) else _as_it_came(value)


@register.filter
def datetime_long(value: datetime | None) -> str:
    """« mardi 15 décembre 2026 à 12 h 00 », in Paris."""
    return dates.datetime_long(value) if isinstance(value, datetime) else _as_it_came(value)


@register.filter
def filesize_fr(octets: object) -> str:
    """« 412 ko », « 1,4 Mo »: 1 ko is 1 024 octets, as in the limits that the portal sets."""
    return _with_number(octets, _file_size)


@register.filter
def siret(value: str | None) -> str:
    """« 216 600 080 00016 »."""
    return identifiers.group(value) if value and identifiers.is_siret(value) else _as_it_came(value)


@register.filter
def plural(count: object, endings: str = "s") -> str:
    """The ending that agrees, 0 and 1 singular: `dossier{{ n|plural }}`, `chev{{ n|plural:"al,aux" }}`."""
    singular, _, several = endings.rpartition(",")
    try:
        return several if abs(Decimal(str(count))) >= SEVERAL else singular
    except InvalidOperation:
        return singular


def _as_it_came(value: object) -> str:
    return NOTHING if value is None or value == "" else str(value)


def _file_size(octets: Decimal) -> str:
    if octets < KILO:
        return f"{octets:.0f}{NBSP}octet{plural(octets)}"
    if octets < KILO * KILO:
        return f"{money.format_number(octets / KILO)}{NBSP}ko"
    megas = octets / KILO / KILO
    return f"{money.format_number(megas, 1).removesuffix(',0')}{NBSP}Mo"
