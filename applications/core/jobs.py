"""Asynchronous work whose truth is a row: the queue only says that there is something to do.

A service inserts the row and calls `enqueue`; on commit a message `core.run_job(label, id)` leaves; the worker
claims the row under a lease and calls the handler of its model. `sweep` re-sends what was lost with a broker, a
worker or a machine. A handler may run twice: what it returns is stored by an update that only the holder of the
lease can make, and that is what makes a letter exist once.
"""

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from applications.core.context import request_id

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
FIRST_RETRY = timedelta(seconds=10)


class JobStatus(models.TextChoices):
    PENDING = "pending", "En attente"
    RUNNING = "running", "En cours"
    DONE = "done", "Terminé"
    FAILED = "failed", "En échec"


class Job(models.Model):
    """A piece of asynchronous work; the concrete model says which."""

    job_status = models.CharField(
        "état du traitement", max_length=10, choices=JobStatus, default=JobStatus.PENDING, editable=False
    )
    attempts = models.PositiveSmallIntegerField("essais", default=0, editable=False)
    not_before = models.DateTimeField("pas avant", default=timezone.now, editable=False)
    sent_at = models.DateTimeField("mis en file le", null=True, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField("réservé jusqu’à", null=True, editable=False)
    last_error = models.TextField("dernière erreur", blank=True, editable=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    finished_at = models.DateTimeField("terminé le", null=True, editable=False)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["job_status", "sent_at"], name="%(class)s_job")]


handlers: dict[type[Job], str] = {}


def register(model: type[Job], handler: str) -> None:
    """Say who does the work of `model`'s rows: the dotted path of a function.

    `handler(job)` does the work outside any transaction, and returns the field values to store with success. It is
    imported by the worker that runs it: web processes need no PDF library.
    """
    handlers[model] = handler


def handler_of(model: type[Job]) -> Callable[[Any], Mapping[str, Any]]:
    found: Callable[[Any], Mapping[str, Any]] = import_string(handlers[model])
    return found


def enqueue(job: Job) -> None:
    """Send `job` (a saved row) to the workers once the running transaction commits."""
    label, pk = job._meta.label_lower, job.pk
    transaction.on_commit(lambda: send(label, pk))


def send(label: str, pk: int) -> None:
    """Tell the workers about a row. With the broker away nothing is lost: the sweep tells them again."""
    model: Any = apps.get_model(label)
    try:
        current_app.send_task("core.run_job", args=[label, pk], retry=False)
    except OperationalError:
        logger.warning("The queue is away; %s %s waits for the next sweep.", label, pk)
        return
    model.objects.filter(pk=pk, job_status=JobStatus.PENDING).update(sent_at=timezone.now())


def run(label: str, pk: int) -> None:
    """Do the work of one row, unless it is done or another worker holds it."""
    model: Any = apps.get_model(label)
    token = uuid.uuid4()
    if (
        not claimable(model, timezone.now())
        .filter(pk=pk)
        .update(
            job_status=JobStatus.RUNNING,
            attempts=models.F("attempts") + 1,
            lease_token=token,
            lease_until=timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS),
        )
    ):
        return
    held = model.objects.filter(pk=pk, lease_token=token)
    context = request_id.set(f"job:{label}:{pk}")
    try:
        result = handler_of(model)(model.objects.get(pk=pk))
    except Exception as error:
        logger.exception("Job %s %s failed.", label, pk)
        give_back(held, error)
    else:
        held.update(job_status=JobStatus.DONE, lease_token=None, finished_at=timezone.now(), last_error="", **result)
    finally:
        request_id.reset(context)


def claimable(model: Any, now: datetime) -> Any:
    """Return the rows that a worker may take at `now`: waiting, or left by a worker whose lease ran out."""
    waiting = models.Q(job_status=JobStatus.PENDING, not_before__lte=now)
    abandoned = models.Q(job_status=JobStatus.RUNNING, lease_until__lt=now)
    return model.objects.filter(waiting | abandoned, attempts__lt=MAX_ATTEMPTS)


def give_back(held: Any, error: Exception) -> None:
    """Put a failed row back in the queue, later and later, or give it up after `MAX_ATTEMPTS`."""
    job = held.first()
    if job is None:
        return
    exhausted = job.attempts >= MAX_ATTEMPTS
    held.update(
        job_status=JobStatus.FAILED if exhausted else JobStatus.PENDING,
        not_before=timezone.now() + FIRST_RETRY * 2 ** (job.attempts - 1),
        sent_at=None,
        lease_token=None,
        lease_until=None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )


def retry(job: Job) -> None:
    """Give a failed row its attempts back and send it."""
    type(job)._default_manager.filter(pk=job.pk, job_status=JobStatus.FAILED).update(
        job_status=JobStatus.PENDING, attempts=0, not_before=timezone.now(), sent_at=None
    )
    enqueue(job)


def sweep() -> int:
    """Re-send every row that waits for too long, give up the exhausted ones; return how many were sent."""
    now = timezone.now()
    lost = now - timedelta(seconds=settings.JOB_RESEND_SECONDS)
    sent = 0
    for model in handlers:
        rows: Any = model._default_manager
        rows.filter(job_status=JobStatus.RUNNING, lease_until__lt=now, attempts__gte=MAX_ATTEMPTS).update(
            job_status=JobStatus.FAILED,
            lease_token=None,
            last_error="Le traitement s’est interrompu à chaque essai.",
        )
        due = claimable(model, now).filter(models.Q(sent_at=None) | models.Q(sent_at__lt=lost))
        for pk in due.order_by("pk").values_list("pk", flat=True):
            send(model._meta.label_lower, pk)
            sent += 1
    return sent
