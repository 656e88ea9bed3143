"""A damaged file is refused whole, with its name, the line and the reason."""

from collections.abc import Callable

import pytest

from applications.core.errors import DomainError
from applications.core.models import AuditEvent
from applications.core.text import NBSP
from applications.territory.models import Commune, Departement, Epci, Organisation
from applications.territory.services import load_territory
from tests.territory.conftest import ARRONDISSEMENTS, COMMUNES, DEPARTEMENTS, EPCIS, Files

# The nine digits of a sound SIREN, as a Japanese keyboard types them.
FULL_WIDTH = "".join(chr(ord(digit) + 0xFEE0) for digit in "213402399")
VALLEE = "« Communauté de communes Vallée de l’Hérault »"
Damage = Callable[[Files], None]
MODELS = (Departement, Epci, Commune, Organisation, AuditEvent)


def edit(name: str, key: str, **changes: str) -> Damage:
    return lambda files: files.edit(name, key, **changes)


def write(name: str, content: bytes) -> Damage:
    def damage(files: Files) -> None:
        (files.directory / name).write_bytes(content)

    return damage


def replace(name: str, old: bytes, new: bytes) -> Damage:
    def damage(files: Files) -> None:
        path = files.directory / name
        content = path.read_bytes()
        path.write_bytes(content.replace(old, new, 1))

    return damage


