"""The four files of the territory, read and checked as one: either all of it is sound, or none is used."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from applications.core.errors import DomainError, Problem
from applications.core.french import DEPARTEMENT_COMPLEMENTS
from applications.territory import rows
from applications.territory.tables import Damage, Record, read_table

DEPARTEMENTS_FILE = "departements_occitanie.csv"
ARRONDISSEMENTS_FILE = "arrondissements_occitanie.csv"
EPCIS_FILE = "epci_occitanie.csv"
COMMUNES_FILE = "communes_occitanie.csv"
LISTED_DAMAGES = 20

Row = TypeVar("Row", rows.DepartementRow, rows.ArrondissementRow, rows.EpciRow, rows.CommuneRow)


@dataclass(frozen=True)
class Territory:
    """The rows of a set of files, each kind by its code (the SIREN for an EPCI)."""

    departements: dict[str, rows.DepartementRow]
    arrondissements: dict[str, rows.ArrondissementRow]
    epcis: dict[str, rows.EpciRow]
    communes: dict[str, rows.CommuneRow]


def read_territory(directory: Path) -> Territory:
    """Read and check the four files of `directory`.

    Raises `DomainError`, each of its problems naming file, line and reason, when anything is damaged.
    """
    damages: list[Damage] = []

    def read(file: str, columns: tuple[str, ...], build: Callable[[Record], Row]) -> dict[str, Row]:
        return _by_code(build(record) for record in read_table(directory / file, columns, damages))

    territory = Territory(
        departements=read(DEPARTEMENTS_FILE, rows.DEPARTEMENT_COLUMNS, rows.departement_row),
        arrondissements=read(ARRONDISSEMENTS_FILE, rows.ARRONDISSEMENT_COLUMNS, rows.arrondissement_row),
        epcis=read(EPCIS_FILE, rows.EPCI_COLUMNS, rows.epci_row),
        communes=read(COMMUNES_FILE, rows.COMMUNE_COLUMNS, rows.commune_row),
    )
    _refuse(damages)
    # What refers to another line is checked once every line can be trusted: one fault is told once.
    damages += [
        Damage(DEPARTEMENTS_FILE, 1, f"le département {code} manque.")
        for code in DEPARTEMENT_COMPLEMENTS
        if code not in territory.departements
    ]
    _check_departements(territory)
    _check_arrondissements(territory)
    _check_epcis(territory)
    _check_communes(territory)
    _check_sirens(territory)
    _refuse(damages)
    return territory


def _by_code(read_rows: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in read_rows:
        first = found.setdefault(row.code, row)
        if first is not row:
            row.record.reject(f"le code {row.code} est déjà à la ligne {first.record.line}.")
    return found


def _refuse(damages: list[Damage]) -> None:
    """Raise `DomainError` if there is a damage: the first ones in its message, all as its problems."""
    if not damages:
        return
    lines = [str(damage) for damage in damages[:LISTED_DAMAGES]]
    if len(damages) > LISTED_DAMAGES:
        lines.append(f"… et {len(damages) - LISTED_DAMAGES} autres anomalies.")
    raise DomainError(
        "Référentiel refusé, rien n’a été écrit.\n" + "\n".join(lines),
        problems=[Problem(str(damage)) for damage in damages],
    )


def _check_departements(territory: Territory) -> None:
    """Check each line, and by the count of communes that their file was not cut between two lines."""
    listed = Counter(row.departement for row in territory.communes.values())
    for row in territory.departements.values():
        if row.code not in DEPARTEMENT_COMPLEMENTS:
            row.record.reject(f"le département {row.code} n’est pas de la région.")
        if row.seat_code not in territory.communes:
            row.record.reject(f"le chef-lieu {row.seat_code} n’est pas dans {COMMUNES_FILE}.")
        if listed[row.code] != row.communes:
            found = f"{listed[row.code]} dans {COMMUNES_FILE}"
            row.record.reject(f"nombre de communes annoncé\u00a0: {row.communes}, trouvé\u00a0: {found}.")


def _check_arrondissements(territory: Territory) -> None:
    for row in territory.arrondissements.values():
        if row.departement not in territory.departements:
            row.record.reject(f"le département {row.departement} n’est pas dans {DEPARTEMENTS_FILE}.")


def _check_epcis(territory: Territory) -> None:
    """An EPCI of another region has its département there."""
    for row in territory.epcis.values():
        if row.is_in_region and row.departement not in territory.departements:
            row.record.reject(f"le département {row.departement} n’est pas dans {DEPARTEMENTS_FILE}.")


def _check_communes(territory: Territory) -> None:
    for row in territory.communes.values():
        arrondissement = territory.arrondissements.get(row.arrondissement)
        if row.departement not in territory.departements:
            row.record.reject(f"le département {row.departement} n’est pas dans {DEPARTEMENTS_FILE}.")
        elif not row.code.startswith(row.departement):
            row.record.reject(f"le code INSEE {row.code} n’est pas du département {row.departement}.")
        elif arrondissement is None or arrondissement.departement != row.departement:
            row.record.reject(f"l’arrondissement {row.arrondissement} n’est pas du département {row.departement}.")
        if row.epci not in territory.epcis:
            row.record.reject(f"l’intercommunalité {row.epci} n’est pas dans {EPCIS_FILE}.")


def _check_sirens(territory: Territory) -> None:
    numbered: list[rows.EpciRow | rows.CommuneRow] = [*territory.epcis.values(), *territory.communes.values()]
    owners: dict[str, rows.EpciRow | rows.CommuneRow] = {}
    for row in numbered:
        first = owners.setdefault(row.siren, row)
        if first is not row:
            row.record.reject(f"le numéro SIREN {row.siren} est déjà celui de «\u00a0{first.name}\u00a0».")
