"""What every template may say about the portal itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give `portal`; not `site`, which allauth's views take for themselves."""
    return {
        "portal": {
            "demo_mode": settings.DEMO_MODE,
            "region": settings.REGION,
            "version": settings.VERSION,
        }
    }
