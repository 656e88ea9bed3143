"""The règlement of a call: its own parameters, gathered, compared, and frozen as they were published. No database.

Amounts are euros excluding tax, rates and shares fractions (0.30).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from django.conf import settings

from applications.calls.enums import DocumentCondition, MeasureKind, StartRule
from applications.calls.models import Call, Measure


@dataclass(frozen=True, kw_only=True)
class AskedDocument:
    label: str
    help_text: str
    condition: DocumentCondition
    may_follow: bool
    public_security: bool


@dataclass(frozen=True, kw_only=True)
class MeasureTerms:
    kind: MeasureKind
    rate: Decimal
    ceiling: Decimal
    floor: Decimal
    pooled_rate: Decimal | None
    pooled_ceiling: Decimal | None
    minimum_own_share: Decimal
    excluded_costs: tuple[str, ...]
    documents: tuple[AskedDocument, ...]


@dataclass(frozen=True, kw_only=True)
class WeightedCriterion:
    label: str
    weight: int


@dataclass(frozen=True, kw_only=True)
class Rules:
    """All that the règlement takes from the call, and nothing that changes by itself."""

    title: str
    opens_at: datetime
    closes_at: datetime
    start_rule: StartRule
    follow_until: date | None
    start_months: int
    completion_months: int
    advance_share: Decimal
    interim_share: Decimal
    measures: tuple[MeasureTerms, ...]
    criteria: tuple[WeightedCriterion, ...]
    silence_months: int
    region: str
    service: str
    address: tuple[str, ...]
    phone: str
    email: str
    is_demo: bool


def rules_of(call: Call) -> dict[str, Any]:
    """Return the call's parameters as the JSON that a version of its règlement freezes."""
    region = settings.REGION
    rules = Rules(
        title=call.title,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        start_rule=StartRule(call.start_rule),
        follow_until=call.follow_until,
        start_months=call.start_months,
        completion_months=call.completion_months,
        advance_share=call.advance_share,
        interim_share=call.interim_share,
        measures=tuple(measure_terms(measure) for measure in call.measures.order_by("pk")),
        criteria=tuple(WeightedCriterion(label=one.label, weight=one.weight) for one in call.criteria.all()),
        silence_months=settings.SILENCE_MONTHS,
        region=region["name"],
        service=region["service"],
        address=tuple(region["address"]),
        phone=region["phone"],
        email=region["email"],
        is_demo=settings.DEMO_MODE,
    )
    # Exactly what the database gives back, so that two versions compare.
    content: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(rules))
    return content


def read_rules(content: dict[str, Any]) -> Rules:
    """Return what a version froze. Raises `msgspec.ValidationError` for a content of another shape."""
    return msgspec.convert(content, Rules)


def measure_terms(measure: Measure) -> MeasureTerms:
    return MeasureTerms(
        kind=MeasureKind(measure.kind),
        rate=measure.rate,
        ceiling=measure.ceiling,
        floor=measure.floor,
        pooled_rate=measure.pooled_rate,
        pooled_ceiling=measure.pooled_ceiling,
        minimum_own_share=measure.minimum_own_share,
        excluded_costs=tuple(line.strip() for line in measure.excluded_costs.splitlines() if line.strip()),
        documents=tuple(
            AskedDocument(
                label=document.label,
                help_text=document.help_text,
                condition=DocumentCondition(document.condition),
                may_follow=document.may_follow,
                public_security=document.public_security,
            )
            for document in measure.documents.asked()
        ),
    )
