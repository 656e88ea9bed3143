"""Asking the organisation for what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator

from applications.backoffice.dossier_acts.base import DossierAct, states_before
from applications.backoffice.dossier_page.answers import place_words
from applications.backoffice.mixins import DayInput
from applications.calls.models import RequiredDocument
from applications.dossiers.checks import SECTIONS
from applications.dossiers.corrections import Place, said
from applications.dossiers.enums import Section, Status
from applications.dossiers.fields import questions_of, section_title
from applications.dossiers.models import CompletionItem, Dossier, Filing
from applications.dossiers.services.review import request_completion
from applications.dossiers.workflow import COMPLETE

MAX_ITEM_REASON = 2000
USUAL_DELAY = timedelta(days=21)
SAID_LENGTH = 160


@dataclass(frozen=True)
class Askable:
    """A section, one question of it, or a document that may be asked for; `key` names its two fields.

    `said` is what was filed there, cut to what helps to choose.
    """

    key: str
    label: str
    said: str = ""
    section: Section | None = None
    field: str = ""
    document: RequiredDocument | None = None


@dataclass(frozen=True)
class Row:
    """An askable with its box and its reason."""

    askable: Askable
    box: forms.BoundField
    reason: forms.BoundField

    @property
    def is_used(self) -> bool:
        return bool(self.box.value() or self.reason.value() or self.box.errors)


@dataclass(frozen=True)
class AskableGroup:
    """A section: asked as a whole by its first row, or question by question."""

    title: str
    rows: tuple[Row, ...]

    @property
    def is_open(self) -> bool:
        return any(row.is_used for row in self.rows)


def askables(dossier: Dossier) -> list[Askable]:
    """Return what may be asked of this dossier: each section and its questions, the documents of its measure."""
    filing = Filing.objects.filter(dossier=dossier).latest("number")
    told = said(filing.content)
    asked = [one for section in SECTIONS for one in section_askables(dossier, section, told)]
    documents = [
        Askable(
            f"document_{document.pk}",
            document.label,
            said=shortened(dossier, (Section.DOCUMENTS.value, document.code), told),
            document=document,
        )
        for document in dossier.measure.documents.all()
    ]
    return [*asked, *documents]


def section_askables(dossier: Dossier, section: Section, told: Mapping[Place, Any]) -> Iterator[Askable]:
    yield Askable(f"section_{section.value}", "Toute la section", section=section)
    for name, label in questions_of(dossier, section).items():
        words = shortened(dossier, (section.value, name), told)
        yield Askable(f"question_{section.value}_{name}", label, words, section=section, field=name)


def shortened(dossier: Dossier, place: Place, told: Mapping[Place, Any]) -> str:
    return Truncator(place_words(dossier, place, told.get(place))).chars(SAID_LENGTH)


class CompletionForm(forms.Form):
    """For each askable a box and a reason. What is ticked is asked; each needs its reason."""

    due_on = forms.DateField(
        label="À rendre au plus tard le",
        widget=DayInput,
        help_text="La collectivité peut encore répondre ce jour-là.",
        error_messages={"required": "Indiquez une date.", "invalid": "Indiquez une date, par exemple 15/12/2026."},
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dossier = dossier
        self.askables = askables(dossier)
        self.fields["due_on"].initial = timezone.localdate() + USUAL_DELAY
        for one in self.askables:
            called = f"{section_title(dossier, one.section)}, {one.label}" if one.section else one.label
            self.fields[f"ask_{one.key}"] = forms.BooleanField(label=one.label, required=False)
            self.fields[f"reason_{one.key}"] = forms.CharField(
                label=f"Motif pour «\u00a0{called}\u00a0»",
                required=False,
                max_length=MAX_ITEM_REASON,
                widget=forms.Textarea({"rows": 1, "aria-label": f"Motif\u00a0: {called}", "placeholder": "Motif"}),
            )

    @property
    def groups(self) -> list[AskableGroup]:
        """The sections of the form, each with its rows."""
        return [
            AskableGroup(
                section_title(self.dossier, section),
                tuple(self.row(one) for one in self.askables if one.section == section),
            )
            for section in SECTIONS
        ]

    @property
    def document_rows(self) -> list[Row]:
        return [self.row(one) for one in self.askables if one.document is not None]

    def row(self, one: Askable) -> Row:
        return Row(one, self[f"ask_{one.key}"], self[f"reason_{one.key}"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for one in self.askables:
            asked, reason = data.get(f"ask_{one.key}"), data.get(f"reason_{one.key}")
            if asked and reason == "":
                self.add_error(f"reason_{one.key}", "Écrivez ce qui manque\u00a0: la collectivité le lira.")
            if reason and not asked:
                self.add_error(f"ask_{one.key}", "Cochez cet élément, ou effacez son motif.")
        return data

    def items(self) -> list[CompletionItem]:
        """Return the unsaved rows of what is asked."""
        return [
            CompletionItem(
                section=one.section or "",
                field=one.field,
                document=one.document,
                reason=self.cleaned_data[f"reason_{one.key}"].strip(),
            )
            for one in self.askables
            if self.cleaned_data[f"ask_{one.key}"]
        ]


class RequestCompletion(DossierAct):
    slug = "completer"
    permission = COMPLETE
    states = states_before(Status.INCOMPLETE, COMPLETE)
    label = "Demander un complément…"
    title = "Demander un complément"
    button = "Envoyer la demande"
    done = "La demande est envoyée\u00a0: la collectivité la lit dans le portail et par courriel."
    form_class = CompletionForm
    template_name = "backoffice/dossier/act_completion.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "dossier": self.object}

    def act(self, form: Any) -> None:
        request_completion(
            self.object,
            form.items(),
            due_on=form.cleaned_data["due_on"],
            actor=self.agent,
            today=timezone.localdate(),
        )
