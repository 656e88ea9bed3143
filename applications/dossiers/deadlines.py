"""When a reminder is due: rules on instants, without a row read."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from applications.core.dates import PARIS, in_paris
from applications.dossiers.enums import ReminderKind

# A reminder counted in days leaves in the morning, when a town hall opens.
MORNING = time(8)
Moment = tuple[ReminderKind, datetime]


def closing_moments(closes_at: datetime) -> list[Moment]:
    """Return when an unfiled draft is recalled, the earliest first: days by the clock of Paris, hours as they pass."""
    local = in_paris(closes_at)
    return [
        (ReminderKind.CLOSING_7_DAYS, local - timedelta(days=7)),
        (ReminderKind.CLOSING_2_DAYS, local - timedelta(days=2)),
        (ReminderKind.CLOSING_24_HOURS, closes_at.astimezone(UTC) - timedelta(hours=24)),
    ]


def completion_moments(due_on: date) -> list[Moment]:
    """Return when an answer due on a day is recalled: twice before, then the day after."""
    return [
        (ReminderKind.COMPLETION_7_DAYS, morning(due_on - timedelta(days=7))),
        (ReminderKind.COMPLETION_2_DAYS, morning(due_on - timedelta(days=2))),
        (ReminderKind.COMPLETION_LATE, morning(due_on + timedelta(days=1))),
    ]


def following_moments(follow_until: date) -> list[Moment]:
    """Return when the documents that are to follow until a day are recalled."""
    return [(ReminderKind.FOLLOWING_7_DAYS, morning(follow_until - timedelta(days=7)))]


def most_pressing(moments: Sequence[Moment], now: datetime) -> Moment | None:
    """Return the last moment that has come: after a stop, one reminder leaves and not all those that were missed."""
    come = [moment for moment in moments if moment[1] <= now]
    return come[-1] if come else None


def morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=PARIS)


def end_of(day: date) -> datetime:
    """Return the first instant that is too late for what is due on a day, in Paris."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=PARIS)
