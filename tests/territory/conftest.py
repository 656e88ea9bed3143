"""The whole territory, loaded once per module, and a small set of files that a test may damage."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from applications.territory.management.commands.load_territory import DATA_DIRECTORY
from applications.territory.services import load_territory

Row = dict[str, str]
# Beside the thirteen chefs-lieux: Saint-André-de-Sangonis, Sète, L'Isle-Jourdain.
SMALL = frozenset({"34239", "34301", "32160"})
DEPARTEMENTS = "departements_occitanie.csv"
ARRONDISSEMENTS = "arrondissements_occitanie.csv"
EPCIS = "epci_occitanie.csv"
COMMUNES = "communes_occitanie.csv"


@dataclass(frozen=True)
class Files:
    """A directory that `load_territory` can read."""

    directory: Path

    def read(self, name: str) -> list[Row]:
        with (self.directory / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, name: str, rows: list[Row]) -> None:
        with (self.directory / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    def write_communes(self, rows: list[Row]) -> None:
        """Write the communes, and their number in the file of the départements."""
        self.write(COMMUNES, rows)
        counts = Counter(row["departement"] for row in rows)
        departements = self.read(DEPARTEMENTS)
        self.write(DEPARTEMENTS, [{**row, "nb_communes": str(counts[row["code"]])} for row in departements])

    def edit(self, name: str, key: str, **changes: str) -> None:
        """Change columns of the line whose first column is `key`."""
        rows = self.read(name)
        for row in rows:
            if next(iter(row.values())) == key:
                row.update(changes)
        self.write(name, rows)

    def remove_commune(self, code: str) -> None:
        self.write_communes([row for row in self.read(COMMUNES) if row["code_insee"] != code])


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Sixteen communes of the published files and the EPCI they belong to."""
    published = Files(DATA_DIRECTORY)
    small = Files(tmp_path)
    departements = published.read(DEPARTEMENTS)
    codes = SMALL | {row["chef_lieu_insee"] for row in departements}
    communes = [row for row in published.read(COMMUNES) if row["code_insee"] in codes]
    sirens = {row["epci_siren"] for row in communes}
    small.write(DEPARTEMENTS, departements)
    small.write(ARRONDISSEMENTS, published.read(ARRONDISSEMENTS))
    small.write(EPCIS, [row for row in published.read(EPCIS) if row["siren"] in sirens])
    small.write_communes(communes)
    return small


@pytest.fixture(scope="module")
def full_territory(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Load the published files in a transaction that lasts as long as the module's tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_territory(directory=DATA_DIRECTORY)
        # PostgreSQL would check each pending foreign key at the end of each test.
        connection.check_constraints()
        yield
        transaction.set_rollback(True)
