"""Nobody reaches a dossier of an organisation that they do not act for, whatever their account."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.accounts.services import grant_membership
from applications.dossiers.models import Dossier
from tests import factories as f
from tests.portal.worlds import path

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
READS = [
    "",
    "transmettre/",
    "reprendre/",
    "abandonner/",
    "pieces/",
    "relire/",
    "accuse/",
    "lecture/",
    "lecture/1/",
    "retirer/",
]
ACTS = ["transmettre/", "reprendre/", "abandonner/", "relire/", "retirer/", "pieces/deliberation/"]


def removal(dossier: Dossier) -> str:
    attachment = dossier.attachments.get()
    return path(dossier, f"pieces/deliberation/retirer/{attachment.pk}/")


@pytest.mark.parametrize("page", READS)
def test_other_commune_finds_nothing(as_user: SignIn, page: str) -> None:
    dossier = f.a_filed_dossier()
    stranger = f.a_member(f.a_commune_organisation("Sète"))
    assert as_user(stranger).get(path(dossier, page)).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_other_commune_acts_on_nothing(as_user: SignIn, act: str) -> None:
    dossier = f.a_complete_draft()
    client = as_user(f.a_member(f.a_commune_organisation("Sète")))
    assert client.post(path(dossier, act)).status_code == 404
    assert client.post(removal(dossier)).status_code == 404
    dossier.refresh_from_db()
    assert (dossier.status, dossier.attachments.in_force().count()) == ("draft", 1)


@pytest.mark.parametrize("page", READS)
def test_agent_of_region_has_no_page_here(as_user: SignIn, page: str) -> None:
    dossier = f.a_filed_dossier()
    assert as_user(f.an_agent("instructeur")).get(path(dossier, page)).status_code == 404


def test_former_member_finds_nothing(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    former = f.a_member(dossier.organisation)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=former).update(starts_on=yesterday, ends_on=yesterday)
    assert as_user(former).get(path(dossier)).status_code == 404


@pytest.mark.parametrize("page", READS)
def test_visitor_is_sent_to_sign_in(client: Client, page: str) -> None:
    dossier = f.a_filed_dossier()
    response = client.get(path(dossier, page))
    assert (response.status_code, response.url) == (302, f"/compte/login/?next={path(dossier, page)}")


def test_sending_without_token_is_refused(django_user_model: type[User]) -> None:
    dossier = f.a_complete_draft()
    client = Client(enforce_csrf_checks=True)
    client.force_login(f.signatory_of(dossier), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(path(dossier, "abandonner/")).status_code == 403
    dossier.refresh_from_db()
    assert dossier.status == "draft"


@pytest.mark.parametrize("act", ["pieces/deliberation/", "pieces/deliberation/retirer/1/"])
def test_act_without_page_is_sent_only(as_user: SignIn, act: str) -> None:
    dossier = f.a_draft()
    assert as_user(f.signatory_of(dossier)).get(path(dossier, act)).status_code == 405


def test_header_names_organisation_of_dossier(as_user: SignIn) -> None:
    """Someone who acts for several reads the name of the one whose dossier is open."""
    person = f.a_member(f.a_commune_organisation("Sète"))
    dossier = f.a_draft()
    grant_membership(person, dossier.organisation, Role.EDITOR, actor=None)
    account = as_user(person).get(path(dossier)).context["account"]
    assert (account["membership"].organisation, account["membership"].role) == (dossier.organisation, Role.EDITOR)


def test_every_page_of_a_dossier_is_in_these_lists() -> None:
    """A new address must be added to the lists above: they are what keeps strangers out."""
    names = {"section", "plan_totals"}
    listed = {"dossier", "hand_over", "take_back", "abandon", "documents", "upload", "remove_attachment", "review"}
    listed |= {"receipt", "reading", "reading_of", "withdraw"}
    portal = get_resolver().namespace_dict["portal"][1]
    found = {
        name
        for name, ways in portal.reverse_dict.lists()
        if isinstance(name, str) and any("public_id" in way[0][0][1] for way in ways)
    }
    assert found == names | listed
