"""The review: marks, eligible base, proposal."""

from decimal import Decimal

import pytest

from applications.core.errors import DomainError
from applications.core.models import AuditEvent
from applications.dossiers.enums import FunderKind
from applications.review.enums import Advice
from applications.review.models import Assessment, EligibleExpense, Score
from applications.review.selectors import consensus_of, criteria_of, eligible_lines, readings_of
from applications.review.services import close_assessment, give_scores, set_eligible_base
from tests import factories
from tests.review.acts import advise, fix_base, read

pytestmark = pytest.mark.django_db

NOT_UNDER_REVIEW = "Ce dossier n’est pas en instruction"


def test_marks_are_kept_by_reviewer(dossier, officer):
    colleague = factories.an_agent("responsable")
    read(dossier, 4, officer)
    read(dossier, 3, colleague)
    assert [(reading.reviewer, reading.total) for reading in readings_of(dossier)] == [
        (officer, Decimal(80)),
        (colleague, Decimal(60)),
    ]
    assert consensus_of(dossier).mean == Decimal(70)


def test_mark_given_again_replaces_the_reviewer_s_own(dossier, officer):
    read(dossier, 4, officer)
    read(dossier, 2, officer)
    assert [reading.total for reading in readings_of(dossier)] == [Decimal(40)]
    assert Score.objects.count() == 7


def test_incomplete_reading_is_kept_and_counts_for_nothing(dossier, officer):
    first = criteria_of(dossier)[0]
    give_scores(dossier, {first.pk: (5, "")}, reviewer=officer)
    assert [reading.total for reading in readings_of(dossier)] == [None]
    assert consensus_of(dossier) is None


@pytest.mark.parametrize("mark", [-1, 6])
def test_mark_outside_its_scale_is_refused(dossier, officer, mark):
    first, second = criteria_of(dossier)[:2]
    with pytest.raises(DomainError, match="Une note va de 0 à 5, sur un critère de l’appel"):
        give_scores(dossier, {first.pk: (3, ""), second.pk: (mark, "")}, reviewer=officer)
    assert not Score.objects.exists()


def test_criterion_of_another_call_is_refused(dossier, officer):
    foreign = factories.a_call().criteria.first()
    with pytest.raises(DomainError, match="sur un critère de l’appel"):
        give_scores(dossier, {foreign.pk: (3, "")}, reviewer=officer)


def test_agent_without_the_right_reviews_nothing(dossier):
    for group in ("consultation", "finance", "administrateur"):
        agent = factories.an_agent(group)
        with pytest.raises(DomainError, match="Vous n’avez pas le droit de noter ce dossier"):
            read(dossier, 3, agent)
        with pytest.raises(DomainError, match="Vous n’avez pas le droit de fixer l’assiette"):
            fix_base(dossier, agent, "50000.00", "28400.00")
        with pytest.raises(DomainError, match="Vous n’avez pas le droit de proposer un montant"):
            advise(dossier, agent)
    assert not Assessment.objects.exists()


def test_member_of_the_organisation_reviews_nothing(dossier):
    with pytest.raises(DomainError, match="Vous n’avez pas le droit de noter ce dossier"):
        read(dossier, 5, dossier.created_by)


def test_dossier_not_under_review_is_not_touched(officer):
    dossier = factories.a_filed_dossier()
    for act in (
        lambda: read(dossier, 3, officer),
        lambda: fix_base(dossier, officer, "50000.00", "28400.00"),
        lambda: advise(dossier, officer),
        lambda: close_assessment(dossier, actor=officer),
    ):
        with pytest.raises(DomainError, match=NOT_UNDER_REVIEW):
            act()


def test_base_gives_the_computed_aid_and_its_limits(dossier, officer):
    assessment = fix_base(dossier, officer, "50000.00", "20000.00")
    assert (assessment.eligible_base, assessment.computed_amount) == (Decimal(70000), Decimal(21000))
    assert assessment.proposed_amount == assessment.computed_amount
    assert [(limit["code"], limit["amount"], limit["bites"]) for limit in assessment.breakdown] == [
        ("rate", "21000.00", True),
        ("ceiling", "30000.00", False),
        ("own_share", "50960.00", False),
        ("base", "70000.00", False),
        ("requested", "23520.00", False),
    ]
    assert [(line.amount, line.reason) for line in eligible_lines(dossier)] == [
        (Decimal(50000), "Hors règlement"),
        (Decimal(20000), "Hors règlement"),
    ]


