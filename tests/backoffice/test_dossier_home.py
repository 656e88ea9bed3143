"""The home page: what waits, for whom, and where it leads."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.dossiers.enums import Section
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier
from applications.dossiers.services.review import assign, request_completion
from tests.backoffice.dossier_desk import LIST, SignIn, text_of
from tests.factories import (
    a_call,
    a_draft,
    a_filed_dossier,
    a_measure,
    a_scheduled_dossier,
    a_session,
    an_admissible_dossier,
    an_agent,
)

pytestmark = pytest.mark.django_db
HOME = "/admin/"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def ask_completion(dossier: Dossier, days: int) -> None:
    today = timezone.localdate()
    request = request_completion(
        dossier,
        [CompletionItem(section=Section.PROJECT, reason="À préciser.")],
        due_on=today + timedelta(days=1),
        actor=an_agent("instructeur"),
        today=today,
    )
    CompletionRequest.objects.filter(pk=request.pk).update(due_on=today + timedelta(days=days))


def figures(response: Any) -> dict[str, int]:
    return {figure.label: figure.count for figure in response.context["figures"]}


def test_home_counts_what_waits_and_leads_to_it(as_user: SignIn):
    a_draft()
    a_filed_dossier()
    an_admissible_dossier()
    client = as_user(an_agent("responsable"))
    response = client.get(HOME)
    assert figures(response) == {
        "À vérifier": 1,
        "À compléter": 0,
        "En instruction": 1,
        "Instruits": 0,
        "En commission": 0,
        "À noter par moi": 1,
        "Votes à enregistrer": 0,
        "À notifier": 0,
    }
    for figure in response.context["figures"]:
        listed = client.get(f"{LIST}?{figure.query}").context["cl"].result_count
        assert (figure.label, listed) == (figure.label, figure.count)


@pytest.mark.parametrize(
    ("group", "extra"),
    [
        ("instructeur", ["À noter par moi"]),
        ("responsable", ["À noter par moi", "Votes à enregistrer", "À notifier"]),
        ("finance", []),
        ("consultation", []),
    ],
)
def test_home_counts_only_the_acts_of_the_role(as_user: SignIn, group: str, extra: list[str]):
    assert list(figures(as_user(an_agent(group)).get(HOME)))[5:] == extra


def test_home_shows_nothing_of_the_dossiers_without_the_permission(as_user: SignIn):
    dossier = a_filed_dossier()
    response = as_user(an_agent()).get(HOME)
    assert response.status_code == 200
    assert response.context["figures"] == []
    assert dossier.organisation.name not in response.content.decode()


def test_home_lists_my_open_dossiers_oldest_first(as_user: SignIn):
    me, chief = an_agent("instructeur"), an_agent("responsable")
    first, second, theirs, done = a_filed_dossier(), an_admissible_dossier(), a_filed_dossier(), a_scheduled_dossier()
    for dossier in (second, first, done):
        assign(dossier, me, actor=chief)
    assign(theirs, chief, actor=chief)
    mine = as_user(me).get(HOME).context["mine"]
    assert mine == [(first, "Vérifier la recevabilité"), (second, "Noter et proposer")]


def test_home_tells_the_late_answers_first(as_user: SignIn):
    soon, late = a_filed_dossier(), a_filed_dossier()
    ask_completion(soon, 5)
    ask_completion(late, -3)
    response = as_user(an_agent("consultation")).get(HOME)
    assert [(answer.dossier, answer.days) for answer in response.context["answers"]] == [(late, -3), (soon, 5)]
    assert '<span class="late">3\u00a0j de retard</span>' in response.content.decode()


def test_home_counts_what_is_to_assign_for_who_assigns(as_user: SignIn):
    a_filed_dossier()
    assert "1 dossier à affecter" in text_of(as_user(an_agent("responsable")).get(HOME))
    assert "à affecter" not in text_of(as_user(an_agent("instructeur")).get(HOME))


def test_home_says_the_days_that_come(as_user: SignIn):
    a_call()
    a_session(held_on=timezone.localdate() + timedelta(days=40))
    lead = as_user(an_agent("finance")).get(HOME).context["lead"]
    _, call, session = lead.split(" · ")
    assert (call.partition(" le ")[0], session.partition(" le ")[0]) == ("dépôts clos", "prochaine commission")


@pytest.mark.parametrize("rows", [1, 3])
def test_home_makes_the_same_queries_for_any_number_of_rows(
    as_user: SignIn, django_assert_num_queries: Callable[..., Any], rows: int
):
    me, measure = an_agent("responsable"), a_measure()
    for _ in range(rows):
        assign(a_filed_dossier(measure), me, actor=me)
        ask_completion(a_filed_dossier(measure), 5)
    client = as_user(me)
    client.get(HOME)
    with django_assert_num_queries(14):
        client.get(HOME)
