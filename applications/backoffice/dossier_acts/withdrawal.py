"""Withdrawing a dossier for the organisation that asks for it."""

from typing import Any

from applications.backoffice.dossier_acts.base import ReasonedAct, states_before
from applications.dossiers.enums import Status
from applications.dossiers.services.drafting import withdraw
from applications.dossiers.workflow import WITHDRAW


class Withdraw(ReasonedAct):
    slug = "retirer"
    permission = WITHDRAW
    states = states_before(Status.WITHDRAWN, WITHDRAW)
    is_danger = True
    label = "Retirer le dossier…"
    title = "Retirer le dossier à la demande de la collectivité"
    button = "Retirer le dossier"
    done = "Le dossier est retiré."
    warning = "Un dossier retiré ne peut plus être instruit. La collectivité le voit aussitôt."
    reason_label = "Demande de la collectivité"
    reason_help = "Qui l’a demandé, quand et comment. La collectivité lit ce texte."

    def act(self, form: Any) -> None:
        withdraw(self.object, actor=self.agent, reason=form.cleaned_data["reason"])
