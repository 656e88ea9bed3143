"""What the public home says of the call and of its measures."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from applications.calls.enums import MeasureKind
from applications.calls.models import Call
from applications.portal.presenters.wording import days_until

SLUGS = {
    MeasureKind.MOBILE_POST: "poste-mobile",
    MeasureKind.PREMISES: "locaux-de-police",
    MeasureKind.PUBLIC_SPACE: "espace-public",
}
DESCRIPTIONS = {
    MeasureKind.MOBILE_POST: (
        "Un véhicule aménagé en bureau d’accueil pour aller à la rencontre des habitants\u00a0: fourgon, aménagement, "
        "sérigraphie, radio et informatique embarquée."
    ),
    MeasureKind.PREMISES: (
        "Rénover ou créer un poste de police municipale ou intercommunale, une unité de proximité\u00a0: études, "
        "travaux, accès sécurisés, accessibilité."
    ),
    MeasureKind.PUBLIC_SPACE: (
        "Aménager un lieu pour prévenir les risques\u00a0: éclairage, bornes, cheminements, visibilité, mobilier de "
        "protection."
    ),
}


@dataclass(frozen=True)
class CallCard:
    """A call as visitors read it. `days_left` counts the days until its closing."""

    title: str
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    is_coming: bool
    days_left: int


@dataclass(frozen=True)
class MeasureCard:
    """A measure with its rates (fractions) and ceilings (euros)."""

    slug: str
    label: str
    description: str
    rate: Decimal
    ceiling: Decimal
    pooled_rate: Decimal | None
    pooled_ceiling: Decimal | None


def current_call(now: datetime) -> Call | None:
    """Return the call to announce: the open one, else the next, else the last that closed."""
    open_calls = Call.objects.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at", "pk")
    coming = Call.objects.filter(opens_at__gt=now).order_by("opens_at", "pk")
    past = Call.objects.filter(closes_at__lte=now).order_by("-closes_at", "-pk")
    return open_calls.first() or coming.first() or past.first()


def call_card(call: Call, now: datetime) -> CallCard:
    return CallCard(
        title=call.title,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        is_open=call.is_open(now),
        is_coming=now < call.opens_at,
        days_left=days_until(call.closes_at, now),
    )


def measure_cards(call: Call) -> list[MeasureCard]:
    return [
        MeasureCard(
            slug=SLUGS[MeasureKind(measure.kind)],
            label=str(measure.get_kind_display()),
            description=DESCRIPTIONS[MeasureKind(measure.kind)],
            rate=measure.rate,
            ceiling=measure.ceiling,
            pooled_rate=measure.pooled_rate,
            pooled_ceiling=measure.pooled_ceiling,
        )
        for measure in call.measures.order_by("pk")
    ]
