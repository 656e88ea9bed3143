"""What the organisation answered to each completion request: asked, before, after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from applications.backoffice.dossier_page.answers import place_words
from applications.core.models import StoredFile
from applications.dossiers.corrections import Correction, Place, changed_places, corrections
from applications.dossiers.enums import Section
from applications.dossiers.fields import item_label, lower_first, question_label, section_title
from applications.dossiers.models import Attachment, CompletionRequest, Dossier, Filing

Files = Mapping[tuple[str, str], StoredFile]


@dataclass(frozen=True)
class Version:
    """What was filed at a place: text, or the files of a document, each with the name that it was filed under."""

    text: str
    files: tuple[tuple[str, StoredFile], ...] = ()


@dataclass(frozen=True)
class Corrected:
    """A line of an answered request. `confirmation` is what the organisation wrote for an answer that it kept."""

    label: str
    before: Version
    after: Version
    is_changed: bool
    confirmation: str = ""


@dataclass(frozen=True)
class CompletionRows:
    """A request, what it asks for and why and, once it is answered, what became of it and what else changed.

    `unchanged` counts the answers that a section asked as a whole kept.
    """

    request: CompletionRequest
    asked_for: tuple[tuple[str, str], ...]
    asked: tuple[Corrected, ...] = ()
    others: tuple[Corrected, ...] = ()
    unchanged: int = 0


def completions_of(dossier: Dossier) -> list[CompletionRows]:
    """Return every completion request with its items, the latest first, the answered ones compared."""
    requests = requests_of(dossier)
    answered = any(request.answered_at is not None for request in requests)
    filings = list(dossier.filings.order_by("number")) if answered else []
    files = joined_files(dossier) if answered else {}
    return [compared(dossier, request, filings, files) for request in requests]


def requests_of(dossier: Dossier) -> "QuerySet[CompletionRequest]":
    requests = dossier.completion_requests.select_related("requested_by").prefetch_related("items__document")
    return requests.order_by("-pk")


def compared(dossier: Dossier, request: CompletionRequest, filings: Sequence[Filing], files: Files) -> CompletionRows:
    pair = answering(request, filings)
    asked_for = tuple((item_label(dossier, item), item.reason) for item in request.items.all())
    if pair is None:
        return CompletionRows(request, asked_for)
    before, after = pair
    found = corrections(before.content, after.content, request.items.all())
    # A section asked as a whole shows what it changed; a question asked by name shows, changed or not.
    shown = [one for one in found if one.is_changed or (one.item is not None and is_named(one))]
    rows = [(one, corrected(dossier, one, files)) for one in shown]
    return CompletionRows(
        request,
        asked_for,
        asked=tuple(row for one, row in rows if one.item is not None),
        others=tuple(row for one, row in rows if one.item is None),
        unchanged=len(found) - len(shown),
    )


def is_named(one: Correction) -> bool:
    return one.item is not None and (one.item.field != "" or one.item.document_id is not None)


def answering(request: CompletionRequest, filings: Sequence[Filing]) -> tuple[Filing, Filing] | None:
    """Return the filing that a request was about and the one that answers it, None before the answer."""
    if request.answered_at is None:
        return None
    before = [filing for filing in filings if filing.filed_at < request.answered_at]
    after = [filing for filing in filings if filing.filed_at >= request.answered_at]
    return (before[-1], after[0]) if before and after else None


def changes_of(dossier: Dossier, filing: Filing) -> frozenset[Place]:
    """Return where a filing differs from the one before it; nothing for the first."""
    before = dossier.filings.filter(number__lt=filing.number).order_by("number").last()
    return changed_places(before.content, filing.content) if before is not None else frozenset()


def joined_files(dossier: Dossier) -> Files:
    """Return every file that was ever joined, by its document's code and its hash: filings name them so."""
    joined = Attachment.objects.filter(dossier=dossier).select_related("document", "file").order_by("-pk")
    return {(one.document.code, one.file.sha256): one.file for one in joined}


def corrected(dossier: Dossier, one: Correction, files: Files) -> Corrected:
    return Corrected(
        label=place_label(dossier, one.place),
        before=version(dossier, one.place, one.before, files),
        after=version(dossier, one.place, one.after, files),
        is_changed=one.is_changed,
        confirmation=one.item.confirmation if one.item is not None else "",
    )


def version(dossier: Dossier, place: Place, value: Any, files: Files) -> Version:
    filed = [(file["name"], (place[1], file["sha256"])) for file in value or ()] if is_document(place) else []
    found = tuple((name, files[key]) for name, key in filed if key in files)
    return Version(place_words(dossier, place, value), found)


def is_document(place: Place) -> bool:
    return place[0] == Section.DOCUMENTS


def place_label(dossier: Dossier, place: Place) -> str:
    """Return « Le poste mobile : véhicule », or a document's name."""
    section, name = place
    if section == Section.DOCUMENTS:
        labels = {document.code: document.label for document in dossier.measure.documents.all()}
        return labels.get(name, name)
    label = question_label(dossier, Section(section), name)
    return f"{section_title(dossier, Section(section))}\u00a0: {lower_first(label)}"
