"""The two demonstration calls. Every rate, ceiling, weight and envelope is fictitious."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from applications.calls.enums import MeasureKind
from applications.calls.models import Call, Criterion, Envelope, Measure, RequiredDocument
from applications.decisions.models import CommissionSession, SigningAuthority
from applications.demo.clock import day
from applications.plan.models import Axis

DATA = Path(__file__).parent / "data"
KINDS = {
    "poste_mobile": MeasureKind.MOBILE_POST,
    "locaux": MeasureKind.PREMISES,
    "espace_public": MeasureKind.PUBLIC_SPACE,
}
EXCLUDED = {
    MeasureKind.MOBILE_POST: "Carburant et entretien\nArmes et munitions\nHabillement",
    MeasureKind.PREMISES: "Mobilier de bureau\nAchat du terrain ou du bâtiment\nLoyers",
    MeasureKind.PUBLIC_SPACE: "Entretien courant\nAchat de terrains",
}
DECIDED_OPENS, DECIDED_CLOSES = -420, -320
OPEN_OPENS, OPEN_CLOSES = -40, 21
# A council that meets once a quarter has time to vote.
FOLLOWS_DAYS = 100
DECIDED_SESSION, LATE_SESSION, NEXT_SESSION = -125, -6, 143


def read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def make_calls(seeded_at: datetime) -> tuple[Call, Call]:
    """Make the decided call and the open one, each with its measures, documents, grid and envelopes."""
    axis, _ = Axis.objects.get_or_create(
        code="collectivites",
        defaults={"name": "Soutien aux communes et aux intercommunalités", "position": 1},
    )
    return (
        make_call(axis, day(seeded_at, DECIDED_OPENS, 8), day(seeded_at, DECIDED_CLOSES, 12), seeded_at),
        make_call(axis, day(seeded_at, OPEN_OPENS, 8), day(seeded_at, OPEN_CLOSES, 12), seeded_at),
    )


def make_call(axis: Axis, opens_at: datetime, closes_at: datetime, seeded_at: datetime) -> Call:
    call = Call.objects.create(
        code=str(opens_at.year),
        title=f"La Région vous protège {opens_at.year}",
        axis=axis,
        opens_at=opens_at,
        closes_at=closes_at,
        follow_until=(closes_at + timedelta(days=FOLLOWS_DAYS)).date(),
    )
    data = read("dossiers.json")
    for rank, row in enumerate(data["criteres"], start=1):
        Criterion.objects.create(call=call, code=row["code"], label=row["libelle"], weight=row["poids"], position=rank)
    years = {day(seeded_at, days).year for days in (DECIDED_SESSION, LATE_SESSION, NEXT_SESSION)}
    for name, row in data["mesures"].items():
        measure = make_measure(call, KINDS[name], row)
        Envelope.objects.bulk_create(
            Envelope(measure=measure, year=year, amount=Decimal(row["enveloppe"])) for year in sorted(years)
        )
    return call


def make_measure(call: Call, kind: MeasureKind, row: dict[str, Any]) -> Measure:
    measure = Measure.objects.create(
        call=call,
        kind=kind,
        rate=Decimal(row["taux_max"]),
        ceiling=Decimal(row["plafond"]),
        pooled_rate=row.get("taux_max_mutualise"),
        pooled_ceiling=row.get("plafond_mutualise"),
        excluded_costs=EXCLUDED[kind],
        nature_commune=row["nature_m57"]["commune"],
        nature_epci=row["nature_m57"]["epci"],
    )
    asked = read("documents.json")
    RequiredDocument.objects.bulk_create(
        RequiredDocument(measure=measure, position=rank, **document)
        for rank, document in enumerate(asked["all"] + asked[kind.value], start=1)
    )
    return measure


def make_sessions(seeded_at: datetime) -> tuple[CommissionSession, CommissionSession, CommissionSession]:
    """Make the session that decided, a recent one whose délibération is still to be sent, and the next one."""
    decided, late, coming = (day(seeded_at, days).date() for days in (DECIDED_SESSION, LATE_SESSION, NEXT_SESSION))
    return (
        CommissionSession.objects.create(held_on=decided, deliberation_number=f"CP/{decided:%Y-%m}/04.12"),
        CommissionSession.objects.create(held_on=late, deliberation_number=f"CP/{late:%Y-%m}/04.07"),
        CommissionSession.objects.create(held_on=coming),
    )


def make_authority(seeded_at: datetime) -> SigningAuthority:
    start = day(seeded_at, DECIDED_OPENS)
    return SigningAuthority.objects.create(
        name="Autorité signataire de démonstration",
        quality="Directrice déléguée à la sécurité",
        service="Service instructeur de la sécurité locale",
        delegation=f"n°\u00a0{start.year}-001 (fictif)",
        starts_on=start.date(),
    )
