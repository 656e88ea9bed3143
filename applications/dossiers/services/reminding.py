"""Reminders by mail, each sent once: the row that remembers it and its mails are one transaction."""

from datetime import datetime

from applications.accounts.models import User
from applications.accounts.selectors import members_of
from applications.core.audit import record, service
from applications.core.dates import date_long, datetime_long
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.dossiers.checks import filing_problems, unanswered
from applications.dossiers.deadlines import (
    Moment,
    closing_moments,
    completion_moments,
    end_of,
    following_moments,
    most_pressing,
)
from applications.dossiers.enums import ReminderKind
from applications.dossiers.models import CompletionRequest, Dossier, Reminder
from applications.dossiers.selectors import open_completion_request, promises_owed
from applications.dossiers.services.status import lock

SHOWN = 5
"""How many of the points that are left a mail names."""


@service
def remind_of_closing(dossier: Dossier, *, now: datetime) -> Reminder:
    """Tell those who prepare a draft that its call closes soon, that it is not filed, and what it lacks.

    Raises `DomainError` when there is nothing to recall: it was filed since, the call is closed, it is told already.
    """
    locked = lock(dossier)
    closes_at = locked.measure.call.closes_at
    moment = most_pressing(closing_moments(closes_at), now)
    if not locked.is_draft or now >= closes_at or moment is None:
        raise DomainError("Ce dossier n’a pas de rappel de clôture à recevoir.")
    people = people_of(locked)
    reminder = remember(locked, moment, closes_at)
    problems = [problem.message for problem in filing_problems(locked, now)]
    send_template(
        "reminder_closing",
        recipients=[user.email for user in people],
        subject=f"Clôture le {datetime_long(closes_at)}, dossier pas encore déposé\u00a0: {locked.label}",
        context={"dossier": locked, "problems": problems[:SHOWN], "count": len(problems), "more": problems[SHOWN:]},
        about=locked,
    )
    record(None, "dossier.closing_reminded", locked, after={"reminder": reminder.kind, "members": names_of(people)})
    return reminder


@service
def remind_of_completion(request: CompletionRequest, *, now: datetime) -> Reminder:
    """Tell the members that the Région waits for their answer, until when, and what is not ready; or that it is late.

    Raises `DomainError` when there is nothing to recall: it was answered or closed since, it is told already.
    """
    locked = lock(request.dossier)
    waiting = open_completion_request(locked)
    moment = most_pressing(completion_moments(request.due_on), now)
    if waiting is None or waiting.pk != request.pk or moment is None:
        raise DomainError("Cette demande de complément n’a pas de rappel à recevoir.")
    people = people_of(locked)
    reminder = remember(locked, moment, end_of(waiting.due_on))
    is_late = reminder.kind == ReminderKind.COMPLETION_LATE
    due = f"{'en retard, attendu' if is_late else 'à rendre'} avant le {date_long(waiting.due_on)}"
    send_template(
        "reminder_completion",
        recipients=[user.email for user in people],
        subject=f"Dossier {locked.reference}\u00a0: complément {due}",
        context={
            "dossier": locked,
            "request": waiting,
            "is_late": is_late,
            "problems": [problem.message for problem in unanswered(locked, waiting)],
        },
        about=locked,
    )
    record(None, "completion.reminded", locked, after={"reminder": reminder.kind, "members": names_of(people)})
    return reminder


@service
def remind_of_following(dossier: Dossier, *, now: datetime) -> Reminder:
    """Tell the members which documents were to follow and did not come yet.

    Raises `DomainError` when there is nothing to recall: they came since, the day is past, it is told already.
    """
    locked = lock(dossier)
    until = locked.measure.call.follow_until
    owed = promises_owed(locked)
    moment = most_pressing(following_moments(until), now) if until is not None else None
    if until is None or moment is None or now >= end_of(until) or not owed:
        raise DomainError("Ce dossier n’a pas de rappel de pièce à recevoir.")
    people = people_of(locked)
    reminder = remember(locked, moment, end_of(until))
    send_template(
        "reminder_following",
        recipients=[user.email for user in people],
        subject=f"Dossier {locked.reference}\u00a0: pièces à envoyer avant le {date_long(until)}",
        context={"dossier": locked, "documents": [one.document.label for one in owed], "until": until},
        about=locked,
    )
    record(None, "promise.reminded", locked, after={"reminder": reminder.kind, "members": names_of(people)})
    return reminder


def people_of(dossier: Dossier) -> list[User]:
    """Return the members of the organisation, else who opened the dossier. Raises `DomainError` for nobody."""
    people = members_of(dossier.organisation) or [user for user in [dossier.created_by] if user.is_active]
    if not people:
        raise DomainError("Personne n’agit plus pour cette collectivité.")
    return people


def names_of(people: list[User]) -> list[str]:
    return [str(user) for user in people]


def remember(dossier: Dossier, moment: Moment, about: datetime) -> Reminder:
    """Insert the row that makes a reminder leave once. Raises `DomainError` when it is there."""
    reminder, created = Reminder.objects.get_or_create(dossier=dossier, kind=moment[0], about=about)
    if not created:
        raise DomainError("Ce rappel est déjà envoyé.")
    return reminder
