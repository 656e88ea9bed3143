"""The documents as the agent reads them: under their names, announced, late, missed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.backoffice.dossier_page.documents import FiledDocument, documents_of
from applications.calls.models import Call, RequiredDocument
from applications.core.dates import date_text
from applications.dossiers.models import Dossier
from applications.dossiers.services.documents import attach
from tests import factories

pytestmark = pytest.mark.django_db


def shown(dossier: Dossier) -> list[FiledDocument]:
    fresh = Dossier.objects.get(pk=dossier.pk)
    return list(documents_of(fresh, fresh.filings.latest("number"), {}))


def a_promise(days: int) -> Dossier:
    """A dossier filed without its document, which may follow for so many days more."""
    draft = factories.a_complete_draft(
        factories.a_measure(call=factories.a_call(follow_until=timezone.localdate() + timedelta(days=days)))
    )
    RequiredDocument.objects.update(may_follow=True)
    draft.attachments.all().delete()
    draft.promises.create(document=draft.measure.documents.get(), promised_by=draft.created_by)
    factories.shortcuts.file(draft, draft.created_by)
    return Dossier.objects.get(pk=draft.pk)


def test_file_is_read_under_the_name_that_its_organisation_gave():
    draft = factories.a_complete_draft()
    draft.attachments.update(title="Délibération – Lunel.pdf")
    factories.shortcuts.file(draft, draft.created_by)
    (document,) = shown(draft)
    assert [(file.name, file.late_at) for file in document.files] == [("Délibération – Lunel.pdf", None)]
    assert (document.promise, document.is_broken) == ("", False)


@pytest.mark.parametrize(("days", "is_broken"), [(0, False), (-1, True)])
def test_promise_is_told_and_said_broken_after_its_day(days: int, is_broken: bool):
    dossier = a_promise(days)
    day = date_text(Call.objects.get().follow_until)
    (document,) = shown(dossier)
    assert (document.files, document.promise) == ((), f"Annoncée par la collectivité au plus tard le {day}.")
    assert document.is_broken == is_broken


def test_document_that_followed_is_shown_as_late():
    dossier = a_promise(5)
    joined = attach(dossier, dossier.measure.documents.get(), factories.a_stored_file(), actor=dossier.created_by)
    (document,) = shown(dossier)
    assert [(file.stored, file.name, file.late_at) for file in document.files] == [
        (joined.file, "Délibération – Commune de Lunel.pdf", joined.added_at)
    ]
    assert document.promise == ""


def test_answer_that_is_not_filed_yet_is_not_shown():
    dossier = factories.a_filed_dossier()
    dossier.attachments.create(
        document=dossier.measure.documents.get(), file=factories.a_stored_file(), added_by=dossier.created_by
    )
    (document,) = shown(dossier)
    assert [file.name for file in document.files] == ["deliberation.pdf"]
