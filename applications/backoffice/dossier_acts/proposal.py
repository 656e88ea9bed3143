"""What the service proposes to the commission: an amount and an opinion."""

from collections.abc import Iterable
from typing import Any

from django import forms

from applications.backoffice.dossier_acts.base import MAX_REASON, DossierAct
from applications.backoffice.dossier_page.money import aid_of
from applications.backoffice.situation import Situation
from applications.core.formfields import AmountField
from applications.core.money import format_eur
from applications.dossiers.enums import Status
from applications.review.enums import Advice
from applications.review.models import Assessment
from applications.review.selectors import assessment_of
from applications.review.services import propose


class ProposalForm(forms.Form):
    amount = AmountField(label="Montant proposé, en euros")
    override_reason = forms.CharField(
        label="Motif de l’écart avec l’aide calculée",
        help_text="Nécessaire dès que le montant proposé n’est pas l’aide calculée.",
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea({"rows": 3}),
    )
    advice = forms.ChoiceField(
        label="Avis",
        choices=Advice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un avis."},
    )
    advice_text = forms.CharField(
        label="Avis motivé",
        help_text="Nécessaire pour un avis réservé ou défavorable. La lettre d’un refus le cite.",
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea({"rows": 4}),
    )


class Propose(DossierAct):
    slug = "proposer"
    permission = "review.assess_dossier"
    states = frozenset({Status.ADMISSIBLE})
    label = "Proposer un montant…"
    title = "Proposer un montant et un avis"
    button = "Enregistrer la proposition"
    done = "La proposition est enregistrée."
    form_class = ProposalForm
    template_name = "backoffice/dossier/act_proposal.html"

    def get_initial(self) -> dict[str, Any]:
        assessment = assessment_of(self.object)
        if assessment is not None:
            return initial_of(assessment)
        aid = aid_of(self.situation)
        return {"amount": aid.amount if aid is not None else None}

    def act(self, form: Any) -> None:
        data = form.cleaned_data
        propose(
            self.object,
            amount=data["amount"],
            override_reason=data["override_reason"],
            advice=Advice(data["advice"]),
            advice_text=data["advice_text"],
            actor=self.agent,
        )

    def figures(self, situation: Situation) -> Iterable[tuple[str, Any]]:
        aid = aid_of(situation)
        if aid is None:
            return ()
        return (("Assiette éligible", format_eur(aid.base)), ("Aide calculée", format_eur(aid.amount)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(aid=aid_of(self.situation), **kwargs)


def initial_of(assessment: Assessment) -> dict[str, Any]:
    return {
        "amount": assessment.proposed_amount,
        "override_reason": assessment.override_reason,
        "advice": assessment.advice,
        "advice_text": assessment.advice_text,
    }
