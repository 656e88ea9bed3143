"""What a decision's letter says, gathered from the dossier and the vote, and frozen with the decision as JSON."""

from typing import Any

import msgspec
from django.conf import settings
from django.utils import timezone

from applications.calls.enums import MeasureKind
from applications.decisions.enums import DecisionKind, Motive
from applications.decisions.letter_data import (
    Accounting,
    Application,
    Author,
    Beneficiary,
    Deliberation,
    Funder,
    GrantLetter,
    Issuer,
    RefusalLetter,
    Terms,
)
from applications.decisions.models import Decision
from applications.dossiers.enums import FunderKind, FundingState
from applications.dossiers.models import Dossier, Funding, PublicSpaceDetails
from applications.review.models import Assessment
from applications.review.selectors import assessment_of, eligible_lines

LETTERS: dict[str, type[GrantLetter] | type[RefusalLetter]] = {
    DecisionKind.GRANT: GrantLetter,
    DecisionKind.REFUSAL: RefusalLetter,
}


def compose(decision: Decision) -> GrantLetter | RefusalLetter:
    """Return the letter that `decision` (unsaved, its relations set) calls for."""
    return grant_letter(decision) if decision.kind == DecisionKind.GRANT else refusal_letter(decision)


def frozen(letter: GrantLetter | RefusalLetter) -> dict[str, Any]:
    """Return the letter as the JSON that `letter_of` reads back."""
    content: dict[str, Any] = msgspec.to_builtins(letter)
    return content


def letter_of(decision: Decision) -> GrantLetter | RefusalLetter:
    """Return the letter that `decision.content` froze. Raises `msgspec.ValidationError` for another content."""
    return msgspec.convert(decision.content, LETTERS[decision.kind])


def grant_letter(decision: Decision) -> GrantLetter:
    dossier = decision.dossier
    assessment = Assessment.objects.get(dossier=dossier)
    contact, project, call = dossier.contactdetails, dossier.projectdetails, dossier.measure.call
    pooled_rate = dossier.measure.pooled_rate if project.pooled else None
    return GrantLetter(
        **common_parts(decision),
        amount=decision.amount,
        eligible_base=assessment.eligible_base,
        rate=pooled_rate if pooled_rate is not None else dossier.measure.rate,
        limit=biting_limit(assessment) if decision.amount == assessment.computed_amount else "",
        excluded_costs=tuple(line.expense.label for line in eligible_lines(dossier) if line.amount == 0),
        other_funders=tuple(funder(line, dossier) for line in dossier.fundings.all() if is_another_funder(line)),
        own_declared=dossier.fundings.get(kind=FunderKind.OWN).amount,
        own_situation=FundingState.VOTED.label.lower(),
        minimum_own_share=dossier.measure.minimum_own_share,
        terms=Terms(
            start_months=call.start_months,
            completion_months=call.completion_months,
            advance_share=call.advance_share,
            interim_share=call.interim_share,
        ),
        accounting=Accounting(
            chapter=dossier.measure.chapter,
            nature=dossier.measure.accounting_nature(is_epci=dossier.organisation.is_epci),
            function=dossier.measure.function,
        ),
        has_not_started=not project.works_started,
        has_coordination_agreement=contact.coordination_agreement,
        has_cameras=PublicSpaceDetails.objects.filter(dossier=dossier, cameras=True).exists(),
    )


def refusal_letter(decision: Decision) -> RefusalLetter:
    vote, assessment = decision.vote, assessment_of(decision.dossier)
    return RefusalLetter(
        **common_parts(decision),
        motive=Motive(vote.motive).label,
        explanation=vote.motive_text,
        advice=assessment.advice_text if assessment is not None else "",
    )


def common_parts(decision: Decision) -> dict[str, Any]:
    """Return the fields that the two letters share (`letter_data.Letter`)."""
    dossier, session = decision.dossier, decision.vote.item.session
    organisation = dossier.organisation
    region = settings.REGION
    return {
        "number": decision.number,
        "issued_at": timezone.now(),
        "issuer": Issuer(
            name=region["name"],
            service=region["service"],
            address=tuple(region["address"]),
            phone=region["phone"],
            email=region["email"],
        ),
        "author": Author(
            name=decision.authority.name,
            quality=decision.authority.quality,
            service=decision.authority.service,
            delegation=decision.authority.delegation,
        ),
        "beneficiary": Beneficiary(
            names=organisation.forms,
            is_epci=organisation.is_epci,
            departement=organisation.departement_id,
            siren=organisation.siren,
            siret=dossier.contactdetails.siret,
            population_municipale=organisation.population_municipale,
            population_totale=organisation.population_totale,
        ),
        "application": application_part(dossier),
        "deliberation": Deliberation(
            number=session.deliberation_number,
            voted_on=session.held_on,
            transmitted_on=session.transmitted_on,
            published_on=session.published_on,
        ),
        "is_demo": settings.DEMO_MODE,
    }


def application_part(dossier: Dossier) -> Application:
    reference, filed_at = dossier.reference, dossier.submitted_at
    total, requested = dossier.total_cost, dossier.requested_amount
    if reference is None or filed_at is None or total is None or requested is None:
        raise ValueError("A decision is taken on a filed dossier.")
    call = dossier.measure.call
    return Application(
        reference=reference,
        title=dossier.title,
        measure=MeasureKind(dossier.measure.kind),
        filed_at=filed_at,
        call_title=call.title,
        rules_version=call.rules_version,
        total_cost=total,
        requested_amount=requested,
    )


def is_another_funder(line: Funding) -> bool:
    """Tell whether a line of the plan is neither the Région's nor the beneficiary's, nor refused."""
    return line.kind not in {FunderKind.REGION, FunderKind.OWN} and line.state != FundingState.REFUSED


def funder(line: Funding, dossier: Dossier) -> Funder:
    kind = FunderKind(line.kind)
    named = dossier.organisation.departement.full_name if kind == FunderKind.DEPARTMENT else kind.label
    return Funder(
        label=line.label or named,
        situation=FundingState(line.state).label.lower(),
        amount=line.amount,
        is_private=line.kind == FunderKind.PRIVATE,
    )


def biting_limit(assessment: Assessment) -> str:
    """Return the name of the limit that set the amount, or nothing when it is the rate."""
    return next((limit["name"] for limit in assessment.breakdown if limit["bites"] and limit["code"] != "rate"), "")
