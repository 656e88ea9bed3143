"""Joining, naming and removing documents, and announcing those that will follow."""

from django.utils import timezone

from applications.accounts.models import User
from applications.calls.models import RequiredDocument
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.files import NAME_LENGTH, readable_name
from applications.core.inspection import PDF_TYPE
from applications.core.models import StoredFile
from applications.dossiers.models import Attachment, DocumentPromise, Dossier
from applications.dossiers.selectors import (
    can_follow,
    is_open_draft,
    may_change_document,
    may_edit_document,
    reusable,
)
from applications.dossiers.services.drafting import require_member
from applications.dossiers.services.status import lock

MAX_FILES_PER_DOCUMENT = 10
CLOSED = "Cette pièce n’est plus modifiable."


@service
def attach(dossier: Dossier, document: RequiredDocument, file: StoredFile, *, actor: User) -> Attachment:
    """Join a stored file to a dossier as one of its measure's documents, under the name that the Région will read.

    In a draft, a document that was announced for later is no longer. Raises `DomainError` when the document is not
    open, has its ten files already, or when the same file (same bytes) is there already: a double click joins once.
    """
    locked = open_to(actor, dossier, document)
    attachment = join(locked, document, file, actor)
    record(actor, "attachment.added", attachment, after={"document": document.code, "sha256": file.sha256})
    return attachment


@service
def reuse(dossier: Dossier, document: RequiredDocument, source: Attachment, *, actor: User) -> Attachment:
    """Join a file that another dossier of the same organisation holds: one stored file serves both.

    Raises `DomainError` like `attach`, and when `source` is not a file in force of that organisation for a document of
    the same code.
    """
    locked = open_to(actor, dossier, document)
    taken = reusable(locked).filter(pk=source.pk, document__code=document.code).select_related("file").first()
    if taken is None:
        raise DomainError("Cette pièce ne peut pas être reprise\u00a0: joignez le fichier.", field=document.code)
    attachment = join(locked, document, taken.file, actor)
    record(
        actor,
        "attachment.reused",
        attachment,
        after={"document": document.code, "sha256": taken.file.sha256, "dossier": taken.dossier_id},
    )
    return attachment


def open_to(actor: User, dossier: Dossier, document: RequiredDocument) -> Dossier:
    """Return the dossier, locked, if `actor` may join a file to `document`."""
    locked = lock(dossier)
    require_member(actor, locked.organisation)
    require_editable(locked, document)
    return locked


def join(locked: Dossier, document: RequiredDocument, file: StoredFile, person: User) -> Attachment:
    joined = locked.attachments.in_force().filter(document=document)
    if joined.filter(file__sha256=file.sha256).exists():
        raise DomainError("Ce fichier est déjà joint à cette pièce.", field=document.code)
    if joined.count() >= MAX_FILES_PER_DOCUMENT:
        raise DomainError("Une pièce compte dix fichiers au plus\u00a0: réunissez-les.", field=document.code)
    if is_open_draft(locked):
        locked.promises.filter(document=document).delete()
    return Attachment.objects.create(
        dossier=locked, document=document, file=file, title=title_for(locked, document), added_by=person
    )


def title_for(dossier: Dossier, document: RequiredDocument) -> str:
    """Return « Délibération – Commune de Lunel (2).pdf »: what it is and whose, whatever it was called at home.

    Only the head of the label counts: « Délibération, ou décision prise par délégation ».
    """
    what = document.label.partition(",")[0]
    whose = dossier.organisation.full_name
    taken = set(dossier.attachments.in_force().filter(document=document).values_list("title", flat=True))
    for rank in range(1, len(taken) + 2):
        suffix = f" ({rank})" if rank > 1 else ""
        title = readable_name(f"{f'{what} – {whose}'[: NAME_LENGTH - len(suffix)]}{suffix}.pdf", PDF_TYPE)
        if title not in taken:
            break
    return title


