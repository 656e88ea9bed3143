"""A filed dossier as its organisation follows it: where it stands, what comes next, what the Région asks.

Everything is read from the public state, and from the steps that are public as soon as they are taken.
"""

from dataclasses import dataclass
from datetime import datetime

from applications.accounts.models import User
from applications.core.dates import date_text, time_text
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier, StatusChange
from applications.dossiers.selectors import open_completion_request
from applications.dossiers.workflow import WITHDRAWABLE
from applications.portal.presenters.asked import Completion, completion_of
from applications.portal.presenters.decisions import (
    DECIDED,
    Appeal,
    Duty,
    PublishedDecision,
    appeal_of,
    duties_of,
    published_decisions,
    session_days,
)
from applications.portal.presenters.wording import Tag, status_tag

DONE, NOW, NEXT = "done", "now", "next"
NEXT_STEPS = {
    Status.SUBMITTED: (
        "La Région vérifie que le dossier est complet et recevable. Elle vous écrira s’il manque un élément."
    ),
    Status.ADMISSIBLE: (
        "Le dossier est complet et recevable. La Région l’instruit\u00a0: elle l’étudie, le note et propose un montant."
    ),
    Status.ASSESSED: "L’évaluation est terminée. Le dossier sera inscrit à une séance de la Commission permanente.",
    Status.SCHEDULED: (
        "La Commission permanente se prononce en séance. La décision vous sera notifiée ensuite, ici et par courriel."
    ),
    Status.ADJOURNED: "La Commission permanente a reporté son vote. Le dossier sera inscrit à une autre séance.",
}
ENDS = {
    Status.INADMISSIBLE: "Le dossier n’est pas recevable\u00a0: la Région ne l’instruira pas.",
    Status.SETTLED: "L’aide est entièrement versée\u00a0: le dossier est clos.",
    Status.LAPSED: "L’aide est caduque\u00a0: les délais de la décision sont passés.",
    Status.CANCELLED: "L’aide est annulée.",
    Status.WITHDRAWN: "Le dossier est retiré\u00a0: la Région ne l’instruit plus.",
}
# The steps that are public at once: a vote or an inadmissibility never is.
PUBLIC_STEPS = [Status.ADMISSIBLE, Status.ASSESSED, Status.SCHEDULED, Status.WITHDRAWN]
PASSED = {
    Status.SUBMITTED: 1,
    Status.INCOMPLETE: 1,
    Status.ADMISSIBLE: 2,
    Status.ASSESSED: 3,
    Status.SCHEDULED: 3,
    Status.ADJOURNED: 3,
}


@dataclass(frozen=True)
class Step:
    """A step of the timeline, `state` being done, now or next."""

    title: str
    when: str
    state: str

    @property
    def spoken(self) -> str:
        """What a screen reader says before the title."""
        return {DONE: "Étape terminée", NOW: "Étape en cours", NEXT: "Étape à venir"}[self.state]


@dataclass(frozen=True)
class FollowUp:
    """The page of a filed dossier. `end` says why nothing more happens, `reason` what was written about it."""

    tag: Tag
    steps: tuple[Step, ...]
    next_step: str
    end: str
    reason: str
    completion: Completion | None
    is_asked: bool
    decision: PublishedDecision | None
    duties: tuple[Duty, ...]
    appeal: Appeal | None
    may_withdraw: bool


def follow_up(user: User, dossier: Dossier, now: datetime) -> FollowUp:
    """Return the page of a filed dossier as `user`, a member of its organisation, may read it."""
    status = Status(dossier.published_status)
    decision = published_decisions(user, [dossier]).get(dossier.pk)
    grant = decision.grant if decision is not None else None
    contestable = status in DECIDED or status == Status.INADMISSIBLE
    return FollowUp(
        tag=status_tag(dossier),
        steps=tuple(steps_of(dossier, decision)),
        next_step=NEXT_STEPS.get(status, ""),
        end=ENDS.get(status, ""),
        reason=end_reason(dossier),
        completion=completion_of(dossier, now),
        is_asked=status == Status.INCOMPLETE,
        decision=decision,
        duties=duties_of(grant, dossier.organisation) if grant and status == Status.GRANTED else (),
        appeal=appeal_of(dossier.organisation) if contestable else None,
        may_withdraw=status in WITHDRAWABLE,
    )


