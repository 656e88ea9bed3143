"""Writing to the organisation, and answering its request to start before the vote."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from applications.backoffice.dossier_acts.base import MAX_REASON, DossierAct
from applications.backoffice.situation import Situation
from applications.core.dates import date_text
from applications.core.errors import DomainError
from applications.core.files import stored_for
from applications.core.formfields import FilesField
from applications.dossiers.enums import Status
from applications.dossiers.models import EarlyStart
from applications.dossiers.services.exchange import (
    BEFORE_VOTE,
    MAX_FILES_PER_MESSAGE,
    MAX_MESSAGE,
    answer_early_start,
    write_to_organisation,
)


class MessageForm(forms.Form):
    body = forms.CharField(
        label="Message",
        widget=forms.Textarea({"rows": 6}),
        max_length=MAX_MESSAGE,
        error_messages={"required": "Écrivez votre message."},
    )
    uploads = FilesField(
        label="Fichiers",
        required=False,
        allow_empty_file=True,
        help_text=f"PDF ou photo (JPEG, PNG, HEIC)\u00a0; {MAX_FILES_PER_MESSAGE} fichiers au plus, 20\u00a0Mo chacun.",
    )


class WriteMessage(DossierAct):
    slug = "ecrire"
    permission = "dossiers.write_message"
    states = frozenset(status for status in Status if status.is_filed)
    label = "Écrire à la collectivité…"
    title = "Écrire à la collectivité"
    button = "Envoyer le message"
    done = "Message envoyé. Les membres de la collectivité reçoivent un courriel."
    form_class = MessageForm

    def act(self, form: Any) -> None:
        with stored_for(form.cleaned_data["uploads"]) as files:
            write_to_organisation(self.object, body=form.cleaned_data["body"], files=files, actor=self.agent)


class AnswerForm(forms.Form):
    authorised = forms.TypedChoiceField(
        label="Réponse",
        choices=[("yes", "Autoriser le démarrage anticipé"), ("no", "Ne pas l’autoriser")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    answer = forms.CharField(
        label="Ce que lira la collectivité",
        widget=forms.Textarea({"rows": 4}),
        max_length=MAX_REASON,
        required=False,
        help_text="Obligatoire pour un refus.",
    )


class AnswerEarlyStart(DossierAct):
    """The permission is the head of service's: an authorisation lets public money be spent before the vote."""

    slug = "demarrage"
    permission = "dossiers.answer_early_start"
    states = BEFORE_VOTE
    label = "Répondre au démarrage anticipé…"
    title = "Répondre à la demande de démarrage anticipé"
    button = "Envoyer la réponse"
    done = "Réponse envoyée à la collectivité."
    warning = "La collectivité lit la réponse aussitôt. Une autorisation n’engage pas la Région à voter l’aide."
    form_class = AnswerForm

    @classmethod
    def is_possible(cls, situation: Situation) -> bool:
        return super().is_possible(situation) and situation.early_start is not None

    def refusal(self) -> str:
        return "Aucune demande de démarrage anticipé n’attend de réponse."

    def act(self, form: Any) -> None:
        asked = self.situation.early_start
        if asked is None:
            raise DomainError(self.refusal())
        answer_early_start(asked, actor=self.agent, now=timezone.now(), **form.cleaned_data)

    def figures(self, situation: Situation) -> Iterable[tuple[str, Any]]:
        asked: EarlyStart | None = situation.early_start
        if asked is not None:
            yield "Commencement souhaité", date_text(asked.starts_on)
            yield "Demandé par", str(asked.asked_by)
            yield "Pourquoi", asked.reason
