"""Asking the organisation for what is missing: each thing with its reason, and nothing half-asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.core.mail import queue
from applications.core.models import OutgoingEmail
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier
from applications.dossiers.services.correcting import confirm_unchanged
from applications.dossiers.services.documents import attach
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.filing import answer_completion
from applications.dossiers.services.review import request_completion
from tests.backoffice.dossier_desk import SignIn, act_url, fresh, page_of, text_of
from tests.factories import a_filed_dossier, a_stored_file, an_agent

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


def test_act_lists_each_question_with_what_was_filed(as_user: SignIn):
    dossier = a_filed_dossier()
    form = as_user(an_agent("instructeur")).get(act_url(dossier, "completer")).context["form"]
    titles = [group.title for group in form.groups]
    assert titles == [
        "La collectivité et les contacts",
        "Le projet et le besoin",
        "Le poste mobile",
        "Le plan de financement",
    ]
    said = {row.askable.label: row.askable.said for group in form.groups for row in group.rows}
    assert (said["Véhicule"], said["Heures de présence par semaine"]) == ("Fourgon ou fourgonnette", "20")
    assert said["Les dépenses"] == "Fourgon\u00a0: 50\u00a0000,00\u00a0€\nAménagement\u00a0: 28\u00a0400,00\u00a0€"
    assert [row.askable.said for row in form.document_rows] == ["deliberation.pdf"]


def test_question_is_asked_by_its_name_and_never_beside_its_section(as_user: SignIn):
    dossier = a_filed_dossier()
    client = as_user(an_agent("instructeur"))
    question = {"ask_question_project_need": "on", "reason_question_project_need": "Chiffrez."}
    response = client.post(act_url(dossier, "completer"), completion_data(dossier, **question))
    assert response.context["form"].non_field_errors() == [
        "Cet élément est demandé deux fois\u00a0: Le projet et le besoin\u00a0: besoin et diagnostic."
    ]
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    assert client.post(act_url(dossier, "completer"), {"due_on": due, **question}).status_code == 302
    assert [(item.section, item.field) for item in CompletionRequest.objects.get().items.all()] == [("project", "need")]


def test_page_shows_before_and_after_and_what_did_not_change(as_user: SignIn):
    dossier = a_filed_dossier()
    member, today = dossier.created_by, timezone.localdate()
    items = [
        CompletionItem(section=Section.DETAILS, field="weekly_hours", reason="Trop peu."),
        CompletionItem(section=Section.PROJECT, field="aims", reason="À chiffrer."),
        CompletionItem(document=dossier.measure.documents.get(), reason="Illisible."),
    ]
    agent = an_agent("instructeur")
    request = request_completion(dossier, items, due_on=today + timedelta(days=9), actor=agent, today=today)
    page = text_of(as_user(agent).get(page_of(dossier)))
    assert ("Avant et après" in page, "Trop peu." in page) == (False, True)
    save_section(dossier, Section.DETAILS, raw={}, values={"weekly_hours": 35}, version=1, actor=member)
    confirm_unchanged(request.items.get(field="aims"), comment="Voté ainsi.", actor=member)
    attach(dossier, dossier.measure.documents.get(), a_stored_file(), actor=member)
    answer_completion(dossier, signatory=member, electronic_notification=True, now=timezone.now())
    response = as_user(agent).get(page_of(dossier))
    (rows,) = response.context["completions"]
    assert [(line.label, line.before.text, line.after.text, line.confirmation) for line in rows.asked] == [
        ("Le poste mobile\u00a0: heures de présence par semaine", "20", "35", ""),
        (
            "Le projet et le besoin\u00a0: objectifs",
            "Être présent chaque jour.",
            "Être présent chaque jour.",
            "Voté ainsi.",
        ),
        ("Délibération", "deliberation.pdf", "\n".join(str(one) for one in dossier.attachments.all()), ""),
    ]
    assert [line.is_changed for line in rows.asked] == [True, False, True]
    assert [len(line.after.files) for line in rows.asked] == [0, 0, 2]
    assert (rows.others, rows.unchanged) == ((), 0)
    assert "Heures de présence par semaine modifié au complément 35" in text_of(response)


def test_section_asked_as_a_whole_shows_its_changes_and_counts_the_rest(as_user: SignIn):
    dossier = a_filed_dossier()
    today = timezone.localdate()
    items = [CompletionItem(section=Section.DETAILS, reason="À revoir.")]
    agent = an_agent("instructeur")
    request_completion(dossier, items, due_on=today + timedelta(days=9), actor=agent, today=today)
    save_section(dossier, Section.DETAILS, raw={}, values={"weekly_hours": 35}, version=1, actor=dossier.created_by)
    answer_completion(dossier, signatory=dossier.created_by, electronic_notification=True, now=timezone.now())
    (rows,) = as_user(agent).get(page_of(dossier)).context["completions"]
    assert ([line.after.text for line in rows.asked], rows.unchanged) == (["35"], 8)


def test_history_tells_the_mails_since_the_filing_and_no_secret(as_user: SignIn, run_jobs: Any):
    dossier = a_filed_dossier()
    queue(recipients=["mairie@commune.example"], subject="Accusé", text="…", about=dossier)
    queue(recipients=["mairie@commune.example"], subject="Votre code", text="…", about=dossier, holds_secret=True)
    run_jobs()
    history = as_user(an_agent("instructeur")).get(page_of(dossier)).context["history"]
    assert [event.text for event in history] == ["Courriel «\u00a0Accusé\u00a0»", "Déposé"]
    assert history[0].reason.startswith("mairie@commune.example\u00a0: remis le ")
