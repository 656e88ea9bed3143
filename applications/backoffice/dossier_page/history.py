"""What happened to a dossier since it was filed, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from applications.core.dates import date_text, time_text
from applications.core.mail import mails_about, state_of
from applications.core.models import OutgoingEmail
from applications.core.text import NBSP
from applications.decisions.models import Letter
from applications.dossiers.enums import Status
from applications.dossiers.models import Assignment, Dossier, StatusChange
from applications.dossiers.models.dossier import UNFILED

STEPS = {
    (Status.INCOMPLETE, Status.SUBMITTED): "Complément reçu",
    (Status.INADMISSIBLE, Status.SUBMITTED): "Recours accueilli, à vérifier de nouveau",
    (Status.SUBMITTED, Status.ADMISSIBLE): "Déclaré recevable",
    (Status.ASSESSED, Status.ADMISSIBLE): "Évaluation rouverte",
    (Status.ADMISSIBLE, Status.ASSESSED): "Évaluation close",
    (Status.SCHEDULED, Status.ASSESSED): "Retiré de l’ordre du jour",
    (Status.ADJOURNED, Status.ASSESSED): "Repris après l’ajournement",
    (Status.REFUSED, Status.ASSESSED): "Recours accueilli, à inscrire de nouveau",
}
ARRIVALS = {
    Status.SUBMITTED: "Déposé",
    Status.INCOMPLETE: "Complément demandé",
    Status.INADMISSIBLE: "Déclaré irrecevable",
    Status.SCHEDULED: "Inscrit à une séance",
    Status.GRANTED: "Vote enregistré\u00a0: aide accordée",
    Status.REFUSED: "Vote enregistré\u00a0: aide refusée",
    Status.ADJOURNED: "Vote enregistré\u00a0: ajourné",
    Status.SETTLED: "Soldé",
    Status.LAPSED: "Aide caduque",
    Status.CANCELLED: "Aide annulée",
    Status.WITHDRAWN: "Retiré",
}


@dataclass(frozen=True)
class Event:
    """A step or a mail: what, when, who, and why when it was written. `by` is empty when the portal has no author."""

    at: datetime
    text: str
    by: str = ""
    reason: str = ""

    @property
    def moment(self) -> str:
        """« 15 décembre 2026 à 12 h 00 »."""
        return f"{date_text(self.at)} à {time_text(self.at)}"


def history_of(dossier: Dossier) -> list[Event]:
    """Return the steps and the mails from the filing on: how the draft was written is the organisation's own affair."""
    return sorted([*events(dossier), *mail_events(dossier)], key=lambda event: event.at, reverse=True)


def events(dossier: Dossier) -> Iterator[Event]:
    filed = StatusChange.objects.filter(dossier=dossier).exclude(target__in=UNFILED)
    for change in filed.select_related("actor"):
        step = (Status(change.source), Status(change.target))
        yield Event(change.at, STEPS.get(step) or ARRIVALS[step[1]], str(change.actor), change.reason)
    for assignment in Assignment.objects.filter(dossier=dossier).select_related("user"):
        yield Event(assignment.assigned_at, f"Affecté à {assignment.user}")
    letters = Letter.objects.filter(decision__dossier=dossier).exclude(notified_at=None)
    for letter in letters.select_related("decision", "notified_by"):
        if letter.notified_at is not None:
            number = f"Décision n°{NBSP}{letter.decision.number} notifiée"
            yield Event(letter.notified_at, number, str(letter.notified_by))


def mail_events(dossier: Dossier) -> Iterator[Event]:
    """Tell what was sent since the filing, once per text: to whom, and what became of it."""
    sent: dict[str, list[OutgoingEmail]] = {}
    for email in mails_about(dossier).filter(created_at__gte=dossier.submitted_at):
        # One text leaves at once to several people: the second tells it from a later one of the same subject.
        sent.setdefault(f"{email.subject} {email.created_at:%Y-%m-%d %H:%M}", []).append(email)
    for emails in sent.values():
        told = "\n".join(f"{', '.join(one.recipients)}\u00a0: {state_of(one)}" for one in emails)
        yield Event(emails[0].created_at, f"Courriel «\u00a0{emails[0].subject}\u00a0»", reason=told)
