"""Who did what, when: one event per service, written in the service's own transaction."""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from applications.core.context import request_id
from applications.core.models import AuditEvent

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Frame:
    """One running service: how many events it has recorded itself, its inner services aside."""

    recorded: int = 0


current_frame: ContextVar[Frame | None] = ContextVar("current_frame", default=None)


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function` a service: one transaction, exactly one audit event.

    Raises `RuntimeError`, undoing the write, when the function returns without having called `record` once.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        frame = Frame()
        with transaction.atomic():
            token = current_frame.set(frame)
            try:
                result = function(*args, **kwargs)
            finally:
                current_frame.reset(token)
            if frame.recorded != 1:
                raise RuntimeError(f"{function.__qualname__} recorded {frame.recorded} audit events, not one.")
        return result

    run.is_service = True  # type: ignore[attr-defined]
    return run


def record(
    actor: models.Model | None,
    verb: str,
    obj: models.Model | None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write the running service's event. `actor` is None for what the portal does by itself.

    `before` and `after` hold JSON values only. Raises `RuntimeError` outside a service.
    """
    frame = current_frame.get()
    if frame is None:
        raise RuntimeError("An audit event is recorded by a service only.")
    frame.recorded += 1
    return AuditEvent.objects.create(
        actor_id=actor.pk if actor is not None else None,
        verb=verb,
        object_label=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        before=before or {},
        after=after or {},
        request_id=request_id.get(),
    )


def record_once(
    actor: models.Model, verb: str, obj: models.Model, *, after: dict[str, Any], since: datetime
) -> AuditEvent:
    """Write the running service's event, unless the journal already says the same thing.

    For an act that repeats by itself, as an automatic save does. The event counts as recorded when the same person
    has an event of the same verb with the same `after` on the same object, at `since` or later.
    """
    told = AuditEvent.objects.filter(
        object_label=obj._meta.label_lower,
        object_id=str(obj.pk),
        actor_id=actor.pk,
        verb=verb,
        after=after,
        at__gte=since,
    ).first()
    frame = current_frame.get()
    if told is None or frame is None:
        return record(actor, verb, obj, after=after)
    frame.recorded += 1
    return told
