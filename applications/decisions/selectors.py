"""Reading sessions, agendas and decisions."""

from datetime import date
from decimal import Decimal

from django.db import models

from applications.calls.models import Envelope
from applications.decisions.models import AgendaItem, CommissionSession, Decision, SigningAuthority
from applications.dossiers.models import Dossier


def authority_on(day: date) -> SigningAuthority | None:
    """Return who may sign on `day`: the latest delegation in force, or None."""
    in_force = models.Q(ends_on=None) | models.Q(ends_on__gte=day)
    return SigningAuthority.objects.filter(in_force, starts_on__lte=day).first()


def agenda_item_of(dossier: Dossier) -> AgendaItem | None:
    """Return the dossier's place on an agenda, voted or not: the latest one that was not removed."""
    items = AgendaItem.objects.filter(dossier=dossier, removed_at=None).select_related("session", "vote")
    return items.order_by("-pk").first()


def decision_of(dossier: Dossier) -> Decision | None:
    """Return the latest decision on a dossier, notified or not."""
    return Decision.objects.with_parties().filter(dossier=dossier).first()


def sessions_to_come(today: date) -> models.QuerySet[CommissionSession]:
    return CommissionSession.objects.filter(held_on__gte=today).order_by("held_on")


def envelope_for(dossier: Dossier, session: CommissionSession) -> Envelope | None:
    """Return the envelope that a vote of `session` on `dossier` would draw from."""
    return Envelope.objects.filter(measure=dossier.measure_id, year=session.held_on.year).first()


def left_in(envelope: Envelope | None) -> Decimal:
    return envelope.left if envelope is not None else Decimal(0)
