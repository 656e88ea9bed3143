"""The acts of the review: each done by who may, refused to who may not, told when it comes too late."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from applications.core.models import AuditEvent
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import Assignment, CompletionItem, Dossier, StatusChange
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.filing import answer_completion
from applications.dossiers.services.review import declare_admissible, request_completion
from applications.review.models import Assessment, EligibleExpense
from applications.review.services import set_eligible_base
from tests.backoffice.dossier_desk import SignIn, act_url, buttons_of, fresh, messages_of, page_of, read_by, text_of
from tests.factories import (
    a_filed_dossier,
    an_admissible_dossier,
    an_agent,
    an_assessed_dossier,
    financing_values,
    signatory_of,
)

pytestmark = pytest.mark.django_db
REVIEWERS = {"instructeur", "responsable"}


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def plan_data(dossier: Dossier, *cuts: tuple[str, str]) -> dict[str, str]:
    """The form of the eligible base: for each expense in order, (amount typed, reason), or all of it."""
    data = {}
    for rank, expense in enumerate(dossier.expenses.all()):
        amount, reason = cuts[rank] if rank < len(cuts) else (str(expense.amount), "")
        data |= {f"amount_{expense.pk}": amount, f"reason_{expense.pk}": reason}
    return data


@pytest.mark.parametrize("group", sorted(REVIEWERS))
def test_dossier_is_declared_admissible(as_user: SignIn, group: str):
    dossier, agent = a_filed_dossier(), an_agent(group)
    response = as_user(agent).post(act_url(dossier, "recevable"))
    assert (response.status_code, response.url) == (302, page_of(dossier))
    assert fresh(dossier).status == Status.ADMISSIBLE
    assert AuditEvent.objects.filter(verb="dossier.admissible", actor=agent).count() == 1
    page = as_user(agent).get(page_of(dossier))
    assert page.context["history"][0].text == "Déclaré recevable"


def test_dossier_is_declared_inadmissible_for_a_reason(as_user: SignIn):
    dossier = a_filed_dossier()
    client = as_user(an_agent("instructeur"))
    response = client.post(act_url(dossier, "irrecevable"), {"reason": "  "})
    assert response.context["form"].errors == {"reason": ["Écrivez le motif."]}
    client.post(act_url(dossier, "irrecevable"), {"reason": "Travaux commencés."})
    moved = fresh(dossier)
    assert (moved.status, moved.published_status) == (Status.INADMISSIBLE, Status.SUBMITTED)
    assert "Travaux commencés." in text_of(client.get(page_of(dossier)))


def test_second_tab_is_told_that_it_comes_too_late(as_user: SignIn):
    dossier = a_filed_dossier()
    client = as_user(an_agent("instructeur"))
    client.post(act_url(dossier, "recevable"))
    response = client.post(act_url(dossier, "irrecevable"), {"reason": "Mon motif, gardé."})
    [error] = response.context["form"].non_field_errors()
    assert error.startswith(
        "Ce dossier est à l’état «\u00a0En instruction\u00a0»\u00a0: l’acte demandé n’est plus possible."
    )
    assert "Mon motif, gardé." in response.content.decode()
    assert StatusChange.objects.filter(dossier=dossier, target=Status.INADMISSIBLE).count() == 0


def test_act_page_that_makes_no_sense_any_more_leads_back(as_user: SignIn):
    dossier = an_admissible_dossier()
    response = as_user(an_agent("instructeur")).get(act_url(dossier, "recevable"))
    assert (response.status_code, response.url) == (302, page_of(dossier))
    [message] = messages_of(response)
    assert message.startswith("Déclarer le dossier recevable\u00a0: ce n’est pas possible")


def test_withdrawal_is_recorded_with_who_asked(as_user: SignIn):
    dossier = a_filed_dossier()
    as_user(an_agent("responsable")).post(act_url(dossier, "retirer"), {"reason": "Courrier du 3 mai."})
    assert fresh(dossier).status == Status.WITHDRAWN
    assert StatusChange.objects.get(dossier=dossier, target=Status.WITHDRAWN).reason == "Courrier du 3 mai."


def test_assignment_offers_reviewers_and_nobody_twice(as_user: SignIn):
    dossier, chief, officer = a_filed_dossier(), an_agent("responsable"), an_agent("instructeur")
    an_agent("finance")
    client = as_user(chief)
    offered = client.get(act_url(dossier, "affecter")).context["form"].fields["user"].queryset
    assert set(offered) == {chief, officer}
    client.post(act_url(dossier, "affecter"), {"user": officer.pk})
    assert list(Assignment.objects.values_list("user", flat=True)) == [officer.pk]
    response = client.post(act_url(dossier, "affecter"), {"user": officer.pk})
    assert response.context["form"].errors == {"user": ["Choisissez une personne de la liste."]}


def test_eligible_base_is_set_as_typed(as_user: SignIn):
    dossier = an_admissible_dossier()
    data = plan_data(dossier, ("45 000,50 €", "Options de confort"))
    response = as_user(an_agent("instructeur")).post(act_url(dossier, "assiette"), data)
    assert (response.status_code, response.url) == (302, f"{page_of(dossier)}#financement")
    assessment = Assessment.objects.get()
    assert (assessment.eligible_base, assessment.computed_amount) == (Decimal("73400.50"), Decimal("22020.15"))
    assert list(EligibleExpense.objects.order_by("pk").values_list("reason", flat=True)) == ["Options de confort", ""]


def test_eligible_base_names_each_wrong_line(as_user: SignIn):
    dossier = an_admissible_dossier()
    first, second = dossier.expenses.all()
    data = plan_data(dossier, ("50 000,01", ""), ("1e3", "Motif gardé"))
    response = as_user(an_agent("instructeur")).post(act_url(dossier, "assiette"), data)
    assert list(response.context["form"].errors) == [f"amount_{second.pk}", f"amount_{first.pk}"]
    content = response.content.decode()
    assert 'value="50 000,01"' in content
    assert 'value="Motif gardé"' in content
    assert not Assessment.objects.exists()


def test_cut_without_a_reason_is_refused_on_its_line(as_user: SignIn):
    dossier = an_admissible_dossier()
    first = dossier.expenses.first()
    response = as_user(an_agent("instructeur")).post(act_url(dossier, "assiette"), plan_data(dossier, ("0", "")))
    assert response.context["form"].errors == {
        f"reason_{first.pk}": ["«\u00a0Fourgon\u00a0»\u00a0: écrivez pourquoi une part n’est pas éligible."]
    }


PROPOSAL = {"amount": "23 520,00", "override_reason": "", "advice": "favourable", "advice_text": ""}


def test_proposal_is_written_from_the_computed_amount(as_user: SignIn):
    dossier, agent = an_admissible_dossier(), an_agent("instructeur")
    client = as_user(agent)
    form = client.get(act_url(dossier, "proposer")).context["form"]
    assert form["amount"].value() == "23\u00a0520,00"
    assert client.post(act_url(dossier, "proposer"), PROPOSAL).status_code == 302
    assessment = Assessment.objects.get()
    assert (assessment.proposed_amount, assessment.advice) == (Decimal("23520.00"), "favourable")
    assert "Favorable" in text_of(client.get(page_of(dossier)))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "20 000"}, "override_reason"),
        ({"amount": "78 400,01"}, "amount"),
        ({"amount": "-3"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"advice": "unfavourable"}, "advice_text"),
        ({"advice": ""}, "advice"),
    ],
)
def test_proposal_is_refused_next_to_its_field(as_user: SignIn, changes: dict[str, str], field: str):
    dossier = an_admissible_dossier()
    data = {**PROPOSAL, **changes}
    response = as_user(an_agent("instructeur")).post(act_url(dossier, "proposer"), data)
    assert list(response.context["form"].errors) == [field]
    assert not Assessment.objects.exclude(advice="").exists()


def test_override_is_kept_with_its_reason(as_user: SignIn):
    dossier = an_admissible_dossier()
    data = {**PROPOSAL, "amount": "20 000", "override_reason": "Enveloppe réservée."}
    client = as_user(an_agent("instructeur"))
    client.post(act_url(dossier, "proposer"), data)
    response = client.get(page_of(dossier))
    assert response.context["key"].amount == Decimal(20000)
    assert "Enveloppe réservée." in text_of(response)


def test_closing_says_what_is_missing(as_user: SignIn):
    dossier = an_admissible_dossier()
    client = as_user(an_agent("instructeur"))
    response = client.post(act_url(dossier, "clore"))
    assert response.context["form"].non_field_errors() == [
        "Enregistrez d’abord l’assiette, le montant proposé et l’avis."
    ]
    client.post(act_url(dossier, "proposer"), PROPOSAL)
    read_by(an_agent("instructeur"), dossier, 4)
    response = client.post(act_url(dossier, "clore"))
    assert response.context["form"].non_field_errors() == ["Il manque encore une notation complète."]
    read_by(an_agent("instructeur"), dossier, 4)
    assert client.post(act_url(dossier, "clore")).status_code == 302
    assert fresh(dossier).status == Status.ASSESSED


def test_review_is_reopened_for_a_reason(as_user: SignIn):
    dossier = an_assessed_dossier()
    client = as_user(an_agent("instructeur"))
    client.post(act_url(dossier, "rouvrir"), {"reason": "Devis corrigé."})
    page = client.get(page_of(dossier))
    assert fresh(dossier).status == Status.ADMISSIBLE
    assert (page.context["history"][0].text, page.context["history"][0].reason) == (
        "Évaluation rouverte",
        "Devis corrigé.",
    )


def test_plan_changed_by_an_answer_makes_the_aid_stale(as_user: SignIn):
    dossier, agent = an_admissible_dossier(), an_agent("instructeur")
    lines = {expense.pk: (expense.amount, "") for expense in dossier.expenses.all()}
    set_eligible_base(dossier, lines, actor=agent)
    today, signatory = timezone.localdate(), signatory_of(dossier)
    item = CompletionItem(section=Section.FINANCING, reason="Devis à jour.")
    request_completion(dossier, [item], due_on=today + timedelta(days=9), actor=agent, today=today)
    plan = financing_values({"Fourgon": "40000.00"}, {"region": "12000.00", "own": "28000.00"})
    save_section(dossier, Section.FINANCING, raw={}, values=plan, version=1, actor=signatory)
    assert as_user(agent).get(page_of(dossier)).context["plan"].cost == Decimal("78400.00")
    answer_completion(dossier, signatory=signatory, electronic_notification=True, now=timezone.now())
    declare_admissible(dossier, actor=agent)
    response = as_user(agent).get(page_of(dossier))
    assert (response.context["plan"].cost, response.context["aid"].is_stale) == (Decimal("40000.00"), True)
    assert "fixez de nouveau l’assiette" in text_of(response)
    assert "Noter" in buttons_of(response)
