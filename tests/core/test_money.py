import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.core.money import (
    CENT,
    MAX_AMOUNT,
    amount_in_words,
    ceil_cent,
    floor_cent,
    format_eur,
    format_number,
    format_percent,
    format_rate,
    parse_amount,
)

NBSP = "\u00a0"
AMOUNTS = st.decimals(min_value=0, max_value=MAX_AMOUNT, places=2)

LUNEL_EUROS = "quatre-vingt-treize mille quatre cent cinquante-sept euros"
NOT_A_NUMBER = f"Écrivez le montant en chiffres, avec une seule virgule, par exemple 1{NBSP}234,56."
TOO_FINE = f"Un montant a deux décimales au plus. Séparez les milliers par une espace{NBSP}: 1{NBSP}234,56."
TOO_HIGH = f"Le montant dépasse 99{NBSP}999{NBSP}999,99{NBSP}€{NBSP}: vérifiez le nombre de zéros."
SPACES = f"Vérifiez les espaces du montant{NBSP}: elles séparent les milliers, par exemple 1{NBSP}234,56."
NEGATIVE = "Un montant ne peut pas être négatif."


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1 234,56 €", "1234.56"),
        ("1234.56", "1234.56"),
        ("1\u00a0234,56\u00a0€", "1234.56"),
        ("12\u202f500 €", "12500.00"),
        ("12\u2009500", "12500.00"),
        ("12 500 €", "12500.00"),
        ("12,5", "12.50"),
        ("0", "0.00"),
        ("0,01", "0.01"),
        ("007", "7.00"),
        (" 42 ", "42.00"),
        ("1 234 , 5", "1234.50"),
        ("150 euros", "150.00"),
        ("150 EUR", "150.00"),
        ("99 999 999,99", "99999999.99"),
    ],
)
def test_parse_amount_reads_usual_writings(typed: str, amount: str) -> None:
    parsed = parse_amount(typed)

    assert (parsed, str(parsed)) == (Decimal(amount), amount)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Indiquez un montant."),
        ("   ", "Indiquez un montant."),
        ("€", "Indiquez un montant."),
        ("-3", NEGATIVE),
        ("- 3,50 €", NEGATIVE),
        ("\u22123", NEGATIVE),
        ("\u20133", NEGATIVE),
        ("1e9", NOT_A_NUMBER),
        ("douze", NOT_A_NUMBER),
        ("12 500 € ?", NOT_A_NUMBER),
        ("1.234,56", NOT_A_NUMBER),
        ("1,234.56", NOT_A_NUMBER),
        ("12,", NOT_A_NUMBER),
        (",50", NOT_A_NUMBER),
        ("NaN", NOT_A_NUMBER),
        ("Infinity", NOT_A_NUMBER),
        ("0x10", NOT_A_NUMBER),
        ("1_000", NOT_A_NUMBER),
        ("\u0663", NOT_A_NUMBER),
        ("12\u00b2", NOT_A_NUMBER),
        ("1\x00", NOT_A_NUMBER),
        ("a" * 10_000, NOT_A_NUMBER),
        ("1.234", TOO_FINE),
        ("0,001", TOO_FINE),
        ("12 50", SPACES),
        ("1 2345", SPACES),
        ("1234 567", SPACES),
        ("100 000 000", TOO_HIGH),
        ("9" * 10_000, TOO_HIGH),
    ],
)
def test_parse_amount_refuses_with_the_reason(typed: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_amount(typed)


@given(AMOUNTS)
def test_parse_amount_reads_what_format_eur_writes(amount: Decimal) -> None:
    assert parse_amount(format_eur(amount)) == amount


@given(st.text(alphabet="0123456789 ,.€-e\u00a0") | st.text())
def test_parse_amount_returns_a_bounded_amount_or_refuses(typed: str) -> None:
    try:
        amount = parse_amount(typed)
    except ValueError:
        amount = Decimal(0)

    assert Decimal(0) <= amount <= MAX_AMOUNT
    assert amount == amount.quantize(CENT)


@pytest.mark.parametrize(
    ("value", "floor", "ceiling"),
    [("14500", "14500.00", "14500.00"), ("0.019", "0.01", "0.02"), ("-0.001", "-0.01", "0.00")],
)
def test_rounding_goes_one_way(value: str, floor: str, ceiling: str) -> None:
    exact = Decimal(value)

    assert (floor_cent(exact), ceil_cent(exact)) == (Decimal(floor), Decimal(ceiling))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1234.5", 2, "1 234,50 €"),
        ("0", 2, "0,00 €"),
        ("999.995", 2, "1 000,00 €"),
        ("23520", 2, "23 520,00 €"),
        ("1000000", 0, "1 000 000 €"),
        ("1234.5", 0, "1 235 €"),
        ("-1234.5", 2, "\u22121 234,50 €"),
        ("-0.001", 2, "0,00 €"),
    ],
)
def test_format_eur_uses_no_break_spaces(value: str, decimals: int, text: str) -> None:
    assert format_eur(Decimal(value), decimals) == text.replace(" ", NBSP)


