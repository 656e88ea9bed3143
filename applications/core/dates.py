"""Dates and hours in French, as a clock in Paris shows them."""

import calendar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from applications.core.text import NBSP

PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def in_paris(instant: datetime) -> datetime:
    """Return the same instant on a Paris clock. Raises `ValueError` when it does not say its time zone."""
    if instant.tzinfo is None:
        raise ValueError("An instant must carry its time zone.")
    return instant.astimezone(PARIS)


def paris_day(value: date) -> date:
    """Return the day of a date, or the day in Paris of an instant."""
    return in_paris(value).date() if isinstance(value, datetime) else value


def date_text(value: date) -> str:
    """Return « 15 décembre 2026 » or « 1er janvier 2027 », on one line."""
    day = paris_day(value)
    return NBSP.join(("1er" if day.day == 1 else str(day.day), MONTHS[day.month - 1], str(day.year)))


def date_long(value: date) -> str:
    """Return « mardi 15 décembre 2026 »."""
    return f"{WEEKDAYS[paris_day(value).weekday()]} {date_text(value)}"


def time_text(instant: datetime) -> str:
    """Return « 12 h 00 », and the seconds never: an hour is told as it is announced."""
    local = in_paris(instant)
    return f"{local.hour}{NBSP}h{NBSP}{local:%M}"


def datetime_long(instant: datetime) -> str:
    """Return « mardi 15 décembre 2026 à 12 h 00 »."""
    return f"{date_long(instant)} à {time_text(instant)}"


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of the month when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
