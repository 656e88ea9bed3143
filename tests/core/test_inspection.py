"""What a file is, by its content: what is taken, what is refused and in which words."""

import io
from collections.abc import Callable

import pikepdf
import pytest

from applications.core import inspection
from applications.core.errors import DomainError
from applications.core.inspection import FileFacts, inspect
from tests.core import samples

PDF, JPEG, PNG, HEIC = "application/pdf", "image/jpeg", "image/png", "image/heif"
LIMIT = 20 * 1024 * 1024
EMPTY = "Ce fichier est vide\u00a0: choisissez-en un autre."
HEAVY = (
    "Ce fichier pèse plus de 20\u00a0Mo. Réduisez-le (numérisation en 150 points par pouce) "
    "ou séparez-le en plusieurs fichiers."
)
FOREIGN = "Ce fichier n’est pas d’un format admis. Joignez un PDF, ou une photo JPEG, PNG ou HEIC."
LOCKED = "Ce PDF est protégé par un mot de passe\u00a0: joignez-le sans protection."
ACTIVE = (
    "Ce PDF contient un script ou un fichier joint, ce que le portail refuse. "
    "Imprimez-le vers un nouveau PDF, puis joignez ce dernier."
)
DAMAGED_PDF = "Ce PDF est abîmé\u00a0: enregistrez-le de nouveau, puis joignez-le."
TANGLED_PDF = "Ce PDF est trop compliqué pour être vérifié. Imprimez-le vers un nouveau PDF, puis joignez ce dernier."
DAMAGED_PHOTO = "Cette photo est abîmée\u00a0: prenez-la de nouveau, puis joignez-la."
LARGE_PHOTO = "Cette photo est trop grande\u00a0: réduisez-la à 60 millions de points au plus."


def facts(content: bytes) -> FileFacts:
    return inspect(io.BytesIO(content), len(content))


def refusal(content: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        facts(content)
    return refused.value.message


@pytest.mark.parametrize(
    ("make", "media_type", "pages"),
    [
        (samples.a_pdf, PDF, 1),
        (lambda: samples.a_pdf(pages=300), PDF, 300),
        (lambda: b"\n" * 500 + samples.a_pdf(), PDF, 1),
        (lambda: samples.a_pdf(encryption=pikepdf.Encryption(owner="x", user="")), PDF, 1),
        (lambda: samples.a_pdf(samples.words_about_scripts), PDF, 1),
        (samples.a_photo, JPEG, None),
        (lambda: samples.a_photo(progressive=True), JPEG, None),
        (samples.a_photo_with_a_thumbnail, JPEG, None),
        (samples.a_double_photo, JPEG, None),
        (lambda: samples.a_photo() + b"a video that moves", JPEG, None),
        (lambda: samples.a_photo("PNG"), PNG, None),
        (lambda: samples.a_photo("HEIF"), HEIC, None),
    ],
    ids=[
        "PDF",
        "PDF of 300 pages",
        "PDF after blank lines",
        "PDF that may not be changed",
        "PDF whose words name scripts",
        "JPEG",
        "progressive JPEG",
        "JPEG with a thumbnail",
        "JPEG of two views",
        "JPEG followed by a video",
        "PNG",
        "HEIC",
    ],
)
def test_admissible_file_is_known_by_its_content(make: Callable[[], bytes], media_type: str, pages: int | None) -> None:
    content = make()
    assert facts(content) == FileFacts(media_type, len(content), pages)


def test_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() -> None:
    content = samples.a_pdf_of_size(LIMIT)
    assert facts(content) == FileFacts(PDF, LIMIT, 1)
    assert refusal(content + b"\n") == HEAVY


@pytest.mark.parametrize("name", samples.ACTIVE)
def test_pdf_that_acts_or_carries_a_file_is_refused(name: str) -> None:
    assert refusal(samples.a_pdf(samples.ACTIVE[name])) == ACTIVE


def test_script_whose_name_is_coded_is_refused() -> None:
    assert refusal(samples.a_script_spelt_otherwise()) == ACTIVE


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: b"", EMPTY),
        (lambda: b"MZ\x90\x00" + b"\0" * 400, FOREIGN),
        (lambda: b"<!DOCTYPE html><script>alert(1)</script>", FOREIGN),
        (lambda: b"PK\x03\x04 word/document.xml", FOREIGN),
        (lambda: samples.a_photo("GIF"), FOREIGN),
        (lambda: b"<html>%PDF-1.7<script>alert(1)</script></html>", DAMAGED_PDF),
        (lambda: samples.a_pdf()[:-30], DAMAGED_PDF),
        (samples.a_pdf_without_its_count, DAMAGED_PDF),
        (samples.an_unpacking_bomb, DAMAGED_PDF),
        (lambda: samples.a_pdf_that_claims(300_001), TANGLED_PDF),
        (lambda: samples.a_pdf(pages=301), "Ce PDF compte 301 pages, plus que les 300 admises."),
        (lambda: samples.a_pdf(encryption=pikepdf.Encryption(owner="x", user="y")), LOCKED),
        (lambda: samples.a_photo()[:-300], DAMAGED_PHOTO),
        (lambda: samples.a_photo(progressive=True)[:-300], DAMAGED_PHOTO),
        (lambda: samples.a_photo_with_a_thumbnail()[:-300], DAMAGED_PHOTO),
        (lambda: samples.a_photo()[:300], DAMAGED_PHOTO),
        (lambda: samples.a_photo("PNG")[:-300], DAMAGED_PHOTO),
        (lambda: samples.a_photo("HEIF")[:-300], DAMAGED_PHOTO),
        (lambda: samples.a_huge_picture(8_000), LARGE_PHOTO),
        (lambda: samples.a_huge_picture(10_000), LARGE_PHOTO),
        (lambda: samples.a_huge_picture(30_000), LARGE_PHOTO),
    ],
    ids=[
        "empty",
        "program",
        "web page",
        "word processor",
        "GIF",
        "web page that says it is a PDF",
        "PDF cut short",
        "PDF whose pages are not found",
        "PDF that unpacks without end",
        "PDF of 300,000 objects",
        "PDF of 301 pages",
        "PDF with a password",
        "JPEG cut short",
        "progressive JPEG cut short",
        "JPEG cut short after its thumbnail",
        "JPEG cut in its header",
        "PNG cut short",
        "HEIC cut short",
        "64 million points",
        "100 million points",
        "900 million points",
    ],
)
def test_inadmissible_file_is_refused_with_its_reason(make: Callable[[], bytes], message: str) -> None:
    assert refusal(make()) == message


@pytest.mark.parametrize("content", [samples.a_pdf(), samples.a_photo(), b"MZ"], ids=["PDF", "JPEG", "refused"])
def test_inspected_file_is_rewound(content: bytes) -> None:
    file = io.BytesIO(content)
    file.seek(1)
    try:
        inspect(file, len(content))
    except DomainError:
        assert content == b"MZ"
    assert file.tell() == 0


def test_pdf_that_takes_too_long_to_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "MAX_WORK", 0.0)
    assert refusal(samples.a_pdf(pages=300)) == TANGLED_PDF
