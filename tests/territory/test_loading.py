"""Loading the territory: what is written, changed, retired, taken back."""

import datetime

import pytest
import time_machine

from applications.core.models import AuditEvent
from applications.territory.models import Commune, Epci, Organisation
from applications.territory.services import LoadReport, load_territory
from tests.territory.conftest import COMMUNES, EPCIS, Files
from tests.territory.factories import make_siren, make_siret

pytestmark = pytest.mark.django_db
SANGONIS = "34239"
ISLE_JOURDAIN = "32160"


def counts(report: LoadReport) -> dict[str, tuple[int, ...]]:
    """Return, per kind, the numbers of rows added, changed, unchanged and retired."""
    return {tally.kind: tuple(tally.counts().values()) for tally in report.tallies}


def organisation_of(code: str) -> Organisation:
    return Organisation.objects.get(commune=code)


def test_load_says_what_it_added(files: Files) -> None:
    epcis = len(files.read(EPCIS))

    assert counts(load_territory(directory=files.directory)) == {
        "départements": (13, 0, 0, 0),
        "intercommunalités": (epcis, 0, 0, 0),
        "communes": (16, 0, 0, 0),
        "collectivités": (16 + epcis, 0, 0, 0),
    }


def test_load_twice_changes_nothing(files: Files) -> None:
    load_territory(directory=files.directory)
    epcis = len(files.read(EPCIS))

    assert counts(load_territory(directory=files.directory)) == {
        "départements": (0, 0, 13, 0),
        "intercommunalités": (0, 0, epcis, 0),
        "communes": (0, 0, 16, 0),
        "collectivités": (0, 0, 16 + epcis, 0),
    }


def test_load_records_one_event_with_its_counts(files: Files) -> None:
    load_territory(directory=files.directory)

    event = AuditEvent.objects.get()
    assert event.verb == "territory.loaded"
    assert event.after["communes"] == {"added": 16, "changed": 0, "unchanged": 0, "retired": 0}


def test_load_renames_the_organisation_with_its_commune(files: Files) -> None:
    load_territory(directory=files.directory)
    before = organisation_of(SANGONIS)
    files.edit(COMMUNES, SANGONIS, nom="Sangonis-le-Neuf", population_municipale="7000")

    report = load_territory(directory=files.directory)

    after = organisation_of(SANGONIS)
    assert (after.pk, after.name, after.population_municipale) == (before.pk, "Sangonis-le-Neuf", 7000)
    assert list(Organisation.objects.search("sangonis le neuf")) == [after]
    assert [tally.changed for tally in report.tallies] == [
        (),
        (),
        ("Sangonis-le-Neuf (34)",),
        ("Sangonis-le-Neuf (34)",),
    ]


def test_load_keeps_the_siret_that_was_entered(files: Files) -> None:
    load_territory(directory=files.directory)
    siret = make_siret(organisation_of(SANGONIS).siren)
    Organisation.objects.filter(commune=SANGONIS).update(siret=siret)
    files.edit(COMMUNES, SANGONIS, nom="Sangonis-le-Neuf")

    report = load_territory(directory=files.directory)

    assert organisation_of(SANGONIS).siret == siret
    assert report.sirets_erased == ()


def test_load_erases_a_siret_whose_siren_changed(files: Files) -> None:
    load_territory(directory=files.directory)
    Organisation.objects.filter(commune=SANGONIS).update(siret=make_siret("213402399"))
    files.edit(COMMUNES, SANGONIS, siren=make_siren(1))

    report = load_territory(directory=files.directory)

    organisation = organisation_of(SANGONIS)
    assert (organisation.siren, organisation.siret) == (make_siren(1), "")
    assert report.sirets_erased == ("Saint-André-de-Sangonis (34)",)


def test_load_lets_two_communes_exchange_their_siren(files: Files) -> None:
    load_territory(directory=files.directory)
    sangonis, isle_jourdain = organisation_of(SANGONIS), organisation_of(ISLE_JOURDAIN)
    files.edit(COMMUNES, SANGONIS, siren=isle_jourdain.siren)
    files.edit(COMMUNES, ISLE_JOURDAIN, siren=sangonis.siren)

    load_territory(directory=files.directory)

    assert organisation_of(SANGONIS).siren == isle_jourdain.siren
    assert organisation_of(ISLE_JOURDAIN).siren == sangonis.siren
    assert Organisation.objects.active().count() == Organisation.objects.count()


def test_load_keeps_the_organisation_of_a_commune_whose_code_changed(files: Files) -> None:
    load_territory(directory=files.directory)
    before = organisation_of(SANGONIS)
    files.edit(COMMUNES, SANGONIS, code_insee="34999")

    load_territory(directory=files.directory)

    assert organisation_of("34999").pk == before.pk
    assert Commune.objects.get(pk=SANGONIS).retired_on is not None


def test_load_retires_what_is_no_longer_listed(files: Files) -> None:
    load_territory(directory=files.directory)
    files.remove_commune(SANGONIS)

    with time_machine.travel("2027-01-04 12:00+01:00", tick=False):
        report = load_territory(directory=files.directory)

    assert Commune.objects.get(pk=SANGONIS).retired_on == datetime.date(2027, 1, 4)
    assert organisation_of(SANGONIS).retired_on == datetime.date(2027, 1, 4)
    assert list(Organisation.objects.active().search("sangonis")) == []
    assert [tally.retired for tally in report.tallies] == [
        (),
        (),
        ("Saint-André-de-Sangonis (34)",),
        ("Saint-André-de-Sangonis (34)",),
    ]


def test_load_keeps_the_day_of_an_earlier_retirement(files: Files) -> None:
    load_territory(directory=files.directory)
    files.remove_commune(SANGONIS)
    with time_machine.travel("2027-01-04 12:00+01:00", tick=False):
        load_territory(directory=files.directory)

    report = load_territory(directory=files.directory)

    assert Commune.objects.get(pk=SANGONIS).retired_on == datetime.date(2027, 1, 4)
    assert [tally.retired for tally in report.tallies] == [(), (), (), ()]


def test_load_takes_back_what_is_listed_again(files: Files) -> None:
    load_territory(directory=files.directory)
    before = organisation_of(SANGONIS)
    communes = files.read(COMMUNES)
    files.remove_commune(SANGONIS)
    load_territory(directory=files.directory)
    files.write_communes(communes)

    load_territory(directory=files.directory)

    after = organisation_of(SANGONIS)
    assert (after.pk, after.retired_on) == (before.pk, None)
    assert Commune.objects.get(pk=SANGONIS).retired_on is None


def test_load_retires_the_organisation_of_an_epci_that_leaves_the_region(files: Files) -> None:
    load_territory(directory=files.directory)
    siren = files.read(EPCIS)[0]["siren"]
    files.edit(EPCIS, siren, region_majoritaire="75")

    load_territory(directory=files.directory)

    assert Organisation.objects.get(epci=siren).retired_on is not None
    assert Epci.objects.get(pk=siren).retired_on is None
