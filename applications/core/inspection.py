"""What an uploaded file really is. Its name and the type it claims count for nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from os import SEEK_CUR
from time import thread_time
from typing import BinaryIO

import pikepdf
import pillow_heif
from django.conf import settings
from pikepdf.settings import set_qpdf_limits
from PIL import Image, UnidentifiedImageError

from applications.core.errors import DomainError

PDF_TYPE = "application/pdf"
MAX_PAGES = 300
MAX_PIXELS = 60_000_000
# Readers look for the header of a PDF and for its end in its first and last bytes, no further.
PDF_WINDOW = 1024
# A phone that takes two views at once writes an MPO: a JPEG that another one follows.
IMAGE_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "HEIF": "image/heif"}
IMAGE_FORMATS = ("JPEG", "PNG", "HEIF")
# Telephones write HEIC, which Pillow reads with this plug-in only. Its thumbnails and depth maps are never read.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
START_OF_SCAN, END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"

# A box of an ISO file: four bytes of length, four of type. A length of 1 says that eight bytes hold it.
BOX_HEADER, LONG_BOX = 8, 1

DAMAGED_PDF = "Ce PDF est abîmé\u00a0: enregistrez-le de nouveau, puis joignez-le."
DAMAGED_IMAGE = "Cette photo est abîmée\u00a0: prenez-la de nouveau, puis joignez-la."
LARGE_IMAGE = "Cette photo est trop grande\u00a0: réduisez-la à 60 millions de points au plus."
FOREIGN = "Ce fichier n’est pas d’un format admis. Joignez un PDF, ou une photo JPEG, PNG ou HEIC."
TANGLED_PDF = "Ce PDF est trop compliqué pour être vérifié. Imprimez-le vers un nouveau PDF, puis joignez ce dernier."
# A scan of 300 pages has a few thousand objects and takes a fraction of a second.
MAX_OBJECTS = 300_000
# Seconds of this thread's own work: a busy machine refuses nobody.
MAX_WORK = 5.0

# The table of a PDF may be compressed a thousand times: what unpacks to more than this is refused.
set_qpdf_limits(flate_max_memory=64 * 1024 * 1024)
UNREADABLE = "error decoding stream data"

# What acts by itself, or carries a file, has one of these names. The words of a text, in parentheses, are passed over.
ACTIVE = re.compile(
    rb"\((?:[^()\\]|\\.)*\)"
    rb"|/(JS|JavaScript|Launch|SubmitForm|ImportData|EF|EmbeddedFiles|RichMedia|RichMediaContent|XFA)(?![^\s/<>\[\]()])",
    re.DOTALL,
)


@dataclass(frozen=True)
class FileFacts:
    """Media type, size in bytes and, for a PDF, number of pages."""

    media_type: str
    size: int
    pages: int | None


def inspect(file: BinaryIO, size: int) -> FileFacts:
    """Return what `file` (seekable, `size` bytes) is.

    Raises `DomainError` when it is empty, too large, neither PDF nor photo (JPEG, PNG, HEIC), damaged, protected by
    a password, too long, too tangled to be read in time, or able to act by itself (script, launch, embedded file:
    PDF/A-3 is refused for what it may carry).
    """
    if size == 0:
        raise DomainError("Ce fichier est vide\u00a0: choisissez-en un autre.")
    if size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise DomainError(
            f"Ce fichier pèse plus de {limit}\u00a0Mo. Réduisez-le (numérisation en 150 points par pouce) "
            "ou séparez-le en plusieurs fichiers."
        )
    file.seek(0)
    head = file.read(PDF_WINDOW)
    file.seek(0)
    try:
        facts = inspect_pdf(file, size) if b"%PDF-" in head else inspect_image(file, size)
    finally:
        file.seek(0)
    return facts


def inspect_pdf(file: BinaryIO, size: int) -> FileFacts:
    if not is_whole_pdf(file, size):
        raise DomainError(DAMAGED_PDF)
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
            # An object that was not read could hide what is refused.
            if any(UNREADABLE in str(warning) for warning in document.get_warnings()):
                raise DomainError(DAMAGED_PDF)
    except pikepdf.PasswordError as error:
        raise DomainError("Ce PDF est protégé par un mot de passe\u00a0: joignez-le sans protection.") from error
    except pikepdf.PikepdfError as error:
        raise DomainError(DAMAGED_PDF) from error
    return FileFacts(PDF_TYPE, size, pages)


def is_whole_pdf(file: BinaryIO, size: int) -> bool:
    """Tell whether a PDF has its end: qpdf mends one cut short with the pages that are left."""
    file.seek(max(size - PDF_WINDOW, 0))
    return b"%%EOF" in file.read()


def is_active(document: pikepdf.Pdf) -> bool:
    """Tell whether any object of the document is, or holds, something that acts or carries a file.

    Raises `DomainError` when there is more to read than any honest document holds.
    """
    return has_active_name(document.trailer) or any(has_active_name(value) for value in objects_of(document))


def objects_of(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Give each object of the document: a small file may unpack to gigabytes of them.

    They are unpacked one by one first, each under the clock: `document.objects` does it all in one go.
    """
    deadline = thread_time() + MAX_WORK
    size = int(document.trailer.get("/Size", 0))
    if size > MAX_OBJECTS:
        raise DomainError(TANGLED_PDF)
    for number in range(1, size):
        document.get_object(number, 0)
        if thread_time() > deadline:
            raise DomainError(TANGLED_PDF)
    for value in document.objects:
        if thread_time() > deadline:
            raise DomainError(TANGLED_PDF)
        yield value


