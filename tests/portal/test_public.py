"""The pages that anyone reads, signed in or not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from applications.calls.enums import MeasureKind, StartRule
from applications.calls.models import Call
from applications.calls.rule_texts import start_sentence
from tests import factories as f
from tests.portal.worlds import words

pytestmark = [pytest.mark.django_db, pytest.mark.once]


PAGES = (
    "/",
    "/simulateur/",
    "/simulateur/collectivites/",
    "/mesures/poste-mobile/",
    "/mesures/locaux-de-police/",
    "/mesures/espace-public/",
    "/criteres/",
    "/calendrier/",
    "/questions/",
    "/aide/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/cookies/",
    "/plan-du-site/",
    "/robots.txt",
    "/alerte/",
    "/alerte/envoyee/",
    "/alerte/inconnu/confirmer/",
)


@pytest.mark.parametrize("has_call", [False, True])
def test_public_pages_need_no_account_and_set_no_cookie(client: Client, has_call: bool) -> None:
    if has_call:
        for kind in MeasureKind:
            f.a_measure(kind, call=Call.objects.first() or f.a_call())
    assert [(page, client.get(page).status_code) for page in PAGES] == [(page, 200) for page in PAGES]
    assert not client.cookies


def test_measure_page_says_the_call_s_own_figures(client: Client) -> None:
    measure = f.a_measure(rate=Decimal("0.125"), ceiling=Decimal(7000), excluded_costs="Carburant\nArmes")
    page = client.get("/mesures/poste-mobile/")
    assert "Taux 12,5 % Plafond de l’aide 7 000 €" in words(page)
    assert page.context["page"].excluded == ("Carburant", "Armes")
    assert page.context["page"].example.aid.amount == Decimal("7000.00")
    assert list(page.context["page"].always) == list(measure.documents.all())
    assert client.get("/mesures/inconnue/").status_code == 404


def test_criteria_page_lists_the_grid_in_order(client: Client) -> None:
    f.a_call(favourable_from=70)
    page = client.get("/criteres/")
    assert [(one.code, one.weight) for one in page.context["criteria"]] == list(f.WEIGHTS.items())
    assert "À partir de 70, l’avis est favorable" in words(page)


def test_questions_say_when_works_may_start(client: Client) -> None:
    f.a_call(start_rule=StartRule.AFTER_VOTE)
    assert " ".join(start_sentence(StartRule.AFTER_VOTE).split()) in words(client.get("/questions/"))


def test_home_announces_open_call_before_others(client: Client) -> None:
    now = timezone.now()
    f.a_call(opens_at=now + timedelta(days=60), closes_at=now + timedelta(days=90))
    f.a_call(opens_at=now - timedelta(days=90), closes_at=now - timedelta(days=60))
    measure = f.a_measure()
    context = client.get("/").context
    assert (context["call"].title, context["call"].is_open, context["call"].days_left) == (
        measure.call.title,
        True,
        15,
    )
    assert [card.label for card in context["measures"]] == ["Poste mobile"]


def test_home_announces_next_call_when_none_is_open(client: Client) -> None:
    now = timezone.now()
    f.a_call(opens_at=now - timedelta(days=90), closes_at=now - timedelta(days=60))
    coming = f.a_call(opens_at=now + timedelta(days=60), closes_at=now + timedelta(days=90))
    card = client.get("/").context["call"]
    assert (card.title, card.is_open) == (coming.title, False)


def test_home_shows_last_call_when_none_is_to_come(client: Client) -> None:
    now = timezone.now()
    f.a_call(opens_at=now - timedelta(days=300), closes_at=now - timedelta(days=200))
    last = f.a_call(opens_at=now - timedelta(days=90), closes_at=now - timedelta(days=60))
    assert client.get("/").context["call"].title == last.title


def test_home_without_any_call_says_so(client: Client) -> None:
    response = client.get("/")
    assert response.context["call"] is None
    assert "Aucun appel en cours" in words(response)


def test_home_does_not_take_a_sending(client: Client) -> None:
    assert client.post("/").status_code == 405
