"""Who may take a file of grants, and what is remembered of it."""

import hashlib
from decimal import Decimal

import pytest
from django.utils import timezone

from applications.core.errors import DomainError
from applications.core.models import AuditEvent
from applications.finance.enums import ExportFormat
from applications.finance.exports import GrantFile, make_grant_file
from applications.finance.selectors import grants
from applications.finance.services import export_grants
from tests.factories import an_agent
from tests.finance.granted import a_grant

pytestmark = pytest.mark.django_db


def a_file() -> GrantFile:
    now = timezone.now()
    return make_grant_file(grants(), ExportFormat.CSV, made_at=now, day=now.date())


def test_export_remembers_who_took_what() -> None:
    a_grant("14500.50")
    actor = an_agent("finance")
    content = export_grants(a_file(), actor=actor, filters={"séance": "24/11/2026"})
    event = AuditEvent.objects.get(verb="grants.exported")
    assert event.actor == actor
    assert event.after == {
        "format": "csv",
        "count": 1,
        "total": "14500.50",
        "filters": {"séance": "24/11/2026"},
        "sha256": hashlib.sha256(content).hexdigest(),
    }


@pytest.mark.parametrize("group", ["consultation", "instructeur", "responsable", "administrateur"])
def test_export_is_for_finance_only(group: str) -> None:
    a_grant()
    with pytest.raises(DomainError, match="ne permet pas d’exporter"):
        export_grants(a_file(), actor=an_agent(group), filters={})
    assert AuditEvent.objects.filter(verb="grants.exported").count() == 0


def test_export_of_nothing_is_a_file_of_headers() -> None:
    made = a_file()
    assert (made.count, made.total, made.content.count(b"\r\n")) == (0, Decimal(0), 1)
