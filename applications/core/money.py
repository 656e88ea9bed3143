"""Amounts in euros: read as typed, rounded in the open, written in figures and in words. `Decimal` only."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from num2words import num2words

from applications.core.text import NBSP
from applications.core.typography import typeset_text

CENT = Decimal("0.01")
MAX_AMOUNT = Decimal("99999999.99")

MILLION = 1_000_000
ONE = Decimal(1)
BASIS_POINT = Decimal("0.0001")
ONE_HUNDRED_PERCENT = 10_000
"""In basis points, the unit of the shares shown: « 30,00 % »."""
DECIMALS = 2
# A hyphen would let a line break between the sign and its figures.
MINUS = "\u2212"
CURRENCY = re.compile(r"(?:€|eur|euros?)$", re.IGNORECASE)
NEGATIVE = re.compile(r"[-\u2010-\u2015\u2212] ?[0-9]")
NUMBER = re.compile(r"([0-9]+|[0-9]{1,3}(?: [0-9]{3})+) ?(?:[.,] ?([0-9]+))?")
TOO_FINE = "Un montant a deux décimales au plus. Séparez les milliers par une espace : 1 234,56."
MISPLACED_SPACES = re.compile(r"[0-9 ]+(?:[.,] ?[0-9]+)?")


def parse_amount(text: str) -> Decimal:
    """Return the euros that someone typed, to the cent: « 1 234,56 € », "1234.56", « 12,5 ».

    Spaces of any kind may separate the thousands, nothing else does. Raises `ValueError`, its message in
    French, for what is not such an amount: no figure, a sign, an exponent, a third decimal, more than
    `MAX_AMOUNT`.
    """
    typed = CURRENCY.sub("", " ".join(text.split())).rstrip()
    number = NUMBER.fullmatch(typed)
    if number is None:
        raise ValueError(typeset_text(_why_not_a_number(typed)))
    euros, decimals = number[1].replace(" ", "").lstrip("0"), number[2] or "0"
    if len(decimals) > DECIMALS:
        raise ValueError(typeset_text(TOO_FINE))
    if len(euros) > len(str(int(MAX_AMOUNT))):
        limit = format_eur(MAX_AMOUNT)
        raise ValueError(typeset_text(f"Le montant dépasse {limit} : vérifiez le nombre de zéros."))
    return Decimal(f"{euros or 0}.{decimals}").quantize(CENT)


def _why_not_a_number(typed: str) -> str:
    if not typed:
        return "Indiquez un montant."
    if NEGATIVE.match(typed):
        return "Un montant ne peut pas être négatif."
    if MISPLACED_SPACES.fullmatch(typed):
        return "Vérifiez les espaces du montant : elles séparent les milliers, par exemple 1 234,56."
    return "Écrivez le montant en chiffres, avec une seule virgule, par exemple 1 234,56."


def floor_cent(value: Decimal) -> Decimal:
    """Round to the cent, never upward."""
    return value.quantize(CENT, rounding=ROUND_FLOOR)


def ceil_cent(value: Decimal) -> Decimal:
    """Round to the cent, never downward: for what someone must bring at least."""
    return value.quantize(CENT, rounding=ROUND_CEILING)


def format_number(value: Decimal, decimals: int = 0) -> str:
    """Return « 10 779 » or « 78,5 », rounded half up; the thousands are separated by no-break spaces."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    figures = f"{abs(rounded):,f}".replace(",", NBSP).replace(".", ",")
    return MINUS + figures if rounded < 0 else figures


def format_eur(value: Decimal, decimals: int = DECIMALS) -> str:
    """Return « 1 234,50 € », every space a no-break one."""
    return f"{format_number(value, decimals)}{NBSP}€"


def format_percent(fraction: Decimal, decimals: int = DECIMALS) -> str:
    """Return « 55,00 % » for 0.55."""
    return f"{format_number(fraction * 100, decimals)}{NBSP}%"


def format_rate(fraction: Decimal) -> str:
    """Return « 30 % » for 0.30 and « 12,5 % » for 0.125: a rate with the decimals that it has."""
    percent = (fraction * 100).normalize()
    return format_percent(fraction, max(0, -int(percent.as_tuple().exponent)))


def printed_shares(amounts: list[Decimal], total: Decimal) -> list[Decimal]:
    """Round shares to the basis point so that they add up: the largest remainders are rounded up."""
    exact = [amount / total * ONE_HUNDRED_PERCENT for amount in amounts]
    floors = [share.to_integral_value(rounding=ROUND_FLOOR) for share in exact]
    missing = ONE_HUNDRED_PERCENT - int(sum(floors))
    by_remainder = sorted(range(len(exact)), key=lambda index: exact[index] - floors[index], reverse=True)
    for index in by_remainder[:missing]:
        floors[index] += ONE
    return [share * BASIS_POINT for share in floors]


def amount_in_words(value: Decimal) -> str:
    """Return the amount as a decision spells it: « vingt-trois mille cinq cent vingt euros et un centime ».

    Raises `ValueError` when it is negative or finer than the cent: an act is never rounded by its wording.
    """
    if value < 0 or value != floor_cent(value):
        raise ValueError("An amount in words is positive and has two decimals at most.")
    euros, cents = divmod(int(value * 100), 100)
    in_cents = f"{_spell(cents)} centime{'s' if cents > 1 else ''}"
    if euros == 0 and cents:
        return in_cents
    return f"{_spell(euros)} {_euro_noun(euros)}" + (f" et {in_cents}" if cents else "")


def _spell(number: int) -> str:
    return str(num2words(number, lang="fr"))


def _euro_noun(euros: int) -> str:
    """Zero and one take the singular (num2words writes « zéro euros »); a round million takes « d’ »."""
    if euros >= MILLION and euros % MILLION == 0:
        return "d’euros"
    return "euros" if euros > 1 else "euro"
