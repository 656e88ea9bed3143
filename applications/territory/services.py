"""Writes of the territory."""

from dataclasses import dataclass
from pathlib import Path

from django.db import models

from applications.core.audit import record, service
from applications.territory.models import Commune, Departement, Epci, Organisation
from applications.territory.reading import Territory, read_territory
from applications.territory.rows import CommuneRow, EpciRow
from applications.territory.searching import search_text
from applications.territory.syncing import Tally, Values, Wanted, synchronise


@dataclass(frozen=True)
class LoadReport:
    """One tally per kind, and the organisations whose SIRET was erased because their SIREN changed."""

    tallies: tuple[Tally, ...]
    sirets_erased: tuple[str, ...]


@service
def load_territory(*, directory: Path, actor: models.Model | None = None) -> LoadReport:
    """Make the départements, EPCI, communes and organisations what the four files of `directory` say.

    Adds and changes rows, retires those no longer listed and takes back those that are again, all or nothing;
    running it twice changes nothing. A SIRET entered by an organisation stays, unless its SIREN changed: its
    first nine digits are then wrong and it is erased. Raises `DomainError` when a file is damaged.
    """
    territory = read_territory(directory)
    places = (
        _store_departements(territory),
        _store_epcis(territory),
        _store_communes(territory),
    )
    organisations, sirets_erased = _store_organisations(territory)
    report = LoadReport((*places, organisations), sirets_erased)
    after: Values = {tally.kind: tally.counts() for tally in report.tallies}
    record(actor, "territory.loaded", None, after={**after, "sirets_erased": list(sirets_erased)})
    return report


@service
def set_official_email(organisation: Organisation, *, email: str, actor: models.Model) -> Organisation:
    """Keep the official address of a town hall or a seat, read by the Région where it is published; empty forgets it.

    What proves a first signatory goes there: it never comes from who asks to sign.
    """
    held = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    before = {"official_email": held.official_email}
    held.official_email = email.strip().lower()
    held.save(update_fields=["official_email"])
    record(actor, "organisation.official_email_set", held, before=before, after={"official_email": held.official_email})
    return held


def _store_departements(territory: Territory) -> Tally:
    stored = Departement.objects.in_bulk()
    wanted = [
        Wanted(stored.get(row.code), {"code": row.code, "name": row.name, "seat_code": row.seat_code})
        for row in territory.departements.values()
    ]
    return synchronise(Departement.objects, "départements", stored.values(), wanted)


def _store_epcis(territory: Territory) -> Tally:
    stored = Epci.objects.in_bulk()
    wanted = [
        Wanted(
            stored.get(row.siren),
            {
                "siren": row.siren,
                "name": row.name,
                "kind": row.kind,
                "is_in_region": row.is_in_region,
                "departement_id": row.departement if row.departement in territory.departements else None,
                "population_municipale": row.population_municipale,
                "population_totale": row.population_totale,
                "retired_on": None,
            },
        )
        for row in territory.epcis.values()
    ]
    return synchronise(Epci.objects, "intercommunalités", stored.values(), wanted)


def _store_communes(territory: Territory) -> Tally:
    stored = Commune.objects.in_bulk()
    wanted = [
        Wanted(
            stored.get(row.code),
            {
                "code_insee": row.code,
                "name": row.name,
                "siren": row.siren,
                "departement_id": row.departement,
                "arrondissement": territory.arrondissements[row.arrondissement].name,
                "epci_id": row.epci,
                "population_municipale": row.population_municipale,
                "population_totale": row.population_totale,
                "postcodes": row.postcodes,
                "longitude": row.longitude,
                "latitude": row.latitude,
                "retired_on": None,
            },
        )
        for row in territory.communes.values()
    ]
    return synchronise(Commune.objects, "communes", stored.values(), wanted)


def _store_organisations(territory: Territory) -> tuple[Tally, tuple[str, ...]]:
    """A commune that changes its code and keeps its SIREN stays the same organisation."""
    stored = list(Organisation.objects.all())
    by_commune = {organisation.commune_id: organisation for organisation in stored if organisation.commune_id}
    by_epci = {organisation.epci_id: organisation for organisation in stored if organisation.epci_id}
    orphans = {
        organisation.siren: organisation for code, organisation in by_commune.items() if code not in territory.communes
    }
    wanted = [
        Wanted(by_commune.get(row.code) or orphans.get(row.siren), _commune_values(row))
        for row in territory.communes.values()
    ]
    wanted += [
        Wanted(by_epci.get(row.siren), _epci_values(row)) for row in territory.epcis.values() if row.is_in_region
    ]
    erased = _erase_sirets(wanted)
    return synchronise(Organisation.objects, "collectivités", stored, wanted), erased


def _erase_sirets(wanted: list[Wanted[Organisation]]) -> tuple[str, ...]:
    """Erase the SIRETs that no longer start with their organisation's SIREN; return whose they were."""
    wrong = [item.row for item in wanted if item.row and item.row.siret and item.row.siren != item.values["siren"]]
    for organisation in wrong:
        organisation.siret = ""
    Organisation.objects.bulk_update(wrong, ["siret"])
    return tuple(organisation.label for organisation in wrong)


def _commune_values(row: CommuneRow) -> Values:
    text = search_text(row.name, row.code, row.postcodes, row.siren)
    return {"commune_id": row.code, "epci_id": None, "search_text": text, **_shared_values(row)}


def _epci_values(row: EpciRow) -> Values:
    text = search_text(row.name, row.short_name, row.siren)
    return {"commune_id": None, "epci_id": row.siren, "search_text": text, **_shared_values(row)}


def _shared_values(row: CommuneRow | EpciRow) -> Values:
    return {
        "name": row.name,
        "siren": row.siren,
        "departement_id": row.departement,
        "population_municipale": row.population_municipale,
        "population_totale": row.population_totale,
        "retired_on": None,
    }
