"""The portal and its mails never read the state that only the Région knows."""

import re
from pathlib import Path

import pytest
from django.conf import settings

# `status=200` and `status=code` are the answer of a view.
HIDDEN_STATE = re.compile(r"\.status\b|\bstatus(?:__\w+)?=(?!\d|code\b)|\bget_status_display\b|__status\b")


def test_portal_never_reads_the_hidden_state() -> None:
    root = Path(settings.BASE_DIR)
    files = [
        *(root / "applications" / "portal").rglob("*.py"),
        *(root / "templates" / "portal").rglob("*.html"),
        *(root / "templates" / "mail").glob("*.*"),
    ]
    readers = [
        f"{file.relative_to(root)}: {line.strip()}"
        for file in files
        for line in file.read_text().splitlines()
        if HIDDEN_STATE.search(line)
    ]
    assert readers == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("dossier.status == x", True),
        ("{{ dossier.get_status_display }}", True),
        ("filter(status__in=DRAFTS)", True),
        ("filter(status=x)", True),
        ("filter(decision__dossier__status=x)", True),
        ("dossier.published_status", False),
        ("status_tag(dossier)", False),
    ],
)
def test_search_for_the_hidden_state_would_find_it(line: str, *, found: bool) -> None:
    assert bool(HIDDEN_STATE.search(line)) is found
