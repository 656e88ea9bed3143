"""A dossier to read again: every value under its name, from typed rows, a frozen filing or a draft's raw text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db import models

from applications.calls.enums import QuestionKind
from applications.calls.questions import answer_text
from applications.core.dates import date_text
from applications.core.identifiers import group, is_siret
from applications.core.models import StoredFile
from applications.core.money import format_number
from applications.dossiers.checks import SECTIONS, complete_sections
from applications.dossiers.enums import Section, Status
from applications.dossiers.fields import section_title
from applications.dossiers.models import ContactDetails, Dossier, Filing, ProjectDetails, SectionDraft
from applications.dossiers.questions import asked_questions, filed_answers, name_of, stored_values
from applications.dossiers.selectors import (
    DocumentState,
    contact_of,
    details_model,
    details_of,
    document_states,
    open_completion_request,
    project_of,
)
from applications.dossiers.snapshot import values_of
from applications.portal.forms.catalogue import form_class
from applications.portal.presenters.links import section_url
from applications.portal.presenters.plan import PlanReading, plan_of, plan_reading
from applications.portal.presenters.wording import capitalised

NOTHING = "–"
COORDINATE_DECIMALS = 5


@dataclass(frozen=True)
class Entry:
    label: str
    value: str


@dataclass(frozen=True)
class SectionReading:
    """A section to read. `is_complete` is False for raw text that the form would not take as it is."""

    section: str
    number: int
    title: str
    entries: tuple[Entry, ...]
    is_saved: bool
    is_complete: bool
    edit_url: str

    @property
    def is_financing(self) -> bool:
        return self.section == Section.FINANCING


@dataclass(frozen=True)
class FileReading:
    """A file under its document's name; `stored` is None when the portal has no such file any more."""

    document: str
    name: str
    size: int
    sha256: str
    stored: StoredFile | None


@dataclass(frozen=True)
class DossierReading:
    """All that a dossier says. `number` is the rank of the documents among its sections."""

    sections: tuple[SectionReading, ...]
    plan: PlanReading
    files: tuple[FileReading, ...]
    documents_number: int
    documents_title: str
    documents_url: str
    received: int
    required: int

    @property
    def complete(self) -> int:
        return sum(section.is_complete for section in self.sections)


def editable_sections(dossier: Dossier) -> frozenset[str]:
    """Return the sections that the organisation may change: all of a draft, those that the Région asks for."""
    if dossier.published_status in {Status.DRAFT, Status.AWAITING_SIGNATURE}:
        return frozenset(Section.values)
    request = open_completion_request(dossier)
    items = request.items.all() if request is not None else ()
    return frozenset(item.section or Section.DOCUMENTS.value for item in items)


def typed_reading(dossier: Dossier, editable: frozenset[str]) -> DossierReading:
    """Return what the dossier holds now, the unfinished sections as they were typed."""
    drafts = {draft.section: draft for draft in dossier.drafts.all()}
    rows: dict[str, models.Model | None] = {
        Section.CONTACT: contact_of(dossier),
        Section.PROJECT: project_of(dossier),
        Section.DETAILS: details_of(dossier),
    }
    complete = complete_sections(dossier, drafts.values())
    sections = [
        section_reading(
            dossier,
            number,
            section,
            drafts.get(section),
            rows.get(section),
            is_complete=section in complete,
            edit_url=section_url(dossier, section) if section in editable else "",
        )
        for number, section in enumerate(SECTIONS, start=1)
    ]
    states = document_states(dossier)
    documents_url = section_url(dossier, Section.DOCUMENTS) if Section.DOCUMENTS in editable else ""
    return whole(sections, plan_of(dossier), files_of(states), states, documents_url)


def section_reading(
    dossier: Dossier,
    number: int,
    section: Section,
    draft: SectionDraft | None,
    row: models.Model | None,
    *,
    is_complete: bool,
    edit_url: str,
) -> SectionReading:
    if section == Section.FINANCING:
        entries: tuple[Entry, ...] = ()
    elif draft is not None and draft.complete and row is not None:
        entries = entries_of(type(row), values_of(row)) + added_entries(dossier, section)
    elif draft is not None:
        entries = typed_entries(dossier, section, draft)
    else:
        entries = ()
    return SectionReading(
        section=section,
        number=number,
        title=section_title(dossier, section),
        entries=entries,
        is_saved=draft is not None,
        is_complete=is_complete,
        edit_url=edit_url,
    )


