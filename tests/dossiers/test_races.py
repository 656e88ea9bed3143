"""Two people act on one dossier at the same instant, or one person clicks twice."""

import pytest
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.roles import sync_roles
from applications.core.errors import DomainError
from applications.core.files import store_upload
from applications.core.models import OutgoingEmail
from applications.dossiers.enums import Section
from applications.dossiers.models import Attachment, Dossier, Filing, SectionDraft
from applications.dossiers.services.documents import attach
from applications.dossiers.services.drafting import StaleSectionError, save_section
from applications.dossiers.services.filing import file_dossier
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def roles(transactional_db):
    # A transactional test empties the tables at its end, the groups included.
    sync_roles()


def filing_by(dossier, signatory):
    return lambda: file_dossier(dossier, signatory=signatory, electronic_notification=True, now=timezone.now())


def refusals(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, DomainError)]


def test_dossier_filed_by_two_signatories_at_once_is_filed_once():
    dossier = factories.a_complete_draft()
    signatories = [dossier.created_by, factories.a_member(dossier.organisation)]
    outcomes = at_once([filing_by(dossier, signatory) for signatory in signatories])
    assert [refusal.message.split("\u00a0")[0] for refusal in refusals(outcomes)] == [
        "Ce dossier n’est plus un brouillon"
    ]
    assert [filing.number for filing in Filing.objects.all()] == [1]
    assert Dossier.objects.get().reference[-5:] == "-0001"
    # One receipt to each signatory and one to the contact.
    assert OutgoingEmail.objects.count() == 3


def test_dossiers_filed_at_once_have_consecutive_references():
    measure = factories.a_measure()
    dossiers = [factories.a_complete_draft(measure) for _ in range(4)]
    at_once([filing_by(dossier, dossier.created_by) for dossier in dossiers])
    references = Dossier.objects.order_by("reference").values_list("reference", flat=True)
    assert [reference[-4:] for reference in references] == ["0001", "0002", "0003", "0004"]


def test_section_saved_by_two_people_at_once_keeps_one_and_tells_the_other():
    dossier = factories.a_draft()
    people = [dossier.created_by, factories.a_member(dossier.organisation, Role.EDITOR)]

    def saving(person):
        raw = {"title": [person.display_name]}
        return lambda: save_section(dossier, Section.PROJECT, raw=raw, values=None, version=0, actor=person)

    outcomes = at_once([saving(person) for person in people])
    draft = SectionDraft.objects.get()
    assert (draft.version, draft.data) == (1, {"title": [draft.updated_by.display_name]})
    assert [type(refusal) for refusal in refusals(outcomes)] == [StaleSectionError]
    assert refusals(outcomes)[0].draft == draft


def test_file_joined_by_a_double_click_is_joined_once():
    dossier = factories.a_draft()
    document = dossier.measure.documents.get()
    files = [store_upload(factories.a_pdf(text="Le même")) for _ in range(2)]
    outcomes = at_once([lambda file=file: attach(dossier, document, file, actor=dossier.created_by) for file in files])
    assert [refusal.message for refusal in refusals(outcomes)] == ["Ce fichier est déjà joint à cette pièce."]
    assert Attachment.objects.count() == 1
