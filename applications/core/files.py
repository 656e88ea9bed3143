"""Storing files, and the one view that serves them, to those whom their owner lets read."""

import hashlib
import re
from pathlib import PurePath
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from applications.core.inspection import inspect
from applications.core.models import StoredFile

EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
NAME_LENGTH = 140
CHUNK = 1024 * 1024

owners: dict[type[models.Model], str] = {}


def register_owner(model: type[models.Model], field: str) -> None:
    """Say that `model.field` points to stored files, which `model.objects.visible_to(user)` may read."""
    owners[model] = field


def store_upload(upload: "UploadedFile[bytes]") -> StoredFile:
    """Check what a person sent and keep it. Call it before the transaction that attaches it, never inside.

    Raises `DomainError` when the file is not admissible (`core.inspection.inspect`).
    """
    facts = inspect(cast("BinaryIO", upload), upload.size or 0)
    return write(
        upload,
        StoredFile(
            name=readable_name(upload.name or "", facts.media_type),
            media_type=facts.media_type,
            size=facts.size,
            pages=facts.pages,
        ),
    )


def store_bytes(content: bytes, *, name: str, media_type: str, pages: int | None = None) -> StoredFile:
    """Keep a document that the portal itself made."""
    return write(ContentFile(content), StoredFile(name=name, media_type=media_type, size=len(content), pages=pages))


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
def serve(request: HttpRequest, pk: str) -> FileResponse:
    """Send a file inline to whom one of its owners shows it; to anyone else it does not exist (404)."""
    readable = models.Q(pk__in=[])
    for model, field in owners.items():
        visible = model._default_manager.visible_to(request.user)  # type: ignore[attr-defined]
        readable |= models.Q(pk__in=visible.filter(**{field: pk}).values(field))
    stored = get_object_or_404(StoredFile.objects.filter(readable), pk=pk)
    response = FileResponse(
        stored.file.open("rb"),
        as_attachment="telecharger" in request.GET,
        filename=stored.name,
        content_type=stored.media_type,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
    return response
