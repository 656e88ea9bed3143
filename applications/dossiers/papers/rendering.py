"""The worker's part of a paper: from a frozen filing to stored bytes."""

from typing import Any

from applications.core.files import store_bytes
from applications.dossiers.enums import GeneratedKind
from applications.dossiers.models import GeneratedDocument
from applications.dossiers.papers.content import filed_of
from applications.dossiers.papers.data import Filed
from applications.dossiers.papers.pages import render_paper


def produce(document: GeneratedDocument) -> dict[str, Any]:
    """Render a paper and return the field that points to its file: the handler of the `GeneratedDocument` jobs."""
    kind, filed = GeneratedKind(document.kind), filed_of(document.filing)
    content = render_paper(kind, filed)
    return {"file": store_bytes(content, name=file_name(kind, filed), media_type="application/pdf")}


def file_name(kind: GeneratedKind, filed: Filed) -> str:
    """Return « Plan de financement LRVP-2026-PM-0001.pdf », which says its sending when it is not the first."""
    suffix = f", envoi {filed.number}" if filed.is_answer else ""
    return f"{kind.label} {filed.content.reference}{suffix}.pdf"
