"""What `load_territory` prints."""

import io

import pytest
from django.core.management import CommandError, call_command

from applications.core.text import NBSP
from applications.territory.management.commands.load_territory import report_lines
from applications.territory.models import Organisation
from applications.territory.services import LoadReport
from applications.territory.syncing import Tally
from tests.territory.conftest import COMMUNES, EPCIS, Files
from tests.territory.factories import make_siren, make_siret

pytestmark = pytest.mark.django_db


def load(files: Files) -> list[str]:
    output = io.StringIO()
    call_command("load_territory", directory=files.directory, stdout=output)
    return output.getvalue().replace(NBSP, " ").splitlines()


def test_first_load_prints_counts(files: Files) -> None:
    epcis = len(files.read(EPCIS))

    assert load(files) == [
        "Départements : ajouts 13, modifications 0, sans changement 0, retraits 0.",
        f"Intercommunalités : ajouts {epcis}, modifications 0, sans changement 0, retraits 0.",
        "Communes : ajouts 16, modifications 0, sans changement 0, retraits 0.",
        f"Collectivités : ajouts {16 + epcis}, modifications 0, sans changement 0, retraits 0.",
    ]


def test_later_load_names_what_it_did(files: Files) -> None:
    load(files)
    epcis = len(files.read(EPCIS))
    Organisation.objects.filter(commune="34301").update(siret=make_siret("213403017"))
    files.remove_commune("34239")
    files.edit(COMMUNES, "34301", siren=make_siren(1))

    assert load(files) == [
        "Départements : ajouts 0, modifications 0, sans changement 13, retraits 0.",
        f"Intercommunalités : ajouts 0, modifications 0, sans changement {epcis}, retraits 0.",
        "Communes : ajouts 0, modifications 1, sans changement 14, retraits 1.",
        "  modifications : Sète (34).",
        "  retraits : Saint-André-de-Sangonis (34).",
        f"Collectivités : ajouts 0, modifications 1, sans changement {14 + epcis}, retraits 1.",
        "  modifications : Sète (34).",
        "  retraits : Saint-André-de-Sangonis (34).",
        "SIRET effacés, le SIREN ayant changé : Sète (34).",
    ]


def test_report_names_ten_rows_at_most() -> None:
    changed = tuple(f"N{number}" for number in range(1, 1_241))
    tally = Tally(kind="communes", added=(), changed=changed, unchanged=0, retired=())

    assert [line.replace(NBSP, " ") for line in report_lines(LoadReport((tally,), ()))] == [
        "Communes : ajouts 0, modifications 1 240, sans changement 0, retraits 0.",
        "  modifications : N1, N2, N3, N4, N5, N6, N7, N8, N9, N10 et 1 230 de plus.",
    ]


def test_damaged_file_ends_the_command_with_its_reason(files: Files) -> None:
    (files.directory / COMMUNES).write_bytes(b"")

    with pytest.raises(CommandError) as refusal:
        load(files)

    assert str(refusal.value).replace(NBSP, " ") == (
        f"Référentiel refusé, rien n’a été écrit.\n{COMMUNES}, ligne 1 : fichier vide."
    )
