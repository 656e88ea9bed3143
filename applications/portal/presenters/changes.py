"""What a draft says that it did not say when it was last handed over, question by question."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from applications.dossiers.checks import SECTIONS
from applications.dossiers.enums import Section
from applications.dossiers.fields import section_title
from applications.dossiers.models import Dossier, HandOver
from applications.dossiers.services.handing_over import draft_content
from applications.portal.forms.base import RawData
from applications.portal.forms.catalogue import section_form
from applications.portal.forms.versions import differences
from applications.portal.presenters.wording import moment

NOTHING = "–"


@dataclass(frozen=True)
class Change:
    """A question whose answer changed, both as they are read; a document whose files did."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class SectionChanges:
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Changes:
    """What changed since `since`, « la transmission d’hier à 18 h 05 »; nothing did when `sections` is empty."""

    since: str
    sections: tuple[SectionChanges, ...]

    @property
    def count(self) -> int:
        return sum(len(section.changes) for section in self.sections)


def changes_to_read(dossier: Dossier, now: datetime) -> Changes | None:
    """Return what changed since the signatories last had the draft before them; None when they never had.

    Handed over again after they sent it back, it is compared with what they sent back; handed over once, with what
    it was then, for whoever prepares it may go on writing.
    """
    passings = list(dossier.hand_overs.order_by("-pk")[:2])
    if not passings:
        return None
    seen = passings[-1] if passings[0].returned_at is None else passings[0]
    return Changes(since_words(seen, now), tuple(sections_changed(dossier, seen.content)))


def since_words(passing: HandOver, now: datetime) -> str:
    if passing.returned_at is None:
        return f"la transmission, {moment(passing.at, now)}"
    return f"la dernière transmission, {moment(passing.at, now)}"


def sections_changed(dossier: Dossier, before: dict[str, Any]) -> Iterable[SectionChanges]:
    now = draft_content(dossier)
    for section in SECTIONS:
        old, new = before["sections"].get(section, {}), now["sections"].get(section, {})
        changes = tuple(section_changes(dossier, section, old, new)) if old != new else ()
        if changes:
            yield SectionChanges(section_title(dossier, section), changes)
    documents = tuple(document_changes(dossier, before["documents"], now["documents"]))
    if documents:
        yield SectionChanges(Section.DOCUMENTS.label, documents)


def section_changes(dossier: Dossier, section: Section, old: RawData, new: RawData) -> Iterable[Change]:
    mine, theirs = (section_form(dossier, section, raw, checking=False) for raw in (new, old))
    for one in differences(mine, theirs, ""):
        yield Change(one.label, one.theirs or NOTHING, one.mine or NOTHING)


def document_changes(dossier: Dossier, old: list[dict[str, str]], new: list[dict[str, str]]) -> Iterable[Change]:
    """Yield the documents whose files are not the same bytes under the same names."""
    for code, label in dossier.measure.documents.values_list("code", "label"):
        before, after = (
            [(one["name"], one["sha256"]) for one in files if one["document"] == code] for files in (old, new)
        )
        if before != after:
            yield Change(label, names(before), names(after))


def names(files: list[tuple[str, str]]) -> str:
    return "\n".join(name for name, _ in files) or NOTHING
