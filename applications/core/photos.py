"""A photo as a PDF: upright, on a page, without anything that it says besides its picture (place, camera, date)."""

from io import BytesIO
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageOps

from applications.core.errors import DomainError
from applications.core.inspection import DAMAGED_IMAGE, IMAGE_FORMATS

# A4 with margins of 1 cm, in points. 200 dots per inch read well and print well.
SHORT, LONG, MARGIN = 595.28, 841.89, 28.35
DOTS_PER_POINT = 200 / 72
QUALITY = 82
WHITE = (255, 255, 255)


def pdf_of_photo(file: BinaryIO) -> bytes:
    """Return `file`, a photo that `inspect` took, as a PDF of one A4 page. The same photo gives the same bytes.

    Raises `DomainError` when the picture cannot be read to its end.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=IMAGE_FORMATS) as image:
            picture = upright(image)
    except (OSError, SyntaxError, ValueError, MemoryError, Image.DecompressionBombError) as error:
        raise DomainError(DAMAGED_IMAGE) from error
    return page_of(picture)


def upright(image: Image.Image) -> Image.Image:
    """Return the picture as it was seen, in colours that any reader shows, no finer than the page prints."""
    most = round((LONG - 2 * MARGIN) * DOTS_PER_POINT)
    # A JPEG is unpacked at once at about the size that is kept: 60 million points take 180 MB otherwise.
    image.draft("RGB", (most, most))
    turned = ImageOps.exif_transpose(image)
    if turned.mode in {"I", "F"} or turned.mode.startswith("I;16"):
        turned = ImageOps.autocontrast(turned.convert("F").convert("L"))
    if turned.has_transparency_data:
        layered = turned.convert("RGBA")
        turned = Image.new("RGB", layered.size, WHITE)
        turned.paste(layered, mask=layered.getchannel("A"))
    picture = turned.convert("RGB")
    picture.thumbnail((most, most), Image.Resampling.LANCZOS)
    return picture


def page_of(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    width, height = (LONG, SHORT) if picture.width > picture.height else (SHORT, LONG)
    # A small picture is not blown up: a stamp stays a stamp.
    scale = min(
        (width - 2 * MARGIN) / picture.width,
        (height - 2 * MARGIN) / picture.height,
        1 / (DOTS_PER_POINT / 2),
    )
    across, up = picture.width * scale, picture.height * scale
    with pikepdf.new() as document:
        photo = document.make_stream(
            buffer.getvalue(),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=picture.width,
            Height=picture.height,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        place = (width - across) / 2, height - MARGIN - up
        drawn = f"q {across:.2f} 0 0 {up:.2f} {place[0]:.2f} {place[1]:.2f} cm /Photo Do Q"
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(width, 2), round(height, 2)]),
            Resources=Dictionary(XObject=Dictionary(Photo=photo)),
            Contents=document.make_stream(drawn.encode()),
        )
        document.pages.append(pikepdf.Page(document.make_indirect(page)))
        written = BytesIO()
        document.save(written, deterministic_id=True)
    return written.getvalue()
