"""Small pieces of French that several pages share: a state's tag, a moment, what a section is called."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from applications.core.dates import date_text, paris_day, time_text
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier

TAG_CLASSES = {
    Status.AWAITING_SIGNATURE: "tag-you",
    Status.SUBMITTED: "tag-region",
    Status.INCOMPLETE: "tag-you",
    Status.ADMISSIBLE: "tag-region",
    Status.ASSESSED: "tag-region",
    Status.SCHEDULED: "tag-region",
    Status.ADJOURNED: "tag-region",
    Status.GRANTED: "tag-ok",
    Status.SETTLED: "tag-ok",
}


@dataclass(frozen=True)
class Tag:
    """A state in words, and the classes of its look."""

    label: str
    css: str = ""


def status_tag(dossier: Dossier) -> Tag:
    """Return the state that the organisation may know."""
    status = Status(dossier.published_status)
    return Tag(status.label, TAG_CLASSES.get(status, ""))


def moment(at: datetime, now: datetime) -> str:
    """Return « aujourd’hui à 14 h 32 », « hier à 18 h 05 » or « le 5 octobre 2026 à 11 h 18 »."""
    day, today = paris_day(at), paris_day(now)
    if day == today:
        return f"aujourd’hui à {time_text(at)}"
    if day == today - timedelta(days=1):
        return f"hier à {time_text(at)}"
    return f"le {date_text(at)} à {time_text(at)}"


def days_until(instant: datetime, now: datetime) -> int:
    """Return the days from today to the day of `instant`, in Paris."""
    return (paris_day(instant) - paris_day(now)).days


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def is_missed(dossier: Dossier, now: datetime) -> bool:
    """Whether the call closed before the draft was filed."""
    return dossier.published_status in {Status.DRAFT, Status.AWAITING_SIGNATURE} and (
        now >= dossier.measure.call.closes_at
    )
