"""Asking the organisation for what is missing: each thing with its reason, and nothing half-asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.core.models import OutgoingEmail
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import CompletionRequest, Dossier
from tests.backoffice.dossier_desk import SignIn, act_url, fresh
from tests.factories import a_filed_dossier, an_agent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def completion_data(dossier: Dossier, **changes: str) -> dict[str, str]:
    document = dossier.measure.documents.get()
    due = timezone.localdate() + timedelta(days=15)
    return {
        "due_on": due.isoformat(),
        "ask_section_project": "on",
        "reason_section_project": "Précisez le besoin.",
        f"ask_document_{document.pk}": "on",
        f"reason_document_{document.pk}": "Page 2 manquante.",
        **changes,
    }


def test_completion_asks_sections_and_documents_each_with_its_reason(
    as_user: SignIn, django_capture_on_commit_callbacks: Any
):
    dossier = a_filed_dossier()
    sent = OutgoingEmail.objects.count()
    response = as_user(an_agent("instructeur")).post(act_url(dossier, "completer"), completion_data(dossier))
    assert response.status_code == 302
    request = CompletionRequest.objects.get()
    assert (fresh(dossier).status, request.due_on) == (Status.INCOMPLETE, timezone.localdate() + timedelta(days=15))
    assert [(item.section, str(item.document or ""), item.reason) for item in request.items.all()] == [
        (Section.PROJECT, "", "Précisez le besoin."),
        ("", "Délibération", "Page 2 manquante."),
    ]
    assert OutgoingEmail.objects.count() == sent + 1


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        (
            {"reason_section_project": " "},
            {"reason_section_project": ["Écrivez ce qui manque\u00a0: la collectivité le lira."]},
        ),
        (
            {"reason_section_contact": "Un autre contact."},
            {"ask_section_contact": ["Cochez cet élément, ou effacez son motif."]},
        ),
        ({"due_on": ""}, {"due_on": ["Indiquez une date."]}),
        ({"due_on": "bientôt"}, {"due_on": ["Indiquez une date, par exemple 15/12/2026."]}),
        ({"due_on": date(2020, 1, 1).isoformat()}, {"due_on": ["Choisissez une date à venir."]}),
    ],
)
def test_completion_says_what_is_wrong_and_keeps_the_rest(
    as_user: SignIn, changes: dict[str, str], errors: dict[str, list[str]]
):
    dossier = a_filed_dossier()
    data = completion_data(dossier, **changes)
    response = as_user(an_agent("instructeur")).post(act_url(dossier, "completer"), data)
    assert response.context["form"].errors == errors
    assert "Page 2 manquante." in response.content.decode()
    assert fresh(dossier).status == Status.SUBMITTED


def test_completion_of_nothing_is_refused(as_user: SignIn):
    dossier = a_filed_dossier()
    data = {"due_on": (timezone.localdate() + timedelta(days=9)).isoformat()}
    response = as_user(an_agent("instructeur")).post(act_url(dossier, "completer"), data)
    assert response.context["form"].non_field_errors() == ["Choisissez au moins une section ou une pièce à compléter."]
