"""The list of grants and its files: what is filtered is what is added up, and what is exported."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from applications.accounts.models import User
from applications.calls.enums import MeasureKind
from applications.core.models import AuditEvent
from applications.decisions.models import Decision, Letter
from applications.finance.selectors import Totals
from tests.factories import (
    a_commune_organisation,
    a_measure,
    a_session,
    a_stored_file,
    an_agent,
    an_epci_organisation,
)
from tests.finance.granted import a_grant, a_refusal
from tests.portal.worlds import render_letters

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "/admin/finance/grant/"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def numbers_of(answer: HttpResponse) -> list[str]:
    return sorted(grant.number for grant in answer.context["cl"].queryset)


def exported(answer: HttpResponse) -> list[str]:
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    return [row["no_acte"] for row in rows]


def two_grants() -> tuple[Decision, Decision]:
    """Two grants that differ by everything that the list filters."""
    today = timezone.localdate()
    premises = a_measure(MeasureKind.PREMISES)
    lunel = a_grant("10000.10", organisation=a_commune_organisation("Lunel"), measure=premises)
    gramat = a_grant(
        "20000.20",
        organisation=an_epci_organisation(),
        session=a_session(held_on=today - timedelta(days=1)),
    )
    Letter.objects.filter(decision=gramat).update(
        file=a_stored_file(), notified_at=timezone.now(), notified_by=an_agent("responsable"), job_status="done"
    )
    return lunel, gramat


def test_list_adds_up_what_it_shows(as_user: SignIn) -> None:
    two_grants()
    a_refusal()
    answer = as_user(an_agent("finance")).get(LIST)
    assert answer.context["totals"] == Totals(2, Decimal("30000.30"))
    assert "30\u00a0000,30\u00a0€" in answer.content.decode()


def test_list_is_filtered_by_each_of_its_filters(as_user: SignIn) -> None:
    lunel, other = two_grants()
    session, epci = other.vote.item.session, other.dossier.organisation
    client = as_user(an_agent("finance"))
    answers = {
        query: numbers_of(client.get(f"{LIST}?{query}"))
        for query in (
            f"seance={session.pk}",
            f"exercice={session.held_on.year}",
            "mesure=mobile_post",
            "departement=34",
            f"epci={epci.siren}",
            "epci=243400520",
            "lettre=notifiee",
            "lettre=attente",
            "q=lunel",
        )
    }
    assert answers == {
        f"seance={session.pk}": [other.number],
        f"exercice={session.held_on.year}": [lunel.number, other.number],
        "mesure=mobile_post": [other.number],
        "departement=34": [lunel.number, other.number],
        f"epci={epci.siren}": [other.number],
        "epci=243400520": [lunel.number],
        "lettre=notifiee": [other.number],
        "lettre=attente": [lunel.number],
        "q=lunel": [lunel.number],
    }


def test_list_offers_its_files_to_finance_only(as_user: SignIn) -> None:
    a_grant()
    shown = as_user(an_agent("finance")).get(LIST).content.decode()
    hidden = as_user(an_agent("responsable")).get(LIST).content.decode()
    assert [shown.count(f"Exporter en {name}</button>") for name in ("CSV", "XLSX")] == [1, 1]
    assert hidden.count("Exporter") == 0


def test_list_of_nothing_offers_no_file(as_user: SignIn) -> None:
    assert as_user(an_agent("finance")).get(LIST).content.decode().count("Exporter en") == 0


@time_machine.travel("2026-11-24T22:59:00+00:00", tick=False)
def test_file_holds_the_filtered_list(as_user: SignIn) -> None:
    lunel, _ = two_grants()
    client = as_user(an_agent("finance"))
    url = dict(client.get(f"{LIST}?mesure=premises").context["exports"])["CSV"]
    answer = client.post(url)
    assert exported(answer) == [lunel.number]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="subventions-2026-11-24.csv"'


@time_machine.travel("2026-11-24T23:01:00+00:00", tick=False)
def test_file_is_dated_in_paris(as_user: SignIn) -> None:
    answer = as_user(an_agent("finance")).post(f"{LIST}exporter/xlsx/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="subventions-2026-11-25.xlsx"'


def test_workbook_is_that_of_the_list(as_user: SignIn) -> None:
    two_grants()
    content = as_user(an_agent("finance")).post(f"{LIST}exporter/xlsx/").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Subventions").to_python()
    assert [row[rows[0].index("montant_vote")] for row in rows[1:]] == [10000.10, 20000.20]


def test_export_is_remembered_with_its_filters_in_words(as_user: SignIn) -> None:
    two_grants()
    agent = an_agent("finance")
    as_user(agent).post(f"{LIST}exporter/csv/?mesure=premises&q=lunel")
    event = AuditEvent.objects.get(verb="grants.exported")
    assert (event.actor, event.after["count"], event.after["total"]) == (agent, 1, "10000.10")
    assert event.after["filters"] == {"mesure": "Locaux de police", "recherche": "lunel"}


def test_export_by_an_unknown_filter_exports_nothing(as_user: SignIn) -> None:
    a_grant()
    answer = as_user(an_agent("finance")).post(f"{LIST}exporter/csv/?exercice=1492")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}?e=1")
    assert AuditEvent.objects.filter(verb="grants.exported").count() == 0


def test_export_is_sent_by_post(as_user: SignIn) -> None:
    assert as_user(an_agent("finance")).get(f"{LIST}exporter/csv/").status_code == 405


def test_unknown_format_is_not_found(as_user: SignIn) -> None:
    assert as_user(an_agent("finance")).post(f"{LIST}exporter/pdf/").status_code == 404


def test_page_links_to_the_letter_once_it_is_rendered(as_user: SignIn) -> None:
    grant = a_grant()
    client = as_user(an_agent("finance"))
    before = client.get(f"{LIST}{grant.pk}/change/").content.decode()
    render_letters()
    after = client.get(f"{LIST}{grant.pk}/change/").content.decode()
    letter = Letter.objects.get(decision=grant)
    assert (before.count("/fichiers/"), after.count(f'href="/fichiers/{letter.file_id}/')) == (0, 2)
    served = client.get(f"/fichiers/{letter.file_id}/")
    assert (served.status_code, served.getvalue()[:5]) == (200, b"%PDF-")
    served.close()
