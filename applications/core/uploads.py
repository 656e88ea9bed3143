"""Files that arrive piece by piece, over a line that is cut: what has arrived stays until it is whole or forgotten.

The pieces lie in the storage, one file each: any process may receive the next one. Whoever takes such a file (a
dossier, for its documents) says who may send it, and speaks with the browser (the tus protocol, version 1.0.0).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from applications.core.models import PendingUpload

# Bytes of one piece, at most; the portal's own page sends 256 kB.
MAX_PIECE = 1024 * 1024
# Twenty million bytes in pieces of 64 kB. More would be a file per handful of bytes.
MAX_PIECES = 400
MAX_PENDING = 20
KEPT_FOR = timedelta(hours=48)
NAME_LENGTH = 255


class UploadRefusedError(Exception):
    """A piece or a file that breaks the protocol: nothing was kept of it."""


class WrongOffsetError(UploadRefusedError):
    """The piece does not start where the file stands."""


class TooLargeError(UploadRefusedError):
    """The file, or the piece, is larger than what is taken."""


def begin(user: models.Model, *, target: str, name: str, size: int) -> PendingUpload:
    """Expect a file of `size` bytes for `target`. Of a person's uploads the oldest beyond twenty is forgotten.

    Raises `TooLargeError` above `UPLOAD_MAX_BYTES`, before a single byte travels, and `UploadRefusedError` for an
    empty file.
    """
    if size > settings.UPLOAD_MAX_BYTES:
        raise TooLargeError
    if size <= 0:
        raise UploadRefusedError
    others = PendingUpload.objects.filter(user_id=user.pk).order_by("-updated_at", "pk")
    for forgotten in others[MAX_PENDING - 1 :]:
        forget(forgotten)
    return PendingUpload.objects.create(user_id=user.pk, target=target, name=name[:NAME_LENGTH], size=size)


def append(upload: PendingUpload, offset: int, piece: bytes) -> PendingUpload:
    """Add a piece that starts at `offset`; an empty one changes nothing. Return the upload as it stands.

    Raises `WrongOffsetError` when the file does not stand at `offset` (a piece sent twice, by two windows),
    `TooLargeError` when it would exceed the announced size, `PendingUpload.DoesNotExist` when it was forgotten.
    """
    with transaction.atomic():
        locked = PendingUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if locked.received != offset:
            raise WrongOffsetError
        if len(piece) > MAX_PIECE or offset + len(piece) > locked.size or locked.pieces >= MAX_PIECES:
            raise TooLargeError
        if piece:
            # A transaction that was undone may have left a piece of this rank.
            default_storage.delete(place(locked, locked.pieces))
            default_storage.save(place(locked, locked.pieces), ContentFile(piece))
            locked.received += len(piece)
            locked.pieces += 1
            locked.save(update_fields=["received", "pieces", "updated_at"])
    return locked


def place(upload: PendingUpload, rank: int) -> str:
    return f"{upload.prefix}/{rank:04d}"


@contextmanager
def assembled(upload: PendingUpload) -> "Iterator[UploadedFile[Any]]":
    """Give the whole file, as a form would have received it."""
    with TemporaryFile() as whole:
        for rank in range(upload.pieces):
            with default_storage.open(place(upload, rank)) as piece:
                whole.write(piece.read())
        whole.seek(0)
        yield UploadedFile(file=whole, name=upload.name, size=upload.size)


def settle(upload: PendingUpload) -> None:
    """Drop the pieces of a file that has been taken. The row stays: the browser may not have heard the answer."""
    PendingUpload.objects.filter(pk=upload.pk).update(pieces=0)
    erase(upload)


def is_settled(upload: PendingUpload) -> bool:
    """Tell whether the file arrived whole and was taken."""
    return PendingUpload.objects.filter(pk=upload.pk, received=models.F("size"), pieces=0).exists()


def forget(upload: PendingUpload) -> None:
    """Drop an upload and all its pieces."""
    PendingUpload.objects.filter(pk=upload.pk).delete()
    erase(upload)


def erase(upload: PendingUpload) -> None:
    try:
        _, pieces = default_storage.listdir(upload.prefix)
    except FileNotFoundError:
        return
    for piece in pieces:
        default_storage.delete(f"{upload.prefix}/{piece}")
    default_storage.delete(upload.prefix)


def forget_stale(now: datetime) -> int:
    """Drop the uploads that got no piece for two days, and return how many: a round."""
    stale = list(PendingUpload.objects.filter(updated_at__lt=now - KEPT_FOR))
    for upload in stale:
        forget(upload)
    return len(stale)
