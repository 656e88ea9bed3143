"""Writes that know no business: saving what a settings form changed, giving a failed job another chance."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import PermissionsMixin
from django.db import models

from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.jobs import Job, JobStatus, retry

J = TypeVar("J", bound=Job)
M = TypeVar("M", bound=models.Model)


@service
def save_object(obj: M, *, actor: models.Model, changed: Iterable[str]) -> M:
    """Save what an agent's form changed in `obj`, and record the values of the fields `changed`, before and after.

    Only these columns are written: what others wrote meanwhile stays, such as what is voted on an envelope. An
    object without a key is new: it is written, and recorded, whole.
    """
    stored = type(obj)._default_manager.select_for_update(of=("self",)).filter(pk=obj.pk).first()
    if stored is None:
        obj.save()
        names = [field.name for field in obj._meta.concrete_fields if not field.primary_key]
        record(actor, "object.added", obj, after=values_of(obj, names))
        return obj
    names = list(changed)
    obj.save(update_fields=names)
    record(actor, "object.changed", obj, before=values_of(stored, names), after=values_of(obj, names))
    return obj


def values_of(obj: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of some columns by the names of their fields; a relation is its key."""
    wanted = set(names)
    return {field.name: field.value_from_object(obj) for field in obj._meta.concrete_fields if field.name in wanted}


@service
def retry_job(job: J, *, actor: PermissionsMixin) -> J:
    """Start again a job that failed at every attempt.

    Effects: the row gets its attempts back and is sent to the workers on commit. Raises `DomainError` when the
    actor may not, or when the job is not in failure any more.
    """
    if not actor.has_perm("core.retry_job"):
        raise DomainError("Vous n’avez pas le droit de relancer un traitement.")
    locked = type(job)._default_manager.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.job_status != JobStatus.FAILED:
        raise DomainError("Ce traitement n’est plus en échec\u00a0: rechargez la page.")
    retry(locked)
    record(actor, "job.retried", locked, before={"error": locked.last_error})
    locked.refresh_from_db()
    return locked
