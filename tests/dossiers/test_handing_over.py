"""A draft goes from the editor to the signatories and back, and each is told."""

from typing import Any

import pytest

from applications.accounts.enums import Role
from applications.accounts.models import User
from applications.core.errors import DomainError
from applications.core.models import OutgoingEmail
from applications.dossiers.enums import Section, Status
from applications.dossiers.models import Dossier, HandOver, StatusChange
from applications.dossiers.services.drafting import save_section
from applications.dossiers.services.handing_over import hand_over, take_back
from tests import factories

pytestmark = pytest.mark.django_db


def addressed() -> list[list[str]]:
    return [mail.recipients for mail in OutgoingEmail.objects.order_by("pk")]


def an_editor(dossier: Dossier) -> User:
    return factories.a_member(dossier.organisation, Role.EDITOR)


def test_hand_over_asks_each_signatory_to_read_and_file():
    dossier = factories.a_draft()
    editor = factories.a_member(dossier.organisation, Role.EDITOR)
    second = factories.a_member(dossier.organisation)
    moved = hand_over(dossier, actor=editor, message="Voir le plan.")
    assert (moved.status, moved.published_status) == (Status.AWAITING_SIGNATURE, Status.AWAITING_SIGNATURE)
    mails = OutgoingEmail.objects.order_by("pk")
    assert [mail.recipients for mail in mails] == [[dossier.created_by.email], [second.email]]
    assert {mail.subject for mail in mails} == {"À relire et à déposer\u00a0: Poste mobile"}
    assert StatusChange.objects.get().reason == "Voir le plan."


def test_hand_over_without_a_signatory_is_refused():
    organisation = factories.a_commune_organisation()
    dossier = factories.a_draft(organisation=organisation, actor=factories.a_member(organisation, Role.EDITOR))
    with pytest.raises(DomainError, match="Aucune personne signataire"):
        hand_over(dossier, actor=dossier.created_by)
    assert Dossier.objects.get().status == Status.DRAFT


def test_taken_back_dossier_is_a_draft_again():
    dossier = factories.a_draft()
    hand_over(dossier, actor=dossier.created_by)
    assert take_back(dossier, actor=dossier.created_by, message="Plan à revoir").status == Status.DRAFT
    assert [change.reason for change in StatusChange.objects.all()] == ["", "Plan à revoir"]


def test_hand_over_keeps_what_the_draft_says_then():
    dossier = factories.a_complete_draft()
    editor = an_editor(dossier)
    raw: dict[str, Any] = {"title": ["Poste mobile 🚓"], "need": ["12 500 € ?"]}
    version = dossier.drafts.get(section=Section.PROJECT).version
    save_section(dossier, Section.PROJECT, raw=raw, values=None, version=version, actor=editor)
    hand_over(dossier, actor=editor, message="Voir le besoin.")
    passing = HandOver.objects.get()
    assert (passing.author, passing.message, passing.returned_at) == (editor, "Voir le besoin.", None)
    assert passing.content["sections"][Section.PROJECT] == raw
    [document] = passing.content["documents"]
    assert document["document"] == "deliberation"


def test_signatory_who_hands_over_writes_to_the_others_only():
    dossier = factories.a_draft()
    second = factories.a_member(dossier.organisation)
    hand_over(dossier, actor=dossier.created_by)
    assert addressed() == [[second.email]]


def test_draft_sent_back_closes_the_hand_over_and_tells_who_prepared_it():
    dossier = factories.a_draft()
    editor = an_editor(dossier)
    hand_over(dossier, actor=editor)
    take_back(dossier, actor=dossier.created_by, message="Le plan est à revoir.")
    passing = HandOver.objects.get()
    assert (passing.returned_by, passing.comment) == (dossier.created_by, "Le plan est à revoir.")
    mail = OutgoingEmail.objects.order_by("-pk")[0]
    assert (mail.recipients, mail.subject) == ([editor.email], "À corriger\u00a0: Poste mobile")
    assert "Le plan est à revoir." in mail.text


def test_draft_resumed_by_its_editor_tells_the_signatories():
    dossier = factories.a_draft()
    editor = an_editor(dossier)
    hand_over(dossier, actor=editor)
    take_back(dossier, actor=editor)
    mail = OutgoingEmail.objects.order_by("-pk")[0]
    assert (mail.recipients, mail.subject) == ([dossier.created_by.email], "Brouillon repris\u00a0: Poste mobile")


def test_author_who_left_is_not_written_to():
    dossier = factories.a_draft()
    editor = an_editor(dossier)
    hand_over(dossier, actor=editor)
    editor.memberships.all().delete()
    take_back(dossier, actor=dossier.created_by)
    assert addressed() == [[dossier.created_by.email]]


def test_stranger_neither_hands_over_nor_sends_back():
    dossier = factories.a_draft()
    stranger = factories.a_member(factories.a_commune_organisation("Aniane"))
    with pytest.raises(DomainError, match="droit de faire cet acte"):
        hand_over(dossier, actor=stranger)
    hand_over(dossier, actor=dossier.created_by)
    with pytest.raises(DomainError, match="droit de faire cet acte"):
        take_back(dossier, actor=stranger)
    assert Dossier.objects.get().status == Status.AWAITING_SIGNATURE