def cut(name: str, kept: int) -> Damage:
    """Keep the first lines of a file, then half of the next one."""

    def damage(files: Files) -> None:
        path = files.directory / name
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[:kept]) + lines[kept][: len(lines[kept]) // 2])

    return damage


def repeat_last_line(name: str) -> Damage:
    def damage(files: Files) -> None:
        rows = files.read(name)
        files.write(name, [*rows, rows[-1]])

    return damage


def remove_line(name: str, code: str) -> Damage:
    """Remove the line whose first column is `code`."""

    def damage(files: Files) -> None:
        files.write(name, [row for row in files.read(name) if next(iter(row.values())) != code])

    return damage


def remove_file(files: Files) -> None:
    (files.directory / COMMUNES).unlink()


UNREADABLE: dict[str, tuple[Damage, str]] = {
    "file absent": (remove_file, f"{COMMUNES}, ligne 1 : fichier absent ou illisible."),
    "file empty": (write(EPCIS, b""), f"{EPCIS}, ligne 1 : fichier vide."),
    "no line": (
        write(ARRONDISSEMENTS, b"code,nom,departement\n"),
        f"{ARRONDISSEMENTS}, ligne 1 : aucune ligne de données.",
    ),
    "wrong encoding": (
        replace(COMMUNES, "Sète".encode(), "Sète".encode("latin-1")),
        f"{COMMUNES}, ligne 11 : caractère illisible : le fichier doit être en UTF-8.",
    ),
    "column missing": (
        replace(COMMUNES, b"codes_postaux", b"cp"),
        f"{COMMUNES}, ligne 1 : colonne absente : codes_postaux.",
    ),
    "column twice": (
        replace(COMMUNES, b"lon_mairie", b"siren"),
        f"{COMMUNES}, ligne 1 : deux colonnes portent le même nom.",
    ),
    "line cut": (cut(COMMUNES, 5), f"{COMMUNES}, ligne 6 : 13 colonnes attendues, 9 trouvées."),
    "quote left open": (
        replace(COMMUNES, "Sète".encode(), '"Sète'.encode()),
        f"{COMMUNES}, ligne 11 : ligne mal formée : guillemet non fermé ou caractère interdit.",
    ),
}
WRONG_VALUES: dict[str, tuple[Damage, str]] = {
    "SIREN of a commune": (
        edit(COMMUNES, "34239", siren="213402398"),
        f"{COMMUNES}, ligne 10 : numéro SIREN « 213402398 » invalide (colonne siren).",
    ),
    "SIREN of an EPCI": (
        edit(EPCIS, "243400694", siren="24340069"),
        f"{EPCIS}, ligne 14 : numéro SIREN « 24340069 » invalide (colonne siren).",
    ),
    "SIREN in full-width digits": (
        edit(COMMUNES, "34239", siren=FULL_WIDTH),
        f"{COMMUNES}, ligne 10 : numéro SIREN « {FULL_WIDTH} » invalide (colonne siren).",
    ),
    "INSEE code": (
        edit(COMMUNES, "34239", code_insee="3423"),
        f"{COMMUNES}, ligne 10 : code INSEE « 3423 » invalide (colonne code_insee).",
    ),
    "name": (
        edit(COMMUNES, "34239", nom=" "),
        f"{COMMUNES}, ligne 10 : nom vide ou illisible (colonne nom).",
    ),
    "name with a control character": (
        edit(COMMUNES, "34239", nom="Sangonis\x07"),
        f"{COMMUNES}, ligne 10 : nom vide ou illisible (colonne nom).",
    ),
    "endless name": (
        edit(COMMUNES, "34239", nom="x" * 10_000),
        f"{COMMUNES}, ligne 10 : nom de plus de 90 caractères (colonne nom).",
    ),
    "negative population": (
        edit(COMMUNES, "34239", population_totale="-1"),
        f"{COMMUNES}, ligne 10 : entier naturel attendu, « -1 » trouvé (colonne population_totale).",
    ),
    "population in words": (
        edit(EPCIS, "243400694", population_municipale="12 k"),
        f"{EPCIS}, ligne 14 : entier naturel attendu, « 12 k » trouvé (colonne population_municipale).",
    ),
    "postcode": (
        edit(COMMUNES, "34239", codes_postaux="34725,34150"),
        f"{COMMUNES}, ligne 10 : code postal « 34725,34150 » invalide (colonne codes_postaux).",
    ),
    "longitude and latitude swapped": (
        edit(COMMUNES, "34239", lon_centroide="43.65"),
        f"{COMMUNES}, ligne 10 : degrés entre -6 et 10 attendus, « 43.65 » trouvé (colonne lon_centroide).",
    ),
    "latitude that is no number": (
        edit(COMMUNES, "34239", lat_centroide="nan"),
        f"{COMMUNES}, ligne 10 : degrés entre 41 et 52 attendus, « nan » trouvé (colonne lat_centroide).",
    ),
    "kind of EPCI": (
        edit(EPCIS, "243400694", type="SIVOM"),
        f"{EPCIS}, ligne 14 : type « SIVOM » invalide (colonne type).",
    ),
}
CONTRADICTIONS: dict[str, tuple[Damage, str]] = {
    "unknown EPCI": (
        edit(COMMUNES, "34239", epci_siren="200053791"),
        f"{COMMUNES}, ligne 10 : l’intercommunalité 200053791 n’est pas dans {EPCIS}.",
    ),
    "commune twice": (
        repeat_last_line(COMMUNES),
        f"{COMMUNES}, ligne 18 : le code 82121 est déjà à la ligne 17.",
    ),
    "EPCI twice": (
        repeat_last_line(EPCIS),
        f"{EPCIS}, ligne 18 : le code 248200099 est déjà à la ligne 17.",
    ),
    "SIREN twice": (
        edit(COMMUNES, "34239", siren="213403017"),
        f"{COMMUNES}, ligne 11 : le numéro SIREN 213403017 est déjà celui de « Saint-André-de-Sangonis ».",
    ),
    "SIREN of an EPCI given to a commune": (
        edit(COMMUNES, "34239", siren="243400694"),
        f"{COMMUNES}, ligne 10 : le numéro SIREN 243400694 est déjà celui de {VALLEE}.",
    ),
    "arrondissement of another département": (
        edit(COMMUNES, "34239", arrondissement="091"),
        f"{COMMUNES}, ligne 10 : l’arrondissement 091 n’est pas du département 34.",
    ),
    "arrondissement of an unknown département": (
        edit(ARRONDISSEMENTS, "092", departement="75"),
        f"{ARRONDISSEMENTS}, ligne 3 : le département 75 n’est pas dans {DEPARTEMENTS}.",
    ),
    "code of another département": (
        edit(COMMUNES, "34239", code_insee="30239"),
        f"{COMMUNES}, ligne 10 : le code INSEE 30239 n’est pas du département 34.",
    ),
    "EPCI of the Région in an unknown département": (
        edit(EPCIS, "243400694", departement_principal="75"),
        f"{EPCIS}, ligne 14 : le département 75 n’est pas dans {DEPARTEMENTS}.",
    ),
    "file cut between two lines": (
        remove_line(COMMUNES, "34301"),
        f"{DEPARTEMENTS}, ligne 8 : nombre de communes annoncé : 3, trouvé : 2 dans {COMMUNES}.",
    ),
    "chef-lieu that is not listed": (
        edit(DEPARTEMENTS, "34", chef_lieu_insee="34999"),
        f"{DEPARTEMENTS}, ligne 8 : le chef-lieu 34999 n’est pas dans {COMMUNES}.",
    ),
}
DAMAGES = UNREADABLE | WRONG_VALUES | CONTRADICTIONS


@pytest.mark.django_db
@pytest.mark.parametrize(("damage", "reason"), DAMAGES.values(), ids=DAMAGES.keys())
def test_damaged_file_is_refused_with_file_line_and_reason(files: Files, damage: Damage, reason: str) -> None:
    load_territory(directory=files.directory)
    before = [list(model.objects.order_by("pk").values()) for model in MODELS]
    damage(files)

    with pytest.raises(DomainError) as refusal:
        load_territory(directory=files.directory)

    assert refusal.value.message.replace(NBSP, " ") == f"Référentiel refusé, rien n’a été écrit.\n{reason}"
    assert [list(model.objects.order_by("pk").values()) for model in MODELS] == before


@pytest.mark.django_db
def test_first_load_of_a_damaged_file_writes_nothing(files: Files) -> None:
    files.edit(COMMUNES, "82121", siren="0")

    with pytest.raises(DomainError):
        load_territory(directory=files.directory)

    assert [model.objects.count() for model in MODELS] == [0, 0, 0, 0, 0]


@pytest.mark.django_db
def test_missing_departement_is_named(files: Files) -> None:
    remove_line(DEPARTEMENTS, "82")(files)

    with pytest.raises(DomainError) as refusal:
        load_territory(directory=files.directory)

    assert [problem.message.replace(NBSP, " ") for problem in refusal.value.problems] == [
        f"{DEPARTEMENTS}, ligne 1 : le département 82 manque.",
        f"{ARRONDISSEMENTS}, ligne 36 : le département 82 n’est pas dans {DEPARTEMENTS}.",
        f"{ARRONDISSEMENTS}, ligne 37 : le département 82 n’est pas dans {DEPARTEMENTS}.",
        f"{EPCIS}, ligne 17 : le département 82 n’est pas dans {DEPARTEMENTS}.",
        f"{COMMUNES}, ligne 17 : le département 82 n’est pas dans {DEPARTEMENTS}.",
    ]


@pytest.mark.django_db
def test_departement_of_another_region_is_refused(files: Files) -> None:
    files.edit(DEPARTEMENTS, "82", code="75")

    with pytest.raises(DomainError) as refusal:
        load_territory(directory=files.directory)

    messages = [problem.message.replace(NBSP, " ") for problem in refusal.value.problems]
    assert f"{DEPARTEMENTS}, ligne 14 : le département 75 n’est pas de la région." in messages


@pytest.mark.django_db
def test_refusal_lists_twenty_damages_and_counts_the_others(files: Files) -> None:
    rows = files.read(ARRONDISSEMENTS)
    files.write(ARRONDISSEMENTS, [{**row, "departement": "?"} for row in rows])

    with pytest.raises(DomainError) as refusal:
        load_territory(directory=files.directory)

    lines = refusal.value.message.splitlines()
    assert len(lines) == 22
    assert lines[-1] == "… et 16 autres anomalies."
    assert len(refusal.value.problems) == 36