def test_aid_of_an_epci_names_it(officer):
    dossier = factories.an_admissible_dossier(organisation=factories.an_epci_organisation())
    names = {limit["code"]: limit["name"] for limit in fix_base(dossier, officer, "50000.00", "28400.00").breakdown}
    assert names["own_share"] == "la part minimale de 20\u00a0% que garde la communauté de communes"


def test_pooled_project_takes_the_pooled_rate(officer):
    measure = factories.a_measure(pooled_rate=Decimal("0.50"), pooled_ceiling=Decimal(50000))
    plan = factories.financing_values(
        {"Fourgon": "60000.00"}, {FunderKind.REGION: "30000.00", FunderKind.OWN: "30000.00"}
    )
    dossier = factories.an_admissible_dossier(measure, project={"pooled": True}, financing=plan)
    assert fix_base(dossier, officer, "60000.00").computed_amount == Decimal(30000)


def test_base_above_its_expense_is_refused(dossier, officer):
    with pytest.raises(DomainError) as refused:
        fix_base(dossier, officer, "50000.01", "28400.00")
    assert refused.value.message == (
        "«\u00a0Fourgon\u00a0»\u00a0: le montant éligible va de zéro à 50\u00a0000,00\u00a0€."
    )
    assert not EligibleExpense.objects.exists()
    assert not Assessment.objects.exists()


def test_negative_base_is_refused(dossier, officer):
    with pytest.raises(DomainError, match="le montant éligible va de zéro"):
        fix_base(dossier, officer, "-0.01", "28400.00")


def test_part_of_an_expense_is_explained(dossier, officer):
    with pytest.raises(DomainError, match="écrivez pourquoi une part n’est pas éligible"):
        fix_base(dossier, officer, "50000.00", "28399.99", reason=" ")
    assert fix_base(dossier, officer, "50000.00", "28400.00", reason="").eligible_base == Decimal(78400)


def test_base_of_another_plan_is_refused(dossier, officer):
    first = dossier.expenses.first()
    with pytest.raises(DomainError, match="Le plan de financement a changé"):
        set_eligible_base(dossier, {first.pk: (first.amount, "")}, actor=officer)


def test_new_base_drops_the_proposal_that_answered_another(dossier, officer):
    fix_base(dossier, officer, "50000.00", "28400.00")
    advise(dossier, officer, "20000.00", override_reason="Enveloppe comptée")
    assessment = fix_base(dossier, officer, "50000.00", "10000.00")
    assert (assessment.proposed_amount, assessment.override_reason) == (Decimal(18000), "")


def test_computed_amount_needs_no_reason(dossier, officer):
    assessment = advise(dossier, officer, override_reason="Sans objet")
    assert (assessment.proposed_amount, assessment.override_reason) == (Decimal("23520.00"), "")
    assert assessment.assessed_by == officer


@pytest.mark.parametrize("reason", ["", "  "])
def test_other_amount_needs_its_reason(dossier, officer, reason):
    with pytest.raises(DomainError) as refused:
        advise(dossier, officer, "23519.99", override_reason=reason)
    assert refused.value.field == "override_reason"
    assert refused.value.message == (
        "Ce montant diffère de l’aide calculée, 23\u00a0520,00\u00a0€\u00a0: écrivez le motif de l’écart."
    )
    assert advise(dossier, officer, "23519.99", override_reason=" Arrondi ").override_reason == "Arrondi"


@pytest.mark.parametrize("amount", ["-0.01", "78400.01"])
def test_proposal_stays_within_the_base(dossier, officer, amount):
    with pytest.raises(DomainError) as refused:
        advise(dossier, officer, amount, override_reason="Exception")
    assert (refused.value.field, refused.value.message) == (
        "amount",
        "Le montant proposé va de zéro à l’assiette éligible, 78\u00a0400,00\u00a0€.",
    )


@pytest.mark.parametrize("advice", [Advice.RESERVED, Advice.UNFAVOURABLE])
def test_reserve_is_explained(dossier, officer, advice):
    with pytest.raises(DomainError, match="Motivez un avis réservé ou défavorable") as refused:
        advise(dossier, officer, advice=advice, advice_text=" ")
    assert refused.value.field == "advice_text"


def test_each_act_of_the_review_is_recorded(dossier, officer):
    read(dossier, 4, officer)
    fix_base(dossier, officer, "50000.00", "28400.00")
    advise(dossier, officer)
    read(dossier, 4)
    close_assessment(dossier, actor=officer)
    verbs = AuditEvent.objects.filter(actor=officer).order_by("pk").values_list("verb", flat=True)
    assert [verb for verb in verbs if verb != "dossier.moved"] == [
        "dossier.scored",
        "assessment.base_set",
        "assessment.proposed",
        "assessment.closed",
    ]
