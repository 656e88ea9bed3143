"""SIREN and SIRET numbers: digits, the key that python-stdnum checks, and whose establishment it is.

django-localflavor is not used: its SIRET field checks the key of the first nine digits only.
"""

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from applications.core.text import NBSP
from applications.core.typography import typeset_text

SIREN_LENGTH = 9
SIRET_LENGTH = 14
SEPARATORS = str.maketrans("", "", ".-\u2010\u2011")


def is_siren(text: str) -> bool:
    """Tell whether `text` is exactly nine digits whose key is right."""
    return len(text) == SIREN_LENGTH and text.isascii() and bool(stdnum_siren.is_valid(text))


def is_siret(text: str) -> bool:
    """Tell whether `text` is exactly fourteen digits whose key is right (La Poste has a rule of its own)."""
    return len(text) == SIRET_LENGTH and text.isascii() and bool(stdnum_siret.is_valid(text))


def parse_siren(text: str) -> str:
    """Return the nine digits of a SIREN as typed. Raises `ValueError`, its message in French."""
    siren = _digits(text, "SIREN", SIREN_LENGTH)
    if not is_siren(siren):
        raise ValueError("Ce numéro SIREN n’existe pas. Vérifiez chaque chiffre.")
    return siren


def parse_siret(text: str, *, siren: str = "") -> str:
    """Return the fourteen digits of a SIRET as typed, spaces, dots and hyphens aside.

    With `siren`, the establishment must be that organisation's: its number starts with it, whatever its last
    five digits are (a town hall's are not always 0001x). Raises `ValueError`, its message in French.
    """
    siret = _digits(text, "SIRET", SIRET_LENGTH)
    if siren and not siret.startswith(siren):
        owner = f"Ce numéro SIRET est celui d’un autre organisme : le vôtre commence par {group(siren)}."
        raise ValueError(typeset_text(owner))
    if not is_siret(siret):
        raise ValueError("Ce numéro SIRET n’existe pas. Vérifiez chaque chiffre.")
    return siret


def group(number: str) -> str:
    """Return a SIREN or a SIRET as it is read, « 216 600 080 00016 », with no-break spaces."""
    parts = (number[:3], number[3:6], number[6:SIREN_LENGTH], number[SIREN_LENGTH:])
    return NBSP.join(part for part in parts if part)


def _digits(text: str, name: str, length: int) -> str:
    digits = "".join(text.split()).translate(SEPARATORS)
    if not digits:
        raise ValueError(f"Indiquez le numéro {name}.")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"Le numéro {name} ne contient que des chiffres, sans lettre.")
    if len(digits) != length:
        raise ValueError(typeset_text(f"Ce numéro compte {_count(len(digits))} : il en faut {length}."))
    return digits


def _count(digits: int) -> str:
    return f"{digits} chiffre{'s' if digits > 1 else ''}"