def end_reason(dossier: Dossier) -> str:
    """Return what was written about a published withdrawal or inadmissibility."""
    status = dossier.published_status
    if status not in {Status.WITHDRAWN, Status.INADMISSIBLE}:
        return ""
    change = StatusChange.objects.filter(dossier=dossier, target=status).order_by("-pk").first()
    return change.reason if change is not None else ""


def steps_of(dossier: Dossier, decision: PublishedDecision | None) -> list[Step]:
    """Return the timeline: a decided dossier ends with its decision, a withdrawn one with its withdrawal."""
    status = Status(dossier.published_status)
    days = step_days(dossier)
    if status == Status.WITHDRAWN:
        return [filed_step(dossier), Step("Retiré", days.get(Status.WITHDRAWN, ""), DONE)]
    if decision is not None:
        return [filed_step(dossier), *review_steps(days, PASSED[Status.SCHEDULED]), *decision_steps(decision)]
    if status not in PASSED:
        return [filed_step(dossier), Step(status.label, "", DONE)]
    voting = session_days([dossier]).get(dossier.pk)
    session = f"séance du {date_text(voting)}" if voting is not None else "date fixée après l’évaluation"
    scheduled = status == Status.SCHEDULED
    asked = [asked_step(dossier)] if status == Status.INCOMPLETE else []
    return [
        filed_step(dossier),
        *asked,
        *review_steps(days, PASSED[status], waiting=bool(asked)),
        Step("Vote de la Commission permanente", session, NOW if scheduled else NEXT),
        Step("Notification", "ici et par courriel, après la séance", NEXT),
    ]


def step_days(dossier: Dossier) -> dict[str, str]:
    """Return the day on which each public step was last taken."""
    changes = StatusChange.objects.filter(dossier=dossier, target__in=PUBLIC_STEPS).order_by("pk")
    return {change.target: date_text(change.at) for change in changes}


def filed_step(dossier: Dossier) -> Step:
    at = dossier.submitted_at
    return Step("Déposé", f"{date_text(at)} à {time_text(at)}" if at is not None else "", DONE)


def asked_step(dossier: Dossier) -> Step:
    request = open_completion_request(dossier)
    return Step("À compléter par vous", f"avant le {date_text(request.due_on)}" if request is not None else "", NOW)


def review_steps(days: dict[str, str], passed: int, *, waiting: bool = False) -> list[Step]:
    """Return the two steps before the vote; `passed` counts the filing too, `waiting` says it is not their turn."""
    steps = []
    for rank, (target, done, doing) in enumerate(
        (
            (Status.ADMISSIBLE, "Complet et recevable", "Examen de la recevabilité"),
            (Status.ASSESSED, "Instruit", "Instruction"),
        ),
        start=1,
    ):
        if rank < passed:
            steps.append(Step(done, days.get(target, ""), DONE))
        else:
            steps.append(Step(doing, "", NOW if rank == passed and not waiting else NEXT))
    return steps


def decision_steps(decision: PublishedDecision) -> list[Step]:
    steps = [
        Step("Voté", date_text(decision.voted_on), DONE),
        Step("Notifié", date_text(decision.notified_at), DONE),
    ]
    grant = decision.grant
    if grant is not None:
        steps += [
            Step("Commencement du projet", f"au plus tard le {date_text(grant.start_before)}", NOW),
            Step("Avance, puis acomptes", f"{grant.interim_rate} au plus avant le solde", NEXT),
            Step("Solde", f"projet achevé au plus tard le {date_text(grant.complete_before)}", NEXT),
        ]
    return steps
