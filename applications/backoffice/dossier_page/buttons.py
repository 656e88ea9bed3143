"""The acts offered on a dossier's page: those that the workflow and the agent's role allow now."""

from dataclasses import dataclass

from django.contrib.admin.utils import quote
from django.urls import reverse

from applications.backoffice.dossier_acts import BUTTONS
from applications.backoffice.dossier_acts.admissibility import DeclareAdmissible
from applications.backoffice.dossier_acts.agenda import Schedule, TakeUpAgain
from applications.backoffice.dossier_acts.base import DossierAct
from applications.backoffice.dossier_acts.closing import CloseAssessment
from applications.backoffice.dossier_acts.notification import Notify
from applications.backoffice.dossier_acts.proposal import Propose
from applications.backoffice.dossier_acts.scoring import GiveScores
from applications.backoffice.dossier_acts.vote import RecordVote
from applications.backoffice.situation import Situation
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier

SCORES_ANCHOR = "#notes"
NEXT: dict[Status, type[DossierAct]] = {
    Status.SUBMITTED: DeclareAdmissible,
    Status.ASSESSED: Schedule,
    Status.SCHEDULED: RecordVote,
    Status.ADJOURNED: TakeUpAgain,
    Status.GRANTED: Notify,
    Status.REFUSED: Notify,
}


@dataclass(frozen=True)
class Button:
    label: str
    url: str
    is_primary: bool = False
    is_danger: bool = False


def buttons_of(situation: Situation) -> list[Button]:
    """Return the next normal act first, those that end a dossier last; none for who may only read."""
    expected = next_act(situation)
    offered = [act for act in BUTTONS if act.is_offered(situation)]
    buttons = [
        Button(act.label, act_url(act, situation.dossier), act is expected, act.is_danger)
        for act in sorted(offered, key=lambda act: (act is not expected, act.is_danger))
    ]
    if situation.may_score and not situation.have_i_read:
        buttons.insert(0, Button(GiveScores.label, SCORES_ANCHOR, is_primary=expected is GiveScores))
    return buttons


def next_act(situation: Situation) -> type[DossierAct] | None:
    """Return the act that normally comes now, whoever is to do it."""
    if situation.status != Status.ADMISSIBLE:
        return NEXT.get(situation.status)
    if situation.may_score and not situation.have_i_read:
        return GiveScores
    return CloseAssessment if situation.has_proposal else Propose


def act_url(act: type[DossierAct], dossier: Dossier) -> str:
    return reverse(f"admin:dossiers_dossier_{act.slug}", args=[quote(dossier.pk)])
