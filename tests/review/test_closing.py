"""Closing an assessment, and opening it again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from applications.accounts.models import User
from applications.core.errors import DomainError
from applications.dossiers.enums import FunderKind, Section, Status
from applications.dossiers.models import CompletionItem, Dossier
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.filing import answer_completion
from applications.dossiers.services.review import declare_admissible, request_completion
from applications.review.models import Assessment
from applications.review.services import close_assessment, reopen_assessment
from tests import factories
from tests.review.acts import advise, fix_base, read

pytestmark = pytest.mark.django_db


def refusal_to_close(dossier: Dossier, officer: User) -> str:
    with pytest.raises(DomainError) as refused:
        close_assessment(dossier, actor=officer)
    return refused.value.message


def test_closing_needs_a_proposal_then_two_readings(dossier, officer):
    assert refusal_to_close(dossier, officer) == "Enregistrez d’abord l’assiette, le montant proposé et l’avis."
    advise(dossier, officer)
    assert refusal_to_close(dossier, officer) == "Il manque deux notations complètes."
    read(dossier, 4)
    assert refusal_to_close(dossier, officer) == "Il manque encore une notation complète."
    read(dossier, 4)
    assessment = close_assessment(dossier, actor=officer)
    assert (assessment.mean_score, assessment.score_gap) == (Decimal(80), Decimal(0))
    assert Dossier.objects.get().status == Status.ASSESSED


def test_two_readings_too_far_apart_need_a_third(dossier, officer):
    advise(dossier, officer)
    read(dossier, 5)
    read(dossier, 4)
    with pytest.raises(DomainError, match="Il manque encore une notation complète"):
        close_assessment(dossier, actor=officer)
    read(dossier, 3)
    assessment = close_assessment(dossier, actor=officer)
    assert (assessment.mean_score, assessment.score_gap) == (Decimal(80), Decimal(40))


def test_base_alone_does_not_close(dossier, officer):
    fix_base(dossier, officer, "50000.00", "28400.00")
    read(dossier, 4)
    read(dossier, 4)
    with pytest.raises(DomainError, match="Enregistrez d’abord l’assiette, le montant proposé et l’avis"):
        close_assessment(dossier, actor=officer)


def test_agent_without_the_right_does_not_close(dossier, officer):
    advise(dossier, officer)
    read(dossier, 4)
    read(dossier, 4)
    with pytest.raises(DomainError, match="Vous n’avez pas le droit de faire cet acte"):
        close_assessment(dossier, actor=factories.an_agent("consultation"))
    assert Assessment.objects.get().closed_at is None


def test_closed_assessment_no_longer_changes_unless_reopened(officer):
    dossier = factories.an_assessed_dossier()
    with pytest.raises(DomainError, match="Ce dossier n’est pas en instruction"):
        advise(dossier, officer)
    with pytest.raises(DomainError, match="Indiquez pourquoi l’évaluation est rouverte"):
        reopen_assessment(dossier, actor=officer, reason=" ")
    reopen_assessment(dossier, actor=officer, reason="Devis corrigé")
    assert Assessment.objects.get().closed_at is None
    assert dossier.changes.last().reason == "Devis corrigé"
    assert advise(dossier, officer, "20000.00", override_reason="Devis corrigé").proposed_amount == Decimal(20000)


def complete_with(dossier: Dossier, plan: dict, officer: User) -> None:
    """Ask for the plan again, and answer with another one."""
    today, member = timezone.localdate(), dossier.created_by
    items = [CompletionItem(section=Section.FINANCING, reason="Devis à jour")]
    request_completion(dossier, items, due_on=today + timedelta(days=9), actor=officer, today=today)
    save_section(dossier, Section.FINANCING, raw={}, values=plan, version=1, actor=member)
    answer_completion(dossier, signatory=member, electronic_notification=True, now=timezone.now())
    declare_admissible(dossier, actor=officer)


@pytest.mark.parametrize(
    ("region", "own"),
    [("23520.00", "43120.00"), ("20000.00", "46640.00")],
    ids=["the expenses changed", "the request changed"],
)
def test_proposal_on_a_plan_replaced_since_is_not_closed(dossier, officer, region, own):
    fix_base(dossier, officer, "50000.00", "20000.00")
    advise(dossier, officer, "21000.00")
    read(dossier, 4)
    read(dossier, 4)
    funders = {FunderKind.REGION: region, FunderKind.DEPARTMENT: "11760.00", FunderKind.OWN: own}
    complete_with(dossier, factories.financing_values(fundings=funders), officer)
    with pytest.raises(DomainError, match="a changé depuis le calcul de l’aide\u00a0: fixez de nouveau l’assiette"):
        close_assessment(dossier, actor=officer)
    assessment = fix_base(dossier, officer, "50000.00", "20000.00")
    assert close_assessment(dossier, actor=officer).proposed_amount == min(Decimal(21000), Decimal(region))
    assert assessment.computed_amount == min(Decimal(21000), Decimal(region))
