"""The messages and the early start of a dossier, as its organisation meets them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.core.models import StoredFile
from applications.dossiers.models import Dossier, EarlyStart, Message
from applications.dossiers.services.exchange import write_to_organisation
from tests import factories as f
from tests.portal.worlds import answer_to, path, vote, words

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_message_of_the_region_is_new_once(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    write_to_organisation(dossier, body="Quel est le <délai> ?", actor=f.an_agent("instructeur"))
    client = as_user(f.signatory_of(dossier))
    first = client.get(path(dossier))
    assert "Messages (1 nouveau)" in words(first)
    assert "Quel est le <délai> ?" in words(first)
    assert "nouveau)" not in words(client.get(path(dossier)))
    assert Message.objects.get().read_by == f.signatory_of(dossier)


def test_message_with_a_wrong_file_is_kept_typed_and_leaves_nothing(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    before = StoredFile.objects.count()
    wrong = SimpleUploadedFile("plan.pdf", b"pas un PDF", content_type="application/pdf")
    response = as_user(f.signatory_of(dossier)).post(
        path(dossier, "messages/"), {"body": "Voici le plan", "uploads": [f.a_pdf(), wrong]}
    )
    assert [error.startswith("plan.pdf") for error in response.context["form"].errors["uploads"]] == [True]
    assert "Voici le plan" in response.content.decode()
    assert (Message.objects.count(), StoredFile.objects.count()) == (0, before)


def test_file_of_a_message_is_read_by_both_sides_and_nobody_else(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    mayor = f.signatory_of(dossier)
    sent = as_user(mayor).post(path(dossier, "messages/"), {"body": "Le plan", "uploads": [f.a_pdf()]})
    assert sent.status_code == 302
    address = f"/fichiers/{Message.objects.get().files.get().file_id}/"
    assert answer_to(as_user(mayor), address) == 200
    assert answer_to(as_user(f.an_agent("instructeur")), address) == 200
    assert as_user(f.a_member(f.a_commune_organisation("Aniane"))).get(address).status_code == 404


def test_thread_of_a_draft_leads_back_to_it(as_user: SignIn) -> None:
    draft = f.a_draft()
    assert as_user(draft.created_by).get(path(draft, "messages/")).url == path(draft)


def test_signatory_asks_to_start_early(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    day = timezone.localdate() + timedelta(days=40)
    data = {"starts_on_day": day.day, "starts_on_month": day.month, "starts_on_year": day.year, "reason": "Péril"}
    assert as_user(f.signatory_of(dossier)).post(path(dossier, "demarrage/"), data).status_code == 302
    asked = EarlyStart.objects.get()
    assert (asked.starts_on, asked.reason) == (day, "Péril")
    assert "n’a pas encore répondu" in words(as_user(f.signatory_of(dossier)).get(path(dossier, "demarrage/")))


def test_editor_reads_whether_works_may_start_and_asks_nothing(as_user: SignIn) -> None:
    dossier = f.a_filed_dossier()
    client = as_user(f.a_member(dossier.organisation, Role.EDITOR))
    assert "Seule une personne signataire peut demander" in words(client.get(path(dossier, "demarrage/")))
    assert client.post(path(dossier, "demarrage/"), {}).status_code == 403


def test_vote_that_is_not_notified_lets_nobody_start(as_user: SignIn) -> None:
    f.an_authority()
    dossier: Dossier = f.a_scheduled_dossier()
    vote(dossier)
    answer = as_user(f.signatory_of(dossier)).get(path(dossier)).context["start"].answer
    assert (answer.allowed, answer.may_ask) == (False, True)
