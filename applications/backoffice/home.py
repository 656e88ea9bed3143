"""The home page of the back office: what waits for this agent, and the days that come."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.http import urlencode

from applications.accounts.models import User
from applications.accounts.selectors import requests_without_signatory
from applications.backoffice.desks.dossier_filters import (
    NOBODY,
    assigned_to,
    to_notify,
    to_score,
    to_vote,
    unassigned,
)
from applications.backoffice.scope import filed_dossiers
from applications.calls.models import Call
from applications.core.dates import date_long, date_text, time_text
from applications.decisions.selectors import sessions_to_come
from applications.dossiers.enums import Status
from applications.dossiers.models import CompletionRequest, Dossier
from applications.dossiers.models.dossier import DossierQuerySet

ROWS = 8
OPEN_WORK = [Status.SUBMITTED, Status.INCOMPLETE, Status.ADMISSIBLE]
WORK = {
    Status.SUBMITTED: "Vérifier la recevabilité",
    Status.INCOMPLETE: "Attendre le complément",
    Status.ADMISSIBLE: "Noter et proposer",
}


@dataclass(frozen=True)
class Figure:
    """How many dossiers wait for one act, and where they are listed."""

    label: str
    count: int
    query: str
    is_bad: bool = False


@dataclass(frozen=True)
class DueAnswer:
    """A completion request that waits for its answer."""

    dossier: Dossier
    due_on: date
    days: int

    @property
    def days_late(self) -> int:
        return max(0, -self.days)


def home_context(agent: User) -> dict[str, Any]:
    """Return the template variables of the home page. Who may see no dossier is shown none."""
    if not agent.has_perm("dossiers.view_dossier"):
        return {"lead": lead(), "figures": [], "mine": [], "answers": [], "unassigned": None, "requests": None}
    dossiers = filed_dossiers(agent)
    mine = assigned_to(dossiers.filter(status__in=OPEN_WORK), agent.pk).order_by("submitted_at")[:ROWS]
    return {
        "lead": lead(),
        "figures": figures_of(agent, dossiers),
        "mine": [(dossier, WORK[Status(dossier.status)]) for dossier in mine],
        "answers": due_answers(dossiers),
        "unassigned": unassigned_figure(dossiers) if agent.has_perm("dossiers.assign_dossier") else None,
        "requests": requests_figure() if agent.has_perm("accounts.answer_request") else None,
    }


def figures_of(agent: User, dossiers: DossierQuerySet) -> list[Figure]:
    """Return the counts by state, then what only some roles do: mark, vote, notify."""
    counts = dict(dossiers.order_by().values_list("status").annotate(Count("pk")))
    figures = [
        Figure("À vérifier", counts.get(Status.SUBMITTED, 0), state(Status.SUBMITTED)),
        Figure("À compléter", counts.get(Status.INCOMPLETE, 0), state(Status.INCOMPLETE)),
        Figure("En instruction", counts.get(Status.ADMISSIBLE, 0), state(Status.ADMISSIBLE)),
        Figure("Instruits", counts.get(Status.ASSESSED, 0), state(Status.ASSESSED)),
        Figure("En commission", counts.get(Status.SCHEDULED, 0), state(Status.SCHEDULED)),
    ]
    if agent.has_perm("review.score_dossier"):
        figures.append(Figure("À noter par moi", to_score(dossiers, agent).count(), "faire=noter"))
    if agent.has_perm("decisions.record_vote"):
        figures.append(Figure("Votes à enregistrer", to_vote(dossiers).count(), "faire=voter"))
    if agent.has_perm("decisions.notify_decision"):
        figures.append(Figure("À notifier", to_notify(dossiers).count(), "faire=notifier"))
    return figures


def state(status: Status) -> str:
    return urlencode({"etat": status.value})


def unassigned_figure(dossiers: DossierQuerySet) -> Figure:
    waiting = unassigned(dossiers.filter(status__in=OPEN_WORK))
    return Figure("à affecter", waiting.count(), urlencode({"agent": NOBODY}))


def requests_figure() -> Figure:
    """Count the people who ask to act for an organisation that nobody signs for."""
    return Figure("de rattachement", requests_without_signatory().count(), urlencode({"repond": "region"}))


def due_answers(dossiers: DossierQuerySet) -> list[DueAnswer]:
    """Return the answers that are due, the earliest first: the late ones lead."""
    today = timezone.localdate()
    requests = (
        CompletionRequest.objects.waiting()
        .filter(dossier__in=dossiers.filter(status=Status.INCOMPLETE).values("pk"))
        .select_related("dossier__organisation", "dossier__measure")
    )
    return [
        DueAnswer(request.dossier, request.due_on, (request.due_on - today).days)
        for request in requests.order_by("due_on", "pk")[:ROWS]
    ]


def lead() -> str:
    """Say what day it is, when the open call closes and when the commission sits."""
    now = timezone.now()
    parts = [date_long(now)]
    call = Call.objects.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at").first()
    if call is not None:
        parts.append(f"dépôts clos le {date_text(call.closes_at)} à {time_text(call.closes_at)}")
    session = sessions_to_come(timezone.localdate(now)).first()
    if session is not None:
        parts.append(f"prochaine commission le {date_text(session.held_on)}")
    return " · ".join(parts)
