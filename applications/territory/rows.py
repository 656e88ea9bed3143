"""The lines of the four files, each column read and checked on its own."""

import re
from dataclasses import dataclass
from decimal import Decimal

from applications.core.french import epci as epci_forms
from applications.core.identifiers import is_siren
from applications.territory.enums import REGION_CODE, EpciKind
from applications.territory.tables import Record

INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
CODE = re.compile(r"[0-9AB]{2,4}")
POSTCODES = re.compile(r"[0-9]{5}(\|[0-9]{5}){0,19}")
# Metropolitan France, in degrees: a longitude and a latitude that were swapped fall outside.
LONGITUDES = (-6, 10)
LATITUDES = (41, 52)
EPCI_KINDS = {kind.value: str(kind.label) for kind in EpciKind}

DEPARTEMENT_COLUMNS = ("code", "nom", "chef_lieu_insee", "nb_communes")
ARRONDISSEMENT_COLUMNS = ("code", "nom", "departement")
EPCI_COLUMNS = (
    "siren",
    "nom",
    "nom_complet",
    "type",
    "departement_principal",
    "region_majoritaire",
    "population_municipale",
    "population_totale",
)
COMMUNE_COLUMNS = (
    "code_insee",
    "nom",
    "siren",
    "departement",
    "arrondissement",
    "epci_siren",
    "population_municipale",
    "population_totale",
    "codes_postaux",
    "lon_centroide",
    "lat_centroide",
)


@dataclass(frozen=True)
class DepartementRow:
    record: Record
    code: str
    name: str
    seat_code: str
    communes: int


@dataclass(frozen=True)
class ArrondissementRow:
    record: Record
    code: str
    name: str
    departement: str


@dataclass(frozen=True)
class EpciRow:
    """`code` and `siren` are one: an EPCI is known by its SIREN."""

    record: Record
    code: str
    siren: str
    name: str
    short_name: str
    kind: str
    departement: str
    is_in_region: bool
    population_municipale: int
    population_totale: int


@dataclass(frozen=True)
class CommuneRow:
    """`postcodes` are separated by a space; the coordinates are those of the centre."""

    record: Record
    code: str
    siren: str
    name: str
    departement: str
    arrondissement: str
    epci: str
    population_municipale: int
    population_totale: int
    postcodes: str
    longitude: Decimal
    latitude: Decimal


def departement_row(record: Record) -> DepartementRow:
    return DepartementRow(
        record=record,
        code=record.code("code", CODE.fullmatch, "code"),
        name=record.name("nom"),
        seat_code=record.code("chef_lieu_insee", INSEE.fullmatch, "code INSEE"),
        communes=record.count("nb_communes"),
    )


def arrondissement_row(record: Record) -> ArrondissementRow:
    return ArrondissementRow(
        record=record,
        code=record.code("code", CODE.fullmatch, "code"),
        name=record.name("nom"),
        departement=record.code("departement", CODE.fullmatch, "code"),
    )


def epci_row(record: Record) -> EpciRow:
    """Read an EPCI; a full name that lacks its kind (« Aubrac Lot Causses Tarn ») gets it."""
    siren = record.code("siren", is_siren, "numéro SIREN")
    kind = record.code("type", EPCI_KINDS.__contains__, "type")
    return EpciRow(
        record=record,
        code=siren,
        siren=siren,
        name=epci_forms(record.name("nom_complet"), EPCI_KINDS.get(kind, "")).title,
        short_name=record.name("nom"),
        kind=kind,
        departement=record.code("departement_principal", CODE.fullmatch, "code"),
        is_in_region=record.code("region_majoritaire", CODE.fullmatch, "code") == REGION_CODE,
        population_municipale=record.count("population_municipale"),
        population_totale=record.count("population_totale"),
    )


def commune_row(record: Record) -> CommuneRow:
    return CommuneRow(
        record=record,
        code=record.code("code_insee", INSEE.fullmatch, "code INSEE"),
        siren=record.code("siren", is_siren, "numéro SIREN"),
        name=record.name("nom"),
        departement=record.code("departement", CODE.fullmatch, "code"),
        arrondissement=record.code("arrondissement", CODE.fullmatch, "code"),
        epci=record.code("epci_siren", is_siren, "numéro SIREN"),
        population_municipale=record.count("population_municipale"),
        population_totale=record.count("population_totale"),
        postcodes=record.code("codes_postaux", POSTCODES.fullmatch, "code postal").replace("|", " "),
        longitude=record.degrees("lon_centroide", *LONGITUDES),
        latitude=record.degrees("lat_centroide", *LATITUDES),
    )
