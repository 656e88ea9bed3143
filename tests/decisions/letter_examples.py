"""A grant and a refusal to start from; every value fictitious, save the names of the communes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from applications.calls.enums import MeasureKind
from applications.core.french import commune, epci
from applications.decisions.letter_data import (
    Accounting,
    Application,
    Author,
    Beneficiary,
    Deliberation,
    Funder,
    GrantLetter,
    Issuer,
    RefusalLetter,
    Terms,
)

ARGELES = Beneficiary(
    names=commune("Argelès-sur-Mer"),
    is_epci=False,
    departement="66",
    siren="216600080",
    siret="21660008000016",
    population_municipale=10779,
    population_totale=10904,
    address=("Hôtel de ville", "66700 Argelès-sur-Mer"),
)
THEDIRAC = replace(
    ARGELES,
    names=commune("Thédirac"),
    departement="46",
    population_municipale=298,
    population_totale=305,
    address=(),
)
CONFLUENCES = replace(
    ARGELES,
    names=epci("Communauté de communes Terres des Confluences", "communauté de communes"),
    is_epci=True,
    departement="82",
    population_municipale=2900,
    population_totale=2950,
)
DELIBERATION = Deliberation(number="CP/2027-04/04.12", voted_on=date(2027, 4, 16))
APPLICATION = Application(
    reference="LRVP-2026-PM-0001",
    title="Poste mobile pour le littoral",
    measure=MeasureKind.MOBILE_POST,
    filed_at=datetime(2026, 11, 12, 13, 32, tzinfo=UTC),
    call_title="« La Région vous protège » 2026",
    rules_version="1",
    total_cost=Decimal("78400.00"),
    requested_amount=Decimal("23520.00"),
    own_resolution="la délibération n° 2026-041 du conseil municipal d’Argelès-sur-Mer du 29 octobre 2026",
)
SHARED: dict[str, Any] = {
    "issued_at": datetime(2027, 4, 20, 8, 30, tzinfo=UTC),
    "issuer": Issuer(
        name="Région Occitanie",
        service="Service instructeur de la sécurité locale",
        address=("22, boulevard du Maréchal-Juin", "31406 Toulouse Cedex 9"),
        phone="05 36 49 12 34",
        email="securite@region.example",
    ),
    "author": Author(
        name="Camille Exemple",
        quality="cheffe du service de la sécurité locale",
        service="direction des solidarités",
        delegation="n° 2026-77 du 3 mars 2026",
    ),
    "beneficiary": ARGELES,
    "application": APPLICATION,
    "deliberation": DELIBERATION,
}


def application(**changes: Any) -> Application:
    return replace(APPLICATION, **changes)


def grant(**changes: Any) -> GrantLetter:
    values: dict[str, Any] = {
        "number": "2027-0147",
        "amount": Decimal("23520.00"),
        "eligible_base": Decimal("78400.00"),
        "rate": Decimal("0.30"),
        "other_funders": (
            Funder(label="Département des Pyrénées-Orientales", situation="sollicité", amount=Decimal("11760.00")),
        ),
        "own_declared": Decimal("43120.00"),
        "own_situation": "délibéré",
        "minimum_own_share": Decimal("0.20"),
        "terms": Terms(
            start_months=24,
            completion_months=48,
            advance_share=Decimal("0.30"),
            interim_share=Decimal("0.80"),
        ),
        "accounting": Accounting(chapter="204", nature="2041481", function="11"),
        "has_not_started": True,
        "has_coordination_agreement": True,
    }
    return GrantLetter(**SHARED | values | changes)


def refusal(**changes: Any) -> RefusalLetter:
    values: dict[str, Any] = {
        "number": "2027-0163",
        "motive": "L’enveloppe de la mesure ne permet pas de retenir ce dossier.",
        "explanation": "Le dossier est recevable et complet.\n\nIl se classe après les dossiers financés.",
    }
    return RefusalLetter(**SHARED | values | changes)