def has_active_name(value: pikepdf.Object) -> bool:
    if isinstance(value, pikepdf.Stream):
        value = value.stream_dict
    written = value.unparse(resolved=True) if isinstance(value, pikepdf.Object) else b""
    return any(found[1] for found in ACTIVE.finditer(written))


def inspect_image(file: BinaryIO, size: int) -> FileFacts:
    try:
        with Image.open(file, formats=IMAGE_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise DomainError(LARGE_IMAGE)
            media_type = IMAGE_TYPES[str(image.format)]
            image.verify()
    except UnidentifiedImageError as error:
        raise DomainError(FOREIGN) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DomainError(LARGE_IMAGE) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise DomainError(DAMAGED_IMAGE) from error
    if (media_type == "image/jpeg" and not is_whole_jpeg(file)) or (
        media_type == "image/heif" and not is_whole_heif(file, size)
    ):
        raise DomainError(DAMAGED_IMAGE)
    return FileFacts(media_type, size, None)


def is_whole_jpeg(file: BinaryIO) -> bool:
    """Tell whether a JPEG has its end, which Pillow reads only by unpacking the picture.

    The thumbnail in its headers has an end of its own: they are skipped, one after the other.
    """
    file.seek(2)
    while (marker := file.read(2)) != START_OF_SCAN:
        length = int.from_bytes(file.read(2), "big")
        if marker[:1] != b"\xff" or length < len(marker):
            return False
        file.seek(length - len(marker), SEEK_CUR)
    return END_OF_IMAGE in file.read()


def is_whole_heif(file: BinaryIO, size: int) -> bool:
    """Tell whether a HEIC holds its description and its picture to their end; a telephone may add words of its own.

    It is a row of boxes, each of which says its length and its kind.
    """
    place, awaited = 0, {b"meta", b"mdat"}
    while awaited and place < size:
        file.seek(place)
        length, kind = int.from_bytes(file.read(4), "big"), file.read(4)
        if length == LONG_BOX:
            length = int.from_bytes(file.read(8), "big")
        place = size if length == 0 else place + length
        if 0 < length < BOX_HEADER or place > size:
            return False
        awaited.discard(kind)
    return b"meta" not in awaited
