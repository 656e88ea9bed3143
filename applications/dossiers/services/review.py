"""What the Région's agents do to a dossier before its assessment."""

from collections.abc import Sequence
from datetime import date

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.selectors import members_of
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.dossiers.checks import SECTIONS
from applications.dossiers.enums import Section, Status
from applications.dossiers.fields import item_label, questions_of, section_title
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
    """Ask the organisation for `items` (unsaved rows: a document, a section or one question of it, and why).

    Effects: status « À compléter », what is asked open again until the answer, one mail to each member. Raises
    `DomainError` without an item, with a day already past, and for an item that has no reason, is asked twice, or
    is no question or document of this dossier's form.
    """
    if not items:
        raise DomainError("Choisissez au moins une section ou une pièce à compléter.")
    if due_on <= today:
        raise DomainError("Choisissez une date à venir.", field="due_on")
    for item in items:
        require_askable(dossier, item)
    require_asked_once(dossier, items)
    moved = transition(dossier, Status.INCOMPLETE, actor=actor)
    request = CompletionRequest.objects.create(dossier=moved, requested_by=actor, due_on=due_on)
    for item in items:
        item.request = request
    CompletionItem.objects.bulk_create(items)
    asked = [(item_label(moved, item), item.reason) for item in items]
    send_template(
        "completion_requested",
        recipients=[user.email for user in members_of(moved.organisation, Role.EDITOR, Role.SIGNATORY)],
        subject=f"Dossier {moved.reference}\u00a0: la Région attend un complément",
        context={"dossier": moved, "request": request, "asked": asked},
        about=moved,
    )
    record(actor, "completion.requested", moved, after={"request": request.pk, "items": [label for label, _ in asked]})
    return request


def require_askable(dossier: Dossier, item: CompletionItem) -> None:
    """Raise `DomainError` unless the item is a document or a question of this dossier, with its reason."""
    item.reason = item.reason.strip()
    if item.document is not None:
        if item.document.measure_id != dossier.measure_id:
            raise DomainError(f"La pièce «\u00a0{item.document}\u00a0» n’est pas demandée pour cette mesure.")
    elif item.section not in SECTIONS:
        raise DomainError("Ce formulaire n’a pas cette section.")
    elif item.field and item.field not in questions_of(dossier, Section(item.section)):
        title = section_title(dossier, Section(item.section))
        raise DomainError(f"La section «\u00a0{title}\u00a0» ne pose pas cette question.")
    if not item.reason:
        raise DomainError(f"Écrivez le motif de la demande\u00a0: {item_label(dossier, item)}.")


def require_asked_once(dossier: Dossier, items: Sequence[CompletionItem]) -> None:
    """Raise `DomainError` when two items ask for the same thing: a section as a whole holds all its questions."""
    seen: set[tuple[str, str | int]] = set()
    whole = {item.section for item in items if item.document is None and not item.field}
    for item in items:
        key = (item.section, item.field if item.document_id is None else item.document_id)
        if key in seen or (item.field and item.section in whole):
            raise DomainError(f"Cet élément est demandé deux fois\u00a0: {item_label(dossier, item)}.")
        seen.add(key)


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
