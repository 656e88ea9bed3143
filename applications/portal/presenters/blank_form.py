"""A measure's questions as the blank form prints them, read from the very forms that the portal shows."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.html import strip_tags

from applications.calls.enums import DocumentCondition, MeasureKind, QuestionKind
from applications.calls.exclusions import excluded_lines
from applications.calls.models import Measure, Question
from applications.core.text import uncapitalised
from applications.dossiers.enums import FunderKind, GeneratedKind, Section
from applications.dossiers.papers.blank import (
    BlankDocument,
    BlankForm,
    BlankGroup,
    BlankQuestion,
    BlankSection,
    Room,
)
from applications.dossiers.papers.content import region_service
from applications.portal.forms.base import SectionForm
from applications.portal.forms.catalogue import DETAILS_FORMS, FORMS
from applications.portal.forms.fields import DateField

FIXED_LINES = {FunderKind.REGION, FunderKind.OWN}
MEDIUM_ROWS, LARGE_ROWS = 4, 6
ROOMS = {
    QuestionKind.TEXT: Room.TEXT,
    QuestionKind.CHOICE: Room.CHOICE,
    QuestionKind.YES_NO: Room.CHOICE,
    QuestionKind.DATE: Room.DATE,
    QuestionKind.FILE: Room.FILE,
}


def blank_form_of(measure: Measure, *, is_demo: bool) -> BlankForm:
    """Return all that a measure asks, its administrator's questions included, as it is today."""
    call, service = measure.call, region_service()
    kind = MeasureKind(measure.kind)
    return BlankForm(
        call_title=call.title,
        measure=kind.long_label,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        rate=measure.rate,
        ceiling=measure.ceiling,
        minimum_own_share=measure.minimum_own_share,
        excluded_costs=tuple(uncapitalised(cost) for cost in excluded_lines(measure.excluded_costs)),
        sections=tuple(sections_of(measure)),
        funders=tuple(one.label for one in FunderKind if one not in FIXED_LINES),
        documents=tuple(documents_of(measure)),
        written_by_portal=tuple(uncapitalised(one.label) for one in GeneratedKind if one is not GeneratedKind.RECEIPT),
        region=service.name,
        service=service.service,
        phone=service.phone,
        email=service.email,
        is_demo=is_demo,
    )


def sections_of(measure: Measure) -> Iterator[BlankSection]:
    yield BlankSection(Section.CONTACT.label, groups_of(FORMS[Section.CONTACT]))
    yield BlankSection(Section.PROJECT.label, groups_of(FORMS[Section.PROJECT]))
    groups = groups_of(DETAILS_FORMS[measure.kind])
    added = tuple(question_asked(one) for one in measure.questions.filter(retired_at=None))
    if added:
        groups += (BlankGroup("Questions complémentaires", "", added),)
    yield BlankSection(str(measure.get_kind_display()), groups)


def groups_of(form: type[SectionForm]) -> tuple[BlankGroup, ...]:
    return tuple(
        BlankGroup(
            group.legend,
            group.intro,
            tuple(question_of(form.base_fields[name]) for name in group.fields if name in form.base_fields),
        )
        for group in form.groups
    )


def question_of(field: forms.Field) -> BlankQuestion:
    """Return a form's field as a question: a link of its help keeps its words."""
    choices = choices_of(field)
    rows = field.widget.attrs.get("rows", 0) if isinstance(field.widget, forms.Textarea) else 0
    room = Room.CHOICE if choices else Room.DATE if isinstance(field, DateField) else Room.TEXT if rows else Room.LINE
    size = "large" if rows > LARGE_ROWS else "medium" if rows >= MEDIUM_ROWS else "small"
    return BlankQuestion(
        str(field.label), strip_tags(str(field.help_text)), room, choices, size, optional=not field.required
    )


def choices_of(field: forms.Field) -> tuple[str, ...]:
    lines: Any = getattr(field, "choices", ())
    return tuple(str(words) for code, words in lines if code)


def question_asked(question: Question) -> BlankQuestion:
    """Return an administrator's question."""
    kind = QuestionKind(question.kind)
    choices = ("Oui", "Non") if kind is QuestionKind.YES_NO else tuple(question.choice_list)
    room = ROOMS.get(kind, Room.LINE)
    return BlankQuestion(
        question.label,
        question.help_text,
        room,
        choices if room is Room.CHOICE else (),
        optional=not question.required,
    )


def documents_of(measure: Measure) -> Iterator[BlankDocument]:
    can_follow = measure.call.follow_until is not None
    for document in measure.documents.asked():
        condition = DocumentCondition(document.condition)
        when = "" if condition is DocumentCondition.ALWAYS else uncapitalised(condition.label)
        yield BlankDocument(document.label, document.help_text, when, document.may_follow and can_follow)
