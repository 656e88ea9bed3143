"""Starting a dossier: who may, for which measure, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.accounts.services import grant_membership
from applications.calls.enums import MeasureKind
from applications.dossiers.models import Dossier
from tests import factories as f
from tests.portal.worlds import path, words

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
START = "/mes-dossiers/nouveau/"


@pytest.mark.parametrize("role", Role.values)
def test_member_starts_a_draft(as_user: SignIn, role: str) -> None:
    organisation, measure = f.a_commune_organisation(), f.a_measure()
    response = as_user(f.a_member(organisation, Role(role))).post(START, {"measure": measure.pk})
    dossier = Dossier.objects.get()
    assert (response.status_code, response.url) == (302, path(dossier))
    assert (dossier.organisation, dossier.measure, dossier.status) == (organisation, measure, "draft")


def test_second_click_leads_to_the_same_draft(as_user: SignIn) -> None:
    measure = f.a_measure()
    client = as_user(f.a_member(f.a_commune_organisation()))
    first = client.post(START, {"measure": measure.pk})
    assert client.post(START, {"measure": measure.pk}).url == first.url
    assert Dossier.objects.count() == 1


def test_started_draft_does_not_hold_a_second_one_back(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    as_user(f.signatory_of(dossier)).post(START, {"measure": dossier.measure.pk})
    assert Dossier.objects.count() == 2


def test_person_of_two_organisations_chooses(as_user: SignIn) -> None:
    measure = f.a_measure()
    lunel, sete = f.a_commune_organisation(), f.a_commune_organisation("Sète")
    person = f.a_member(lunel)
    grant_membership(person, sete, Role.EDITOR, actor=None)
    client = as_user(person)
    refused = client.post(START, {"measure": measure.pk})
    assert refused.context["form"].errors == {"organisation": ["Choisissez la collectivité."]}
    client.post(START, {"measure": measure.pk, "organisation": sete.pk})
    assert Dossier.objects.get().organisation == sete


def test_other_organisation_cannot_be_chosen(as_user: SignIn) -> None:
    measure = f.a_measure()
    person = f.a_member(f.a_commune_organisation())
    grant_membership(person, f.a_commune_organisation("Sète"), Role.EDITOR, actor=None)
    stranger = f.a_commune_organisation("Agde")
    response = as_user(person).post(START, {"measure": measure.pk, "organisation": stranger.pk})
    assert response.context["form"].has_error("organisation", "invalid_choice")
    assert Dossier.objects.count() == 0


def test_nothing_chosen_is_told(as_user: SignIn) -> None:
    f.a_measure()
    response = as_user(f.a_member(f.a_commune_organisation())).post(START)
    assert response.context["form"].errors == {"measure": ["Choisissez la mesure."]}
    assert "Erreur : Commencer un dossier" in words(response)


def test_closed_call_opens_no_draft(as_user: SignIn) -> None:
    closed = f.a_measure(call=f.a_call(closes_at=timezone.now() - timedelta(seconds=1)))
    client = as_user(f.a_member(f.a_commune_organisation()))
    assert "Aucun appel n’est ouvert aujourd’hui" in words(client.get(START))
    assert client.post(START, {"measure": closed.pk}).status_code == 200
    assert Dossier.objects.count() == 0


def test_measure_of_closed_call_cannot_be_forced_beside_an_open_one(as_user: SignIn) -> None:
    f.a_measure(MeasureKind.PREMISES)
    closed = f.a_measure(call=f.a_call(closes_at=timezone.now() - timedelta(seconds=1)))
    response = as_user(f.a_member(f.a_commune_organisation())).post(START, {"measure": closed.pk})
    assert response.context["form"].errors == {
        "measure": ["Cette mesure n’est plus ouverte\u00a0: choisissez-en une autre."]
    }


def test_account_without_organisation_is_told_who_may_start(as_user: SignIn) -> None:
    measure = f.a_measure()
    client = as_user(f.a_user())
    assert "Votre compte n’agit pour aucune collectivité" in words(client.get(START))
    assert client.post(START, {"measure": measure.pk}).status_code == 200
    assert Dossier.objects.count() == 0
