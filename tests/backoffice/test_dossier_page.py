"""A dossier's page: who opens it, what it reads, which acts it offers to whom."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.services import grant_membership
from applications.backoffice.dossier_page.history import ARRIVALS, STEPS
from applications.calls.models import Measure
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import CompletionItem, Dossier, StatusChange
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.filing import file_dossier
from applications.dossiers.services.handing_over import hand_over
from applications.dossiers.services.review import request_completion
from applications.dossiers.workflow import EDGES
from tests.backoffice.dossier_desk import LIST, SignIn, buttons_of, fresh, page_of, text_of
from tests.factories import (
    a_commune_organisation,
    a_complete_draft,
    a_draft,
    a_filed_dossier,
    a_measure,
    a_scheduled_dossier,
    a_session,
    an_admissible_dossier,
    an_agent,
    an_assessed_dossier,
    an_epci_organisation,
    financing_values,
    project_values,
    signatory_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def ask_project_again(dossier: Dossier) -> None:
    request_completion(
        dossier,
        [CompletionItem(section=Section.PROJECT, reason="Précisez le besoin.")],
        due_on=timezone.localdate() + timedelta(days=10),
        actor=an_agent("instructeur"),
        today=timezone.localdate(),
    )


def test_page_is_not_found_for_a_draft_even_by_its_member(as_user: SignIn):
    agent, draft = an_agent("instructeur"), a_draft()
    grant_membership(agent, draft.organisation, Role.SIGNATORY, actor=None)
    assert as_user(agent).get(page_of(draft)).status_code == 404


@pytest.mark.parametrize("key", ["999999", "abc", "1e9", "-1", "99999999999999999999999"])
def test_page_is_not_found_for_a_key_of_nothing(as_user: SignIn, key: str):
    client = as_user(an_agent("responsable"))
    assert client.get(f"{LIST}{key}/change/").status_code == 404
    assert client.get(f"{LIST}{key}/actes/voter/").status_code == 404


def test_page_is_refused_without_the_permission(as_user: SignIn):
    dossier = a_filed_dossier()
    client = as_user(an_agent())
    assert client.get(page_of(dossier)).status_code == 403
    assert client.get(f"{LIST}{dossier.pk}/actes/recevable/").status_code == 404


def test_page_changes_nothing(as_user: SignIn):
    assert as_user(an_agent("responsable")).post(page_of(a_filed_dossier()), {}).status_code == 405


def test_page_reads_the_answers_in_french(as_user: SignIn):
    dossier = a_filed_dossier(project={"need": "Première ligne.\nSeconde ligne."})
    response = as_user(an_agent("consultation")).get(page_of(dossier))
    answers = {
        answer.label: answer.value
        for section in (*response.context["project_sections"], *response.context["contact_sections"])
        for answer in section.answers
    }
    assert answers["Projet mutualisé"] == "Non"
    assert answers["Véhicule"] == "Fourgon ou fourgonnette"
    assert answers["Police municipale"] == "Police municipale de la commune"
    assert answers["Population municipale"] == "26\u00a0380"
    assert "Collectivités associées" not in answers
    assert "Première ligne.<br>Seconde ligne." in response.content.decode()


def test_page_reads_what_was_filed_and_not_what_is_being_typed(as_user: SignIn):
    dossier = a_filed_dossier()
    ask_project_again(dossier)
    values = project_values(title="Titre en cours", need="Besoin en cours de frappe.")
    save_section(dossier, Section.PROJECT, raw={}, values=values, version=1, actor=signatory_of(dossier))
    text = text_of(as_user(an_agent("instructeur")).get(page_of(dossier)))
    assert "Un besoin établi par le diagnostic." in text
    assert "Besoin en cours de frappe." not in text


def test_page_shows_the_completion_request(as_user: SignIn):
    dossier = a_filed_dossier()
    ask_project_again(dossier)
    response = as_user(an_agent("instructeur")).get(page_of(dossier))
    assert "Précisez le besoin." in text_of(response)
    assert response.context["situation"].next_step.startswith("la réponse de la collectivité")


def test_page_hides_how_the_draft_was_written(as_user: SignIn):
    draft = a_complete_draft()
    signatory = signatory_of(draft)
    hand_over(draft, actor=signatory, message="Entre nous : le maire hésite.")
    file_dossier(draft, signatory=signatory, electronic_notification=True, now=timezone.now())
    response = as_user(an_agent("responsable")).get(page_of(draft))
    assert StatusChange.objects.filter(dossier=draft).count() == 2
    receipt = f"Courriel «\u00a0Dossier {fresh(draft).reference} reçu par la Région\u00a0»"
    assert [event.text for event in response.context["history"]] == [receipt, "Déposé"]
    assert "hésite" not in response.content.decode()


def test_history_has_words_for_every_step_after_the_filing():
    silent = [
        (edge.source, edge.target)
        for edge in EDGES
        if edge.target.is_filed and (edge.source, edge.target) not in STEPS and edge.target not in ARRIVALS
    ]
    assert silent == []


def test_page_escapes_what_was_typed_and_holds_a_long_title(as_user: SignIn):
    title = "<script>alert(1)</script>" + "à" * 175
    dossier = a_filed_dossier(project={"title": title, "need": "<img src=x onerror=alert(1)>"})
    content = as_user(an_agent("instructeur")).get(page_of(dossier)).content.decode()
    assert "<script>alert" not in content
    assert "<img src=x" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" + "à" * 175 in content


def test_page_holds_thirty_expenses(as_user: SignIn):
    expenses = {f"Dépense {rank}": "1000.10" for rank in range(30)}
    plan = financing_values(expenses, {"region": "9000.90", "own": "21002.10"})
    dossier = a_filed_dossier(financing=plan)
    response = as_user(an_agent("instructeur")).get(page_of(dossier))
    plan_view = response.context["plan"]
    assert (len(plan_view.expenses), plan_view.cost, plan_view.is_balanced) == (30, Decimal("30003.00"), True)
    assert "30\u00a0003,00\u00a0€" in response.content.decode()


def test_plan_shares_add_up_and_leave_a_refused_funding_out(as_user: SignIn):
    dossier = a_filed_dossier()
    filing = dossier.filings.get()
    content = filing.content
    content["fundings"].append(
        {"position": 9, "kind": "state_detr", "label": "", "amount": "5000.00", "state": "refused"}
    )
    dossier.filings.update(content=content)
    plan = as_user(an_agent("instructeur")).get(page_of(dossier)).context["plan"]
    shares = [line.share for line in plan.fundings]
    assert shares == [Decimal("0.3000"), Decimal("0.1500"), Decimal("0.5500"), None]
    assert plan.funded == Decimal("78400.00")


def test_aid_is_a_preview_until_the_base_is_set(as_user: SignIn):
    dossier = a_filed_dossier()
    aid = as_user(an_agent("instructeur")).get(page_of(dossier)).context["aid"]
    assert (aid.amount, aid.is_kept) == (Decimal("23520.00"), False)
    assert [limit.label for limit in aid.limits if limit.bites] == ["Taux\u00a0: 30\u00a0% de 78\u00a0400,00\u00a0€"]


def test_aid_names_the_organisation_as_what_it_is(as_user: SignIn):
    dossier = a_filed_dossier(organisation=an_epci_organisation())
    aid = as_user(an_agent("instructeur")).get(page_of(dossier)).context["aid"]
    assert "Part de la communauté de communes" in " ".join(limit.label for limit in aid.limits)


def test_page_links_each_document_to_its_file(as_user: SignIn):
    dossier = a_filed_dossier()
    stored = dossier.attachments.get().file
    content = as_user(an_agent("consultation")).get(page_of(dossier)).content.decode()
    links = re.findall(r'href="/fichiers/([^"]*)"(?:\s+target="(\w+)")?', content)
    assert links == [(f"{stored.pk}/", "_blank"), (f"{stored.pk}/?telecharger", "")]


def test_page_warns_of_what_the_portal_warned_at_the_filing(as_user: SignIn):
    dossier = a_filed_dossier(contact={"officers": 0, "police_force": "none"})
    response = as_user(an_agent("instructeur")).get(page_of(dossier))
    assert [warning[:33] for warning in response.context["warnings"]] == ["Vous n’indiquez aucun agent de po"]
    assert "Points signalés à la collectivité au dépôt" in text_of(response)


@pytest.mark.parametrize("group", ["consultation", "finance", "administrateur"])
@pytest.mark.parametrize("build", [a_filed_dossier, an_admissible_dossier, an_assessed_dossier, a_scheduled_dossier])
def test_reader_sees_no_act(as_user: SignIn, group: str, build: Any):
    response = as_user(an_agent(group)).get(page_of(build()))
    assert buttons_of(response) == []
    assert response.content.decode().count("<form") == 2  # the search of the top bar and « Se déconnecter »


COMPLETE, CLOSE = "Demander un complément…", "Clore l’évaluation…"
REJECT, WITHDRAW = "Déclarer irrecevable…", "Retirer le dossier…"
OFFERED = [
    (a_filed_dossier, "instructeur", ["Déclarer recevable…", COMPLETE, REJECT]),
    (a_filed_dossier, "responsable", ["Déclarer recevable…", COMPLETE, "Affecter…", REJECT, WITHDRAW]),
    (an_admissible_dossier, "instructeur", ["Noter", "Proposer un montant…", CLOSE, COMPLETE]),
    (an_assessed_dossier, "instructeur", ["Rouvrir l’évaluation…"]),
    (an_assessed_dossier, "responsable", ["Inscrire à une séance…", "Affecter…", "Rouvrir l’évaluation…", WITHDRAW]),
    (a_scheduled_dossier, "instructeur", []),
    (a_scheduled_dossier, "responsable", ["Enregistrer le vote…", "Affecter…", "Retirer de l’ordre du jour…"]),
]


@pytest.mark.parametrize(("build", "group", "labels"), OFFERED)
def test_page_offers_the_acts_of_the_state_and_the_role(as_user: SignIn, build: Any, group: str, labels: list[str]):
    assert buttons_of(as_user(an_agent(group)).get(page_of(build()))) == labels


def test_page_has_one_primary_act_at_most(as_user: SignIn):
    client = as_user(an_agent("responsable"))
    for build in (a_filed_dossier, an_admissible_dossier, an_assessed_dossier, a_scheduled_dossier):
        buttons = client.get(page_of(build())).context["buttons"]
        assert [button.is_primary for button in buttons][:2] == [True, False]


def test_vote_is_not_offered_before_the_session(as_user: SignIn):
    session = a_session(held_on=timezone.localdate() + timedelta(days=3))
    response = as_user(an_agent("responsable")).get(page_of(a_scheduled_dossier(session=session)))
    assert "Enregistrer le vote…" not in buttons_of(response)
    assert response.context["situation"].next_step.startswith("le vote du ")


def test_envelope_and_measure_are_those_of_the_call(as_user: SignIn):
    dossier = a_filed_dossier(a_measure(excluded_costs="Carburant\n\nArmes"), a_commune_organisation("Lunel"))
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.ADMISSIBLE)
    response = as_user(an_agent("instructeur")).get(page_of(fresh(dossier)))
    assert response.context["excluded_costs"] == "Carburant, Armes"
    assert Measure.objects.get().pk == dossier.measure_id
