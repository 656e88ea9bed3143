"""Putting a dossier on a session's agenda, and what the session's délibération becomes."""

from datetime import date

from django.utils import timezone

from applications.accounts.models import User
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.decisions.models import AgendaItem, CommissionSession, Vote
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.dossiers.services.status import lock, transition
from applications.review.selectors import assessment_of


@service
def schedule(dossier: Dossier, session: CommissionSession, *, actor: User) -> AgendaItem:
    """Put an assessed dossier on a session's agenda, with the amount the service proposes.

    Effects: status « Inscrit en commission ». Raises `DomainError` when the session has voted on its délibération.
    """
    locked = lock(dossier)
    assessment = assessment_of(locked)
    if assessment is None or assessment.closed_at is None:
        raise DomainError("L’évaluation de ce dossier n’est pas close.")
    if session.transmitted_on is not None:
        raise DomainError("La délibération de cette séance est déjà transmise\u00a0: choisissez-en une autre.")
    transition(locked, Status.SCHEDULED, actor=actor)
    item = AgendaItem.objects.create(
        session=session, dossier=locked, proposed_amount=assessment.proposed_amount, scheduled_by=actor
    )
    record(actor, "dossier.scheduled", locked, after={"session": session.pk, "amount": item.proposed_amount})
    return item


@service
def unschedule(item: AgendaItem, *, actor: User, reason: str) -> AgendaItem:
    """Take a dossier off an agenda before its vote: status « Instruit » again."""
    dossier = lock(item.dossier)
    if Vote.objects.filter(item=item).exists():
        raise DomainError("Le vote est enregistré\u00a0: le dossier ne peut plus quitter l’ordre du jour.")
    transition(dossier, Status.ASSESSED, actor=actor, reason=reason)
    item.removed_at = timezone.now()
    item.save(update_fields=["removed_at"])
    record(actor, "dossier.unscheduled", dossier, before={"session": item.session_id}, after={"reason": reason})
    return item


@service
def take_up_again(dossier: Dossier, *, actor: User) -> Dossier:
    """Bring an adjourned dossier back among the assessed ones, ready for another session."""
    moved = transition(dossier, Status.ASSESSED, actor=actor)
    record(actor, "dossier.taken_up_again", moved)
    return moved


@service
def record_deliberation(
    session: CommissionSession,
    *,
    number: str,
    transmitted_on: date | None,
    published_on: date | None,
    actor: User,
    today: date,
) -> CommissionSession:
    """Record a session's délibération: its number, its transmission to the prefect, its publication.

    Raises `DomainError` for a date before the session or still to come: these are facts, not plans.
    """
    if not actor.has_perm("decisions.change_commissionsession"):
        raise DomainError("Vous n’avez pas le droit de modifier cette séance.")
    for field, day in (("transmitted_on", transmitted_on), ("published_on", published_on)):
        if day is not None and not session.held_on <= day <= today:
            raise DomainError("Cette date va de la séance à aujourd’hui.", field=field)
    before = {"number": session.deliberation_number, "transmitted_on": session.transmitted_on}
    session.deliberation_number = number.strip()
    session.transmitted_on, session.published_on = transmitted_on, published_on
    session.save()
    record(
        actor,
        "session.deliberation_recorded",
        session,
        before=before,
        after={"number": number, "transmitted_on": transmitted_on, "published_on": published_on},
    )
    return session
