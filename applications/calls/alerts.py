"""The round of the alerts: what opened is announced, what nobody confirmed is forgotten."""

import contextlib
from datetime import datetime

from applications.calls.models import Call
from applications.calls.services import announce_opening, forget_unconfirmed, unconfirmed
from applications.core.errors import DomainError


def do_round(now: datetime) -> None:
    """Announce each call open at `now` that was not, and clear the stale requests away. May run twice at once."""
    for call in Call.objects.filter(opens_at__lte=now, closes_at__gt=now, announced_at=None):
        # Another scheduler announced it since the line above.
        with contextlib.suppress(DomainError):
            announce_opening(call, now=now)
    if unconfirmed(now).exists():
        forget_unconfirmed(now=now)
