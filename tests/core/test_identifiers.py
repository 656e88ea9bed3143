import re

import pytest

from applications.core.identifiers import group, is_siren, is_siret, parse_siren, parse_siret

NBSP = "\u00a0"
ARGELES, ARGELES_SIREN = "21660008000016", "216600080"
UNKNOWN = "Ce numéro SIRET n’existe pas. Vérifiez chaque chiffre."


@pytest.mark.parametrize(
    "typed",
    [
        "21660008000016",
        "216 600 080 00016",
        "216\u00a0600\u202f080 00016",
        " 216.600.080.00016 ",
        "216-600-080-00016",
    ],
)
def test_parse_siret_reads_usual_writings(typed: str) -> None:
    assert parse_siret(typed, siren=ARGELES_SIREN) == ARGELES


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Indiquez le numéro SIRET."),
        (" - ", "Indiquez le numéro SIRET."),
        ("2166000800001", f"Ce numéro compte 13 chiffres{NBSP}: il en faut 14."),
        ("2", f"Ce numéro compte 1 chiffre{NBSP}: il en faut 14."),
        ("216600080000166", f"Ce numéro compte 15 chiffres{NBSP}: il en faut 14."),
        ("2166000800001O", "Le numéro SIRET ne contient que des chiffres, sans lettre."),
        ("\u0662" * 14, "Le numéro SIRET ne contient que des chiffres, sans lettre."),
        ("21660008000017", UNKNOWN),
        ("21310555400016", UNKNOWN),
    ],
)
def test_parse_siret_refuses_with_the_reason(typed: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_siret(typed)


def test_parse_siret_refuses_the_establishment_of_another_organisation() -> None:
    start = f"213{NBSP}401{NBSP}722"
    message = f"Ce numéro SIRET est celui d’un autre organisme{NBSP}: le vôtre commence par {start}."

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        parse_siret(ARGELES, siren="213401722")


def test_parse_siret_accepts_a_seat_that_is_not_the_first_establishment() -> None:
    assert parse_siret("213 401 722 01787", siren="213401722") == "21340172201787"


def test_parse_siret_knows_the_rule_of_la_poste() -> None:
    assert parse_siret("356 000 000 49837") == "35600000049837"


def test_parse_siren_reads_and_refuses() -> None:
    assert parse_siren("216 600 080") == ARGELES_SIREN
    with pytest.raises(ValueError, match="Ce numéro SIREN n’existe pas"):
        parse_siren("216600081")


@pytest.mark.parametrize("text", ["216 600 080", "216600081", "", "21660008000016"])
def test_is_siren_wants_nine_digits_and_their_key(text: str) -> None:
    assert (is_siren(text), is_siren(ARGELES_SIREN)) == (False, True)


@pytest.mark.parametrize("text", ["216 600 080 00016", "21660008000017", "", "216600080"])
def test_is_siret_wants_fourteen_digits_and_their_key(text: str) -> None:
    assert (is_siret(text), is_siret(ARGELES)) == (False, True)


def test_group_writes_a_number_as_it_is_read() -> None:
    assert group(ARGELES) == f"216{NBSP}600{NBSP}080{NBSP}00016"
    assert group(ARGELES_SIREN) == f"216{NBSP}600{NBSP}080"
