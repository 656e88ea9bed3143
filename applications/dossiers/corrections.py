"""What a completion request changed: one filing against the next, and the items that are answered so far.

A place is a section and a question's name, or « documents » and a document's code.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from applications.dossiers.enums import Section
from applications.dossiers.fields import EXPENSES, FUNDINGS
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier
from applications.dossiers.questions import filed_answers
from applications.dossiers.snapshot import snapshot

Place = tuple[str, str]
ANSWERED_SECTIONS = (Section.CONTACT, Section.PROJECT, Section.DETAILS)


@dataclass(frozen=True)
class Correction:
    """What was filed at a place before and after. `item` is None for a change that the Région did not ask for."""

    place: Place
    before: Any
    after: Any
    item: CompletionItem | None = None

    @property
    def is_changed(self) -> bool:
        return bool(self.before != self.after)


def said(content: Mapping[str, Any]) -> dict[Place, Any]:
    """Return what a frozen content (`Filing.content`) says at each place; a document's files in their order."""
    found: dict[Place, Any] = {
        (section.value, name): value for section in ANSWERED_SECTIONS for name, value in content[section].items()
    }
    found |= {(Section.DETAILS.value, one.name): one.value for one in filed_answers(content)}
    for side in (EXPENSES, FUNDINGS):
        found[Section.FINANCING.value, side] = [
            {name: value for name, value in row.items() if name != "position"} for row in content[side]
        ]
    for file in content["documents"]:
        found.setdefault((Section.DOCUMENTS.value, file["document"]), []).append(file)
    return found


def corrections(
    before: Mapping[str, Any], after: Mapping[str, Any], items: Iterable[CompletionItem]
) -> list[Correction]:
    """Compare two frozen contents: what each item asked for, changed or not, then what else changed."""
    old, new = said(before), said(after)
    places = list(dict.fromkeys([*old, *new]))
    asked = [(place, item) for item in items for place in places_of(item, places)]
    known = {place for place, _ in asked}
    others = [place for place in places if place not in known and old.get(place) != new.get(place)]
    return [
        Correction(place, old.get(place), new.get(place), item)
        for place, item in [*asked, *((place, None) for place in others)]
    ]


def places_of(item: CompletionItem, places: Iterable[Place]) -> list[Place]:
    """Return the places that an item names: all those of its section when it names no question."""
    if item.document is not None:
        return [(Section.DOCUMENTS.value, item.document.code)]
    if item.field:
        return [(item.section, item.field)]
    return [place for place in places if place[0] == item.section]


def changed_places(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[Place]:
    """Return where two frozen contents differ."""
    return frozenset(one.place for one in corrections(before, after, ()))


def answered_items(dossier: Dossier, request: CompletionRequest) -> frozenset[int]:
    """Return the items (by key) that something answers since the request, in a fixed number of queries.

    A document: a file joined. A whole section: a save. A question: another answer than the one that was filed. The
    last two may be confirmed as they are instead.
    """
    filing = dossier.filings.order_by("number").last()
    changed = changed_places(filing.content, as_frozen(dossier)) if filing is not None else frozenset()
    joined = dossier.attachments.in_force().filter(added_at__gte=request.requested_at)
    documents = set(joined.values_list("document_id", flat=True))
    saved = dossier.drafts.filter(updated_at__gte=request.requested_at)
    sections = set(saved.values_list("section", flat=True))

    def is_answered(item: CompletionItem) -> bool:
        if item.document_id is not None:
            return item.document_id in documents
        if item.confirmation:
            return True
        return (item.section, item.field) in changed if item.field else item.section in sections

    return frozenset(item.pk for item in request.items.all() if is_answered(item))


def as_frozen(dossier: Dossier) -> dict[str, Any]:
    """Return what the dossier says now, as a filing would keep it."""
    content: dict[str, Any] = json.loads(json.dumps(snapshot(dossier), cls=DjangoJSONEncoder))
    return content
