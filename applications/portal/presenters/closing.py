"""What every page of a draft says: the Région does not see it yet, and how long is left."""

from dataclasses import dataclass
from datetime import datetime

from applications.core.dates import datetime_long
from applications.core.text import NBSP
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.portal.presenters.wording import days_until

MINUTE, HOUR = 60, 3600
IN_HOURS = 48 * HOUR


@dataclass(frozen=True)
class DraftLine:
    """The line of a draft. `left` is « dans 12 jours »; once it cannot be filed, `refusal` says why."""

    closes: str = ""
    left: str = ""
    refusal: str = ""


def draft_line(dossier: Dossier, now: datetime) -> DraftLine | None:
    """Return what the pages of this dossier say of its closing; nothing once it is filed."""
    closes_at = dossier.measure.call.closes_at
    closes = datetime_long(closes_at)
    match dossier.published_status:
        case Status.ABANDONED:
            return DraftLine(refusal="Brouillon abandonné\u00a0: il ne peut plus être modifié ni déposé.")
        case Status.DRAFT | Status.AWAITING_SIGNATURE if now >= closes_at:
            reason = f"L’appel est clos depuis le {closes}\u00a0: ce brouillon ne peut plus être déposé."
            return DraftLine(refusal=f"{reason} Il reste lisible, et la Région ne le voit pas.")
        case Status.DRAFT | Status.AWAITING_SIGNATURE:
            return DraftLine(closes, time_left(closes_at, now))
    return None


def time_left(closes_at: datetime, now: datetime) -> str:
    """Return « dans 12 jours », then « dans 5 h 20 » in the last 48 hours, « dans 20 minutes » in the last one.

    Days are counted on the calendar, in Paris; hours and minutes are those that are whole.
    """
    # Two instants of one time zone would subtract as their clocks do, an hour wrong when those change.
    seconds = closes_at.timestamp() - now.timestamp()
    if seconds > IN_HOURS:
        return f"dans {days_until(closes_at, now)}{NBSP}jours"
    if seconds >= HOUR:
        return f"dans {int(seconds // HOUR)}{NBSP}h{NBSP}{int(seconds % HOUR // MINUTE):02d}"
    if seconds < MINUTE:
        return "dans moins d’une minute"
    minutes = int(seconds // MINUTE)
    return f"dans {minutes}{NBSP}minute{'s' if minutes > 1 else ''}"
