"""What stands between a draft and its filing, all at once, each with what to do and where."""

from datetime import datetime
from decimal import Decimal

from applications.calls.eligibility import Application, Reason, eligibility_reasons
from applications.calls.enums import MeasureKind
from applications.calls.financing import Issue, financing_issues
from applications.core.errors import Problem
from applications.dossiers.enums import Opinion, Section
from applications.dossiers.financing import funding_lines
from applications.dossiers.models import (
    CompletionRequest,
    ContactDetails,
    Dossier,
    ProjectDetails,
    PublicSpaceDetails,
)
from applications.dossiers.selectors import details_of, document_states
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
    explained = {problem.section for problem in problems}
    problems += [
        Problem(f"Terminez la section «\u00a0{section.label}\u00a0».", section)
        for section in unfinished_sections(dossier)
        if section not in explained
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


def unfinished_sections(dossier: Dossier) -> list[Section]:
    complete = set(dossier.drafts.filter(complete=True).values_list("section", flat=True))
    return [section for section in SECTIONS if section not in complete]


def eligibility(dossier: Dossier, now: datetime) -> tuple[Reason, ...]:
    """Apply the call's rules to what the dossier says so far."""
    contact = ContactDetails.objects.filter(dossier=dossier).first()
    project = ProjectDetails.objects.filter(dossier=dossier).first()
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
    if not (dossier.expenses.exists() or dossier.fundings.exists()):
        return ()
    total = sum((expense.amount for expense in dossier.expenses.all()), Decimal(0))
    project = ProjectDetails.objects.filter(dossier=dossier).first()
    return financing_issues(
        dossier.measure.aid_rule,
        funding_lines(dossier.fundings.all()),
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
        if state.missing
    ]


def unanswered(dossier: Dossier, request: CompletionRequest) -> list[Problem]:
    """Return the items of a completion request that nothing answers since it was made."""
    problems = []
    for item in request.items.all():
        if item.document is not None:
            joined = dossier.attachments.in_force().filter(document=item.document)
            answered = joined.filter(added_at__gte=request.requested_at).exists()
            place = (Section.DOCUMENTS, item.document.code)
        else:
            saved = dossier.drafts.filter(section=item.section)
            answered = saved.filter(updated_at__gte=request.requested_at).exists()
            place = (Section(item.section), "")
        if not answered:
            problems.append(Problem(f"Répondez à la demande\u00a0: {item}.", *place))
    return problems


def as_problem(reason: Reason) -> Problem:
    return Problem(reason.message, reason.section, reason.field)


def plan_problem(issue: Issue) -> Problem:
    return Problem(issue.message, Section.FINANCING, issue.target)
