"""The first answer to a filed dossier: it is reviewed, or not."""

from collections.abc import Iterable
from typing import Any

from applications.backoffice.dossier_acts.base import DossierAct, ReasonedAct, states_before
from applications.backoffice.situation import Situation
from applications.dossiers.enums import Status
from applications.dossiers.selectors import document_states
from applications.dossiers.services.review import declare_admissible, declare_inadmissible
from applications.dossiers.workflow import CHECK


class DeclareAdmissible(DossierAct):
    slug = "recevable"
    permission = CHECK
    states = states_before(Status.ADMISSIBLE, CHECK)
    label = "Déclarer recevable…"
    title = "Déclarer le dossier recevable"
    button = "Déclarer recevable"
    done = "Le dossier est recevable\u00a0: l’instruction est ouverte."
    template_name = "backoffice/dossier/act_admissible.html"

    def act(self, form: Any) -> None:
        declare_admissible(self.object, actor=self.agent)

    def figures(self, situation: Situation) -> Iterable[tuple[str, Any]]:
        required = [state for state in document_states(situation.dossier) if state.required]
        received = sum(not state.missing for state in required)
        following = sum(state.missing and state.promised for state in required)
        after = f", {following} à suivre" if following else ""
        return (("Pièces reçues", f"{received} sur {len(required)}{after}"),)


class DeclareInadmissible(ReasonedAct):
    slug = "irrecevable"
    permission = CHECK
    states = states_before(Status.INADMISSIBLE, CHECK)
    is_danger = True
    label = "Déclarer irrecevable…"
    title = "Déclarer le dossier irrecevable"
    button = "Déclarer irrecevable"
    done = "Le dossier est irrecevable. La collectivité n’en sait rien avant la notification."
    warning = "Le dossier ne sera pas instruit. Seul un recours peut le rouvrir."
    reason_label = "Motif de l’irrecevabilité"
    reason_help = "Il sera repris dans la lettre\u00a0: citez la règle et le fait."

    def act(self, form: Any) -> None:
        declare_inadmissible(self.object, actor=self.agent, reason=form.cleaned_data["reason"])
