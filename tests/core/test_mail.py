"""A mail is a row first: none leaves for an act that was undone, no secret stays once it left."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from applications.core.jobs import JobStatus
from applications.core.mail import queue, send_template
from applications.core.models import OutgoingEmail
from tests import factories

RunJobs = Callable[[], None]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mails_become_rows(settings: Any) -> None:
    # Django's test environment puts its own backend there.
    settings.EMAIL_BACKEND = "applications.core.mail.JobEmailBackend"


def sent(run_jobs: RunJobs) -> EmailMultiAlternatives:
    run_jobs()
    [message] = mail.outbox
    return message


def test_mail_waits_as_a_row_until_a_worker_sends_it(run_jobs: RunJobs) -> None:
    email = queue(recipients=["mairie@commune.example"], subject="Essai", text="Bonjour", html="<p>Bonjour</p>")
    assert (mail.outbox, email.job_status) == ([], JobStatus.PENDING)
    message = sent(run_jobs)
    assert (message.to, message.subject, message.body) == (["mairie@commune.example"], "Essai", "Bonjour")
    assert [tuple(part) for part in message.alternatives] == [("<p>Bonjour</p>", "text/html")]
    assert message.from_email == django_settings.DEFAULT_FROM_EMAIL


def test_mail_of_an_undone_act_does_not_exist() -> None:
    @transaction.atomic
    def act() -> None:
        queue(recipients=["mairie@commune.example"], subject="Essai", text="Bonjour")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert not OutgoingEmail.objects.exists()


def test_mail_without_a_secret_is_kept_whole(run_jobs: RunJobs) -> None:
    queue(recipients=["mairie@commune.example"], subject="Essai", text="Bonjour", html="<p>Bonjour</p>")
    run_jobs()
    email = OutgoingEmail.objects.get()
    assert (email.job_status, email.text, email.html) == (JobStatus.DONE, "Bonjour", "<p>Bonjour</p>")


@pytest.mark.parametrize(
    ("subject", "line"),
    [
        ("Dossier\u00a0: reçu", "Dossier\u00a0: reçu"),
        ("Reçu\r\nBcc: autre@commune.example", "Reçu Bcc: autre@commune.example"),
        ("é" * 300, "é" * 250),
    ],
)
def test_subject_is_one_line_with_its_spaces(subject: str, line: str) -> None:
    assert queue(recipients=["mairie@commune.example"], subject=subject, text="Bonjour").subject == line


def test_template_makes_one_mail_for_each_person_about_the_dossier() -> None:
    dossier = factories.a_filed_dossier(project={"title": "L’école & la place"})
    OutgoingEmail.objects.all().delete()
    send_template(
        "decision_notified",
        recipients=["a@commune.example", "b@commune.example"],
        subject="La décision",
        context={"dossier": dossier},
        about=dossier,
    )
    first, second = OutgoingEmail.objects.order_by("pk")
    assert (first.recipients, second.recipients) == (["a@commune.example"], ["b@commune.example"])
    assert (first.about_label, first.about_id) == ("dossiers.dossier", str(dossier.pk))
    assert first.text.count("«\u00a0L’école & la place\u00a0»") == 1
    assert first.html.count("L’école &amp; la place") == 1
    assert first.text.count(f"{django_settings.BASE_URL}/dossiers/{dossier.public_id}/") == 1


def test_mail_of_django_becomes_a_row_that_forgets_its_secret(run_jobs: RunJobs) -> None:
    send_mail("Code", "123456", None, ["mairie@commune.example"], html_message="<b>123456</b>")
    email = OutgoingEmail.objects.get()
    assert (email.text, email.html, email.holds_secret) == ("123456", "<b>123456</b>", True)
    assert sent(run_jobs).body == "123456"
    email.refresh_from_db()
    assert (email.text, email.html, email.subject) == ("", "", "Code")


def test_secret_that_could_not_leave_stays_for_the_next_attempt(settings: Any, run_jobs: RunJobs) -> None:
    settings.EMAIL_DELIVERY_BACKEND = "tests.core.backends.ClosedServer"
    send_mail("Code", "123456", None, ["mairie@commune.example"])
    run_jobs()
    assert OutgoingEmail.objects.get().text == "123456"


def test_hidden_recipient_of_a_mail_stays_hidden() -> None:
    EmailMessage("Essai", "Bonjour", to=["a@commune.example"], bcc=["b@commune.example"]).send()
    assert [email.recipients for email in OutgoingEmail.objects.order_by("pk")] == [
        ["a@commune.example"],
        ["b@commune.example"],
    ]


def test_forgotten_password_passes_by_a_row_and_leaves_no_link_behind(client: Client, run_jobs: RunJobs) -> None:
    user = factories.a_user(password="une phrase de passe")
    client.post(reverse("account_reset_password"), {"email": user.email})
    message = sent(run_jobs)
    [link] = re.findall(r"https://testserver(/compte/\S+)", message.body)
    assert (message.to, client.get(link, follow=True).status_code) == ([user.email], 200)
    assert OutgoingEmail.objects.get().text == ""
