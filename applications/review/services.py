"""The writes of the review: marks, eligible base, proposal, closing."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone

from applications.accounts.models import User
from applications.calls.aid import AidBreakdown, compute_aid
from applications.core.audit import record, service
from applications.core.errors import DomainError
from applications.core.money import format_eur
from applications.dossiers.enums import Status
from applications.dossiers.financing import funding_lines
from applications.dossiers.models import Dossier
from applications.dossiers.services.status import lock, transition
from applications.review.enums import Advice
from applications.review.models import MAX_MARK, Assessment, EligibleExpense, Score
from applications.review.ranking import missing_readings
from applications.review.selectors import assessment_of, consensus_of, criteria_of, eligible_lines


@service
def give_scores(dossier: Dossier, marks: Mapping[int, tuple[int, str]], *, reviewer: User) -> list[Score]:
    """Keep a reviewer's marks: criterion's key → (mark from 0 to 5, comment). An incomplete reading is kept too.

    Raises `DomainError` when the dossier is not under review, the person may not score, or a mark is unknown.
    """
    locked = lock_under_review(dossier)
    require(reviewer, "review.score_dossier", "Vous n’avez pas le droit de noter ce dossier.")
    known = {criterion.pk for criterion in criteria_of(locked)}
    for criterion, (value, _) in marks.items():
        if criterion not in known or not 0 <= value <= MAX_MARK:
            raise DomainError(f"Une note va de 0 à {MAX_MARK}, sur un critère de l’appel.")
    scores = [
        Score.objects.update_or_create(
            dossier=locked,
            reviewer=reviewer,
            criterion_id=criterion,
            defaults={"value": value, "comment": comment},
        )[0]
        for criterion, (value, comment) in marks.items()
    ]
    record(
        reviewer,
        "dossier.scored",
        locked,
        after={"marks": {str(key): mark for key, (mark, _) in marks.items()}},
    )
    return scores


@service
def set_eligible_base(dossier: Dossier, lines: Mapping[int, tuple[Decimal, str]], *, actor: User) -> Assessment:
    """Fix what is eligible of each expense: expense's key → (amount, why not all), and compute the grant again.

    A proposal that had been written over the computed amount is dropped: it answered another base. Raises
    `DomainError` for an amount above its expense, or below without a reason.
    """
    locked = lock_under_review(dossier)
    require(actor, "review.assess_dossier", "Vous n’avez pas le droit de fixer l’assiette.")
    expenses = {expense.pk: expense for expense in locked.expenses.all()}
    if set(lines) != set(expenses):
        raise DomainError("Le plan de financement a changé\u00a0: rechargez la page.")
    for key, (amount, reason) in lines.items():
        check_line(expenses[key].label, expenses[key].amount, amount, reason)
        EligibleExpense.objects.update_or_create(expense_id=key, defaults={"amount": amount, "reason": reason.strip()})
    assessment = recompute(locked, actor)
    record(actor, "assessment.base_set", locked, after={"eligible_base": assessment.eligible_base})
    return assessment


@service
def propose(
    dossier: Dossier,
    *,
    amount: Decimal,
    override_reason: str,
    advice: Advice,
    advice_text: str,
    actor: User,
) -> Assessment:
    """Write the service's proposal: an amount (the computed one, or another with its reason) and an opinion.

    Raises `DomainError` when the amount differs without a reason, is above the eligible base, or when an
    unfavourable opinion comes without its text.
    """
    locked = lock_under_review(dossier)
    require(actor, "review.assess_dossier", "Vous n’avez pas le droit de proposer un montant.")
    assessment = assessment_of(locked) or recompute(locked, actor)
    if not Decimal(0) <= amount <= assessment.eligible_base:
        raise DomainError(
            f"Le montant proposé va de zéro à l’assiette éligible, {format_eur(assessment.eligible_base)}.",
            field="amount",
        )
    if amount != assessment.computed_amount and not override_reason.strip():
        raise DomainError(
            f"Ce montant diffère de l’aide calculée, {format_eur(assessment.computed_amount)}\u00a0: "
            "écrivez le motif de l’écart.",
            field="override_reason",
        )
    if advice != Advice.FAVOURABLE and not advice_text.strip():
        raise DomainError("Motivez un avis réservé ou défavorable.", field="advice_text")
    before = assessment.proposed_amount
    assessment.proposed_amount = amount
    assessment.override_reason = override_reason.strip() if amount != assessment.computed_amount else ""
    assessment.advice, assessment.advice_text = advice, advice_text.strip()
    assessment.assessed_by = actor
    assessment.save()
    record(
        actor,
        "assessment.proposed",
        locked,
        before={"amount": before},
        after={"amount": amount, "advice": advice},
    )
    return assessment


@service
def close_assessment(dossier: Dossier, *, actor: User) -> Assessment:
    """Close the review: status « Instruit ». Raises `DomainError` saying what is missing."""
    locked = lock_under_review(dossier)
    assessment = assessment_of(locked)
    if assessment is None or not assessment.advice:
        raise DomainError("Enregistrez d’abord l’assiette, le montant proposé et l’avis.")
    require_current(locked, assessment)
    result = consensus_of(locked)
    missing = missing_readings(result, locked.measure.call.reading_gap)
    if result is None or missing:
        raise DomainError(
            "Il manque deux notations complètes." if missing > 1 else "Il manque encore une notation complète."
        )
    assessment.mean_score, assessment.score_gap = result.mean, result.gap
    assessment.closed_at = timezone.now()
    assessment.save()
    transition(locked, Status.ASSESSED, actor=actor)
    record(actor, "assessment.closed", locked, after={"score": result.mean, "amount": assessment.proposed_amount})
    return assessment


@service
def reopen_assessment(dossier: Dossier, *, actor: User, reason: str) -> Assessment:
    """Take an assessed dossier back to its review, for a written reason."""
    if not reason.strip():
        raise DomainError("Indiquez pourquoi l’évaluation est rouverte.", field="reason")
    locked = lock(dossier)
    transition(locked, Status.ADMISSIBLE, actor=actor, reason=reason)
    assessment = Assessment.objects.get(dossier=locked)
    assessment.closed_at = None
    assessment.save(update_fields=["closed_at", "updated_at"])
    record(actor, "assessment.reopened", locked, after={"reason": reason})
    return assessment


def require_current(dossier: Dossier, assessment: Assessment) -> None:
    """Refuse a proposal made on another plan: an answered completion request may have replaced it since."""
    base = base_of(dossier)
    if (base, compute(dossier, base).amount) != (assessment.eligible_base, assessment.computed_amount):
        raise DomainError(
            "Le plan de financement ou la règle de l’appel a changé depuis le calcul de l’aide\u00a0: "
            "fixez de nouveau l’assiette."
        )


def base_of(dossier: Dossier) -> Decimal:
    return sum((line.amount for line in eligible_lines(dossier)), Decimal(0))


def recompute(dossier: Dossier, actor: User) -> Assessment:
    base = base_of(dossier)
    aid = compute(dossier, base)
    assessment, _ = Assessment.objects.update_or_create(
        dossier=dossier,
        defaults={
            "eligible_base": base,
            "computed_amount": aid.amount,
            "proposed_amount": aid.amount,
            "override_reason": "",
            "breakdown": [
                {
                    "code": limit.code,
                    "label": limit.label,
                    "name": limit.name,
                    "amount": str(limit.amount),
                    "bites": limit.bites,
                    "explanation": limit.explanation,
                }
                for limit in aid.limits
            ],
            "assessed_by": actor,
        },
    )
    return assessment


def compute(dossier: Dossier, base: Decimal) -> AidBreakdown:
    """Return the grant that the call's rule gives on `base`, in euros excluding tax."""
    total = sum((expense.amount for expense in dossier.expenses.all()), Decimal(0))
    return compute_aid(
        dossier.measure.aid_rule,
        eligible_base=base,
        fundings=funding_lines(dossier.fundings.all()),
        total=total,
        pooled=dossier.projectdetails.pooled,
        requested=dossier.requested_amount,
        organisation=dossier.organisation.forms.short,
    )


def check_line(label: str, total: Decimal, eligible: Decimal, reason: str) -> None:
    if not Decimal(0) <= eligible <= total:
        raise DomainError(f"«\u00a0{label}\u00a0»\u00a0: le montant éligible va de zéro à {format_eur(total)}.")
    if eligible != total and not reason.strip():
        raise DomainError(f"«\u00a0{label}\u00a0»\u00a0: écrivez pourquoi une part n’est pas éligible.")


def lock_under_review(dossier: Dossier) -> Dossier:
    locked = lock(dossier)
    if locked.status != Status.ADMISSIBLE:
        raise DomainError("Ce dossier n’est pas en instruction\u00a0: rechargez la page pour voir où il en est.")
    return locked


def require(actor: User, permission: str, message: str) -> None:
    if not (actor.is_staff and actor.has_perm(permission)):
        raise DomainError(message)
