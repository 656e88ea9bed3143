"""The acts on a dossier, each on a page of its own, in the order of their buttons."""

from applications.backoffice.dossier_acts.admissibility import DeclareAdmissible, DeclareInadmissible
from applications.backoffice.dossier_acts.agenda import Schedule, TakeUpAgain, Unschedule
from applications.backoffice.dossier_acts.assignment import Assign
from applications.backoffice.dossier_acts.base import DossierAct
from applications.backoffice.dossier_acts.closing import CloseAssessment, ReopenAssessment
from applications.backoffice.dossier_acts.completion import RequestCompletion
from applications.backoffice.dossier_acts.eligible_base import SetEligibleBase
from applications.backoffice.dossier_acts.exchange import AnswerEarlyStart, WriteMessage
from applications.backoffice.dossier_acts.notification import Notify, RetryLetter
from applications.backoffice.dossier_acts.proposal import Propose
from applications.backoffice.dossier_acts.scoring import GiveScores
from applications.backoffice.dossier_acts.vote import RecordVote
from applications.backoffice.dossier_acts.withdrawal import Withdraw

# Those whose form or link is in a panel of the dossier's page.
IN_PAGE: tuple[type[DossierAct], ...] = (GiveScores, SetEligibleBase, WriteMessage)
BUTTONS: tuple[type[DossierAct], ...] = (
    DeclareAdmissible,
    Propose,
    CloseAssessment,
    Schedule,
    RecordVote,
    Notify,
    TakeUpAgain,
    RetryLetter,
    RequestCompletion,
    AnswerEarlyStart,
    Assign,
    ReopenAssessment,
    Unschedule,
    DeclareInadmissible,
    Withdraw,
)
ACTS = (*IN_PAGE, *BUTTONS)
