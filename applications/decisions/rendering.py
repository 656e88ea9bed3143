"""The worker's part of a decision: its letter, from frozen content to stored bytes."""

from typing import Any

from applications.core.files import store_bytes
from applications.decisions.content import letter_of
from applications.decisions.letters import render_letter
from applications.decisions.models import Letter


def produce(letter: Letter) -> dict[str, Any]:
    """Render a letter and return the field that points to its file: the handler of the `Letter` jobs."""
    decision = letter.decision
    content = render_letter(letter_of(decision))
    name = f"Decision-{decision.number}-{decision.dossier.reference}.pdf"
    return {"file": store_bytes(content, name=name, media_type="application/pdf")}
