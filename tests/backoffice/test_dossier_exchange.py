"""An officer writes to the organisation, with files, from the dossier's page."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.core.models import StoredFile
from applications.dossiers.models import Message
from tests.backoffice.dossier_desk import SignIn, act_url
from tests.factories import a_filed_dossier, a_pdf, an_agent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False


def test_officer_sends_a_message_with_its_file(as_user: SignIn) -> None:
    dossier = a_filed_dossier()
    officer = an_agent("instructeur")
    sent = as_user(officer).post(act_url(dossier, "ecrire"), {"body": "Voici le plan type.", "uploads": [a_pdf()]})
    message = Message.objects.get()
    assert (sent.status_code, message.author, message.from_region, message.files.count()) == (302, officer, True, 1)


def test_refused_message_leaves_no_file(as_user: SignIn) -> None:
    dossier = a_filed_dossier()
    before = StoredFile.objects.count()
    wrong = SimpleUploadedFile("plan.pdf", b"pas un PDF", content_type="application/pdf")
    page = as_user(an_agent("instructeur")).post(
        act_url(dossier, "ecrire"), {"body": "Voici.", "uploads": [a_pdf(), wrong]}
    )
    assert page.context["form"].errors["uploads"][0].startswith("plan.pdf")
    assert (Message.objects.count(), StoredFile.objects.count()) == (0, before)


@pytest.mark.parametrize("group", ["finance", "administrateur", "consultation"])
def test_other_roles_send_nothing(as_user: SignIn, group: str) -> None:
    dossier = a_filed_dossier()
    assert as_user(an_agent(group)).post(act_url(dossier, "ecrire"), {"body": "Bonjour"}).status_code == 403
    assert not Message.objects.exists()
