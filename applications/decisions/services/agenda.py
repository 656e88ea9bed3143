"""Putting a dossier on a session's agenda, and what the session's délibération becomes."""

from datetime import date

from django.utils import timezone

from applications.accounts.models import User
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.decisions.models import AgendaItem, CommissionSession, Letter, Vote
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.dossiers.services.status import lock, transition
from applications.review.selectors import assessment_of


@service
def schedule(dossier: Dossier, session: CommissionSession, *, actor: User) -> AgendaItem:
    """Put an assessed dossier on a session's agenda, with the amount the service proposes.

    Effects: status « Inscrit en commission ». Raises `DomainError` when the session's délibération is transmitted,
    or when the dossier is or was on its agenda already.
    """
    locked = lock(dossier)
    assessment = assessment_of(locked)
    if assessment is None or assessment.closed_at is None:
        raise DomainError("L’évaluation de ce dossier n’est pas close.")
    if session.transmitted_on is not None:
        raise DomainError("La délibération de cette séance est déjà transmise\u00a0: choisissez-en une autre.")
    # An adjourned dossier keeps its place, with the vote that adjourned it.
    if AgendaItem.objects.filter(session=session, dossier=locked, removed_at=None).exists():
        raise DomainError("Ce dossier est déjà à l’ordre du jour de cette séance\u00a0: choisissez-en une autre.")
    moved = transition(locked, Status.SCHEDULED, actor=actor)
    item = AgendaItem.objects.create(
        session=session, dossier=moved, proposed_amount=assessment.proposed_amount, scheduled_by=actor
    )
    record(actor, "dossier.scheduled", moved, after={"session": session.pk, "amount": item.proposed_amount})
    return item


@service
def unschedule(item: AgendaItem, *, actor: User, reason: str) -> AgendaItem:
    """Take a dossier off an agenda before its vote: status « Instruit » again."""
    dossier = lock(item.dossier)
    item = open_item(item)
    transition(dossier, Status.ASSESSED, actor=actor, reason=reason)
    item.removed_at = timezone.now()
    item.save(update_fields=["removed_at"])
    record(actor, "dossier.unscheduled", dossier, before={"session": item.session_id}, after={"reason": reason})
    return item


def open_item(item: AgendaItem) -> AgendaItem:
    """Return `item` as the database has it now, its session held so that nobody moves it meanwhile.

    Call it with the dossier locked. Raises `DomainError` once its vote is recorded or it has left the agenda.
    """
    # Without the key: another dossier may be scheduled for the session while this one is voted.
    rows = AgendaItem.objects.select_for_update(of=("session",), no_key=True).select_related("session")
    fresh = rows.get(pk=item.pk)
    if fresh.removed_at is not None or Vote.objects.filter(item=fresh).exists():
        raise DomainError("Un vote est déjà enregistré pour ce dossier, ou il a quitté l’ordre du jour.")
    return fresh


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

    Raises `DomainError` for a date before the session or still to come (these are facts, not plans), for the number
    of another session, for another number than the one that letters quote, and without dates once one is notified.
    """
    if not actor.has_perm("decisions.change_commissionsession"):
        raise DomainError("Vous n’avez pas le droit de modifier cette séance.")
    held = CommissionSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    for field, day in (("transmitted_on", transmitted_on), ("published_on", published_on)):
        if day is not None and not held.held_on <= day <= today:
            raise DomainError("Cette date va de la séance à aujourd’hui.", field=field)
    number = number.strip()
    others = CommissionSession.objects.exclude(pk=held.pk)
    if number and others.filter(deliberation_number=number).exists():
        raise DomainError("Une autre séance porte déjà ce numéro de délibération.", field="number")
    keep_what_letters_say(held, number, transmitted_on, published_on)
    before = {"number": held.deliberation_number, "transmitted_on": held.transmitted_on}
    held.deliberation_number = number
    held.transmitted_on, held.published_on = transmitted_on, published_on
    held.save(update_fields=["deliberation_number", "transmitted_on", "published_on"])
    record(
        actor,
        "session.deliberation_recorded",
        held,
        before=before,
        after={"number": number, "transmitted_on": transmitted_on, "published_on": published_on},
    )
    return held


def keep_what_letters_say(
    session: CommissionSession, number: str, transmitted_on: date | None, published_on: date | None
) -> None:
    """Refuse to take back a number that a letter quotes, or the dates that let one be notified."""
    letters = Letter.objects.filter(decision__vote__item__session=session)
    if number != session.deliberation_number and letters.exists():
        raise DomainError("Des décisions citent déjà ce numéro\u00a0: il ne change plus.", field="number")
    if (transmitted_on is None or published_on is None) and letters.exclude(notified_at=None).exists():
        raise DomainError("Une décision de cette séance est notifiée\u00a0: les deux dates restent.")
