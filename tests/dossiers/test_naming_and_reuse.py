"""The name that the Région reads, and a document that serves again."""

import pytest

from applications.accounts.enums import Role
from applications.calls.models import RequiredDocument
from applications.core.errors import DomainError
from applications.core.models import StoredFile
from applications.dossiers.models import Attachment, Dossier
from applications.dossiers.selectors import reusable_attachments
from applications.dossiers.services.documents import attach, remove_attachment, rename_attachment, reuse
from applications.dossiers.services.drafting import abandon
from tests import factories

pytestmark = pytest.mark.django_db


def deliberation_of(dossier: Dossier) -> RequiredDocument:
    return dossier.measure.documents.get(code="deliberation")


def join(dossier: Dossier) -> Attachment:
    return attach(dossier, deliberation_of(dossier), factories.a_stored_file(), actor=dossier.created_by)


def another_draft(dossier: Dossier) -> Dossier:
    """A draft of the same organisation, for another measure."""
    return factories.a_draft(None, dossier.organisation, actor=dossier.created_by)


def test_file_is_named_after_its_document_and_its_organisation():
    draft = factories.a_draft()
    RequiredDocument.objects.update(label="Délibération, ou décision prise par délégation")
    first, second = join(draft), join(draft)
    assert [str(first), str(second)] == [
        "Délibération – Commune de Lunel.pdf",
        "Délibération – Commune de Lunel (2).pdf",
    ]
    remove_attachment(first, actor=draft.created_by)
    assert str(join(draft)) == "Délibération – Commune de Lunel.pdf"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Délibération du 4 mars", "Délibération du 4 mars.pdf"),
        (" devis n° 1.2.pdf ", "devis n° 1.2.pdf"),
        ("../x\r\n", "x.pdf"),
        ("é" * 200, "é" * 140 + ".pdf"),
    ],
)
def test_name_is_what_was_typed_made_safe(typed: str, kept: str):
    joined = join(factories.a_draft())
    rename_attachment(joined, typed, actor=joined.added_by)
    joined.refresh_from_db()
    assert joined.title == kept


def test_two_files_of_a_document_never_share_a_name():
    draft = factories.a_draft()
    first, second = join(draft), join(draft)
    with pytest.raises(DomainError, match="Un autre fichier de cette pièce porte déjà ce nom"):
        rename_attachment(second, first.title, actor=draft.created_by)


def test_file_of_a_filed_dossier_keeps_its_name():
    joined = factories.a_filed_dossier().attachments.get()
    with pytest.raises(DomainError, match="Cette pièce n’est plus modifiable"):
        rename_attachment(joined, "Autre", actor=joined.added_by)


def test_document_of_an_earlier_dossier_serves_again_with_the_same_file():
    earlier = factories.a_filed_dossier()
    source, draft = earlier.attachments.get(), another_draft(earlier)
    assert reusable_attachments(draft) == {"deliberation": [source]}
    editor = factories.a_member(draft.organisation, Role.EDITOR)
    taken = reuse(draft, deliberation_of(draft), source, actor=editor)
    assert (taken.file, taken.added_by, StoredFile.objects.count()) == (source.file, editor, 1)
    assert reusable_attachments(draft) == {"deliberation": []}
    with pytest.raises(DomainError, match="Ce fichier est déjà joint"):
        reuse(draft, deliberation_of(draft), source, actor=editor)


def a_strangers_file(draft: Dossier) -> Attachment:
    """The document of another commune, where the same person acts too: this dossier has no business with it."""
    other = factories.a_complete_draft(None, factories.a_commune_organisation("Aniane"))
    return other.attachments.get()


def a_removed_file(draft: Dossier) -> Attachment:
    joined = join(another_draft(draft))
    return remove_attachment(joined, actor=draft.created_by)


def a_refused_file(draft: Dossier) -> Attachment:
    joined = join(another_draft(draft))
    Attachment.objects.filter(pk=joined.pk).update(review_state="to_replace")
    return joined


def an_abandoned_file(draft: Dossier) -> Attachment:
    joined = join(another_draft(draft))
    abandon(joined.dossier, actor=draft.created_by)
    return joined


def another_document(draft: Dossier) -> Attachment:
    other = another_draft(draft)
    plan = RequiredDocument.objects.create(measure=other.measure, code="plan", label="Plan")
    return attach(other, plan, factories.a_stored_file(), actor=draft.created_by)


@pytest.mark.parametrize(
    "make", [a_strangers_file, a_removed_file, a_refused_file, an_abandoned_file, another_document]
)
def test_other_file_does_not_serve_again(make):
    draft = factories.a_draft()
    source = make(draft)
    assert [one for found in reusable_attachments(draft).values() for one in found] == []
    with pytest.raises(DomainError, match="Cette pièce ne peut pas être reprise"):
        reuse(draft, deliberation_of(draft), source, actor=draft.created_by)
    assert not draft.attachments.exists()


def test_stranger_takes_nothing_again():
    earlier = factories.a_filed_dossier()
    draft = another_draft(earlier)
    with pytest.raises(DomainError, match="Vous n’agissez pas pour cette collectivité"):
        reuse(
            draft,
            deliberation_of(draft),
            earlier.attachments.get(),
            actor=factories.a_member(factories.a_commune_organisation("Aniane")),
        )
