"""The admin classes, one module per desk: Django looks for them here."""

from applications.backoffice.desks import (
    accounts,
    calls,
    decisions,
    dossiers,
    grants,
    joining,
    journal,
    memberships,
    organisations,
    questions,
    sessions,
)

__all__ = [
    "accounts",
    "calls",
    "decisions",
    "dossiers",
    "grants",
    "joining",
    "journal",
    "memberships",
    "organisations",
    "questions",
    "sessions",
]
