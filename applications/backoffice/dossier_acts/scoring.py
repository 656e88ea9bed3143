"""A reviewer's own marks, on the dossier's page; errors come back on a page of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from applications.backoffice.dossier_acts.base import DossierAct
from applications.backoffice.dossier_page.scores import score_sheet
from applications.calls.models import Criterion
from applications.dossiers.enums import Status
from applications.review.models import MAX_MARK, Score
from applications.review.selectors import criteria_of
from applications.review.services import give_scores

MARKS = [(str(mark), str(mark)) for mark in range(MAX_MARK + 1)]
MAX_COMMENT = 2000


class ScoresForm(forms.Form):
    """A mark from 0 to 5 and a comment for each criterion. What is not marked yet may stay so."""

    def __init__(self, *args: Any, criteria: Sequence[Criterion], mine: Mapping[int, Score], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            score = mine.get(criterion.pk)
            self.fields[f"mark_{criterion.pk}"] = forms.ChoiceField(
                label=criterion.label,
                choices=MARKS,
                required=False,
                widget=forms.RadioSelect,
                initial=str(score.value) if score else None,
            )
            self.fields[f"comment_{criterion.pk}"] = forms.CharField(
                label=f"Commentaire pour «\u00a0{criterion.label}\u00a0»",
                required=False,
                max_length=MAX_COMMENT,
                widget=forms.Textarea({"rows": 1, "aria-label": f"Commentaire\u00a0: {criterion.label}"}),
                initial=score.comment if score else "",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for criterion in self.criteria:
            if data.get(f"comment_{criterion.pk}") and data.get(f"mark_{criterion.pk}") == "":
                self.add_error(f"mark_{criterion.pk}", "Donnez une note avec ce commentaire.")
        if not self.errors and not self.marks():
            raise forms.ValidationError("Donnez au moins une note.")
        return data

    def marks(self) -> dict[int, tuple[int, str]]:
        return {
            criterion.pk: (
                int(self.cleaned_data[f"mark_{criterion.pk}"]),
                self.cleaned_data[f"comment_{criterion.pk}"],
            )
            for criterion in self.criteria
            if self.cleaned_data[f"mark_{criterion.pk}"]
        }


class GiveScores(DossierAct):
    slug = "noter"
    permission = "review.score_dossier"
    states = frozenset({Status.ADMISSIBLE})
    label = "Noter"
    title = "Noter le dossier"
    button = "Enregistrer mes notes"
    done = "Vos notes sont enregistrées."
    form_class = ScoresForm
    template_name = "backoffice/dossier/act_scores.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        reading = self.situation.my_reading
        mine = reading.scores if reading is not None else {}
        return {**super().get_form_kwargs(), "criteria": criteria_of(self.object), "mine": mine}

    def act(self, form: Any) -> None:
        give_scores(self.object, form.marks(), reviewer=self.agent)

    def get_success_url(self) -> str:
        return f"{super().get_success_url()}#notes"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "sheet": score_sheet(self.situation, context["form"])}
