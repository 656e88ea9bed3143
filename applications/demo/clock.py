"""The demonstration's calendar: its past is written as if it were happening."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from unittest import mock

from django.utils import timezone


@contextmanager
def clock_at(instant: datetime) -> Iterator[datetime]:
    """Make `timezone.now()`, and so every date that a service or a column draws from it, answer `instant`.

    Only the seeding uses it: a voted dossier needs a history, and no service takes a date it should not believe.
    """
    with mock.patch.object(timezone, "now", return_value=instant):
        yield instant


def day(seeded_at: datetime, days: int, hour: int = 10, minute: int = 0) -> datetime:
    """Return `hour`:`minute` in Paris, so many days after the seeding day (before it when negative)."""
    local = timezone.localtime(seeded_at) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(local.date(), time(hour, minute)))
