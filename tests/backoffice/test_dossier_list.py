"""The list of dossiers: who sees it, what it shows, what it finds, at what cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.services import grant_membership
from applications.calls.enums import MeasureKind
from applications.decisions.models import CommissionSession
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier
from applications.dossiers.services.review import assign, request_completion
from tests.backoffice.dossier_desk import LIST, SignIn, read_by
from tests.factories import (
    a_commune_organisation,
    a_draft,
    a_filed_dossier,
    a_measure,
    a_scheduled_dossier,
    a_session,
    a_user,
    an_admissible_dossier,
    an_agent,
    an_assessed_dossier,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def listed(as_user: SignIn) -> Callable[..., list[Dossier]]:
    """Return the dossiers that the list shows to an agent for a query string."""

    def show(query: str = "", agent: User | None = None) -> list[Dossier]:
        response = as_user(agent or an_agent("instructeur")).get(f"{LIST}?{query}")
        assert response.status_code == 200
        return sorted(response.context["cl"].result_list, key=lambda dossier: dossier.pk)

    return show


def ask_completion(dossier: Dossier, days: int = 10) -> CompletionRequest:
    today = timezone.localdate()
    request = request_completion(
        dossier,
        [CompletionItem(section=Section.PROJECT, reason="À préciser.")],
        due_on=today + timedelta(days=max(days, 1)),
        actor=an_agent("instructeur"),
        today=today,
    )
    CompletionRequest.objects.filter(pk=request.pk).update(due_on=today + timedelta(days=days))
    return request


@pytest.mark.parametrize("group", ["instructeur", "responsable", "finance", "administrateur", "consultation"])
def test_list_is_open_to_every_role_of_the_region(as_user: SignIn, group: str):
    assert as_user(an_agent(group)).get(LIST).status_code == 200


def test_list_is_refused_to_staff_without_the_permission(as_user: SignIn):
    a_filed_dossier()
    assert as_user(an_agent()).get(LIST).status_code == 403


def test_list_sends_a_member_of_an_organisation_away(as_user: SignIn):
    client = as_user(a_user())
    assert client.get(LIST).status_code == 302


def test_list_never_shows_a_draft_even_to_an_agent_who_is_a_member(listed):
    agent = an_agent("instructeur")
    draft = a_draft()
    grant_membership(agent, draft.organisation, Role.EDITOR, actor=None)
    filed = a_filed_dossier(organisation=draft.organisation)
    assert listed(agent=agent) == [filed]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_makes_the_same_queries_for_any_number_of_rows(
    as_user: SignIn, django_assert_num_queries: Callable[..., Any], rows: int
):
    session, measure = a_session(), a_measure()
    for _ in range(rows):
        dossier = a_scheduled_dossier(measure, session=session)
        assign(dossier, an_agent("instructeur"), actor=an_agent("responsable"))
    client = as_user(an_agent("instructeur"))
    client.get(LIST)
    with django_assert_num_queries(15):
        client.get(LIST)


def test_list_shows_what_an_officer_needs(as_user: SignIn):
    dossier = an_assessed_dossier(organisation=a_commune_organisation("L'Isle-Jourdain"))
    assign(dossier, an_agent("instructeur", display_name="Agente A"), actor=an_agent("responsable"))
    assign(dossier, an_agent("instructeur", display_name="Agent B"), actor=an_agent("responsable"))
    content = as_user(an_agent("consultation")).get(LIST).content.decode()
    assert f'<a href="/admin/dossiers/dossier/{dossier.pk}/change/">{dossier.reference}</a>' in content
    assert 'L’Isle-Jourdain <span class="dep">34</span>' in content
    assert content.count('<span class="amount">23\u00a0520\u00a0€</span>') == 2
    assert '<span class="amount">80,0</span>' in content
    assert 'Agente A <span class="none">+1</span>' in content
    assert '<span class="tag tag-done">Instruit</span>' in content


def test_list_keeps_marks_and_proposal_until_they_are_final(as_user: SignIn):
    dossier = an_admissible_dossier()
    read_by(an_agent("instructeur"), dossier, 4)
    [row] = as_user(an_agent("instructeur")).get(LIST).context["cl"].result_list
    assert (row.mean, row.proposed) == (None, None)


def test_list_says_when_an_answer_is_late_or_a_vote_is_due(as_user: SignIn):
    ask_completion(a_filed_dossier(), days=-4)
    ask_completion(a_filed_dossier(), days=0)
    ask_completion(a_filed_dossier(), days=7)
    ask_completion(a_filed_dossier(), days=8)
    a_scheduled_dossier()
    content = as_user(an_agent("instructeur")).get(LIST).content.decode()
    assert '<span class="late">4\u00a0j de retard</span>' in content
    assert '<span class="soon">aujourd’hui</span>' in content
    assert '<span class="soon">dans 7\u00a0j</span>' in content
    assert "dans 8" not in content
    assert '<span class="soon">à voter</span>' in content


@pytest.mark.parametrize(
    "query", ["lunel", "LUNEL", "lrvp-{code}-pm-{number}", "st andre sangonis", "  Saint-André ", "poste lunel"]
)
def test_search_finds_however_it_is_typed(listed, query: str):
    measure = a_measure()
    filed = {
        "Lunel": a_filed_dossier(measure),
        "Saint-André-de-Sangonis": a_filed_dossier(measure, a_commune_organisation("Saint-André-de-Sangonis")),
    }
    wanted = filed["Saint-André-de-Sangonis" if "ndr" in query else "Lunel"]
    typed = query.format(code=measure.call.code, number=wanted.reference[-4:])
    assert listed(f"q={typed}") == [wanted]


@pytest.mark.parametrize("query", ["---", "introuvable", "mot " * 17])
def test_search_finds_nothing_rather_than_everything(listed, query: str):
    a_filed_dossier()
    assert listed(f"q={query}") == []


def test_list_filters_by_call_measure_state_and_departement(listed):
    lot = a_commune_organisation("Gramat", departement="46")
    kept = a_filed_dossier(a_measure(MeasureKind.PREMISES), lot)
    other = an_admissible_dossier()
    assert listed(f"appel={kept.measure.call_id}") == [kept]
    assert listed("mesure=premises") == [kept]
    assert listed("etat=submitted") == [kept]
    assert listed("departement=46") == [kept]
    assert listed("mesure=mobile_post&etat=admissible") == [other]


def test_list_filters_by_agent(listed):
    me, colleague, chief = an_agent("instructeur"), an_agent("instructeur"), an_agent("responsable")
    mine, theirs, nobody = a_filed_dossier(), a_filed_dossier(), a_filed_dossier()
    assign(mine, me, actor=chief)
    assign(theirs, colleague, actor=chief)
    assert listed("agent=moi", me) == [mine]
    assert listed("agent=personne", me) == [nobody]
    assert listed(f"agent={colleague.pk}", me) == [theirs]


def test_list_filters_by_completion(listed):
    waiting, late, answered = a_filed_dossier(), a_filed_dossier(), a_filed_dossier()
    a_filed_dossier()
    ask_completion(waiting)
    ask_completion(late, days=-1)
    request = ask_completion(answered)
    CompletionRequest.objects.filter(pk=request.pk).update(answered_at=timezone.now())
    Dossier.objects.filter(pk=answered.pk).update(status=Status.SUBMITTED)
    assert listed("complement=attente") == [waiting, late]
    assert listed("complement=retard") == [late]
    assert listed("complement=repondu") == [answered]


def test_list_filters_by_what_is_to_do(listed):
    me = an_agent("responsable")
    unmarked, marked = an_admissible_dossier(), an_admissible_dossier()
    read_by(me, marked, 3)
    due = a_scheduled_dossier()
    coming = a_scheduled_dossier(session=a_session())
    CommissionSession.objects.filter(items__dossier=coming).update(held_on=timezone.localdate() + timedelta(days=1))
    assert listed("faire=noter", me) == [unmarked]
    assert listed("faire=voter", me) == [due]
    assert listed("faire=notifier", me) == []


def test_filter_ignores_a_value_it_does_not_know(listed):
    dossier = a_filed_dossier()
    assert listed("etat=draft") == [dossier]
    assert listed("appel=zzz") == [dossier]
    assert listed("agent=%00") == [dossier]


def test_saved_views_count_what_they_show(as_user: SignIn):
    a_filed_dossier()
    an_admissible_dossier()
    response = as_user(an_agent("instructeur")).get(f"{LIST}?etat=submitted")
    views = {view["label"]: (view["count"], view["current"]) for view in response.context["quick_views"]}
    assert views == {
        "Tous": (None, False),
        "À vérifier": (1, True),
        "En attente de la collectivité": (0, False),
        "En instruction": (1, False),
        "Mes dossiers": (0, False),
        "À notifier": (0, False),
    }


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_list_neither_adds_nor_deletes(as_user: SignIn, page: str):
    dossier = a_filed_dossier()
    superuser = an_agent()
    superuser.is_superuser = True
    superuser.save()
    assert as_user(superuser).get(LIST + page.format(pk=dossier.pk)).status_code == 403


def test_stock_history_leads_to_the_page(as_user: SignIn):
    dossier = a_filed_dossier()
    response = as_user(an_agent("instructeur")).get(f"{LIST}{dossier.pk}/history/")
    assert (response.status_code, response.url) == (302, f"{LIST}{dossier.pk}/change/#historique")
