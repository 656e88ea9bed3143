"""Publishing a règlement, and what the portal wrote for a dossier, on the agents' side."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from applications.accounts.models import User
from applications.calls.models import CallRules
from applications.dossiers.enums import GeneratedKind
from applications.dossiers.models import GeneratedDocument
from tests import factories as f

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def test_administrator_publishes_the_reglement_once(as_user: SignIn) -> None:
    call = f.a_measure().call
    client = as_user(f.an_agent("administrateur"))
    page, act = f"/admin/calls/call/{call.pk}/change/", f"/admin/calls/call/{call.pk}/actes/reglement/"
    assert client.get(page).content.decode().count(act) == 1
    assert client.post(act)["Location"] == page
    refused = client.post(act)
    assert refused.context["form"].non_field_errors() == [
        "Rien n’a changé depuis la version 1\u00a0: elle reste en vigueur."
    ]
    assert CallRules.objects.get().version == 1


def test_reviewer_does_not_publish(as_user: SignIn) -> None:
    call = f.a_measure().call
    client = as_user(f.an_agent("instructeur"))
    assert client.get(f"/admin/calls/call/{call.pk}/change/").content.decode().count("actes/reglement") == 0
    assert client.post(f"/admin/calls/call/{call.pk}/actes/reglement/").status_code == 403
    assert not CallRules.objects.exists()


def test_dossier_page_lists_what_the_portal_wrote(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    filing = dossier.filings.get()
    GeneratedDocument.objects.create(
        dossier=dossier, filing=filing, kind=GeneratedKind.VAT, job_status="done", file=f.a_stored_file()
    )
    GeneratedDocument.objects.create(dossier=dossier, filing=filing, kind=GeneratedKind.CALENDAR, job_status="failed")
    page = as_user(f.an_agent("instructeur")).get(f"/admin/dossiers/dossier/{dossier.pk}/change/")
    assert [(row.kind, row.file is None) for row in page.context["written"]] == [("vat", False), ("calendar", True)]
    assert page.content.decode().count("En échec") == 1
