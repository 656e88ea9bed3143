"""Joining what a person sent: each file is judged alone, the good ones are kept."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from applications.accounts.models import User
from applications.calls.models import RequiredDocument
from applications.core.errors import DomainError
from applications.core.files import store_upload
from applications.core.models import StoredFile
from applications.dossiers.models import Dossier
from applications.dossiers.services.documents import attach, require_editable


def join_files(
    dossier: Dossier, document: RequiredDocument, uploads: "Iterable[UploadedFile[Any]]", *, actor: User
) -> tuple[int, list[str]]:
    """Join the files to the document; return how many were, and why each of the others was not.

    A file is written before the transaction that attaches it. Refused there (joined already, one too many), it is
    taken away again: nothing points to it.
    """
    joined, refusals = 0, []
    for upload in uploads:
        try:
            require_editable(dossier, document)
            stored = store_upload(upload)
            attach_or_discard(dossier, document, stored, actor=actor)
        except DomainError as error:
            refusals.append(f"{upload.name}\u00a0: {error.message}")
        else:
            joined += 1
    return joined, refusals


def attach_or_discard(dossier: Dossier, document: RequiredDocument, stored: StoredFile, *, actor: User) -> None:
    try:
        attach(dossier, document, stored, actor=actor)
    except DomainError:
        stored.file.delete(save=False)
        stored.delete()
        raise
