"""Answering the Région: only what it asks is open, on the page and on the server; the mails are told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.calls.enums import MeasureKind
from applications.core.mail import queue
from applications.core.models import OutgoingEmail
from applications.dossiers.enums import Section
from applications.dossiers.fields import questions_of
from applications.dossiers.models import CompletionItem, CompletionRequest, Dossier
from applications.dossiers.services.documents import attach
from applications.portal.forms.catalogue import form_class
from tests import factories as f
from tests.portal.sent import send, url_of
from tests.portal.worlds import DECLARED, ask_completion, path, words

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def question(section: Section, field: str) -> CompletionItem:
    return CompletionItem(section=section, field=field, reason="À préciser.")


@pytest.mark.parametrize("kind", MeasureKind)
def test_questions_of_the_catalogue_are_those_of_the_forms(kind: MeasureKind) -> None:
    dossier = f.a_draft(f.a_measure(kind))
    for section in (Section.CONTACT, Section.PROJECT, Section.DETAILS):
        assert list(questions_of(dossier, section)) == list(form_class(dossier, section).base_fields)


def test_page_opens_the_question_asked_and_reads_the_others(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    ask_completion(dossier, question(Section.PROJECT, "need"))
    response = as_user(f.signatory_of(dossier)).get(url_of(dossier, "project"))
    content = response.content.decode()
    form = response.context["form"]
    assert set(form.fields) - form.closed == {"need"}
    assert [name for name in form.fields if f'name="{name}"' in content] == ["need"]
    assert content.count("(non modifiable)") == len(form.closed)
    assert "Les objectifs (non modifiable) Être présent chaque jour." in words(response)
    assert "Le projet et le besoin : besoin et diagnostic À corriger À préciser." in words(response)


def test_forged_answers_change_nothing_but_what_is_asked(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    ask_completion(dossier, question(Section.PROJECT, "need"))
    client = as_user(f.signatory_of(dossier))
    before = dossier.projectdetails
    forged = {
        "need": "Un besoin chiffré.",
        "aims": "Autre chose",
        "title": "Titre",
        "starts_on_day": "1",
        "pooled": "yes",
    }
    assert send(client, dossier, "project", forged, version="1", then="dossier").status_code == 302
    after = Dossier.objects.get().projectdetails
    assert after.need == "Un besoin chiffré."
    assert (after.aims, after.title, after.starts_on, after.pooled) == (
        before.aims,
        before.title,
        before.starts_on,
        before.pooled,
    )
    assert dossier.drafts.get(section="project").complete
    assert send(client, dossier, "contact", {"officers": "9"}, version="1").status_code == 409


def test_forged_expenses_are_dropped_when_the_fundings_are_asked(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    ask_completion(dossier, question(Section.FINANCING, "fundings"))
    client = as_user(f.signatory_of(dossier))
    page = client.get(url_of(dossier, "financing"))
    assert 'name="expense_label"' not in page.content.decode()
    assert "Dépenses hors taxes (non modifiables)" in words(page)
    forged = {"expense_label": ["Yacht"], "expense_amount": ["78400"], "region": "20000", "own": "58400"}
    assert send(client, dossier, "financing", forged, version="1", then="dossier").status_code == 302
    assert [line.label for line in dossier.expenses.all()] == ["Fourgon", "Aménagement"]
    assert [str(line.amount) for line in dossier.fundings.all()] == ["20000.00", "58400.00"]


def test_answer_text_is_no_template(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier(project={"aims": "{{ dossier.pk }} {% now 'Y' %} <b>"})
    ask_completion(dossier, question(Section.PROJECT, "need"))
    content = as_user(f.signatory_of(dossier)).get(url_of(dossier, "project")).content.decode()
    assert "{{ dossier.pk }} {% now &#x27;Y&#x27; %} &lt;b&gt;" in content


def test_answer_is_confirmed_without_change_with_a_word(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    request = ask_completion(dossier, question(Section.PROJECT, "aims"))
    address = path(dossier, f"complement/{request.items.get().pk}/confirmer/")
    client = as_user(f.a_member(dossier.organisation, Role.EDITOR))
    assert "Être présent chaque jour." in words(client.get(address))
    refused = client.post(address, {"comment": ""})
    assert refused.context["form"].errors == {"comment": ["Écrivez en quelques mots pourquoi cette réponse est juste."]}
    assert client.post(address, {"comment": "Le conseil l’a voté ainsi."}).url == path(dossier)
    (item,) = client.get(path(dossier)).context["follow"].completion.items
    assert (item.tag.label, item.confirmation) == ("Confirmé", "Le conseil l’a voté ainsi.")
    stranger = f.a_member(f.a_commune_organisation("Aniane"))
    assert as_user(stranger).post(address, {"comment": "Non."}).status_code == 404


def test_editor_calls_the_signatory_from_the_review(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    ask_completion(dossier)
    OutgoingEmail.objects.all().delete()
    client = as_user(f.a_member(dossier.organisation, Role.EDITOR))
    assert "Prévenir la ou le signataire" in words(client.get(path(dossier, "relire/")))
    client.post(path(dossier, "complement/prevenir/"), {"message": "Tout est prêt."})
    mail = OutgoingEmail.objects.get()
    assert (mail.recipients, "Tout est prêt." in mail.text) == ([f.signatory_of(dossier).email], True)


def test_late_answer_is_said_late_and_still_sent(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    mayor = f.signatory_of(dossier)
    ask_completion(dossier, days=1)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        client = as_user(mayor)
        assert "Vous pouvez encore répondre" in words(client.get(path(dossier)))
        attach(dossier, dossier.measure.documents.get(), f.a_stored_file(), actor=mayor)
        assert client.post(path(dossier, "relire/"), DECLARED).url == path(dossier, "accuse/")
    assert CompletionRequest.objects.get().answered_at is not None


def test_draft_after_closing_is_only_read_and_says_why(as_user: SignIn) -> None:
    dossier = f.a_complete_draft()
    closing = dossier.measure.call.closes_at
    with time_machine.travel(closing - timedelta(seconds=1), tick=False):
        client = as_user(f.signatory_of(dossier))
        assert 'name="need"' in client.get(url_of(dossier, "project")).content.decode()
    with time_machine.travel(closing, tick=False):
        for page in ("", "sections/project/", "sections/financing/", "pieces/", "relire/"):
            response = client.get(path(dossier, page))
            assert "L’appel est clos" in words(response), page
            assert 'name="need"' not in response.content.decode(), page
            assert "Joindre" not in words(response), page
        assert send(client, dossier, "project", {"need": "Trop tard"}, version="1").status_code == 409
    assert dossier.projectdetails.need == "Un besoin établi par le diagnostic."


def test_mails_about_the_dossier_are_told_but_no_secret_and_no_agent(as_user: SignIn, run_jobs: Any) -> None:
    dossier = f.a_filed_dossier()
    OutgoingEmail.objects.all().delete()
    agent = f.an_agent("instructeur")
    queue(recipients=["mairie@commune.example"], subject="Accusé", text="…", about=dossier)
    run_jobs()
    queue(recipients=["maire@commune.example"], subject="Rappel", text="…", about=dossier)
    queue(recipients=["mairie@commune.example"], subject="Votre code", text="…", about=dossier, holds_secret=True)
    queue(recipients=[agent.email], subject="Message de la commune", text="…", about=dossier)
    mails = as_user(f.signatory_of(dossier)).get(path(dossier)).context["mails"]
    assert [mail.subject for mail in mails] == ["Rappel", "Accusé"]
    assert mails[0].addresses == ["maire@commune.example\u00a0: en attente d’envoi"]
    assert mails[1].addresses[0].startswith("mairie@commune.example\u00a0: remis le ")
