"""Passing a draft between who prepares it and who files it."""

from typing import Any

from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.selectors import members_of
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.mail import send_template
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier, HandOver
from applications.dossiers.services.status import transition


@service
def hand_over(dossier: Dossier, *, actor: User, message: str = "") -> Dossier:
    """Ask the signatories to read and file.

    Effects: status « À signer », what the draft says kept for the next reading to compare, one mail to each
    signatory but the actor. Raises `DomainError` when the organisation has no signatory.
    """
    signatories = members_of(dossier.organisation, Role.SIGNATORY)
    if not signatories:
        raise DomainError(
            "Aucune personne signataire n’est rattachée à votre collectivité. Demandez son rattachement à la Région."
        )
    moved = transition(dossier, Status.AWAITING_SIGNATURE, actor=actor, reason=message)
    passing = HandOver.objects.create(dossier=moved, author=actor, message=message, content=draft_content(moved))
    send_template(
        "hand_over",
        recipients=[user.email for user in signatories if user != actor],
        subject=f"À relire et à déposer\u00a0: {moved.label}",
        context={"dossier": moved, "author": actor, "message": message, "is_first": not earlier(passing)},
        about=moved,
    )
    record(actor, "dossier.handed_over", moved, after={"signatories": [user.pk for user in signatories]})
    return moved


@service
def take_back(dossier: Dossier, *, actor: User, message: str = "") -> Dossier:
    """Send a dossier that waits for its signature back to drafting.

    Effects: status « Brouillon », the hand-over closed with the comment, one mail to the others concerned: who
    handed it over and the editors when a signatory sends it back, the signatories when an editor resumes it.
    """
    moved = transition(dossier, Status.DRAFT, actor=actor, reason=message)
    passing = moved.hand_overs.filter(returned_at=None).select_related("author").first()
    signatories = members_of(moved.organisation, Role.SIGNATORY)
    told = set(members_of(moved.organisation, Role.EDITOR) if actor in signatories else signatories)
    if passing is not None:
        passing.returned_by, passing.returned_at, passing.comment = actor, timezone.now(), message
        passing.save(update_fields=["returned_by", "returned_at", "comment"])
        # Who handed it over may have left since: then nobody of that name acts for the organisation any more.
        told |= {passing.author} & set(members_of(moved.organisation))
    is_sent_back = actor in signatories
    send_template(
        "taken_back",
        recipients=sorted(user.email for user in told - {actor}),
        subject=f"{'À corriger' if is_sent_back else 'Brouillon repris'}\u00a0: {moved.label}",
        context={"dossier": moved, "author": actor, "message": message, "is_sent_back": is_sent_back},
        about=moved,
    )
    record(actor, "dossier.taken_back", moved, after={"message": message})
    return moved


def earlier(passing: HandOver) -> bool:
    """Tell whether the signatories were handed this draft before."""
    return HandOver.objects.filter(dossier=passing.dossier_id, pk__lt=passing.pk).exists()


def draft_content(dossier: Dossier) -> dict[str, Any]:
    """Return what a draft says: what was typed in each section, and the files joined to each document."""
    return {
        "sections": {draft.section: draft.data for draft in dossier.drafts.all()},
        "documents": [
            {"document": one.document.code, "name": str(one), "sha256": one.file.sha256}
            for one in dossier.attachments.in_force().select_related("document", "file").order_by("pk")
        ],
    }
