"""What an uploaded file really is. Its name and the type it claims count for nothing."""

from dataclasses import dataclass
from typing import Any, BinaryIO

import pikepdf
from django.conf import settings
from PIL import Image, UnidentifiedImageError

from applications.core.errors import DomainError

MAX_PAGES = 300
MAX_PIXELS = 60_000_000
MAX_DEPTH = 12
PDF_HEADER_WINDOW = 1024
FORMATS = "un PDF, ou une photo JPEG ou PNG"
IMAGE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
ACTIVE_KEYS = {"/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/RichMedia", "/SubmitForm", "/ImportData"}


@dataclass(frozen=True)
class FileFacts:
    """Media type, size in bytes and, for a PDF, number of pages."""

    media_type: str
    size: int
    pages: int | None


def inspect(file: BinaryIO, size: int) -> FileFacts:
    """Return what `file` (seekable, `size` bytes) is.

    Raises `DomainError` when it is empty, too large, neither PDF nor JPEG nor PNG, damaged, protected by a
    password, too long, or able to act by itself (script, launch, embedded file).
    """
    if size == 0:
        raise DomainError("Ce fichier est vide : choisissez-en un autre.")
    if size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise DomainError(
            f"Ce fichier pèse plus de {limit}\u00a0Mo. Réduisez-le (numérisation en 150 points par pouce) "
            "ou séparez-le en plusieurs fichiers."
        )
    file.seek(0)
    head = file.read(PDF_HEADER_WINDOW)
    file.seek(0)
    try:
        facts = inspect_pdf(file, size) if b"%PDF-" in head else inspect_image(file, size)
    finally:
        file.seek(0)
    return facts


def inspect_pdf(file: BinaryIO, size: int) -> FileFacts:
    try:
        with pikepdf.open(file) as document:
            pages = len(document.pages)
            if pages > MAX_PAGES:
                raise DomainError(f"Ce PDF compte {pages} pages, plus que les {MAX_PAGES} admises.")
            if is_active(document):
                raise DomainError(
                    "Ce PDF contient un script ou un fichier joint, ce que le portail refuse. "
                    "Imprimez-le vers un nouveau PDF, puis joignez ce dernier."
                )
    except pikepdf.PasswordError as error:
        raise DomainError("Ce PDF est protégé par un mot de passe : joignez-le sans protection.") from error
    except pikepdf.PdfError as error:
        raise DomainError("Ce PDF est abîmé : enregistrez-le de nouveau, puis joignez-le.") from error
    return FileFacts("application/pdf", size, pages)


def is_active(document: pikepdf.Pdf) -> bool:
    """Tell whether any object of the document is, or holds, something that acts or carries a file."""
    return any(has_active_key(candidate, MAX_DEPTH) for candidate in document.objects)


def has_active_key(value: Any, depth: int) -> bool:
    # Referenced objects are visited in their own right by `is_active`: only direct ones are followed here.
    if depth == 0:
        return False
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        if ACTIVE_KEYS.intersection(value.keys()) or str(value.get("/S", "")) in ACTIVE_KEYS:
            return True
        return any(not item.is_indirect and has_active_key(item, depth - 1) for item in objects_of(value.values()))
    if isinstance(value, pikepdf.Array):
        return any(not item.is_indirect and has_active_key(item, depth - 1) for item in objects_of(value))
    return False


def objects_of(values: Any) -> list[pikepdf.Object]:
    return [item for item in values if isinstance(item, pikepdf.Object)]


def inspect_image(file: BinaryIO, size: int) -> FileFacts:
    try:
        with Image.open(file, formats=list(IMAGE_TYPES)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise DomainError("Cette photo est trop grande : réduisez-la à 60 millions de points au plus.")
            media_type = IMAGE_TYPES[str(image.format)]
            image.verify()
    except UnidentifiedImageError as error:
        raise DomainError(f"Ce fichier n’est pas d’un format admis. Joignez {FORMATS}.") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise DomainError("Cette photo est abîmée : prenez-la de nouveau, puis joignez-la.") from error
    return FileFacts(media_type, size, None)
