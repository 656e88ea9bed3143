"""Where a dossier stands for the agent who looks at it: what decides of the acts that are offered."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from applications.accounts.models import User
from applications.core.dates import date_text
from applications.core.jobs import JobStatus
from applications.core.text import NBSP
from applications.decisions.enums import DecisionKind
from applications.decisions.models import AgendaItem, Decision, Letter, Vote
from applications.decisions.selectors import agenda_item_of, decision_of
from applications.dossiers.enums import Status
from applications.dossiers.models import CompletionRequest, Dossier, EarlyStart
from applications.dossiers.selectors import open_completion_request
from applications.review.models import Assessment
from applications.review.ranking import Consensus, consensus, missing_readings
from applications.review.selectors import Reading, assessment_of, readings_of

SIMPLE_STEPS = {
    Status.SUBMITTED: "vérifier la recevabilité",
    Status.INADMISSIBLE: "notifier l’irrecevabilité",
    Status.ASSESSED: "inscrire à une séance",
    Status.ADJOURNED: "reprendre pour une autre séance",
}
DECIDED = frozenset({Status.GRANTED, Status.REFUSED})


@dataclass(frozen=True)
class Situation:
    """A dossier, the agent and the day, with the rows that other apps hold about it."""

    dossier: Dossier
    agent: User
    today: date
    request: CompletionRequest | None
    assessment: Assessment | None
    readings: tuple[Reading, ...]
    item: AgendaItem | None
    decision: Decision | None
    early_start: EarlyStart | None
    """The request to start before the vote that waits for its answer."""

    @property
    def status(self) -> Status:
        return Status(self.dossier.status)

    @property
    def vote(self) -> Vote | None:
        """The vote on the agenda item, None before it."""
        return getattr(self.item, "vote", None)

    @property
    def letter(self) -> Letter | None:
        return self.decision.letter if self.decision is not None else None

    @property
    def my_reading(self) -> Reading | None:
        return next((reading for reading in self.readings if reading.reviewer == self.agent), None)

    @property
    def have_i_read(self) -> bool:
        """Whether the agent's own reading is complete."""
        return self.my_reading is not None and self.my_reading.total is not None

    @property
    def is_review_closed(self) -> bool:
        return self.assessment is not None and self.assessment.closed_at is not None

    @property
    def consensus(self) -> Consensus | None:
        return consensus([reading.total for reading in self.readings if reading.total is not None])

    @property
    def missing_readings(self) -> int:
        return missing_readings(self.consensus, self.dossier.measure.call.reading_gap)

    @property
    def may_score(self) -> bool:
        return self.status == Status.ADMISSIBLE and self.agent.has_perm("review.score_dossier")

    @property
    def may_assess(self) -> bool:
        return self.status == Status.ADMISSIBLE and self.agent.has_perm("review.assess_dossier")

    @property
    def has_proposal(self) -> bool:
        return self.assessment is not None and self.assessment.advice != ""

    @property
    def next_step(self) -> str:
        """Say what the dossier waits for, in lower case, whoever is to do it."""
        match self.status:
            case Status.INCOMPLETE if self.request is not None:
                return f"la réponse de la collectivité, au plus tard le {date_text(self.request.due_on)}"
            case Status.ADMISSIBLE:
                return review_step(self)
            case Status.SCHEDULED if self.item is not None:
                day = date_text(self.item.session.held_on)
                return f"enregistrer le vote du {day}" if self.is_session_held else f"le vote du {day}"
            case Status.GRANTED | Status.REFUSED if self.decision is not None:
                return notification_step(self.decision)
        return SIMPLE_STEPS.get(self.status, "plus rien")

    @property
    def is_session_held(self) -> bool:
        return self.item is not None and self.item.session.held_on <= self.today

    @property
    def is_late(self) -> bool:
        """Whether the organisation should have answered already."""
        return self.request is not None and self.request.is_late(self.today)

    @property
    def is_notifiable(self) -> bool:
        """Whether the latest vote made a decision that the organisation does not know yet."""
        return self.status in DECIDED and self.letter is not None and self.letter.notified_at is None


def situation_of(dossier: Dossier, agent: User) -> Situation:
    """Read what surrounds `dossier`, which `scope.filed_dossiers` gave."""
    return Situation(
        dossier=dossier,
        agent=agent,
        today=timezone.localdate(),
        request=open_completion_request(dossier),
        assessment=assessment_of(dossier),
        readings=tuple(readings_of(dossier)),
        item=agenda_item_of(dossier),
        decision=decision_of(dossier),
        early_start=dossier.early_starts.select_related("asked_by").filter(answered_at=None).first(),
    )


def review_step(situation: Situation) -> str:
    missing = situation.missing_readings
    if situation.may_score and not situation.have_i_read:
        return "noter"
    if not situation.has_proposal:
        return "proposer un montant et un avis"
    if missing:
        return f"{missing}{NBSP}notation{'s' if missing > 1 else ''} de plus"
    return "clore l’évaluation"


def notification_step(decision: Decision) -> str:
    letter = decision.letter
    if letter.notified_at is not None:
        return "les demandes de versement" if decision.kind == DecisionKind.GRANT else "plus rien"
    if letter.job_status == JobStatus.FAILED:
        return "relancer la lettre, en échec"
    if letter.job_status != JobStatus.DONE:
        return "la lettre, en préparation"
    if not decision.vote.item.session.may_notify:
        return "dater la délibération, puis notifier"
    return "notifier la décision"
