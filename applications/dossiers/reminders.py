"""The round of the reminders: what closes soon, what is due, what is late, what was to follow."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef

from applications.calls.models import Call
from applications.core.dates import paris_day
from applications.core.errors import DomainError
from applications.dossiers.deadlines import (
    Moment,
    closing_moments,
    completion_moments,
    end_of,
    following_moments,
    most_pressing,
)
from applications.dossiers.enums import Status
from applications.dossiers.models import Attachment, CompletionRequest, DocumentPromise, Dossier, Reminder
from applications.dossiers.models.dossier import DossierQuerySet
from applications.dossiers.services.reminding import remind_of_closing, remind_of_completion, remind_of_following
from applications.dossiers.workflow import EDITABLE

logger = logging.getLogger(__name__)

# Seven days by the clock of Paris, which may change in between.
EARLIEST = timedelta(days=8)
# Filed and not decided: a document that was to follow still serves.
IN_PROGRESS = (
    Status.SUBMITTED,
    Status.INCOMPLETE,
    Status.ADMISSIBLE,
    Status.ASSESSED,
    Status.SCHEDULED,
    Status.ADJOURNED,
)


def do_round(now: datetime) -> None:
    """Send each reminder that is due at `now` and was not sent. May be late, and run twice at once."""
    for remind in (*closings(now), *completions(now), *followings(now)):
        attempt(remind)


def attempt(remind: Callable[[], Any]) -> None:
    """Send one reminder; one that fails is logged, tried again next time, and stops no other."""
    try:
        remind()
    except DomainError as refusal:
        # Somebody filed, answered, or was told by another scheduler since the round read the rows.
        logger.debug("No reminder: %s", refusal)
    except Exception:
        logger.exception("A reminder failed.")


def closings(now: datetime) -> Iterator[Callable[[], Any]]:
    for call in Call.objects.filter(closes_at__gt=now, closes_at__lte=now + EARLIEST).order_by("pk"):
        moment = most_pressing(closing_moments(call.closes_at), now)
        if moment is not None:
            # A draft younger than the moment is on somebody's desk right now.
            drafts = Dossier.objects.filter(measure__call=call, status__in=EDITABLE, created_at__lte=moment[1])
            for dossier in untold(drafts, moment, call.closes_at):
                yield partial(remind_of_closing, dossier, now=now)


def completions(now: datetime) -> Iterator[Callable[[], Any]]:
    horizon = paris_day(now) + EARLIEST
    waiting = CompletionRequest.objects.waiting().filter(due_on__lte=horizon, dossier__status=Status.INCOMPLETE)
    for request in waiting.select_related("dossier").order_by("due_on", "pk"):
        moment = most_pressing(completion_moments(request.due_on), now)
        if moment is not None and request.requested_at <= moment[1]:
            dossiers = Dossier.objects.filter(pk=request.dossier_id)
            if untold(dossiers, moment, end_of(request.due_on)).exists():
                yield partial(remind_of_completion, request, now=now)


def followings(now: datetime) -> Iterator[Callable[[], Any]]:
    today = paris_day(now)
    for call in Call.objects.filter(follow_until__gte=today, follow_until__lte=today + EARLIEST).order_by("pk"):
        if call.follow_until is None:
            continue
        moment = most_pressing(following_moments(call.follow_until), now)
        if moment is not None:
            joined = Attachment.objects.in_force().filter(dossier=OuterRef("dossier"), document=OuterRef("document"))
            owed = DocumentPromise.objects.filter(~Exists(joined), promised_at__lte=moment[1])
            dossiers = Dossier.objects.filter(measure__call=call, status__in=IN_PROGRESS, pk__in=owed.values("dossier"))
            for dossier in untold(dossiers, moment, end_of(call.follow_until)):
                yield partial(remind_of_following, dossier, now=now)


def untold(dossiers: DossierQuerySet, moment: Moment, about: datetime) -> DossierQuerySet:
    """Keep the dossiers to which the reminder of a moment was not sent, the oldest first."""
    sent = Reminder.objects.filter(dossier=OuterRef("pk"), kind=moment[0], about=about)
    return dossiers.filter(~Exists(sent)).order_by("pk")
