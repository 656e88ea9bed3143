"""The only writer of a dossier's status."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from applications.accounts.models import User
from applications.accounts.selectors import has_role
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier, StatusChange
from applications.dossiers.workflow import Edge, edge_between, published_after


@service
def transition(
    dossier: Dossier,
    target: Status,
    *,
    actor: User,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
) -> Dossier:
    """Take a dossier to `target` and remember who, when and why.

    Effects: locks the row, writes `status`, `published_status` (unless the step is held back until notified) and
    `values` (fields that belong to the step: a reference), closes the completion request that a step leaves without
    its answer, adds one `StatusChange` and one audit event. Raises
    `DomainError` when the step does not exist from where the dossier now stands, or is not the actor's to take.
    """
    locked = lock(dossier)
    source = Status(locked.status)
    edge = edge_between(source, target)
    if edge is None:
        # A refusal of the portal must not tell a vote before its notification.
        known = source if actor.is_staff else Status(locked.published_status)
        raise DomainError(
            f"Ce dossier est à l’état «\u00a0{known.label}\u00a0»\u00a0: l’acte demandé n’est plus possible. "
            "Rechargez la page pour voir où il en est."
        )
    if not may_take(edge, actor, locked):
        raise DomainError("Vous n’avez pas le droit de faire cet acte sur ce dossier.")
    for field, value in (values or {}).items():
        setattr(locked, field, value)
    locked.status = target
    locked.published_status = published_after(target, Status(locked.published_status))
    locked.save()
    if source == Status.INCOMPLETE:
        locked.completion_requests.waiting().update(closed_at=timezone.now())
    StatusChange.objects.create(dossier=locked, actor=actor, source=source, target=target, reason=reason)
    record(actor, "dossier.moved", locked, before={"status": source}, after={"status": target, "reason": reason})
    return locked


@service
def publish_status(dossier: Dossier, *, actor: User) -> Dossier:
    """Let the organisation know where its dossier stands: the end of a notification."""
    locked = lock(dossier)
    before = locked.published_status
    locked.published_status = locked.status
    locked.save(update_fields=["published_status", "updated_at"])
    record(actor, "dossier.published", locked, before={"status": before}, after={"status": locked.status})
    return locked


def lock(dossier: Dossier) -> Dossier:
    """Return the row of `dossier` as the database has it now, held until the transaction ends."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("organisation", "measure__call")
    return rows.get(pk=dossier.pk)


def may_take(edge: Edge, actor: User, dossier: Dossier) -> bool:
    """Tell whether `actor` may take `edge` on `dossier`, as a member of its organisation or as an agent."""
    if edge.permission and actor.is_staff and actor.has_perm(edge.permission):
        return True
    return bool(edge.roles) and has_role(actor, dossier.organisation, edge.roles)
