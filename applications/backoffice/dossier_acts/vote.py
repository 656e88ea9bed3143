"""Recording what the Commission permanente voted, the envelope in sight."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from applications.backoffice.dossier_acts.agenda import NOT_SCHEDULED
from applications.backoffice.dossier_acts.base import MAX_REASON, DossierAct, states_before
from applications.backoffice.dossier_page.outcome import EnvelopeView, envelope_view
from applications.backoffice.situation import Situation
from applications.core.dates import date_text
from applications.core.errors import DomainError
from applications.core.formfields import AmountField
from applications.core.money import format_eur
from applications.decisions.enums import Motive, Outcome
from applications.decisions.models import AgendaItem
from applications.decisions.selectors import authority_on
from applications.decisions.services.voting import record_vote
from applications.dossiers.enums import Status
from applications.dossiers.workflow import VOTE

NO_MOTIVE = [("", "Choisir…")]


class VoteForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Vote",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui a été voté."},
    )
    amount = AmountField(
        label="Montant accordé, en euros",
        help_text="Pour une aide accordée, au plus le montant proposé.",
        required=False,
    )
    motive = forms.ChoiceField(
        label="Motif du refus",
        help_text="Pour un refus. Il est repris dans la lettre\u00a0: il doit être exact.",
        choices=[*NO_MOTIVE, *Motive.choices],
        required=False,
    )
    motive_text = forms.CharField(
        label="Motif développé",
        help_text="Pour un refus, repris dans la lettre\u00a0; pour un ajournement, gardé dans l’historique.",
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == Outcome.GRANTED and "amount" in data and data["amount"] is None:
            self.add_error("amount", "Indiquez le montant accordé.")
        return data


class RecordVote(DossierAct):
    slug = "voter"
    permission = VOTE
    states = states_before(Status.GRANTED, VOTE)
    label = "Enregistrer le vote…"
    title = "Enregistrer le vote"
    button = "Enregistrer le vote"
    done = "Le vote est enregistré. La collectivité n’en sait rien avant la notification."
    warning = "Un vote enregistré ne se corrige pas ici\u00a0: il engage l’enveloppe et numérote la décision."
    form_class = VoteForm
    template_name = "backoffice/dossier/act_vote.html"

    @classmethod
    def is_possible(cls, situation: Situation) -> bool:
        """A vote is recorded once its session is held."""
        return super().is_possible(situation) and situation.is_session_held

    def refusal(self) -> str:
        item = self.situation.item
        if self.object.status == Status.SCHEDULED and item is not None:
            return f"La séance du {date_text(item.session.held_on)} n’a pas encore eu lieu."
        return super().refusal()

    def get_initial(self) -> dict[str, Any]:
        item = self.situation.item
        return {"amount": item.proposed_amount} if item is not None else {}

    def act(self, form: Any) -> None:
        item, data = self.situation.item, form.cleaned_data
        if item is None:
            raise DomainError(NOT_SCHEDULED)
        record_vote(
            item,
            outcome=Outcome(data["outcome"]),
            amount=data["amount"] or Decimal(0),
            motive=data["motive"],
            motive_text=data["motive_text"],
            actor=self.agent,
            today=timezone.localdate(),
        )

    def figures(self, situation: Situation) -> Iterable[tuple[str, Any]]:
        if situation.item is None:
            return ()
        return (
            ("Séance", date_text(situation.item.session.held_on)),
            ("Aide proposée", format_eur(situation.item.proposed_amount)),
        )

    def envelope(self, form: VoteForm) -> EnvelopeView | None:
        """Return the envelope as this vote would leave it, for the amount typed or else proposed."""
        item = self.situation.item
        if item is None:
            return None
        typed = getattr(form, "cleaned_data", {}).get("amount")
        return envelope_view(self.object, item.session, typed or item.proposed_amount)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        item = self.situation.item
        return {
            **context,
            "envelope": self.envelope(context["form"]),
            "session": item.session if item is not None else None,
            "blockers": list(blockers(item)) if item is not None else [],
        }


def blockers(item: AgendaItem) -> Iterator[str]:
    """Say what must be done before a vote may be recorded."""
    if not item.session.deliberation_number:
        yield "Le numéro de la délibération manque\u00a0: indiquez-le dans la séance."
    if authority_on(timezone.localdate()) is None:
        yield "Aucune autorité signataire n’est en fonction aujourd’hui\u00a0: l’administration du portail la désigne."
