"""`manage.py load_territory`: load or refresh the départements, EPCI, communes and organisations."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from applications.core.errors import DomainError
from applications.territory.services import LoadReport, load_territory
from applications.territory.syncing import Tally

DATA_DIRECTORY = Path(__file__).resolve().parents[2] / "data"
NAMED = 10


class Command(BaseCommand):
    help = "Charge ou met à jour les départements, intercommunalités, communes et collectivités de la Région."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--directory",
            type=Path,
            default=DATA_DIRECTORY,
            help="Dossier qui contient les quatre fichiers CSV.",
        )

    def handle(self, *, directory: Path, **options: object) -> None:
        try:
            report = load_territory(directory=directory)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write("\n".join(report_lines(report)))


def report_lines(report: LoadReport) -> list[str]:
    lines = [line for tally in report.tallies for line in tally_lines(tally)]
    if report.sirets_erased:
        lines.append(f"SIRET effacés, le SIREN ayant changé\u00a0: {named(report.sirets_erased)}.")
    return lines


def tally_lines(tally: Tally) -> list[str]:
    """Say how many rows were added, changed, left and retired, and name the first of them."""
    counts = {
        "ajouts": len(tally.added),
        "modifications": len(tally.changed),
        "sans changement": tally.unchanged,
        "retraits": len(tally.retired),
    }
    summary = ", ".join(f"{name} {thousands(count)}" for name, count in counts.items())
    lines = [f"{tally.kind.capitalize()}\u00a0: {summary}."]
    # What a first load adds is everything: only additions to what was there are worth a name.
    added = tally.added if tally.unchanged or tally.changed else ()
    for title, labels in (("ajouts", added), ("modifications", tally.changed), ("retraits", tally.retired)):
        if labels:
            lines.append(f"  {title}\u00a0: {named(labels)}.")
    return lines


def named(labels: tuple[str, ...]) -> str:
    more = f" et {thousands(len(labels) - NAMED)} de plus" if len(labels) > NAMED else ""
    return ", ".join(labels[:NAMED]) + more


def thousands(count: int) -> str:
    return f"{count:,}".replace(",", "\u00a0")
