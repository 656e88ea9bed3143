"""What the Région's agents do to a dossier before its assessment."""

from collections.abc import Sequence
from datetime import date

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.selectors import members_of
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.dossiers.enums import Status
from applications.dossiers.models import Assignment, CompletionItem, CompletionRequest, Dossier
from applications.dossiers.services.status import transition


@service
def declare_admissible(dossier: Dossier, *, actor: User) -> Dossier:
    """Open the review of a complete and eligible dossier."""
    moved = transition(dossier, Status.ADMISSIBLE, actor=actor)
    record(actor, "dossier.admissible", moved)
    return moved


@service
def declare_inadmissible(dossier: Dossier, *, actor: User, reason: str) -> Dossier:
    """Reject a dossier before its review. The organisation learns it with the letter's notification, not before."""
    if not reason.strip():
        raise DomainError("Indiquez le motif de l’irrecevabilité.", field="reason")
    moved = transition(dossier, Status.INADMISSIBLE, actor=actor, reason=reason)
    record(actor, "dossier.inadmissible", moved, after={"reason": reason})
    return moved


@service
def request_completion(
    dossier: Dossier, items: Sequence[CompletionItem], *, due_on: date, actor: User, today: date
) -> CompletionRequest:
    """Ask the organisation for `items` (unsaved rows: a section or a document, and why) until `due_on`.

    Effects: status « À compléter », the sections and documents asked open again, one mail to each member. Raises
    `DomainError` without an item or with a day already past.
    """
    if not items:
        raise DomainError("Choisissez au moins une section ou une pièce à compléter.")
    if due_on <= today:
        raise DomainError("Choisissez une date à venir.", field="due_on")
    moved = transition(dossier, Status.INCOMPLETE, actor=actor)
    request = CompletionRequest.objects.create(dossier=moved, requested_by=actor, due_on=due_on)
    for item in items:
        item.request = request
    CompletionItem.objects.bulk_create(items)
    send_template(
        "completion_requested",
        recipients=[user.email for user in members_of(moved.organisation, Role.EDITOR, Role.SIGNATORY)],
        subject=f"Dossier {moved.reference}\u00a0: la Région attend un complément",
        context={"dossier": moved, "request": request, "items": items},
        about=moved,
    )
    record(
        actor,
        "completion.requested",
        moved,
        after={"request": request.pk, "items": [str(item) for item in items]},
    )
    return request


@service
def assign(dossier: Dossier, user: User, *, actor: User) -> Assignment:
    """Give a dossier to an agent.

    Raises `DomainError` when the actor may not, or when the agent cannot review dossiers or has it already.
    """
    if not (actor.is_staff and actor.has_perm("dossiers.assign_dossier")):
        raise DomainError("Vous n’avez pas le droit d’affecter un dossier.")
    if not (user.is_staff and user.has_perm("review.score_dossier")):
        raise DomainError("Cette personne ne peut pas instruire de dossier.", field="user")
    assignment, created = Assignment.objects.get_or_create(dossier=dossier, user=user)
    if not created:
        raise DomainError("Ce dossier lui est déjà affecté.", field="user")
    record(actor, "dossier.assigned", dossier, after={"user": user.pk})
    return assignment
