"""What the Région knows of an organisation without asking: reference data, and what the law draws from it."""

from dataclasses import dataclass
from decimal import Decimal

from applications.calls.eligibility import OFFICERS_NEEDING_AGREEMENT
from applications.core.money import format_number
from applications.core.typography import typeset_text
from applications.territory.appeals import TELERECOURS_POPULATION, must_use_telerecours
from applications.territory.duties import (
    COORDINATOR_POPULATION,
    COUNCIL_POPULATION,
    REFERENCE_YEAR,
    must_hold_council,
    must_name_coordinator,
)
from applications.territory.models import Epci, Organisation

POPULATIONS = f"INSEE, populations légales, code officiel géographique {REFERENCE_YEAR}"
GEOGRAPHY = f"INSEE et DGCL, {REFERENCE_YEAR}"


@dataclass(frozen=True)
class Known:
    """A fact that nobody has to type, and where it comes from."""

    label: str
    value: str
    source: str


def known_facts(organisation: Organisation) -> tuple[Known, ...]:
    """Return the facts of a commune or of an EPCI, in the order of the page; one query at most, for the EPCI."""
    facts = [
        Known("Population municipale", inhabitants(organisation.population_municipale), POPULATIONS),
        Known("Population totale", inhabitants(organisation.population_totale), POPULATIONS),
        Known("Département", str(organisation.departement), GEOGRAPHY),
    ]
    if organisation.commune_id is not None:
        names = Epci.objects.filter(communes=organisation.commune_id).values_list("name", flat=True)
        facts.append(Known("Intercommunalité", names.first() or "aucune", GEOGRAPHY))
        facts.append(council(organisation))
    facts.append(appeals(organisation))
    agreement = f"Obligatoire à partir de {OFFICERS_NEEDING_AGREEMENT} emplois d’agent de police municipale"
    facts.append(Known("Convention de coordination", agreement, "Code de la sécurité intérieure, article L. 512-4"))
    return tuple(Known(typeset_text(one.label), typeset_text(one.value), typeset_text(one.source)) for one in facts)


def council(organisation: Organisation) -> Known:
    sizes = {
        "population_municipale": organisation.population_municipale,
        "population_totale": organisation.population_totale,
    }
    if must_name_coordinator(**sizes):
        value = f"Obligatoire, avec un coordonnateur : plus de {number(COORDINATOR_POPULATION)} habitants"
    elif must_hold_council(**sizes):
        value = f"Obligatoire : plus de {number(COUNCIL_POPULATION)} habitants"
    else:
        value = f"Facultatif jusqu’à {number(COUNCIL_POPULATION)} habitants, sauf quartier prioritaire"
    label = "Conseil local de sécurité et de prévention de la délinquance"
    return Known(label, value, "Code de la sécurité intérieure, article L. 132-4")


def appeals(organisation: Organisation) -> Known:
    required = must_use_telerecours(
        is_epci=organisation.is_epci,
        population_municipale=organisation.population_municipale,
        population_totale=organisation.population_totale,
    )
    value = "Obligatoire pour un recours" if required else f"Facultatif sous {number(TELERECOURS_POPULATION)} habitants"
    return Known("Télérecours", value, "Code de justice administrative, article R. 414-1")


def inhabitants(count: int) -> str:
    return f"{number(count)} habitant{'s' if count > 1 else ''}"


def number(value: int) -> str:
    return format_number(Decimal(value))
