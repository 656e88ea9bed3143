"""Storing what a person sends, under a name that is safe anywhere."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.core.errors import DomainError
from applications.core.files import discard, readable_name, store_bytes, store_upload
from applications.core.models import StoredFile
from tests.core import samples

pytestmark = pytest.mark.django_db


def kept_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("claimed", "pages", "name"), [("délibération.pdf", 1, "délibération.pdf"), ("x.exe", 2, "x.pdf")]
)
def test_pdf_is_kept_as_it_came(claimed: str, pages: int, name: str) -> None:
    content = samples.a_pdf(pages=pages)
    stored = store_upload(SimpleUploadedFile(claimed, content, content_type="text/html"))
    assert (stored.media_type, stored.name, stored.pages) == ("application/pdf", name, pages)
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert StoredFile.objects.get() == stored


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_photo_is_kept_as_a_page_and_its_original_is_not(kind: str) -> None:
    stored = store_upload(SimpleUploadedFile("IMG_12.HEIC", samples.a_photo(kind)))
    assert (stored.media_type, stored.name, stored.pages) == ("application/pdf", "IMG_12.pdf", 1)
    assert [path.read_bytes()[:5] for path in kept_files()] == [b"%PDF-"]


def test_discarded_file_leaves_nothing() -> None:
    discard(store_upload(SimpleUploadedFile("a.pdf", samples.a_pdf())))
    assert (StoredFile.objects.count(), kept_files()) == (0, [])


def test_upload_is_kept_under_its_identifier_and_nothing_of_its_name() -> None:
    content = samples.a_pdf()
    stored = store_upload(SimpleUploadedFile("../../etc/passwd", content))
    place = Path(settings.MEDIA_ROOT) / stored.pk.hex[:2] / stored.pk.hex
    assert kept_files() == [place]
    assert place.read_bytes() == content


def test_refused_upload_leaves_nothing() -> None:
    with pytest.raises(DomainError):
        store_upload(SimpleUploadedFile("rapport.pdf", b"MZ\x90\x00", content_type="application/pdf"))
    assert (StoredFile.objects.count(), kept_files()) == (0, [])


def test_same_name_twice_makes_two_files() -> None:
    first, second = (store_upload(SimpleUploadedFile("a.pdf", samples.a_pdf(pages=pages))) for pages in (1, 2))
    assert (first.name, first.sha256) != (second.name, second.sha256)
    assert len(kept_files()) == 2


def test_document_of_the_portal_is_kept_as_given() -> None:
    stored = store_bytes(b"octets", name="Decision.pdf", media_type="application/pdf", pages=2)
    assert (stored.size, stored.sha256) == (6, hashlib.sha256(b"octets").hexdigest())
    assert kept_files()[0].read_bytes() == b"octets"


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("délibération n° 4.docx", "délibération n° 4.pdf"),
        ("../../x", "x.pdf"),
        ("..\\..\\windows\\plan.exe", "plan.pdf"),
        ("..", "document.pdf"),
        ("", "document.pdf"),
        (".pdf", "pdf.pdf"),
        (" plan . ", "plan.pdf"),
        ("a\r\nSet-Cookie: b=1.pdf", "a Set-Cookie b=1.pdf"),
        ("a\x00b\x1b\x7fc.pdf", "abc.pdf"),
        ("devis\u00a0n°\u202f4.pdf", "devis n° 4.pdf"),
        ("devis\u202efdp.exe", "devisfdp.pdf"),
        ('<b>"plan"|?*.pdf', "bplan.pdf"),
        ("é" * 300 + ".pdf", "é" * 140 + ".pdf"),
        ("a" * 139 + " bcd.pdf", "a" * 139 + ".pdf"),
    ],
)
def test_name_is_made_safe_and_stays_readable(name: str, readable: str) -> None:
    assert readable_name(name, "application/pdf") == readable


def test_longest_name_fits_its_column() -> None:
    stored = store_upload(SimpleUploadedFile("é" * 300 + ".png", samples.a_photo()))
    stored.full_clean()
    assert len(stored.name) <= StoredFile._meta.get_field("name").max_length