@service
def rename_attachment(attachment: Attachment, title: str, *, actor: User) -> Attachment:
    """Give a file the name that the Région will read; « .pdf » and what no system accepts are seen to.

    Raises `DomainError` when the document is not open to change, the file is out, or the name is another file's.
    """
    dossier = lock(attachment.dossier)
    require_member(actor, dossier.organisation)
    require_changeable(dossier, attachment)
    name = readable_name(f"{title.strip().removesuffix('.pdf')}.pdf", PDF_TYPE)
    others = dossier.attachments.in_force().exclude(pk=attachment.pk)
    if others.filter(document=attachment.document_id, title=name).exists():
        raise DomainError("Un autre fichier de cette pièce porte déjà ce nom.", field=attachment.document.code)
    before = str(attachment)
    attachment.title = name
    attachment.save(update_fields=["title"])
    record(actor, "attachment.renamed", attachment, before={"title": before}, after={"title": name})
    return attachment


@service
def remove_attachment(attachment: Attachment, *, actor: User) -> Attachment:
    """Take a document out of a dossier. The file stays: an earlier filing may name its hash.

    Raises `DomainError` when the document is not open to change, or is out already.
    """
    dossier = lock(attachment.dossier)
    require_member(actor, dossier.organisation)
    require_changeable(dossier, attachment)
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=["removed_at"])
    record(actor, "attachment.removed", attachment, before={"document": attachment.document.code})
    return attachment


@service
def promise_document(dossier: Dossier, document: RequiredDocument, *, actor: User) -> DocumentPromise:
    """Announce that a document will follow the filing, which then does not wait for it.

    Raises `DomainError` when the dossier is no open draft, the call does not let this document follow or its day is
    past, a file is joined already, or it is announced already.
    """
    locked = open_to(actor, dossier, document)
    if not (is_open_draft(locked) and can_follow(locked, document)):
        raise DomainError("Cette pièce ne peut pas suivre le dépôt\u00a0: joignez-la.", field=document.code)
    if locked.attachments.in_force().filter(document=document).exists():
        raise DomainError("Cette pièce est déjà jointe.", field=document.code)
    promise, is_new = DocumentPromise.objects.get_or_create(
        dossier=locked, document=document, defaults={"promised_by": actor}
    )
    if not is_new:
        raise DomainError("Cette pièce est déjà annoncée pour plus tard.", field=document.code)
    record(actor, "document.promised", locked, after={"document": document.code})
    return promise


@service
def take_promise_back(dossier: Dossier, document: RequiredDocument, *, actor: User) -> Dossier:
    """Say that an announced document will be joined before the filing after all.

    Raises `DomainError` when the dossier is filed, or when nothing is announced.
    """
    locked = open_to(actor, dossier, document)
    if not is_open_draft(locked):
        raise DomainError("Le dossier est déposé\u00a0: cette pièce reste attendue.", field=document.code)
    dropped, _ = locked.promises.filter(document=document).delete()
    if not dropped:
        raise DomainError("Cette pièce n’est pas annoncée pour plus tard.", field=document.code)
    record(actor, "document.unpromised", locked, before={"document": document.code})
    return locked


def require_editable(dossier: Dossier, document: RequiredDocument) -> None:
    """Raise `DomainError` unless a file may be joined to this document."""
    if document.measure_id != dossier.measure_id:
        raise DomainError("Cette pièce n’est pas demandée pour ce dossier.", field=document.code)
    if may_edit_document(dossier, document):
        return
    if document.may_follow and dossier.promises.filter(document=document).exists():
        raise DomainError("Cette pièce n’est plus attendue\u00a0: son délai est passé.", field=document.code)
    raise DomainError(CLOSED, field=document.code)


def require_changeable(dossier: Dossier, attachment: Attachment) -> None:
    """Raise `DomainError` unless this file, in force, may be named otherwise or taken out."""
    code = attachment.document.code
    if not may_change_document(dossier, attachment.document):
        raise DomainError(CLOSED, field=code)
    if not dossier.attachments.in_force().filter(pk=attachment.pk).exists():
        raise DomainError("Cette pièce est déjà retirée.", field=code)
