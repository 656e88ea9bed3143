"""How often one visitor may do what needs no account. The counts live in the cache: nothing is stored of anybody."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def is_too_often(request: HttpRequest, action: str, *, most: int, seconds: int) -> bool:
    """Count one more `action` of this visitor's address; tell whether it exceeds `most` in `seconds`."""
    key = f"throttle:{action}:{get_adapter(request).get_client_ip(request)}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) > most
    except ValueError:
        # It expired between the two lines.
        return False
