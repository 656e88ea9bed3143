"""All that a dossier's page shows, for the agent who opens it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from applications.accounts.models import User
from applications.backoffice.dossier_acts.eligible_base import (
    EligibleBaseForm,
    SetEligibleBase,
    excluded_costs,
)
from applications.backoffice.dossier_acts.exchange import WriteMessage
from applications.backoffice.dossier_acts.scoring import GiveScores, ScoresForm
from applications.backoffice.dossier_page.answers import contact_sections, project_sections
from applications.backoffice.dossier_page.buttons import act_url, buttons_of
from applications.backoffice.dossier_page.corrections import changes_of, completions_of
from applications.backoffice.dossier_page.documents import documents_of, written_by_portal
from applications.backoffice.dossier_page.exchange import early_starts_of, thread_of
from applications.backoffice.dossier_page.history import history_of
from applications.backoffice.dossier_page.money import AS_FILED, Aid, aid_of, plan_of
from applications.backoffice.dossier_page.outcome import letter_state
from applications.backoffice.dossier_page.scores import score_sheet
from applications.backoffice.situation import Situation, situation_of
from applications.core.french import curly
from applications.decisions.enums import Outcome
from applications.dossiers.checks import filing_warnings
from applications.dossiers.models import Assignment, Dossier, Filing
from applications.review.selectors import criteria_of, eligible_lines


@dataclass(frozen=True)
class KeyAmount:
    """The amount that matters most where the dossier stands: voted, proposed or computed."""

    label: str
    amount: Decimal


def page_context(dossier: Dossier, agent: User) -> dict[str, Any]:
    """Return the template variables of the page. Others' marks are in it only once they may be seen."""
    situation = situation_of(dossier, agent)
    filing = Filing.objects.select_related("signatory").filter(dossier=dossier).latest("number")
    new = changes_of(dossier, filing)
    aid = aid_of(situation) if agent.has_perm("review.view_assessment") else None
    return {
        "dossier": dossier,
        "beneficiary": curly(dossier.organisation.name),
        "situation": situation,
        "filing": filing,
        "buttons": buttons_of(situation),
        "key": key_amount(situation, aid),
        "assignments": Assignment.objects.filter(dossier=dossier).select_related("user"),
        "warnings": warnings_of(situation),
        "project_sections": project_sections(dossier, filing, new),
        "contact_sections": contact_sections(dossier, filing, new),
        "plan": plan_of(situation, filing),
        "documents": documents_of(dossier, filing, asked_documents(situation)),
        "written": written_by_portal(dossier),
        "completions": completions_of(dossier),
        "history": history_of(dossier),
        "thread": thread_of(dossier),
        "early_starts": early_starts_of(dossier),
        "write_url": act_url(WriteMessage, dossier) if WriteMessage.is_offered(situation) else "",
        "aid": aid,
        **review_context(situation),
        **decision_context(situation),
    }


def review_context(situation: Situation) -> dict[str, Any]:
    """Return the grid, the proposal, and the two forms of the page where they are open to the agent."""
    dossier = situation.dossier
    if not situation.agent.has_perm("review.view_assessment"):
        return {"sheet": None, "assessment": None, "scores_form": None, "base_form": None}
    scores_form = base_form = None
    if situation.may_score:
        mine = situation.my_reading.scores if situation.my_reading is not None else {}
        scores_form = ScoresForm(criteria=criteria_of(dossier), mine=mine)
    if situation.may_assess:
        base_form = EligibleBaseForm(lines=eligible_lines(dossier))
    return {
        "sheet": score_sheet(situation, scores_form) if has_scores(situation) else None,
        "assessment": situation.assessment,
        "scores_form": scores_form,
        "base_form": base_form,
        "scores_url": act_url(GiveScores, dossier),
        "base_url": act_url(SetEligibleBase, dossier),
        "excluded_costs": excluded_costs(dossier.measure),
    }


def decision_context(situation: Situation) -> dict[str, Any]:
    """Return the agenda, the vote, the decision and its letter, as far as the agent may see them."""
    if not situation.agent.has_perm("decisions.view_decision"):
        return {"item": None, "vote": None, "decision": None, "letter": None}
    letter = situation.letter
    return {
        "item": situation.item,
        "vote": situation.vote,
        "decision": situation.decision,
        "letter": letter,
        "letter_state": letter_state(letter) if letter is not None else None,
    }


def has_scores(situation: Situation) -> bool:
    """Whether the grid has something to show: a review that is open, or what an earlier one left."""
    return situation.may_score or bool(situation.readings)


def key_amount(situation: Situation, aid: Aid | None) -> KeyAmount | None:
    vote, assessment = situation.vote, situation.assessment
    may_see_vote = situation.agent.has_perm("decisions.view_decision")
    if may_see_vote and vote is not None and vote.outcome == Outcome.GRANTED:
        return KeyAmount("Aide votée", vote.amount)
    if aid is None:
        return None
    if assessment is not None and situation.has_proposal:
        return KeyAmount("Aide proposée", assessment.proposed_amount)
    return KeyAmount("Aide calculée" if aid.is_kept else "Aide possible", aid.amount)


def warnings_of(situation: Situation) -> tuple[str, ...]:
    """Return what the portal warned the organisation of when it filed, for the plan that it filed."""
    dossier = situation.dossier
    if dossier.submitted_at is None or situation.status not in AS_FILED:
        return ()
    return tuple(problem.message for problem in filing_warnings(dossier, dossier.submitted_at))


def asked_documents(situation: Situation) -> dict[int, str]:
    items = situation.request.items.all() if situation.request is not None else ()
    return {item.document_id: item.reason for item in items if item.document_id is not None}
