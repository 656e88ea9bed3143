"""Storing files, and the one view that serves them, to those whom their owner lets read."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from applications.core.errors import DomainError
from applications.core.inspection import PDF_TYPE, inspect
from applications.core.models import StoredFile
from applications.core.photos import pdf_of_photo

EXTENSIONS = {PDF_TYPE: ".pdf"}
NAME_LENGTH = 140
CHUNK = 1024 * 1024

# A page of the portal shows a file in place (« Aperçu »); nobody else's page may.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


@dataclass(frozen=True)
class Owner:
    """The field that points to the stored file and, where there is one, the field of the name its readers see."""

    field: str
    title: str = ""


owners: dict[type[models.Model], Owner] = {}


def register_owner(model: type[models.Model], field: str, *, title: str = "") -> None:
    """Say that `model.field` points to stored files, which `model.objects.visible_to(user)` may read.

    `title` is the field of the name under which they get the file, when that is not the file's own.
    """
    owners[model] = Owner(field, title)


def store_upload(upload: "UploadedFile[bytes]") -> StoredFile:
    """Check what a person sent and keep it, a photo as a PDF (`core.photos`): the picture itself is not kept.

    Call it before the transaction that attaches it, never inside; `discard` what is refused there. Raises
    `DomainError` when the file is not admissible (`core.inspection.inspect`).
    """
    file = cast("BinaryIO", upload)
    facts = inspect(file, upload.size or 0)
    name = readable_name(upload.name or "", PDF_TYPE)
    if facts.media_type != PDF_TYPE:
        return store_bytes(pdf_of_photo(file), name=name, media_type=PDF_TYPE, pages=1)
    return write(upload, StoredFile(name=name, media_type=PDF_TYPE, size=facts.size, pages=facts.pages))


def store_uploads(uploads: "Iterable[UploadedFile[bytes]]", *, field: str = "uploads") -> list[StoredFile]:
    """Keep all the files that a person sent, or none: raises `DomainError` on `field`, naming the refused one."""
    stored: list[StoredFile] = []
    for upload in uploads:
        try:
            stored.append(store_upload(upload))
        except DomainError as error:
            for file in stored:
                discard(file)
            raise DomainError(f"{upload.name}\u00a0: {error.message}", field=field) from error
    return stored


@contextmanager
def stored_for(uploads: "Iterable[UploadedFile[bytes]]") -> Iterator[list[StoredFile]]:
    """Give what a person sent, kept, to the service that the block calls; what it refuses leaves no file behind."""
    files = store_uploads(uploads)
    try:
        yield files
    except DomainError:
        for file in files:
            discard(file)
        raise


def store_bytes(content: bytes, *, name: str, media_type: str, pages: int | None = None) -> StoredFile:
    """Keep a document that the portal itself made."""
    return write(ContentFile(content), StoredFile(name=name, media_type=media_type, size=len(content), pages=pages))


def discard(stored: StoredFile) -> None:
    """Take away a file that nothing points to: what was to own it refused it."""
    stored.file.delete(save=False)
    stored.delete()


def write(content: "File[bytes]", stored: StoredFile) -> StoredFile:
    digest = hashlib.sha256()
    for chunk in content.chunks(CHUNK):
        digest.update(chunk)
    content.seek(0)
    stored.sha256 = digest.hexdigest()
    stored.file.save(stored.name, content, save=False)
    stored.save()
    return stored


def readable_name(name: str, media_type: str) -> str:
    """Return a name that any system accepts, with the extension of what the file really is.

    >>> readable_name("../../délibération n° 4.docx", "application/pdf")
    'délibération n° 4.pdf'
    """
    stem = PurePath(name.replace("\\", "/")).stem
    printable = "".join(letter for letter in " ".join(stem.split()) if letter.isprintable())
    clean = re.sub(r"[<>:\"/\\|?*]", "", printable)[:NAME_LENGTH].strip(" .")
    return f"{clean or 'document'}{EXTENSIONS[media_type]}"


@require_GET
@never_cache
@xframe_options_sameorigin
def serve(request: HttpRequest, pk: str) -> FileResponse:
    """Send a file inline to whom one of its owners shows it; to anyone else it does not exist (404)."""
    readable = models.Q(pk__in=[])
    name = ""
    for model, owner in owners.items():
        visible = model._default_manager.visible_to(request.user).filter(**{owner.field: pk})  # type: ignore[attr-defined]
        readable |= models.Q(pk__in=visible.values(owner.field))
        if owner.title:
            name = name or visible.order_by("-pk").values_list(owner.title, flat=True).first() or ""
    stored = get_object_or_404(StoredFile.objects.filter(readable), pk=pk)
    response = FileResponse(
        stored.file.open("rb"),
        as_attachment="telecharger" in request.GET,
        filename=name or stored.name,
        content_type=stored.media_type,
    )
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response
