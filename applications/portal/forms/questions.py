"""The questions that an administrator adds to a measure, as the last group of its own section."""

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

from applications.calls.enums import QuestionKind
from applications.calls.models import Question
from applications.core.formfields import AmountField
from applications.dossiers.models import Dossier
from applications.dossiers.questions import asked_questions, name_of, typed_values
from applications.portal.forms.base import Group, RawData, SectionForm, as_sent
from applications.portal.forms.fields import DateField, PickField, TextField, WholeNumberField, YesNoField
from applications.portal.presenters.links import document_url

ADDED = "Questions complémentaires"
TEXT_LENGTH, TEXT_ROWS = 2000, 3
BIGGEST_NUMBER = 999_999_999


class FileQuestion:
    """A question whose answer is a file, as a part of a crispy layout: it is joined among the documents."""

    def __init__(self, question: Question, url: str) -> None:
        self.question = question
        self.url = url

    def render(self, form: forms.Form, context: Any, template_pack: Any = None, **kwargs: Any) -> SafeString:
        return render_to_string("portal/_file_question.html", {"question": self.question, "url": self.url})


class DetailsForm(SectionForm):
    """The measure's own section: the questions of its class, then the administrator's, typed by their kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.added:
            # The page trusts the markup of the helps: an administrator writes none.
            self.fields[name].help_text = escape(self.fields[name].help_text)

    def add_questions(self) -> None:
        questions = asked_questions(self.dossier)
        self.added = tuple(name_of(one) for one in questions)
        self.fields |= {name_of(one): question_field(one) for one in questions}
        files = tuple(self.dossier.measure.questions.filter(kind=QuestionKind.FILE, retired_at=None))
        self.file_questions = files if self.dossier.submitted_at is None else ()
        if self.added or self.file_questions:
            self.groups = (*self.groups, Group(ADDED, self.added))

    def fieldset(self, group: Group) -> Fieldset:
        shown = super().fieldset(group)
        if group.legend == ADDED:
            files = self.file_questions
            shown.fields += [FileQuestion(one, document_url(self.dossier, one.code)) for one in files]
        return shown


def question_field(question: Question) -> forms.Field:
    """Return the field that takes an answer of the question's kind."""
    told: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help_text,
        "required": question.required,
    }
    match QuestionKind(question.kind):
        case QuestionKind.NUMBER:
            return WholeNumberField(most=BIGGEST_NUMBER, **told)
        case QuestionKind.AMOUNT:
            field = AmountField(**told)
            field.widget.attrs["class"] = "w-6 num"
            return field
        case QuestionKind.DATE:
            return DateField(**told)
        case QuestionKind.YES_NO:
            return YesNoField(**told)
        case QuestionKind.CHOICE:
            return PickField(choices=[(one, one) for one in question.choice_list], **told)
    return TextField(most=TEXT_LENGTH, rows=TEXT_ROWS, **told)


def stored_answers(dossier: Dossier) -> RawData:
    """Return the stored answers as the form would send them."""
    questions = asked_questions(dossier)
    values = typed_values(dossier, questions) if questions else {}
    raw: dict[str, list[str]] = {}
    for question in questions:
        name = name_of(question)
        raw |= as_sent(name, question_field(question), values[name])
    return raw
