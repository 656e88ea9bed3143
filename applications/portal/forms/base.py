"""A section of the dossier as a form: read from what was sent, right or wrong, and written back the same."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from applications.core.dates import date_text
from applications.core.typography import typeset_text
from applications.dossiers.models import Dossier
from applications.portal.forms.fields import DateField, DateWidget

RawData = Mapping[str, list[str]]


@dataclass(frozen=True)
class Group:
    """Questions under one heading."""

    legend: str
    fields: tuple[str, ...]
    intro: str = ""


@dataclass(frozen=True)
class Answer:
    """A question and what was answered, as it is read again."""

    question: str
    answer: str


@dataclass(frozen=True)
class AnswerGroup:
    legend: str
    answers: tuple[Answer, ...]


class ClosedQuestion:
    """A question whose answer is read in the middle of a form, as a part of a crispy layout."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def render(self, form: forms.Form, context: Any, template_pack: Any = None, **kwargs: Any) -> SafeString:
        return render_to_string("portal/_closed_question.html", {"one": self.answer})


class SectionForm(forms.Form):
    """The questions of a section.

    `raw` is the section's data as sent (`SectionDraft.data`). Not `checking`, the form shows it without a word on
    what is wrong. A question that depends on another is declared as required; `not_asked` says which ones the other
    answers make pointless: whatever is typed there is kept in the draft and left out of the values. With `opened`, the
    other questions are closed: their answers are read, and what is wrong in them is nobody's to correct here.
    """

    use_required_attribute = False
    groups: tuple[Group, ...]

    def __init__(self, dossier: Dossier, raw: RawData, *, checking: bool, opened: Set[str] | None = None) -> None:
        self.dossier = dossier
        self.raw = raw
        data = MultiValueDict({name: list(values) for name, values in raw.items()})
        super().__init__(data=data if checking else None)
        self.add_questions()
        self.initial = {
            name: field.widget.value_from_datadict(data, self.files, name) for name, field in self.fields.items()
        }
        self.adapt()
        self.closed = frozenset() if opened is None else frozenset(self.fields) - opened
        for field in self.fields.values():
            field.label = typeset_text(str(field.label))
            field.help_text = typeset_text(str(field.help_text))

    @classmethod
    def proposed(cls, dossier: Dossier) -> RawData:
        """What a section nobody has saved yet already holds."""
        return {}

    @classmethod
    def written(cls, values: Mapping[str, Any]) -> RawData:
        """Return typed values (a model's fields) as the form would send them."""
        raw: dict[str, list[str]] = {}
        for name, field in cls.base_fields.items():
            raw |= as_sent(name, field, values[name])
        return raw

    def add_questions(self) -> None:
        """Add to the class's own questions those of the dossier."""

    def adapt(self) -> None:
        """Fit the questions to the dossier."""

    def not_asked(self, answers: Mapping[str, Any]) -> Set[str]:
        return frozenset()

    def cross_check(self, answers: Mapping[str, Any]) -> None:
        """Add the errors of answers that contradict each other; `answers` lacks those that are wrong."""

    def blame(self, name: str, message: str) -> None:
        self.add_error(name, typeset_text(message))

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in self.not_asked(self.cleaned_data):
            self.errors.pop(name, None)
            self.cleaned_data[name] = getattr(self.fields[name], "empty_value", "")
        self.cross_check(dict(self.cleaned_data))
        for name in self.closed:
            self.errors.pop(name, None)
        return self.cleaned_data

    def values(self) -> dict[str, Any] | None:
        """Return the section's typed values when all is right, else None."""
        return dict(self.cleaned_data) if self.is_valid() else None

    @property
    def error_count(self) -> int:
        return sum(len(errors) for errors in self.errors.values())

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(*(self.fieldset(group) for group in self.groups))
        return helper

    def fieldset(self, group: Group) -> Fieldset:
        """Return the questions of a group, the closed ones as text."""
        intro = [HTML(format_html("<p>{}</p>", typeset_text(group.intro)))] if group.intro else []
        legend = format_html('<h2 class="mb-3">{}</h2>', typeset_text(group.legend))
        questions = [
            ClosedQuestion(next(iter(self.answers_of([name])))) if name in self.closed else name
            for name in group.fields
        ]
        return Fieldset(legend, *intro, *questions, css_class="" if group is self.groups[0] else "mt-5")

    def answers(self) -> list[AnswerGroup]:
        """Return the questions and their answers, to be read again."""
        return [AnswerGroup(group.legend, tuple(self.answers_of(group.fields))) for group in self.groups]

    def answers_of(self, names: Iterable[str]) -> Iterable[Answer]:
        for name in names:
            field, value = self.fields[name], self.initial[name]
            yield Answer(str(field.label), as_read(field, value))


def as_sent(name: str, field: forms.Field, value: Any) -> dict[str, list[str]]:
    """Return a value as the field's inputs would send it."""
    if isinstance(field.widget, DateWidget):
        parts = field.widget.decompress(value)
        names = [f"{name}_{part}" for part in field.widget.parts]
        return {part: [as_text(text)] for part, text in zip(names, parts, strict=True)}
    return {name: [as_text(field.prepare_value(value))]}


def as_text(value: Any) -> str:
    return "" if value is None else str(value)


def as_read(field: forms.Field, value: Any) -> str:
    """Return what was sent as a sentence would say it: « Oui », « 15 mai 2027 », or the text as typed."""
    if isinstance(field, DateField):
        parts = [as_text(part) for part in value]
        try:
            day = field.clean(parts)
        except forms.ValidationError:
            return " ".join(parts).strip()
        return date_text(day) if isinstance(day, date) else ""
    if isinstance(field, forms.ChoiceField):
        return chosen(field, value)
    return as_text(value)


def chosen(field: forms.Field, value: Any) -> str:
    """Return the words of a choice; nothing for none, or for one that the list does not hold."""
    lines: Any = getattr(field, "choices", ())
    return next((str(words) for code, words in lines if code and code == value), "")
