"""What every page of a draft says: not seen yet, when the call closes, how long is left."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.core.dates import PARIS
from applications.dossiers.services.drafting import abandon
from applications.portal.presenters.closing import draft_line, time_left
from tests import factories as f
from tests.portal.worlds import path, words

CLOSES = datetime(2026, 12, 15, 12, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(days=12, hours=3), "dans 12 jours"),
        (timedelta(hours=48, seconds=1), "dans 2 jours"),
        (timedelta(hours=48), "dans 48 h 00"),
        (timedelta(hours=5, minutes=20, seconds=59), "dans 5 h 20"),
        (timedelta(minutes=59, seconds=59), "dans 59 minutes"),
        (timedelta(minutes=1), "dans 1 minute"),
        (timedelta(seconds=59), "dans moins d’une minute"),
    ],
)
def test_time_left_is_told_in_days_then_in_hours_then_in_minutes(before: timedelta, said: str) -> None:
    assert time_left(CLOSES, CLOSES - before).replace("\u00a0", " ") == said


def test_time_left_counts_hours_across_the_change_of_clocks() -> None:
    closes = datetime(2027, 3, 28, 12, 0, tzinfo=PARIS)
    assert time_left(closes, datetime(2027, 3, 27, 12, 0, tzinfo=PARIS)) == "dans 23\u00a0h\u00a000"


@pytest.mark.django_db
def test_every_page_of_a_draft_says_so_once(as_user: Any) -> None:
    dossier = f.a_complete_draft()
    client = as_user(f.signatory_of(dossier))
    line = draft_line(dossier, timezone.now())
    assert line is not None
    pages = ["", "pieces/", "relire/", "transmettre/", "abandonner/"]
    pages += [f"sections/{section}/" for section in ("contact", "project", "details", "financing")]
    for page in pages:
        told = words(client.get(path(dossier, page)))
        assert told.count("Brouillon : la Région ne le voit pas encore") == 1, page
        for part in (f"Clôture le {line.closes}", line.left):
            assert told.count(part.replace("\u00a0", " ")) == 1, page


@pytest.mark.django_db
def test_draft_that_can_no_longer_be_filed_says_why() -> None:
    dossier = f.a_draft()
    dossier.measure.call.closes_at = CLOSES
    closed = draft_line(dossier, CLOSES)
    assert closed is not None
    assert closed.refusal.startswith("L’appel est clos depuis le mardi 15\u00a0décembre\u00a02026 à 12\u00a0h\u00a000")
    assert draft_line(dossier, CLOSES - timedelta(seconds=1)).left == "dans moins d’une minute"
    abandoned = draft_line(abandon(dossier, actor=dossier.created_by), CLOSES)
    assert abandoned is not None
    assert abandoned.refusal.startswith("Brouillon abandonné")
    assert draft_line(f.a_filed_dossier(), CLOSES) is None
