"""What stands between a draft and its filing, all at once, each with what to do and where."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from applications.calls.eligibility import Application, Reason, eligibility_reasons
from applications.calls.enums import MeasureKind
from applications.calls.financing import Issue, financing_issues
from applications.core.errors import Problem
from applications.dossiers.corrections import answered_items
from applications.dossiers.enums import Opinion, Section
from applications.dossiers.fields import item_label, section_title
from applications.dossiers.financing import funding_lines
from applications.dossiers.models import (
    CompletionItem,
    CompletionRequest,
    Dossier,
    PublicSpaceDetails,
    SectionDraft,
)
from applications.dossiers.questions import name_of, questions_to_answer
from applications.dossiers.selectors import contact_of, details_of, document_states, project_of
from applications.territory.models import Organisation

SECTIONS = (Section.CONTACT, Section.PROJECT, Section.DETAILS, Section.FINANCING)


def filing_problems(
    dossier: Dossier, now: datetime, *, request: CompletionRequest | None = None
) -> tuple[Problem, ...]:
    """Return every reason why `dossier` cannot be filed at `now`, empty when it can.

    A problem names its section (`Section`, or none for the call itself) and its field: a form field, a document's
    code, or a side of the financing plan. With `request`, the answer to it is checked: what it asked must be there.
    """
    problems = [as_problem(reason) for reason in eligibility(dossier, now) if reason.blocking]
    problems += [plan_problem(issue) for issue in plan_issues(dossier) if issue.blocking]
    right = set(dossier.drafts.filter(complete=True).values_list("section", flat=True))
    problems += question_problems(dossier, right)
    explained = {problem.section for problem in problems}
    problems += [
        Problem(f"Terminez la section «\u00a0{section_title(dossier, section)}\u00a0».", section)
        for section in SECTIONS
        if section not in right | explained
    ]
    problems += document_problems(dossier)
    if request is not None:
        problems += unanswered(dossier, request)
    return tuple(problems)


def filing_warnings(dossier: Dossier, now: datetime) -> tuple[Problem, ...]:
    """Return what does not stop the filing but deserves a look before it."""
    warnings = [as_problem(reason) for reason in eligibility(dossier, now) if not reason.blocking]
    warnings += [plan_problem(issue) for issue in plan_issues(dossier) if not issue.blocking]
    return tuple(warnings)


def question_problems(dossier: Dossier, right: set[str]) -> list[Problem]:
    """Return the administrator's questions without the answer they need, once the rest of their section is right.

    The section may have been finished before the question was asked: the answers decide, not what was noted then.
    """
    questions = questions_to_answer(dossier) if Section.DETAILS in right else []
    return [
        Problem(f"Répondez à la question «\u00a0{question.label}\u00a0».", Section.DETAILS, name_of(question))
        for question in questions
    ]


def complete_sections(dossier: Dossier, drafts: Iterable[SectionDraft]) -> set[str]:
    """Return the sections that have nothing left to correct: right when last saved, every question answered."""
    right = {draft.section for draft in drafts if draft.complete}
    return right - {Section.DETAILS} if Section.DETAILS in right and questions_to_answer(dossier) else right


def eligibility(dossier: Dossier, now: datetime) -> tuple[Reason, ...]:
    """Apply the call's rules to what the dossier says so far."""
    contact, project = contact_of(dossier), project_of(dossier)
    details = details_of(dossier)
    space = details if isinstance(details, PublicSpaceDetails) else None
    call = dossier.measure.call
    reasons = eligibility_reasons(
        Application(
            measure_kind=MeasureKind(dossier.measure.kind),
            organisation_kind=dossier.organisation.kind,
            opens_at=call.opens_at,
            closes_at=call.closes_at,
            now=now,
            works_started=project is not None and project.works_started,
            planned_start=project.starts_on if project is not None else None,
            officers_count=contact.officers if contact is not None else 0,
            has_coordination_agreement=contact is not None and contact.coordination_agreement,
            coordination_reason=contact.agreement_reason if contact is not None else "",
            cameras=space is not None and space.cameras,
            has_prefect_authorisation=space is not None and space.prefect_authorisation == Opinion.OBTAINED,
        )
    )
    # A section nobody has filled yet is asked for as a whole, not blamed field by field.
    silent = set() if contact is not None else {Section.CONTACT.value}
    return tuple(reason for reason in reasons if reason.section not in silent)


def plan_issues(dossier: Dossier) -> tuple[Issue, ...]:
    """Check both sides of the financing plan against the measure's rule; nothing to say before its first row."""
    expenses, fundings = dossier.expenses.all(), dossier.fundings.all()
    if not (expenses or fundings):
        return ()
    total = sum((expense.amount for expense in expenses), Decimal(0))
    project = project_of(dossier)
    return financing_issues(
        dossier.measure.aid_rule,
        funding_lines(fundings),
        total,
        pooled=project is not None and project.pooled,
        organisation=organisation_word(dossier.organisation),
    )


def organisation_word(organisation: Organisation) -> str:
    """Return « la commune », « la communauté de communes », as a sentence about the plan names it."""
    return organisation.forms.short


def document_problems(dossier: Dossier) -> list[Problem]:
    return [
        Problem(f"Joignez la pièce «\u00a0{state.document.label}\u00a0».", Section.DOCUMENTS, state.document.code)
        for state in document_states(dossier)
        if state.blocking
    ]


def unanswered(dossier: Dossier, request: CompletionRequest) -> list[Problem]:
    """Return the items of a completion request that nothing answers since it was made."""
    answered = answered_items(dossier, request)
    return [
        Problem(f"Répondez à la demande\u00a0: {item_label(dossier, item)}.", *place_of(item))
        for item in request.items.all()
        if item.pk not in answered
    ]


def place_of(item: CompletionItem) -> tuple[str, str]:
    """Return where the organisation answers an item: its section and its field, or the document's code."""
    if item.document is not None:
        return Section.DOCUMENTS, item.document.code
    return Section(item.section), item.field


def as_problem(reason: Reason) -> Problem:
    return Problem(reason.message, reason.section, reason.field)


def plan_problem(issue: Issue) -> Problem:
    return Problem(issue.message, Section.FINANCING, issue.target)
