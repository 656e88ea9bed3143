"""Asking the organisation for what is missing."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from applications.backoffice.dossier_acts.base import DossierAct, states_before
from applications.backoffice.mixins import DayInput
from applications.calls.models import RequiredDocument
from applications.dossiers.checks import SECTIONS
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import CompletionItem, Dossier
from applications.dossiers.services.review import request_completion
from applications.dossiers.workflow import COMPLETE

MAX_ITEM_REASON = 2000
USUAL_DELAY = timedelta(days=21)


@dataclass(frozen=True)
class Askable:
    """A section or a document that may be asked for; `key` names its two fields."""

    key: str
    label: str
    section: Section | None = None
    document: RequiredDocument | None = None


Row = tuple[Askable, forms.BoundField, forms.BoundField]


def askables(dossier: Dossier) -> list[Askable]:
    """Return what may be asked of this dossier: the four sections of its form, the documents of its measure."""
    sections = [Askable(f"section_{section.value}", section.label, section=section) for section in SECTIONS]
    documents = [
        Askable(f"document_{document.pk}", document.label, document=document)
        for document in dossier.measure.documents.all()
    ]
    return [*sections, *documents]


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
        self.askables = askables(dossier)
        self.fields["due_on"].initial = timezone.localdate() + USUAL_DELAY
        for one in self.askables:
            self.fields[f"ask_{one.key}"] = forms.BooleanField(label=one.label, required=False)
            self.fields[f"reason_{one.key}"] = forms.CharField(
                label=f"Motif pour «\u00a0{one.label}\u00a0»",
                required=False,
                max_length=MAX_ITEM_REASON,
                widget=forms.Textarea({"rows": 1, "aria-label": f"Motif\u00a0: {one.label}", "placeholder": "Motif"}),
            )

    @property
    def section_rows(self) -> list[Row]:
        return [self.row(one) for one in self.askables if one.section is not None]

    @property
    def document_rows(self) -> list[Row]:
        return [self.row(one) for one in self.askables if one.document is not None]

    def row(self, one: Askable) -> Row:
        return one, self[f"ask_{one.key}"], self[f"reason_{one.key}"]

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
