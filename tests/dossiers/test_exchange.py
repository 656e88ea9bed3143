"""Messages and early starts: who may write, who is told, what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.accounts.enums import Role
from applications.calls.enums import StartRule
from applications.core.errors import DomainError
from applications.core.models import OutgoingEmail
from applications.dossiers.models import Assignment, Dossier, EarlyStart, Message
from applications.dossiers.services.exchange import (
    answer_early_start,
    ask_early_start,
    mark_read,
    write_to_organisation,
    write_to_region,
)
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier() -> Dossier:
    return f.a_filed_dossier()


def ask(dossier: Dossier, **changes: Any) -> EarlyStart:
    today = timezone.localdate()
    values = {
        "starts_on": today + timedelta(days=30),
        "reason": "Le marché expire.",
        "actor": f.signatory_of(dossier),
        "today": today,
    }
    return ask_early_start(dossier, **{**values, **changes})


def test_member_writes_to_who_follows_the_dossier(dossier: Dossier) -> None:
    officer = f.an_agent("instructeur")
    Assignment.objects.create(dossier=dossier, user=officer)
    editor = f.a_member(dossier.organisation, Role.EDITOR)
    message = write_to_region(dossier, body="  Le devis\x00 suit 🙂 ", files=[f.a_stored_file()], actor=editor)
    assert (message.body, message.from_region, message.files.count()) == ("Le devis suit 🙂", False, 1)
    mail = OutgoingEmail.objects.get()
    assert (mail.recipients, mail.about_id) == ([officer.email], str(dossier.pk))
    assert "Le devis suit 🙂" in mail.text


def test_dossier_that_nobody_follows_is_written_to_the_service(dossier: Dossier, settings: Any) -> None:
    write_to_region(dossier, body="Bonjour", actor=f.signatory_of(dossier))
    assert OutgoingEmail.objects.get().recipients == [settings.REGION["email"]]


def test_officer_writes_to_every_member(dossier: Dossier) -> None:
    editor = f.a_member(dossier.organisation, Role.EDITOR)
    write_to_organisation(dossier, body="Bonjour", actor=f.an_agent("instructeur"))
    mails = OutgoingEmail.objects.order_by("pk")
    assert [mail.recipients for mail in mails] == [[f.signatory_of(dossier).email], [editor.email]]


@pytest.mark.parametrize("group", ["finance", "administrateur", "consultation"])
def test_other_roles_do_not_write_to_the_organisation(dossier: Dossier, group: str) -> None:
    with pytest.raises(DomainError, match="pas le droit d’écrire"):
        write_to_organisation(dossier, body="Bonjour", actor=f.an_agent(group))
    assert not Message.objects.exists()


def test_stranger_writes_nothing(dossier: Dossier) -> None:
    stranger = f.a_member(f.a_commune_organisation("Aniane"))
    with pytest.raises(DomainError, match="n’agissez pas pour"):
        write_to_region(dossier, body="Bonjour", actor=stranger)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("body", "why"), [(" \x00\n", "Écrivez votre message"), ("a" * 5001, "5000 caractères au plus")]
)
def test_message_empty_or_endless_is_refused(dossier: Dossier, body: str, why: str) -> None:
    with pytest.raises(DomainError, match=why):
        write_to_region(dossier, body=body, actor=f.signatory_of(dossier))


def test_draft_has_no_messages() -> None:
    draft = f.a_draft()
    with pytest.raises(DomainError, match="ne voit pas ce brouillon"):
        write_to_region(draft, body="Bonjour", actor=draft.created_by)


def test_reading_marks_the_other_side_only(dossier: Dossier) -> None:
    officer, mayor = f.an_agent("instructeur"), f.signatory_of(dossier)
    write_to_organisation(dossier, body="Question", actor=officer)
    write_to_region(dossier, body="Réponse", actor=mayor)
    assert mark_read(dossier, actor=mayor, from_region=True, now=timezone.now()) == 1
    assert [message.read_by for message in Message.objects.order_by("pk")] == [mayor, None]


def test_signatory_asks_and_the_head_of_service_answers(dossier: Dossier) -> None:
    early_start = ask(dossier)
    with pytest.raises(DomainError, match="attend déjà la réponse"):
        ask(dossier)
    responsible = f.an_agent("responsable")
    answer_early_start(early_start, authorised=True, answer="", actor=responsible, now=timezone.now())
    answered = EarlyStart.objects.get()
    assert (answered.authorised, answered.answered_by) == (True, responsible)
    assert OutgoingEmail.objects.order_by("-pk")[0].recipients == [f.signatory_of(dossier).email]
    with pytest.raises(DomainError, match="déjà autorisé"):
        ask(dossier)


def test_early_start_is_refused_with_words_only(dossier: Dossier) -> None:
    early_start = ask(dossier)
    with pytest.raises(DomainError, match="Dites pourquoi"):
        answer_early_start(
            early_start, authorised=False, answer=" ", actor=f.an_agent("responsable"), now=timezone.now()
        )
    assert EarlyStart.objects.get().answered_at is None


def test_early_start_is_not_answered_by_who_reviews(dossier: Dossier) -> None:
    early_start = ask(dossier)
    with pytest.raises(DomainError, match="pas le droit de répondre"):
        answer_early_start(early_start, authorised=True, answer="", actor=f.an_agent("instructeur"), now=timezone.now())


def test_early_start_is_asked_by_a_signatory_for_a_day_to_come(dossier: Dossier) -> None:
    editor = f.a_member(dossier.organisation, Role.EDITOR)
    for changes, why in (
        ({"actor": editor}, "Seule une personne signataire"),
        ({"starts_on": timezone.localdate() - timedelta(days=1)}, "date à venir"),
        ({"reason": "  "}, "ne peut pas attendre"),
    ):
        with pytest.raises(DomainError, match=why):
            ask(dossier, **changes)
    assert not EarlyStart.objects.exists()


def test_nothing_is_asked_where_the_call_lets_start_at_the_filing() -> None:
    dossier = f.a_filed_dossier(f.a_measure(call=f.a_call(start_rule=StartRule.AFTER_FILING)))
    with pytest.raises(DomainError, match="commencer dès le dépôt"):
        ask(dossier)
