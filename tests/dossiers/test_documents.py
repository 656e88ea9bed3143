"""Joining and removing documents."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.accounts.enums import Role
from applications.calls.enums import DocumentCondition
from applications.calls.models import RequiredDocument
from applications.core.errors import DomainError
from applications.core.files import store_upload
from applications.core.models import AuditEvent, StoredFile
from applications.dossiers.models import Attachment, CompletionItem, Dossier
from applications.dossiers.selectors import DocumentState, document_states
from applications.dossiers.services.documents import attach, remove_attachment
from applications.dossiers.services.drafting import abandon
from applications.dossiers.services.handing_over import hand_over
from applications.dossiers.services.review import request_completion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return factories.a_draft()


def deliberation_of(dossier: Dossier) -> RequiredDocument:
    return dossier.measure.documents.get(code="deliberation")


def join(dossier: Dossier, file: StoredFile | None = None, **kwargs) -> Attachment:
    actor = kwargs.pop("actor", dossier.created_by)
    return attach(dossier, deliberation_of(dossier), file or factories.a_stored_file(), actor=actor, **kwargs)


def names_of(state: DocumentState) -> list[str]:
    return [str(attachment) for attachment in state.attachments]


@pytest.mark.parametrize("role", Role)
def test_member_joins_a_document(draft, role):
    member = factories.a_member(draft.organisation, role)
    joined = join(draft, actor=member)
    assert (joined.added_by, joined.review_state, joined.public_security) == (member, "received", False)
    assert [names_of(state) for state in document_states(draft)] == [["Délibération – Commune de Lunel.pdf"]]
    assert AuditEvent.objects.get(verb="attachment.added").after == {
        "document": "deliberation",
        "sha256": joined.file.sha256,
    }


def test_double_click_joins_once(draft):
    first, second = (store_upload(factories.a_pdf(text="Le même")) for _ in range(2))
    join(draft, first)
    with pytest.raises(DomainError, match="Ce fichier est déjà joint à cette pièce") as refused:
        join(draft, second)
    assert refused.value.field == "deliberation"
    assert [attachment.file for attachment in draft.attachments.all()] == [first]


def test_same_bytes_may_answer_two_documents(draft):
    other = RequiredDocument.objects.create(measure=draft.measure, code="plan", label="Plan")
    first, second = (store_upload(factories.a_pdf(text="Le même")) for _ in range(2))
    join(draft, first)
    attach(draft, other, second, actor=draft.created_by)
    assert draft.attachments.count() == 2


def test_eleventh_file_is_refused_until_one_is_removed(draft):
    joined = [join(draft) for _ in range(10)]
    with pytest.raises(DomainError, match="Une pièce compte dix fichiers au plus\u00a0: réunissez-les"):
        join(draft)
    assert draft.attachments.count() == 10
    remove_attachment(joined[0], actor=draft.created_by)
    join(draft)
    assert draft.attachments.in_force().count() == 10


def test_document_of_another_measure_is_refused(draft):
    foreign = deliberation_of(factories.a_draft())
    with pytest.raises(DomainError, match="Cette pièce n’est pas demandée pour ce dossier"):
        attach(draft, foreign, factories.a_stored_file(), actor=draft.created_by)
    assert not Attachment.objects.exists()


def test_stranger_and_agent_join_nothing(draft):
    for person in (factories.a_member(factories.a_commune_organisation()), factories.an_agent("responsable")):
        with pytest.raises(DomainError, match="Vous n’agissez pas pour cette collectivité"):
            join(draft, actor=person)
    assert not Attachment.objects.exists()


def test_dossier_that_waits_for_its_signature_is_open(draft):
    hand_over(draft, actor=draft.created_by)
    assert join(draft) == draft.attachments.get()


def test_filed_dossier_is_closed():
    dossier = factories.a_filed_dossier()
    with pytest.raises(DomainError, match="Cette pièce n’est plus modifiable"):
        join(dossier)
    with pytest.raises(DomainError, match="Cette pièce n’est plus modifiable"):
        remove_attachment(dossier.attachments.get(), actor=dossier.created_by)
    assert dossier.attachments.in_force().count() == 1


def test_abandoned_dossier_is_closed(draft):
    abandon(draft, actor=draft.created_by)
    with pytest.raises(DomainError, match="Cette pièce n’est plus modifiable"):
        join(draft)


def test_removal_keeps_the_row_and_the_file(draft):
    joined = join(draft)
    remove_attachment(joined, actor=draft.created_by)
    joined.refresh_from_db()
    assert joined.removed_at is not None
    with joined.file.file.open() as file:
        assert file.read(5) == b"%PDF-"
    assert [state.missing for state in document_states(draft)] == [True]


def test_removed_file_may_be_joined_again(draft):
    first, second = (store_upload(factories.a_pdf(text="Le même")) for _ in range(2))
    remove_attachment(join(draft, first), actor=draft.created_by)
    join(draft, second)
    assert [attachment.file for attachment in draft.attachments.in_force()] == [second]


def test_document_is_removed_once(draft):
    joined = join(draft)
    stale = Attachment.objects.get(pk=joined.pk)
    remove_attachment(joined, actor=draft.created_by)
    with pytest.raises(DomainError, match="Cette pièce est déjà retirée"):
        remove_attachment(stale, actor=draft.created_by)
    assert Attachment.objects.get().removed_at == joined.removed_at


def test_stranger_removes_nothing(draft):
    joined = join(draft)
    with pytest.raises(DomainError, match="Vous n’agissez pas pour cette collectivité"):
        remove_attachment(joined, actor=factories.an_agent("responsable"))
    assert draft.attachments.in_force().count() == 1


def test_completion_opens_the_document_it_asks_and_no_other():
    dossier = factories.a_filed_dossier()
    other = RequiredDocument.objects.create(
        measure=dossier.measure, code="plan", label="Plan", condition=DocumentCondition.OPTIONAL, position=2
    )
    today = timezone.localdate()
    request_completion(
        dossier,
        [CompletionItem(document=other, reason="Illisible")],
        due_on=today + timedelta(days=15),
        actor=factories.an_agent("instructeur"),
        today=today,
    )
    dossier.refresh_from_db()
    assert [(state.document.code, state.editable) for state in document_states(dossier)] == [
        ("deliberation", False),
        ("plan", True),
    ]
    attach(dossier, other, factories.a_stored_file(), actor=dossier.created_by)
    with pytest.raises(DomainError, match="Cette pièce n’est plus modifiable"):
        join(dossier)


@pytest.mark.parametrize(
    ("condition", "listed", "missing"),
    [
        (DocumentCondition.ALWAYS, True, True),
        (DocumentCondition.OPTIONAL, True, False),
        (DocumentCondition.CAMERAS, False, False),
    ],
)
def test_document_is_listed_when_it_is_owed_or_optional(draft, condition, listed, missing):
    RequiredDocument.objects.filter(measure=draft.measure).update(condition=condition)
    states = document_states(draft)
    assert [state.missing for state in states] == ([missing] if listed else [])


def test_joined_document_stays_listed_when_no_longer_owed(draft):
    join(draft)
    RequiredDocument.objects.filter(measure=draft.measure).update(condition=DocumentCondition.CAMERAS)
    assert [(state.required, names_of(state)) for state in document_states(draft)] == [
        (False, ["Délibération – Commune de Lunel.pdf"])
    ]