def frozen_reading(dossier: Dossier, filing: Filing) -> DossierReading:
    """Return what a filing froze, whatever the dossier became."""
    content = filing.content
    sections = [
        SectionReading(
            section=section,
            number=number,
            title=section_title(dossier, section),
            entries=frozen_entries(dossier, section, content),
            is_saved=True,
            is_complete=True,
            edit_url="",
        )
        for number, section in enumerate(SECTIONS, start=1)
    ]
    plan = plan_reading(content["expenses"], content["fundings"])
    return whole(sections, plan, frozen_files(dossier, content["documents"]), [], "")


def frozen_entries(dossier: Dossier, section: Section, content: Mapping[str, Any]) -> tuple[Entry, ...]:
    if section == Section.FINANCING:
        return ()
    added = filed_answers(content) if section == Section.DETAILS else ()
    own = entries_of(model_of(dossier, section), content[section])
    return own + tuple(Entry(one.label, one.text or NOTHING) for one in added)


def whole(
    sections: list[SectionReading],
    plan: PlanReading,
    files: list[FileReading],
    states: list[DocumentState],
    documents_url: str,
) -> DossierReading:
    required = [state for state in states if state.required]
    return DossierReading(
        sections=tuple(sections),
        plan=plan,
        files=tuple(files),
        documents_number=len(sections) + 1,
        documents_title=Section.DOCUMENTS.label,
        documents_url=documents_url,
        received=sum(not state.missing for state in required),
        required=len(required),
    )


def model_of(dossier: Dossier, section: Section) -> type[models.Model]:
    if section == Section.CONTACT:
        return ContactDetails
    return ProjectDetails if section == Section.PROJECT else details_model(dossier)


def entries_of(model: type[models.Model], values: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Return the model's fields under their French names, in order, with the values given for them."""
    return tuple(
        Entry(capitalised(str(field.verbose_name)), display(field, values.get(field.name)))
        for field in model._meta.concrete_fields
        if not field.primary_key
    )


def added_entries(dossier: Dossier, section: Section) -> tuple[Entry, ...]:
    """Return an administrator's questions and what their rows hold."""
    questions = asked_questions(dossier) if section == Section.DETAILS else []
    stored = stored_values(dossier) if questions else {}
    return tuple(
        Entry(one.label, answer_text(QuestionKind(one.kind), stored.get(name_of(one))) or NOTHING) for one in questions
    )


def typed_entries(dossier: Dossier, section: Section, draft: SectionDraft) -> tuple[Entry, ...]:
    """Return the questions of an unfinished section and what was typed, right or wrong."""
    form = form_class(dossier, section)(dossier, draft.data, checking=False)
    return tuple(
        Entry(answer.question, answer.answer or NOTHING) for group in form.answers() for answer in group.answers
    )


def display(field: "models.Field[Any, Any]", value: Any) -> str:
    """Return a value as a person reads it."""
    if value is None or value == "":
        return NOTHING
    known = field.to_python(value)
    if field.choices:
        return str(dict(cast("list[tuple[Any, str]]", field.flatchoices)).get(known, known))
    return written(known)


def written(value: Any) -> str:
    match value:
        case bool():
            return "Oui" if value else "Non"
        case date():
            return date_text(value)
        case Decimal():
            return format_number(value, COORDINATE_DECIMALS)
        case int():
            return format_number(Decimal(value))
        case str() if is_siret(value):
            return group(value)
    return str(value)


def files_of(states: list[DocumentState]) -> list[FileReading]:
    return [
        FileReading(state.document.label, str(one), one.file.size, one.file.sha256, one.file)
        for state in states
        for one in state.attachments
    ]


def frozen_files(dossier: Dossier, documents: list[dict[str, Any]]) -> list[FileReading]:
    """Return the files that a filing names, found again by their hash among all that were ever joined."""
    joined = {one.file.sha256: one.file for one in dossier.attachments.select_related("file")}
    labels = dict(dossier.measure.documents.values_list("code", "label"))
    return [
        FileReading(
            document=labels.get(one["document"], one["document"]),
            name=one["name"],
            size=one["size"],
            sha256=one["sha256"],
            stored=joined.get(one["sha256"]),
        )
        for one in documents
    ]
