"""The round of the mandates: whose role ends within a month is told."""

import contextlib
from datetime import datetime, timedelta

from django.db.models import Q

from applications.accounts.enums import Role
from applications.accounts.models import Election, Membership
from applications.accounts.services.elections import announce_end, was_told
from applications.core.dates import paris_day
from applications.core.errors import DomainError

NOTICE = timedelta(days=30)


def do_round(now: datetime) -> None:
    """Mail each signatory whose mandate ends with an election, or whose delegation ends, within thirty days.

    A membership that somebody ended by an act is theirs to explain. May run twice at once: see `announce_end`.
    """
    today = paris_day(now)
    known = Election.objects.values("held_on")
    ending = Membership.objects.current(today).filter(
        Q(ends_on__in=known) | Q(mandate__isnull=False),
        role=Role.SIGNATORY,
        user__is_active=True,
        ends_on__gt=today,
        ends_on__lte=today + NOTICE,
    )
    for membership in ending.order_by("pk"):
        # Another scheduler may have told it since.
        with contextlib.suppress(DomainError):
            if not was_told(membership):
                announce_end(membership)
