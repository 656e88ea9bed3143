"""Is the portal able to work? Read by a person, a container engine or a load balancer."""

from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from kombu.exceptions import OperationalError


def database_answers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def queue_answers() -> None:
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=0)


def storage_answers() -> None:
    name = default_storage.save("sante/essai", ContentFile(b"essai"))
    default_storage.delete(name)


CHECKS: dict[str, Callable[[], None]] = {
    "database": database_answers,
    "queue": queue_answers,
    "storage": storage_answers,
}


@login_not_required
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database, the queue and the storage all work, 503 otherwise."""
    states = {}
    for name, check in CHECKS.items():
        try:
            check()
        except (Error, OperationalError, OSError) as error:
            states[name] = f"en panne\u00a0: {type(error).__name__}"
        else:
            states[name] = "ok"
    healthy = all(state == "ok" for state in states.values())
    return JsonResponse({**states, "version": settings.VERSION}, status=200 if healthy else 503)
