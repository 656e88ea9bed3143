"""Reads of the territory."""

from applications.territory.models import Organisation

SUGGESTIONS = 10


def suggest_organisations(text: str, limit: int = SUGGESTIONS) -> list[Organisation]:
    """Return the organisations to offer while someone types, the likeliest first, retired ones left out."""
    return list(Organisation.objects.active().search(text)[:limit])
