"""The pages that anyone reads, signed in or not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories as f
from tests.portal.worlds import words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/aide/", "/accessibilite/", "/mentions-legales/", "/donnees-personnelles/"])
def test_public_page_needs_no_account(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


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
