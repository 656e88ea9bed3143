"""The one view that sends files: to whom, and with which headers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.http import FileResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.accounts.enums import Role
from applications.accounts.models import Membership, User
from applications.core.files import store_bytes
from applications.core.jobs import JobStatus
from applications.core.models import StoredFile
from applications.decisions.enums import Motive, Outcome
from applications.decisions.models import Letter
from applications.decisions.services.voting import record_vote
from applications.dossiers.models import Attachment, Dossier
from tests import factories
from tests.decisions.agendas import an_item

SignIn = Callable[[User], Client]
AGENTS = ["instructeur", "responsable", "finance", "administrateur", "consultation"]

pytestmark = pytest.mark.django_db


def address(file: StoredFile) -> str:
    return reverse("core:file", args=[file.pk])


def file_of(dossier: Dossier) -> StoredFile:
    return Attachment.objects.get(dossier=dossier).file


def got(client: Client, file: StoredFile, query: str = "") -> FileResponse:
    """Ask for a file and read it to its end, which closes it."""
    response = client.get(address(file) + query)
    response.sent = b"".join(response)
    return response


def status(client: Client, file: StoredFile) -> int:
    return got(client, file).status_code


def a_letter(**state: Any) -> Letter:
    """A rendered letter, without the seconds its rendering takes."""
    factories.an_authority()
    actor = factories.an_agent("responsable")
    today = timezone.localdate()
    record_vote(an_item(actor=actor), outcome=Outcome.REFUSED, motive=Motive.NEED_NOT_SHOWN, actor=actor, today=today)
    file = store_bytes(b"%PDF-1.7", name="Decision.pdf", media_type="application/pdf")
    Letter.objects.update(job_status=JobStatus.DONE, file=file, **state)
    return Letter.objects.get()


def test_member_reads_the_bytes_of_their_document(as_user: SignIn) -> None:
    dossier = factories.a_complete_draft()
    file = file_of(dossier)
    with file.file.open() as kept:
        expected = kept.read()
    response = got(as_user(dossier.created_by), file)
    assert (response.status_code, response.sent) == (200, expected)


def test_file_is_sent_as_its_type_and_never_kept_nor_run(as_user: SignIn) -> None:
    dossier = factories.a_complete_draft()
    StoredFile.objects.update(name="délibération n° 4.pdf")
    headers = got(as_user(dossier.created_by), file_of(dossier)).headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
    )
    assert headers["Content-Disposition"] == f"inline; filename*=utf-8''{quote('délibération n° 4.pdf')}"


def test_file_is_downloaded_when_asked(as_user: SignIn) -> None:
    dossier = factories.a_complete_draft()
    response = got(as_user(dossier.created_by), file_of(dossier), "?telecharger")
    assert response["Content-Disposition"] == 'attachment; filename="deliberation.pdf"'


def test_file_is_sent_under_the_name_its_organisation_gave(as_user: SignIn) -> None:
    dossier = factories.a_filed_dossier()
    Attachment.objects.update(title="Délibération – Lunel.pdf")
    response = got(as_user(factories.an_agent("instructeur")), file_of(dossier))
    assert response["Content-Disposition"] == f"inline; filename*=utf-8''{quote('Délibération – Lunel.pdf')}"


def test_anonymous_person_is_asked_to_sign_in(client: Client) -> None:
    file = file_of(factories.a_filed_dossier())
    response = client.get(address(file))
    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={address(file)}")


def test_other_commune_never_learns_that_the_file_exists(as_user: SignIn) -> None:
    file = file_of(factories.a_filed_dossier())
    stranger = factories.a_member(factories.a_commune_organisation("Aniane"))
    assert status(as_user(stranger), file) == 404


def test_former_member_and_closed_account_read_nothing(as_user: SignIn) -> None:
    dossier = factories.a_filed_dossier()
    file, editor = file_of(dossier), factories.a_member(dossier.organisation, Role.EDITOR)
    assert status(as_user(editor), file) == 200
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=editor).update(starts_on=yesterday, ends_on=yesterday)
    assert status(as_user(editor), file) == 404


@pytest.mark.parametrize("group", AGENTS)
def test_agent_reads_the_documents_of_a_filed_dossier(group: str, as_user: SignIn) -> None:
    file = file_of(factories.a_filed_dossier())
    assert status(as_user(factories.an_agent(group)), file) == 200


def test_agent_reads_nothing_of_a_draft(as_user: SignIn) -> None:
    file = file_of(factories.a_complete_draft())
    assert status(as_user(factories.an_agent("responsable")), file) == 404


def test_agent_without_a_role_and_role_without_being_an_agent_read_nothing(as_user: SignIn) -> None:
    file = file_of(factories.a_filed_dossier())
    assert status(as_user(factories.an_agent()), file) == 404
    assert status(as_user(factories.a_user(groups=["responsable"])), file) == 404


def test_file_that_nothing_owns_is_nobodys(as_user: SignIn) -> None:
    file = factories.a_stored_file()
    assert status(as_user(factories.an_agent(*AGENTS)), file) == 404


def test_letter_is_the_regions_until_it_is_notified(as_user: SignIn) -> None:
    letter = a_letter()
    organisation = letter.decision.dossier.organisation
    member, agent = factories.a_member(organisation, Role.EDITOR), factories.an_agent("consultation")
    assert status(as_user(member), letter.file) == 404
    assert status(as_user(agent), letter.file) == 200
    Letter.objects.update(notified_at=timezone.now(), notified_by=factories.an_agent("responsable"))
    assert status(as_user(member), letter.file) == 200
    assert status(as_user(factories.a_member(factories.a_commune_organisation("Aniane"))), letter.file) == 404


def test_file_is_read_and_nothing_else(as_user: SignIn) -> None:
    dossier = factories.a_complete_draft()
    assert as_user(dossier.created_by).post(address(file_of(dossier))).status_code == 405


def test_unknown_file_is_not_found(as_user: SignIn) -> None:
    assert as_user(factories.a_user()).get("/fichiers/00000000-0000-4000-8000-000000000000/").status_code == 404
