import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
import time_machine
from pypdf import PdfReader

from applications.core.pdf import AttachedFile, ResourceError, render_pdf

MOMENT = datetime(2027, 4, 20, 8, 30, tzinfo=UTC)
PAGE = (
    '<!DOCTYPE html><html lang="fr"><head><title>Un titre</title>'
    '<link rel="stylesheet" href="letters/letter.css"></head><body><h1>Titre</h1>{}</body></html>'
)
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDF_A = "{http://www.aiim.org/pdfa/ns/id/}"
PDF_UA = "{http://www.aiim.org/pdfua/ns/id/}"
PDF_A_EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"


def render(body: str = "<p>Bonjour.</p>", attachments: tuple[AttachedFile, ...] = ()) -> bytes:
    return render_pdf(PAGE.format(body), moment=MOMENT, attachments=attachments)


@pytest.fixture(scope="module")
def content() -> bytes:
    return render(attachments=(AttachedFile("data.json", b'{"a": 1}', "Des données"),))


def xmp(content: bytes) -> ET.Element:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return ET.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314  (our own file)


def test_render_pdf_gives_the_same_bytes_at_another_time() -> None:
    with time_machine.travel("2030-01-01"):
        first = render(attachments=(AttachedFile("data.json", b"{}", "Des données"),))
    with time_machine.travel("2031-01-01"):
        second = render(attachments=(AttachedFile("data.json", b"{}", "Des données"),))
    assert first == second


def test_render_pdf_gives_another_identifier_to_another_attachment(content: bytes) -> None:
    other = render(attachments=(AttachedFile("data.json", b'{"a": 2}', "Des données"),))
    assert PdfReader(io.BytesIO(other)).trailer["/ID"][0] != PdfReader(io.BytesIO(content)).trailer["/ID"][0]


def test_render_pdf_declares_pdf_a_3a_and_pdf_ua_1_in_one_description(content: bytes) -> None:
    descriptions = xmp(content).findall(f"{RDF}RDF/{RDF}Description")
    declared = {name: value for description in descriptions for name, value in description.attrib.items()}
    assert (declared[f"{PDF_A}part"], declared[f"{PDF_A}conformance"]) == ("3", "A")
    assert declared[f"{PDF_UA}part"] == "1"


def test_render_pdf_describes_the_property_that_pdf_a_does_not_know(content: bytes) -> None:
    extensions = xmp(content).findall(f"{RDF}RDF/{RDF}Description/{PDF_A_EXTENSION}schemas")
    assert len(extensions) == 1


def test_render_pdf_is_tagged_named_and_in_french(content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "fr"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo.Title) == "Un titre"
        assert [str(page.Tabs) for page in pdf.pages] == ["/S"]


def test_render_pdf_dates_the_document(content: bytes) -> None:
    metadata = PdfReader(io.BytesIO(content)).metadata
    assert metadata is not None
    assert metadata.creation_date == MOMENT
    assert metadata.modification_date == MOMENT


def test_render_pdf_carries_described_and_dated_attachments(content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        [specification] = list(pdf.Root.AF)
        stream = specification.EF.F
        assert stream.read_bytes() == b'{"a": 1}'
        assert str(stream.Subtype) == "/application/json"
        assert str(stream.Params.ModDate) == "D:20270420083000Z"
        assert (str(specification.UF), str(specification.Desc)) == ("data.json", "Des données")
        assert str(specification.AFRelationship) == "/Data"


def test_render_pdf_embeds_our_fonts_only(content: bytes) -> None:
    fonts = set()
    for page in PdfReader(io.BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"]
            fonts.add(descendant["/BaseFont"].partition("+")[2].rstrip(","))
    assert fonts == {"Source-Serif-4", "Source-Serif-4-Semi-Bold", "Source-Sans-Letter"}


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "../manage.py",
        "vendor/%2e%2e/%2e%2e/manage.py",
        "file://another.host/static/letters/letter.css",
        "http://127.0.0.1:9/mark.png",
        "https://region.example/mark.png",
        "ftp://127.0.0.1/mark.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "letters/missing.png",
    ],
)
def test_render_pdf_refuses_an_image_that_is_not_a_static_file(address: str) -> None:
    with pytest.raises(ResourceError):
        render(f'<img alt="Une image" src="{address}">')


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="stylesheet" href="https://region.example/letter.css">',
        '<style>@import "file:///etc/hosts";</style>',
        '<style>@font-face { font-family: "A"; src: url("vendor/missing.woff2"); }</style>',
        '<style>p { background: url("http://127.0.0.1:9/a.png"); }</style><p>Bonjour</p>',
        '<link rel="attachment" href="file:///etc/passwd">',
    ],
)
def test_render_pdf_refuses_a_style_or_an_attachment_from_elsewhere(markup: str) -> None:
    with pytest.raises(ResourceError):
        render(markup)


def test_render_pdf_refuses_a_link_that_leads_out_of_static(tmp_path: Path, settings: object) -> None:
    static = tmp_path / "static"
    static.mkdir()
    (tmp_path / "secret.css").write_text("p { color: red; }")
    (static / "inside.css").symlink_to(tmp_path / "secret.css")
    settings.STATICFILES_DIRS = [static]
    with pytest.raises(ResourceError):
        render_pdf('<html lang="fr"><link rel="stylesheet" href="inside.css"></html>', moment=MOMENT)
