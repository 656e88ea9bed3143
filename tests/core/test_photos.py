"""A photo becomes a page: upright, its picture and nothing else."""

import io

import pikepdf
import pytest
from pikepdf import PdfImage
from PIL import Image

from applications.core.errors import DomainError
from applications.core.inspection import inspect
from applications.core.photos import pdf_of_photo
from tests.core import samples

ORIENTATION, PLACE, CAMERA = 0x0112, 0x8825, 0x0110


def a_telephone_photo() -> bytes:
    """A picture taken upright, kept lying, blue at the top, that says where and with what it was taken."""
    picture = Image.new("RGB", (400, 300), "white")
    picture.paste("blue", (0, 0, 200, 300))
    facts = Image.Exif()
    facts[ORIENTATION], facts[CAMERA], facts[PLACE] = 6, "TELEPHONE-7", {1: "N", 2: (43.0, 36.0, 1.0)}
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=facts)
    return buffer.getvalue()


def page_of(content: bytes) -> tuple[list[int], Image.Image]:
    """Return the size of the only page, in whole points, and the picture on it."""
    with pikepdf.open(io.BytesIO(content)) as document:
        (page,) = document.pages
        (picture,) = page.get_images().values()
        return [round(float(side)) for side in page.mediabox], PdfImage(picture).as_pil_image()


def test_photo_stands_upright_on_an_a4_page_without_what_it_says_of_its_author() -> None:
    written = pdf_of_photo(io.BytesIO(a_telephone_photo()))
    box, picture = page_of(written)
    assert (box, picture.size) == ([0, 0, 595, 842], (300, 400))
    red, _, blue = picture.getpixel((150, 50))
    assert blue > 200 > red
    assert [word in written for word in (b"TELEPHONE-7", b"Exif", b"GPS", b"CreationDate")] == [False] * 4


def test_same_photo_gives_the_same_bytes_that_the_portal_itself_takes() -> None:
    photo = a_telephone_photo()
    first, second = (pdf_of_photo(io.BytesIO(photo)) for _ in range(2))
    assert first == second
    assert inspect(io.BytesIO(first), len(first)).pages == 1


def test_wide_photo_lies_and_is_no_finer_than_its_page_prints() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (4000, 1000)).save(buffer, "JPEG")
    box, picture = page_of(pdf_of_photo(buffer))
    assert (box, picture.size) == ([0, 0, 842, 595], (2181, 545))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_picture_of_any_kind_is_taken(mode: str) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (40, 30)).save(buffer, "PNG")
    assert page_of(pdf_of_photo(buffer))[1].mode == "RGB"


def test_file_that_is_no_picture_after_all_is_refused() -> None:
    with pytest.raises(DomainError, match="Cette photo est abîmée"):
        pdf_of_photo(io.BytesIO(samples.a_photo("HEIF")[:80]))
