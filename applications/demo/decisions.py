"""The demonstration's review, votes and notifications."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from applications.accounts.models import User
from applications.core import jobs
from applications.decisions.enums import Motive, Outcome
from applications.decisions.models import CommissionSession, Decision
from applications.decisions.services.agenda import record_deliberation, schedule
from applications.decisions.services.notifying import notify
from applications.decisions.services.voting import record_vote
from applications.demo.clock import clock_at, day
from applications.demo.dossiers import Story, fresh
from applications.dossiers.enums import Status
from applications.review.enums import Advice
from applications.review.selectors import criteria_of, eligible_lines
from applications.review.services import close_assessment, give_scores, propose, set_eligible_base

BEYOND_REVIEW = {Status.ASSESSED, Status.SCHEDULED, Status.GRANTED, Status.REFUSED, Status.ADJOURNED}
VOTED = {Status.GRANTED, Status.REFUSED, Status.ADJOURNED}
FAVOURABLE_FROM = 60
DAYS_TO_PUBLISH, DAYS_TO_NOTIFY = 3, 5


def assess(story: Story) -> None:
    """Score a dossier, fix its eligible base and, where its story goes on, propose and close."""
    notes = story.row.get("notes_0_5")
    if notes is None or fresh(story.dossier).status != Status.ADMISSIBLE:
        return
    first, second = story.agents["instructrice-a"], story.agents["instructeur-b"]
    with clock_at(story.moment("assessed")):
        give_scores(story.dossier, marks(story, notes), reviewer=first)
        assessment = set_eligible_base(story.dossier, eligible(story), actor=first)
    if story.target not in BEYOND_REVIEW:
        return
    with clock_at(story.moment("closed")):
        give_scores(story.dossier, marks(story, notes), reviewer=second)
        favourable = score_of(story, notes) >= FAVOURABLE_FROM
        propose(
            story.dossier,
            amount=assessment.computed_amount,
            override_reason="",
            advice=Advice.FAVOURABLE if favourable else Advice.RESERVED,
            advice_text="" if favourable else "Le diagnostic joint ne suffit pas à établir le besoin.",
            actor=first,
        )
        close_assessment(story.dossier, actor=story.agents["responsable"])


def marks(story: Story, notes: dict[str, int]) -> dict[int, tuple[int, str]]:
    comment = "Note de démonstration."
    return {criterion.pk: (notes[criterion.code], comment) for criterion in criteria_of(story.dossier)}


def score_of(story: Story, notes: dict[str, int]) -> Decimal:
    weights = {criterion.code: criterion.weight for criterion in criteria_of(story.dossier)}
    return sum((Decimal(notes[code]) * weight / 5 for code, weight in weights.items()), Decimal(0))


def eligible(story: Story) -> dict[int, tuple[Decimal, str]]:
    """Return the eligible part of each expense: all of it, but what the data excludes with its reason."""
    rows = {row["libelle"].replace("'", "’"): row for row in story.row["postes_depense_ht"]}
    lines: dict[int, tuple[Decimal, str]] = {}
    for line in eligible_lines(story.dossier):
        row: dict[str, Any] = rows[line.expense.label]
        reason = str(row.get("motif", ""))
        lines[line.expense.pk] = (Decimal(row.get("eligible_ht", row["montant_ht"])), reason.capitalize())
    return lines


def put_on_agenda(story: Story, session: CommissionSession) -> None:
    with clock_at(story.moment("scheduled")):
        schedule(story.dossier, session, actor=story.agents["responsable"])


def vote(story: Story, session: CommissionSession, days: int, seeded_at: datetime) -> None:
    """Record the vote on the day of the session; its letter is rendered at once, as by a worker."""
    with clock_at(day(seeded_at, days, 17)) as now:
        item = session.items.get(dossier=story.dossier)
        record_vote(
            item,
            outcome=Outcome(story.target.value),
            amount=item.proposed_amount if story.target == Status.GRANTED else Decimal(0),
            motive=Motive.NEED_NOT_SHOWN if story.target == Status.REFUSED else "",
            motive_text=(
                "Le diagnostic local joint ne permet pas de mesurer le besoin, noté 2 sur 5."
                if story.target == Status.REFUSED
                else ""
            ),
            actor=story.agents["responsable"],
            today=timezone.localtime(now).date(),
        )
    for decision in Decision.objects.filter(dossier=story.dossier).select_related("letter"):
        jobs.run("decisions.letter", decision.letter.pk)


def notify_session(session: CommissionSession, actor: User, days: int, seeded_at: datetime) -> None:
    """Send the session's délibération to the prefect, publish it, and notify every decision of it."""
    with clock_at(day(seeded_at, days + DAYS_TO_PUBLISH)) as now:
        sent_on = timezone.localtime(now).date()
        record_deliberation(
            session,
            number=session.deliberation_number,
            transmitted_on=sent_on,
            published_on=sent_on,
            actor=actor,
            today=sent_on,
        )
    with clock_at(day(seeded_at, days + DAYS_TO_NOTIFY)) as now:
        for decision in Decision.objects.filter(vote__item__session=session).order_by("rank"):
            notify(decision, actor=actor, now=now)
