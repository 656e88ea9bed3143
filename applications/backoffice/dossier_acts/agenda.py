"""Putting a dossier on a session's agenda, taking it off, taking it up again."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from applications.backoffice.dossier_acts.base import DossierAct, ReasonedAct, states_before
from applications.backoffice.situation import Situation
from applications.core.dates import date_long
from applications.core.errors import DomainError
from applications.core.money import format_eur
from applications.decisions.models import AgendaItem, CommissionSession
from applications.decisions.selectors import sessions_to_come
from applications.decisions.services.agenda import schedule, take_up_again, unschedule
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from applications.dossiers.workflow import SCHEDULE

NOT_SCHEDULED = "Ce dossier n’est à l’ordre du jour d’aucune séance\u00a0: rechargez la page pour voir où il en est."


class SessionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: CommissionSession) -> str:
        return f"Commission permanente du {date_long(obj.held_on)}"


class ScheduleForm(forms.Form):
    session = SessionChoice(
        CommissionSession.objects.none(),
        label="Séance",
        empty_label="Choisir…",
        error_messages={"required": "Choisissez une séance.", "invalid_choice": "Choisissez une séance à venir."},
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        passed = AgendaItem.objects.filter(dossier=dossier, removed_at=None).values("session")
        coming = sessions_to_come(timezone.localdate()).exclude(pk__in=passed).filter(transmitted_on=None)
        self.fields["session"].queryset = coming  # type: ignore[attr-defined]


class Schedule(DossierAct):
    slug = "inscrire"
    permission = SCHEDULE
    states = states_before(Status.SCHEDULED, SCHEDULE)
    label = "Inscrire à une séance…"
    title = "Inscrire à une séance"
    button = "Inscrire"
    done = "Le dossier est inscrit à l’ordre du jour. La collectivité voit la date de la séance."
    form_class = ScheduleForm
    template_name = "backoffice/dossier/act_schedule.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "dossier": self.object}

    def act(self, form: Any) -> None:
        schedule(self.object, form.cleaned_data["session"], actor=self.agent)

    def figures(self, situation: Situation) -> Iterable[tuple[str, Any]]:
        if situation.assessment is None:
            return ()
        return (("Aide proposée", format_eur(situation.assessment.proposed_amount)),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "has_session": context["form"].fields["session"].queryset.exists()}


class Unschedule(ReasonedAct):
    slug = "desinscrire"
    permission = SCHEDULE
    states = frozenset({Status.SCHEDULED})
    is_danger = True
    label = "Retirer de l’ordre du jour…"
    title = "Retirer de l’ordre du jour"
    button = "Retirer de l’ordre du jour"
    done = "Le dossier a quitté l’ordre du jour."
    reason_help = "Il reste dans l’historique du dossier."

    def act(self, form: Any) -> None:
        item = self.situation.item
        if item is None:
            raise DomainError(NOT_SCHEDULED)
        unschedule(item, actor=self.agent, reason=form.cleaned_data["reason"])


class TakeUpAgain(DossierAct):
    slug = "reprendre"
    permission = SCHEDULE
    states = frozenset({Status.ADJOURNED})
    label = "Reprendre le dossier…"
    title = "Reprendre le dossier ajourné"
    button = "Reprendre le dossier"
    done = "Le dossier est repris\u00a0: il peut être inscrit à une autre séance."

    def act(self, form: Any) -> None:
        take_up_again(self.object, actor=self.agent)
