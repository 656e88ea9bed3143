"""What a new dossier may be started for."""

from datetime import datetime, timedelta

from applications.accounts.models import User
from applications.calls.models import Measure
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.territory.models import Organisation

DOUBLE_CLICK = timedelta(seconds=10)


def open_measures(now: datetime) -> list[Measure]:
    """Return the measures of the calls open at `now`, the call that closes first before the others."""
    measures = Measure.objects.filter(call__opens_at__lte=now, call__closes_at__gt=now).select_related("call")
    return list(measures.order_by("call__closes_at", "call", "pk"))


def untouched_draft(organisation: Organisation, measure: Measure, user: User) -> Dossier | None:
    """Return the draft that `user` started for the same measure and left empty: a double click opens one only."""
    drafts = Dossier.objects.filter(
        organisation=organisation, measure=measure, created_by=user, published_status=Status.DRAFT
    )
    return drafts.filter(drafts=None, attachments=None).order_by("pk").first()


def just_started(organisation: Organisation, measure: Measure, user: User, now: datetime) -> Dossier | None:
    """Return the draft that `user` started a moment ago for the same measure: the second click of a double one."""
    drafts = Dossier.objects.filter(
        organisation=organisation, measure=measure, created_by=user, published_status=Status.DRAFT
    )
    return drafts.filter(created_at__gt=now - DOUBLE_CLICK).order_by("-pk").first()
