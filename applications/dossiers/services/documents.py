"""Joining and removing documents."""

from django.utils import timezone

from applications.accounts.models import User
from applications.calls.models import RequiredDocument
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.models import StoredFile
from applications.dossiers.models import Attachment, Dossier
from applications.dossiers.selectors import may_edit_document
from applications.dossiers.services.drafting import require_member
from applications.dossiers.services.status import lock

MAX_FILES_PER_DOCUMENT = 10


@service
def attach(dossier: Dossier, document: RequiredDocument, file: StoredFile, *, actor: User) -> Attachment:
    """Join a stored file to a dossier as one of its measure's documents.

    Raises `DomainError` when the document is not open to change, has its ten files already, or when the same file
    (same bytes) is there already: a double click joins once.
    """
    locked = lock(dossier)
    require_member(actor, locked.organisation)
    require_editable(locked, document)
    joined = locked.attachments.in_force().filter(document=document)
    if joined.filter(file__sha256=file.sha256).exists():
        raise DomainError("Ce fichier est déjà joint à cette pièce.", field=document.code)
    if joined.count() >= MAX_FILES_PER_DOCUMENT:
        raise DomainError("Une pièce compte dix fichiers au plus\u00a0: réunissez-les.", field=document.code)
    attachment = Attachment.objects.create(dossier=locked, document=document, file=file, added_by=actor)
    record(actor, "attachment.added", attachment, after={"document": document.code, "sha256": file.sha256})
    return attachment


@service
def remove_attachment(attachment: Attachment, *, actor: User) -> Attachment:
    """Take a document out of a dossier. The file stays: an earlier filing may name its hash.

    Raises `DomainError` when the document is not open to change, or is out already.
    """
    dossier = lock(attachment.dossier)
    require_member(actor, dossier.organisation)
    require_editable(dossier, attachment.document)
    if not dossier.attachments.in_force().filter(pk=attachment.pk).exists():
        raise DomainError("Cette pièce est déjà retirée.", field=attachment.document.code)
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=["removed_at"])
    record(actor, "attachment.removed", attachment, before={"document": attachment.document.code})
    return attachment


def require_editable(dossier: Dossier, document: RequiredDocument) -> None:
    if document.measure_id != dossier.measure_id:
        raise DomainError("Cette pièce n’est pas demandée pour ce dossier.", field=document.code)
    if not may_edit_document(dossier, document):
        raise DomainError("Cette pièce n’est plus modifiable.", field=document.code)
