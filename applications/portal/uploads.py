"""Joining what a person sent: each file is judged alone, the good ones are kept."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from applications.accounts.models import User
from applications.calls.models import RequiredDocument
from applications.core import uploads
from applications.core.errors import DomainError
from applications.core.files import discard, store_upload
from applications.core.models import PendingUpload
from applications.dossiers.models import Attachment, Dossier
from applications.dossiers.services.documents import attach, require_editable


def join_files(
    dossier: Dossier, document: RequiredDocument, files: "Iterable[UploadedFile[Any]]", *, actor: User
) -> tuple[int, list[str]]:
    """Join the files to the document; return how many were, and why each of the others was not."""
    joined, refusals = 0, []
    for file in files:
        try:
            join_file(dossier, document, file, actor=actor)
        except DomainError as error:
            refusals.append(f"{file.name}\u00a0: {error.message}")
        else:
            joined += 1
    return joined, refusals


def join_file(dossier: Dossier, document: RequiredDocument, file: "UploadedFile[Any]", *, actor: User) -> Attachment:
    """Keep a file and join it. It is written before the transaction that attaches it: refused there, it goes away."""
    require_editable(dossier, document)
    stored = store_upload(file)
    try:
        return attach(dossier, document, stored, actor=actor)
    except DomainError:
        discard(stored)
        raise


def target_of(dossier: Dossier, document: RequiredDocument) -> str:
    """Return what an upload that comes piece by piece says it is for."""
    return f"{dossier.public_id}/{document.code}"


def finish(upload: PendingUpload, dossier: Dossier, document: RequiredDocument, *, actor: User) -> None:
    """Join a file that has arrived whole, once: asked again, because the answer was lost, it does nothing.

    Raises `DomainError` when the file is refused, `PendingUpload.DoesNotExist` when its pieces are gone: what had
    arrived is then forgotten.
    """
    if uploads.is_settled(upload):
        return
    try:
        with uploads.assembled(upload) as file:
            join_file(dossier, document, file, actor=actor)
    except (DomainError, FileNotFoundError) as error:
        # The same last piece may have been sent twice, and the other one was quicker.
        if uploads.is_settled(upload):
            return
        uploads.forget(upload)
        if isinstance(error, FileNotFoundError):
            raise PendingUpload.DoesNotExist from error
        raise
    uploads.settle(upload)
