"""The alert's pages: the same answer for all, a button behind each link, no cookie."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from applications.calls.models import CallAlert
from applications.calls.services import ask_alert, confirm_alert
from applications.core.models import OutgoingEmail
from tests.portal.worlds import words

pytestmark = pytest.mark.django_db
MAIRIE = {"email": "mairie@commune.example"}


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    """A browser that sends no CSRF token, and never gets a cookie."""
    return Client(enforce_csrf_checks=True)


def an_alert() -> CallAlert:
    return ask_alert(MAIRIE["email"], now=timezone.now())


def test_known_and_unknown_addresses_get_the_same_answer(visitor: Client) -> None:
    confirm_alert(an_alert().token, now=timezone.now())
    answers = [visitor.post("/alerte/", {"email": email}) for email in (MAIRIE["email"], "autre@commune.example")]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/alerte/envoyee/")] * 2
    assert "Ouvrez votre messagerie" in words(visitor.get("/alerte/envoyee/"))
    assert not visitor.cookies


@pytest.mark.parametrize("email", ["", "mairie", "a@b.example\nBcc: x@y.example", f"{'a' * 250}@commune.example"])
def test_wrong_address_is_told(visitor: Client, email: str) -> None:
    response = visitor.post("/alerte/", {"email": email})
    assert response.context["form"].has_error("email")
    assert CallAlert.objects.count() == 0


def test_eleventh_request_of_an_hour_is_refused(visitor: Client) -> None:
    statuses = [visitor.post("/alerte/", {"email": f"m{rank}@commune.example"}).status_code for rank in range(11)]
    assert statuses == [302] * 10 + [429]
    assert CallAlert.objects.count() == 10


def test_following_the_link_confirms_nothing_its_button_does(visitor: Client) -> None:
    alert = an_alert()
    address = f"/alerte/{alert.token}/confirmer/"
    assert address in OutgoingEmail.objects.get().text
    assert "Confirmer l’alerte" in words(visitor.get(address))
    alert.refresh_from_db()
    assert alert.confirmed_at is None
    assert "L’alerte est confirmée" in words(visitor.post(address))
    alert.refresh_from_db()
    assert alert.confirmed_at is not None


def test_stop_link_erases_by_its_button_and_then_says_so(visitor: Client) -> None:
    address = f"/alerte/{an_alert().token}/arreter/"
    visitor.get(address)
    assert CallAlert.objects.count() == 1
    assert "L’alerte est arrêtée" in words(visitor.post(address))
    assert CallAlert.objects.count() == 0
    assert "Ce lien n’a plus d’effet" in words(visitor.get(address))
    assert "Ce lien n’a plus d’effet" in words(visitor.post(address))


def test_another_token_does_nothing(visitor: Client, client: Any) -> None:
    an_alert()
    assert "Ce lien n’a plus d’effet" in words(visitor.post("/alerte/inconnu/arreter/"))
    assert CallAlert.objects.count() == 1
