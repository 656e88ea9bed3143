"""HTML to a PDF that can be archived and read aloud: PDF/A-3a and PDF/UA-1 in one file.

The same input gives the same bytes: no clock, no random identifier, no network. The only files read are ours,
under `static/`.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pikepdf
import weasyprint
from django.conf import settings
from fontTools.ttLib import woff2  # type: ignore[import-untyped]
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

# WeasyPrint declares one profile only. PDF/A wants any property outside its own schemas to be described.
UA_DECLARATION = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
END_OF_XMP = b"</rdf:RDF>"


class ResourceError(ValueError):
    """The document asks for a file that is missing or that it may not read."""


@dataclass(frozen=True)
class AttachedFile:
    """A file carried by the document, of the type its name says (« decision.json »)."""

    name: str
    content: bytes
    description: str


class StaticFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is not typed
    """Reads files under one directory; refuses every other address."""

    def __init__(self, root: Path) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)
        self.root = root.resolve()

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Open a `file:` address. Raises ValueError outside the directory, symbolic links followed."""
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.netloc or not path.is_relative_to(self.root):
            raise ValueError(f"outside {self.root.name}/: {url}")
        if path.suffix == ".woff2":
            return URLFetcherResponse(url, decoded_font(path), {"Content-Type": "font/ttf"})
        return super().fetch(url, headers)


@cache
def decoded_font(path: Path) -> bytes:
    """A WOFF2 font as TrueType, kept: decoding the five of a letter takes as long as setting it."""
    output = io.BytesIO()
    woff2.decompress(io.BytesIO(path.read_bytes()), output)
    return output.getvalue()


def render_pdf(html: str, *, moment: datetime, attachments: Sequence[AttachedFile] = ()) -> bytes:
    """Render a complete HTML document, its addresses relative to `static/`, to PDF bytes.

    `moment` (aware) is the date of the document and of its attachments. The `lang` and `<title>` of the
    document become the PDF's. Raises `ResourceError` for a stylesheet, font or image that cannot be read.
    """
    fetcher = StaticFetcher(Path(settings.STATICFILES_DIRS[0]))
    instant = moment.astimezone(UTC)
    options = {
        "pdf_variant": "pdf/a-3a",
        "pdf_tags": True,
        "pdf_identifier": _identifier(html, attachments),
        "attachments": [_attachment(attached, instant) for attached in attachments],
    }
    try:
        source = weasyprint.HTML(string=html, base_url=f"{fetcher.root}/", url_fetcher=fetcher)
        document = source.render(**options)
        document.metadata.created = document.metadata.modified = instant.strftime("%Y-%m-%dT%H:%M:%SZ")
        content = document.write_pdf(**options)
    except FatalURLFetchingError as error:
        raise ResourceError(str(error)) from error
    return _declare_accessible(content)


def _identifier(html: str, attachments: Sequence[AttachedFile]) -> bytes:
    digest = hashlib.sha256(html.encode())
    for attached in attachments:
        digest.update(attached.name.encode() + attached.content)
    return digest.hexdigest()[:32].encode()


def _attachment(attached: AttachedFile, instant: datetime) -> weasyprint.Attachment:
    return weasyprint.Attachment(
        string=attached.content,
        name=attached.name,
        description=attached.description,
        created=instant,
        modified=instant,
        relationship="Data",
    )


def _declare_accessible(content: bytes) -> bytes:
    """Add the PDF/UA-1 identifier beside the PDF/A one; list once what WeasyPrint lists twice in /AF."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        metadata = pdf.Root.Metadata
        metadata.write(metadata.read_bytes().replace(END_OF_XMP, UA_DECLARATION + END_OF_XMP))
        if "/AF" in pdf.Root:
            attached = {file.objgen: file for file in pdf.Root.AF}
            pdf.Root.AF = pikepdf.Array(list(attached.values()))
        pdf.save(
            output,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return output.getvalue()
