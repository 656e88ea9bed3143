"""The decisions: read, their letters retried when they failed, their signatories named."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from applications.accounts.models import User
from applications.core.jobs import JobStatus
from applications.core.models import AuditEvent
from applications.decisions.models import Decision, Letter, SigningAuthority
from tests.factories import a_stored_file, an_agent
from tests.finance.granted import a_grant, a_refusal

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "/admin/decisions/decision/"


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def numbers_of(client: Client, query: str) -> list[str]:
    return [decision.number for decision in client.get(f"{LIST}?{query}").context["cl"].queryset]


def test_list_is_filtered_by_kind_and_by_letter(as_user: SignIn) -> None:
    grant, refusal = a_grant(), a_refusal()
    Letter.objects.filter(decision=grant).update(job_status=JobStatus.DONE, file=a_stored_file())
    Letter.objects.filter(decision=refusal).update(job_status=JobStatus.FAILED)
    client = as_user(an_agent("consultation"))
    queries = ("", "nature=refusal", "lettre=prete", "lettre=echec", "lettre=attente")
    assert {query: numbers_of(client, query) for query in queries} == {
        "": [refusal.number, grant.number],
        "nature=refusal": [refusal.number],
        "lettre=prete": [grant.number],
        "lettre=echec": [refusal.number],
        "lettre=attente": [],
    }


def page(decision: Decision, client: Client) -> str:
    return client.get(f"{LIST}{decision.pk}/change/").content.decode()


def test_refusal_shows_its_motive_and_no_amount(as_user: SignIn) -> None:
    html = page(a_refusal(), as_user(an_agent("consultation")))
    assert html.count("Besoin insuffisamment établi") == 1
    assert html.count("Le besoin n’est pas mesuré.") == 1
    assert html.count("€") == 0


def test_grant_shows_its_amount_and_no_motive(as_user: SignIn) -> None:
    html = page(a_grant("14500.00"), as_user(an_agent("consultation")))
    assert (html.count("14\u00a0500,00\u00a0€"), html.count("Motif du refus")) == (1, 0)


def failed_letter() -> Letter:
    letter = a_grant().letter
    Letter.objects.filter(pk=letter.pk).update(job_status=JobStatus.FAILED, attempts=6, last_error="ValueError: x")
    return letter


def retry_url(letter: Letter) -> str:
    return f"{LIST}{letter.decision_id}/actes/relancer-la-lettre/"


def test_failed_letter_is_retried_by_an_administrator(as_user: SignIn) -> None:
    letter, agent = failed_letter(), an_agent("administrateur")
    as_user(agent).post(retry_url(letter))
    letter.refresh_from_db()
    assert (letter.job_status, letter.attempts) == (JobStatus.PENDING, 0)
    assert AuditEvent.objects.get(verb="job.retried").actor == agent


def test_letter_on_its_way_is_not_retried(as_user: SignIn) -> None:
    letter = a_grant().letter
    client = as_user(an_agent("administrateur"))
    assert client.get(f"{LIST}{letter.decision_id}/change/").context["acts"] == []
    answer = client.post(retry_url(letter))
    assert answer.context["form"].non_field_errors() == ["Ce traitement n’est plus en échec\u00a0: rechargez la page."]


def test_failed_letter_is_retried_by_nobody_else(as_user: SignIn) -> None:
    letter = failed_letter()
    assert as_user(an_agent("responsable")).post(retry_url(letter)).status_code == 403
    letter.refresh_from_db()
    assert letter.job_status == JobStatus.FAILED


def test_signing_authority_is_added_and_remembered(as_user: SignIn) -> None:
    data = {
        "name": "Signataire de démonstration",
        "quality": "Directrice déléguée",
        "service": "Sécurité",
        "delegation": "n°\u00a02 du 1er mars 2026",
        "starts_on": "2026-03-01",
    }
    as_user(an_agent("administrateur")).post("/admin/decisions/signingauthority/add/", data)
    authority = SigningAuthority.objects.get()
    assert (authority.quality, f"{authority.starts_on}") == ("Directrice déléguée", "2026-03-01")
    assert AuditEvent.objects.get(verb="object.added").object_id == str(authority.pk)