def test_format_number_keeps_asked_decimals() -> None:
    assert [format_number(Decimal(78), 1), format_number(Decimal(10779))] == ["78,0", f"10{NBSP}779"]


@pytest.mark.parametrize(
    ("fraction", "percent", "rate"),
    [
        ("0.55", "55,00 %", "55 %"),
        ("0.3000", "30,00 %", "30 %"),
        ("0.125", "12,50 %", "12,5 %"),
        ("1", "100,00 %", "100 %"),
        ("0", "0,00 %", "0 %"),
        ("0.1497", "14,97 %", "14,97 %"),
    ],
)
def test_fraction_shows_as_a_percentage(fraction: str, percent: str, rate: str) -> None:
    value = Decimal(fraction)

    assert format_percent(value) == percent.replace(" ", NBSP)
    assert format_rate(value) == rate.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "zéro euro"),
        ("0.00", "zéro euro"),
        ("0.01", "un centime"),
        ("0.02", "deux centimes"),
        ("0.50", "cinquante centimes"),
        ("1", "un euro"),
        ("1.01", "un euro et un centime"),
        ("2", "deux euros"),
        ("16", "seize euros"),
        ("21", "vingt et un euros"),
        ("70", "soixante-dix euros"),
        ("71", "soixante et onze euros"),
        ("80", "quatre-vingts euros"),
        ("80.80", "quatre-vingts euros et quatre-vingts centimes"),
        ("81", "quatre-vingt-un euros"),
        ("91", "quatre-vingt-onze euros"),
        ("99.99", "quatre-vingt-dix-neuf euros et quatre-vingt-dix-neuf centimes"),
        ("100", "cent euros"),
        ("101", "cent un euros"),
        ("200", "deux cents euros"),
        ("201", "deux cent un euros"),
        ("280", "deux cent quatre-vingts euros"),
        ("1000", "mille euros"),
        ("1001", "mille un euros"),
        ("1100", "mille cent euros"),
        ("2000", "deux mille euros"),
        ("14500", "quatorze mille cinq cents euros"),
        ("23520", "vingt-trois mille cinq cent vingt euros"),
        ("80000", "quatre-vingt mille euros"),
        ("93457.94", f"{LUNEL_EUROS} et quatre-vingt-quatorze centimes"),
        ("100000", "cent mille euros"),
        ("134750", "cent trente-quatre mille sept cent cinquante euros"),
        ("200000", "deux cent mille euros"),
        ("1000000", "un million d’euros"),
        ("1000000.50", "un million d’euros et cinquante centimes"),
        ("1000001", "un million un euros"),
        ("2000000", "deux millions d’euros"),
        ("2300000", "deux millions trois cent mille euros"),
        ("80000000", "quatre-vingts millions d’euros"),
        ("200000000", "deux cents millions d’euros"),
        ("1000000000", "un milliard d’euros"),
        ("1200000000", "un milliard deux cents millions d’euros"),
    ],
)
def test_amount_in_words_is_correct_french(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-1", "-0.01", "0.001", "23520.005"])
def test_amount_in_words_never_rounds(amount: str) -> None:
    with pytest.raises(ValueError, match="positive and has two decimals"):
        amount_in_words(Decimal(amount))
