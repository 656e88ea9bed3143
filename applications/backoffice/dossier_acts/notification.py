"""Letting the organisation know its decision, once its letter is read; starting a failed letter again."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils import timezone

from applications.backoffice.dossier_acts.base import DossierAct
from applications.backoffice.situation import DECIDED, Situation
from applications.core.dates import date_text
from applications.core.errors import DomainError
from applications.core.jobs import JobStatus
from applications.core.money import format_eur
from applications.core.services import retry_job
from applications.decisions.enums import DecisionKind
from applications.decisions.services.notifying import notify
from applications.dossiers.workflow import NOTIFY

NO_DECISION = "Ce dossier n’a pas de décision à notifier\u00a0: rechargez la page pour voir où il en est."


class NotifyForm(forms.Form):
    is_read = forms.BooleanField(
        label="J’ai ouvert la lettre et je l’ai relue.",
        error_messages={"required": "Ouvrez la lettre et relisez-la avant de la notifier."},
    )


class Notify(DossierAct):
    slug = "notifier"
    permission = NOTIFY
    states = DECIDED
    label = "Notifier la décision…"
    title = "Notifier la décision"
    button = "Notifier la décision"
    done = "La décision est notifiée\u00a0: la collectivité la lit dans le portail et en est avertie par courriel."
    warning = "La lettre ne pourra plus changer, et les délais de recours courront dès sa lecture."
    form_class = NotifyForm
    template_name = "backoffice/dossier/act_notify.html"

    @classmethod
    def is_possible(cls, situation: Situation) -> bool:
        return super().is_possible(situation) and situation.is_notifiable

    def refusal(self) -> str:
        letter = self.situation.letter
        if letter is not None and letter.notified_at is not None:
            return "Cette décision est déjà notifiée."
        return super().refusal()

    def act(self, form: Any) -> None:
        decision = self.situation.decision
        if decision is None:
            raise DomainError(NO_DECISION)
        notify(decision, actor=self.agent, now=timezone.now())

    def figures(self, situation: Situation) -> Iterable[tuple[str, Any]]:
        decision = situation.decision
        if decision is None:
            return
        yield "Décision", decision.number
        yield "Nature", decision.get_kind_display()
        if decision.kind == DecisionKind.GRANT:
            yield "Montant", format_eur(decision.amount)
        yield "Séance", date_text(decision.vote.item.session.held_on)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        situation = self.situation
        decision = situation.decision
        context = {
            "letter": situation.letter,
            "session": decision.vote.item.session if decision is not None else None,
            "blockers": list(blockers(situation)),
        }
        return super().get_context_data(**{**context, **kwargs})


def blockers(situation: Situation) -> Iterator[str]:
    """Say what must be done before the decision may be notified."""
    letter, decision = situation.letter, situation.decision
    if letter is not None and letter.job_status == JobStatus.FAILED:
        yield "La lettre n’a pas pu être composée\u00a0: l’administration du portail peut la relancer."
    elif letter is not None and letter.job_status != JobStatus.DONE:
        yield "La lettre se prépare\u00a0: rechargez la page dans quelques secondes."
    if decision is not None and not decision.vote.item.session.may_notify:
        yield (
            "Les dates de transmission au contrôle de légalité et de publication de la délibération manquent\u00a0: "
            "indiquez-les dans la séance."
        )


class RetryLetter(DossierAct):
    slug = "relancer-lettre"
    permission = "core.retry_job"
    states = DECIDED
    label = "Relancer la lettre…"
    title = "Relancer la composition de la lettre"
    button = "Relancer"
    done = "La composition de la lettre est relancée\u00a0: rechargez la page dans quelques secondes."

    @classmethod
    def is_possible(cls, situation: Situation) -> bool:
        failed = situation.letter is not None and situation.letter.job_status == JobStatus.FAILED
        return super().is_possible(situation) and failed

    def refusal(self) -> str:
        return "La lettre n’est pas en échec."

    def act(self, form: Any) -> None:
        letter = self.situation.letter
        if letter is None:
            raise DomainError(NO_DECISION)
        retry_job(letter, actor=self.agent)
