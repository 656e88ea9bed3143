"""The demonstration's documents: one readable page each, rendered for real."""

from datetime import UTC, datetime
from functools import cache

from django.template.loader import render_to_string

from applications.accounts.models import User
from applications.core.files import store_bytes
from applications.core.pdf import render_pdf
from applications.dossiers.models import Dossier
from applications.dossiers.selectors import document_states
from applications.dossiers.services.documents import attach

PRINTED = datetime(2026, 1, 1, tzinfo=UTC)


def join_documents(dossier: Dossier, *, actor: User) -> None:
    """Join every document that the dossier owes."""
    for state in document_states(dossier):
        if state.missing:
            name = f"{state.document.code}.pdf"
            content = paper(state.document.label)
            file = store_bytes(content, name=name, media_type="application/pdf", pages=1)
            attach(dossier, state.document, file, actor=actor)


@cache
def paper(label: str) -> bytes:
    """Return a one-page PDF that says which document it stands for."""
    return render_pdf(render_to_string("demo/paper.html", {"label": label}), moment=PRINTED)
