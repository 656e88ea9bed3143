from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template

NBSP = "\u00a0"


def shown(expression: str, value: Any) -> str:
    return Template("{% load fr %}{{ value|" + expression + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("eur", Decimal("1234.5"), "1 234,50 €"),
        ("eur", 23520, "23 520,00 €"),
        ("eur", 0, "0,00 €"),
        ("eur", "1234.5", "1 234,50 €"),
        ("eur0", Decimal("1234.5"), "1 235 €"),
        ("pct", Decimal("0.55"), "55,00 %"),
        ("pct:0", Decimal("0.30"), "30 %"),
        ("pct:1", 0.125, "12,5 %"),
        ("num", 10779, "10 779"),
        ("num:1", Decimal("78.0"), "78,0"),
        ("filesize_fr", 1, "1 octet"),
        ("filesize_fr", 512, "512 octets"),
        ("filesize_fr", 412 * 1024, "412 ko"),
        ("filesize_fr", 1_500_000, "1,4 Mo"),
        ("filesize_fr", 20 * 1024 * 1024, "20 Mo"),
        ("siret", "21660008000016", "216 600 080 00016"),
        ("date_text", date(2027, 1, 1), "1er janvier 2027"),
        ("date_long", date(2026, 12, 15), "mardi 15 décembre 2026"),
        ("date_long", datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "vendredi 1er janvier 2027"),
        ("datetime_long", datetime(2026, 12, 15, 11, 0, tzinfo=UTC), "mardi 15 décembre 2026 à 12 h 00"),
    ],
)
def test_filter_writes_french(expression: str, value: Any, text: str) -> None:
    assert shown(expression, value).replace(NBSP, " ") == text


ALL = ["eur", "eur0", "pct", "num", "date_text", "date_long", "datetime_long", "filesize_fr", "siret"]


@pytest.mark.parametrize("expression", ALL)
@pytest.mark.parametrize("value", [None, ""])
def test_absent_value_shows_as_a_dash(expression: str, value: Any) -> None:
    assert shown(expression, value) == "–"


@pytest.mark.parametrize("expression", ALL)
def test_other_text_shows_as_typed_and_escaped(expression: str) -> None:
    assert shown(expression, "<b>12 500 € ?") == "&lt;b&gt;12 500 € ?"


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_not_finite_number_shows_as_it_came(value: str) -> None:
    assert shown("eur", value) == value


def test_amount_keeps_its_spaces_no_break() -> None:
    assert shown("eur", Decimal("1234.5")) == f"1{NBSP}234,50{NBSP}€"


@pytest.mark.parametrize(
    ("count", "ending", "other"),
    [
        (0, "", "al"),
        (1, "", "al"),
        (Decimal("1.99"), "", "al"),
        (2, "s", "aux"),
        (Decimal(-3), "s", "aux"),
        (None, "", "al"),
        ("NaN", "", "al"),
    ],
)
def test_plural_starts_at_two(count: Any, ending: str, other: str) -> None:
    assert (shown("plural", count), shown('plural:"al,aux"', count)) == (ending, other)
