"""Closing the review, and opening it again."""

from collections.abc import Iterable
from typing import Any

from applications.backoffice.dossier_acts.base import DossierAct, ReasonedAct, states_before
from applications.backoffice.situation import Situation
from applications.core.money import format_eur
from applications.dossiers.enums import Status
from applications.dossiers.workflow import CLOSE
from applications.review.services import close_assessment, reopen_assessment


class CloseAssessment(DossierAct):
    slug = "clore"
    permission = CLOSE
    states = states_before(Status.ASSESSED, CLOSE)
    label = "Clore l’évaluation…"
    title = "Clore l’évaluation"
    button = "Clore l’évaluation"
    done = "L’évaluation est close\u00a0: le dossier est instruit."

    def act(self, form: Any) -> None:
        close_assessment(self.object, actor=self.agent)

    def figures(self, situation: Situation) -> Iterable[tuple[str, Any]]:
        assessment = situation.assessment
        readings = situation.consensus.readings if situation.consensus is not None else 0
        missing = situation.missing_readings
        yield "Notations complètes", f"{readings}, il en manque {missing}" if missing else str(readings)
        if assessment is None or not assessment.advice:
            yield "Proposition", "à écrire"
        else:
            yield "Aide proposée", format_eur(assessment.proposed_amount)
            yield "Avis", assessment.get_advice_display()


class ReopenAssessment(ReasonedAct):
    slug = "rouvrir"
    permission = CLOSE
    states = states_before(Status.ADMISSIBLE, CLOSE)
    label = "Rouvrir l’évaluation…"
    title = "Rouvrir l’évaluation"
    button = "Rouvrir l’évaluation"
    done = "L’évaluation est rouverte."
    reason_help = "Il reste dans l’historique du dossier."

    def act(self, form: Any) -> None:
        reopen_assessment(self.object, actor=self.agent, reason=form.cleaned_data["reason"])
