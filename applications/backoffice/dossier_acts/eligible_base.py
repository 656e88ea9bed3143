"""What of each expense the Région takes into account."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from applications.backoffice.dossier_acts.base import DossierAct
from applications.calls.models import Measure
from applications.core.errors import DomainError
from applications.core.formfields import AmountField
from applications.dossiers.enums import Status
from applications.review.models import EligibleExpense
from applications.review.selectors import EligibleLine, eligible_lines
from applications.review.services import check_line, set_eligible_base

MAX_LINE_REASON = EligibleExpense._meta.get_field("reason").max_length


class EligibleBaseForm(forms.Form):
    """For each expense, its eligible amount and why it is not the whole of it."""

    def __init__(self, *args: Any, lines: Sequence[EligibleLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            key, label = line.expense.pk, line.expense.label
            amount = AmountField(label=f"Éligible\u00a0: {label}", initial=line.amount)
            amount.widget.attrs |= {"class": "num", "aria-label": f"Éligible\u00a0: {label}"}
            self.fields[f"amount_{key}"] = amount
            self.fields[f"reason_{key}"] = forms.CharField(
                label=f"Motif de l’écart\u00a0: {label}",
                required=False,
                max_length=MAX_LINE_REASON,
                initial=line.reason,
                widget=forms.TextInput({"aria-label": f"Motif de l’écart\u00a0: {label}"}),
            )

    @property
    def rows(self) -> Iterator[tuple[EligibleLine, forms.BoundField, forms.BoundField]]:
        for line in self.lines:
            yield line, self[f"amount_{line.expense.pk}"], self[f"reason_{line.expense.pk}"]

    def clean(self) -> dict[str, Any]:
        """Put each refusal of the service's own check next to its line, all of them at once."""
        data = super().clean() or self.cleaned_data
        for line in self.lines:
            amount, reason = data.get(f"amount_{line.expense.pk}"), data.get(f"reason_{line.expense.pk}")
            if amount is None or reason is None:
                continue
            try:
                check_line(line.expense.label, line.expense.amount, amount, reason)
            except DomainError as error:
                is_reason = amount < line.expense.amount
                self.add_error(f"{'reason' if is_reason else 'amount'}_{line.expense.pk}", error.message)
        return data

    def values(self) -> dict[int, tuple[Decimal, str]]:
        return {
            line.expense.pk: (
                self.cleaned_data[f"amount_{line.expense.pk}"],
                self.cleaned_data[f"reason_{line.expense.pk}"],
            )
            for line in self.lines
        }


class SetEligibleBase(DossierAct):
    slug = "assiette"
    permission = "review.assess_dossier"
    states = frozenset({Status.ADMISSIBLE})
    label = "Fixer l’assiette"
    title = "Fixer l’assiette éligible"
    button = "Enregistrer l’assiette"
    done = "L’assiette est enregistrée et l’aide recalculée."
    form_class = EligibleBaseForm
    template_name = "backoffice/dossier/act_base.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lines": eligible_lines(self.object)}

    def act(self, form: Any) -> None:
        set_eligible_base(self.object, form.values(), actor=self.agent)

    def get_success_url(self) -> str:
        return f"{super().get_success_url()}#financement"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(excluded_costs=excluded_costs(self.object.measure), **kwargs)


def excluded_costs(measure: Measure) -> str:
    """Return the costs that the measure leaves out, as the end of a sentence."""
    return ", ".join(line.strip() for line in measure.excluded_costs.splitlines() if line.strip())
