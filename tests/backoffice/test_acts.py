"""An act's page: who may open it, what a refusal shows, what it leads to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils.html import escape

from applications.accounts.models import User
from applications.backoffice.acts import NOT_YOURS
from applications.dossiers.enums import Status
from applications.dossiers.models import Dossier
from tests.factories import a_draft, a_filed_dossier, a_member, an_agent

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.backoffice.office")]

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def page(dossier: Dossier, act: str = "irrecevable") -> str:
    return f"/admin/dossiers/dossier/{dossier.pk}/actes/{act}/"


def status_of(dossier: Dossier) -> str:
    return Dossier.objects.get(pk=dossier.pk).status


def test_act_is_done_by_the_service_and_leads_back_to_the_object(as_user: SignIn):
    dossier = a_filed_dossier()
    response = as_user(an_agent("instructeur")).post(page(dossier), {"reason": "Hors délai."})
    assert (response.status_code, response.url) == (302, f"/admin/dossiers/dossier/{dossier.pk}/change/")
    assert status_of(dossier) == Status.INADMISSIBLE
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Le dossier est irrecevable."]


def test_act_page_shows_what_it_is_about(as_user: SignIn):
    dossier = a_filed_dossier()
    content = as_user(an_agent("instructeur")).get(page(dossier)).content.decode()
    assert "<h1>Déclarer irrecevable</h1>" in content
    assert dossier.organisation.name in content
    assert f'<a href="/admin/dossiers/dossier/{dossier.pk}/change/">Annuler</a>' in content
    assert 'aria-describedby="id_reason_helptext"' in content


def test_act_that_cannot_be_undone_says_so(as_user: SignIn):
    client, dossier = as_user(an_agent("instructeur")), a_filed_dossier()
    pages = [client.get(page(dossier, act)).content for act in ("irrecevable", "douter")]
    assert [content.count(b'class="irreversible"') for content in pages] == [1, 0]


def test_refused_act_keeps_what_was_typed(as_user: SignIn):
    dossier = a_filed_dossier()
    typed = {"reason": "", "amount": "12 500 €"}
    response = as_user(an_agent("instructeur")).post(page(dossier), typed)
    assert response.status_code == 200
    assert response.context["form"].errors == {"reason": ["Indiquez le motif de l’irrecevabilité."]}
    assert 'value="12 500 €"' in response.content.decode()
    assert status_of(dossier) == Status.SUBMITTED


def test_refusal_goes_to_its_field_or_to_the_head_of_the_form(as_user: SignIn):
    response = as_user(an_agent("instructeur")).post(page(a_filed_dossier(), "douter"), {"reason": "Parce que."})
    errors = response.context["form"].errors
    assert errors == {"reason": ["Trop court."], "__all__": ["Trop tôt.", "Trop tard."]}
    assert f'<a href="#id_reason">{escape("Motif")}\u00a0: Trop court.</a>' in response.content.decode()


def test_wrong_value_is_refused_before_the_service(as_user: SignIn):
    dossier = a_filed_dossier()
    response = as_user(an_agent("instructeur")).post(page(dossier), {"reason": "Motif.", "amount": "-3"})
    assert list(response.context["form"].errors) == ["amount"]
    assert status_of(dossier) == Status.SUBMITTED


def test_second_sending_of_an_act_changes_nothing(as_user: SignIn):
    client, dossier = as_user(an_agent("instructeur")), a_filed_dossier()
    client.post(page(dossier), {"reason": "Hors délai."})
    again = client.post(page(dossier), {"reason": "Hors délai."})
    assert again.status_code == 200
    assert len(again.context["form"].non_field_errors()) == 1
    assert dossier.changes.filter(target=Status.INADMISSIBLE).count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_role_without_the_permission_is_refused(as_user: SignIn, method: str):
    dossier = a_filed_dossier()
    response = getattr(as_user(an_agent("consultation")), method)(page(dossier), {"reason": "Hors délai."})
    assert (response.status_code, status_of(dossier)) == (403, Status.SUBMITTED)
    assert NOT_YOURS == "Votre rôle ne permet pas cet acte."


@pytest.mark.parametrize("group", ["instructeur", "consultation"])
def test_object_outside_the_scope_is_not_found(as_user: SignIn, group: str):
    dossier = a_draft()
    response = as_user(an_agent(group)).post(page(dossier), {"reason": "Hors délai."})
    assert (response.status_code, status_of(dossier)) == (404, Status.DRAFT)


def test_agent_without_any_role_finds_nothing(as_user: SignIn):
    assert as_user(an_agent()).get(page(a_filed_dossier())).status_code == 404


@pytest.mark.parametrize("pk", ["0", "abc", "_2D1"])
def test_unknown_object_is_not_found(as_user: SignIn, pk: str):
    client = as_user(an_agent("instructeur"))
    assert client.get(f"/admin/dossiers/dossier/{pk}/actes/irrecevable/").status_code == 404


def test_member_of_the_commune_does_not_reach_the_act(as_user: SignIn):
    dossier = a_filed_dossier()
    client = as_user(a_member(dossier.organisation))
    assert client.post(page(dossier), {"reason": "Hors délai."}, follow=True).status_code == 403
    assert status_of(dossier) == Status.SUBMITTED


def test_act_asks_for_the_second_factor(as_user: SignIn, settings: Any):
    settings.STAFF_MFA_REQUIRED = True
    dossier = a_filed_dossier()
    response = as_user(an_agent("instructeur")).post(page(dossier), {"reason": "Hors délai."})
    assert (response.status_code, response.url) == (302, f"/admin/login/?next={page(dossier)}")
    assert status_of(dossier) == Status.SUBMITTED
