"""What the environment must say before the portal starts outside demo mode."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

MINIMUM_SECRET_LENGTH = 50


def refuse_unsafe(*, secret_key: str, allowed_hosts: list[str], base_url: str, urls: dict[str, str]) -> None:
    """Raise `ImproperlyConfigured`, naming the variable, unless every setting is fit for real data.

    `urls` maps a variable's name (DATABASE_URL, REDIS_URL, EMAIL_URL) to its value, empty when unset.
    """
    if len(secret_key) < MINIMUM_SECRET_LENGTH:
        raise ImproperlyConfigured(f"SECRET_KEY must hold at least {MINIMUM_SECRET_LENGTH} characters.")
    if not allowed_hosts or "*" in allowed_hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS must list the portal's host names, without '*'.")
    if not base_url.startswith("https://"):
        raise ImproperlyConfigured("BASE_URL must be the portal's public address, starting with https://.")
    for name, value in urls.items():
        if not value:
            raise ImproperlyConfigured(f"{name} must be set outside demo mode (DEMO_MODE=true).")


def demo_secret(path: Path) -> str:
    """Return the demo installation's own secret key, drawn once and kept in `path`, readable by its owner."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="ascii")
    return path.read_text(encoding="ascii")
