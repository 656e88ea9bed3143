"""Mail through the job table: a row first, then the worker hands it to the delivery backend."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import models
from django.template.loader import render_to_string

from applications.core import jobs
from applications.core.dates import date_text, time_text
from applications.core.models import OutgoingEmail


class JobEmailBackend(BaseEmailBackend):
    """Turns Django's own mails (those of allauth: codes, links) into rows, whose bodies are erased once sent.

    One row per address: a hidden recipient stays hidden.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            html = next((part.content for part in getattr(message, "alternatives", [])), "")
            for address in message.recipients():
                queue(
                    recipients=[address],
                    subject=str(message.subject),
                    text=str(message.body),
                    html=html,
                    sender=message.from_email,
                    holds_secret=True,
                )
        return len(email_messages)


def send_template(
    template: str,
    *,
    recipients: Iterable[str],
    subject: str,
    context: dict[str, Any],
    about: models.Model | None = None,
    holds_secret: bool = False,
) -> list[OutgoingEmail]:
    """Queue one mail per recipient, from `templates/mail/<template>.txt` and `.html`.

    `context` gets `base_url`, the portal's address without a final slash, and `region`. What holds a secret (a
    link that opens something, a code) is erased once sent.
    """
    full = {"base_url": settings.BASE_URL, "region": settings.REGION, "subject": subject, **context}
    text = render_to_string(f"mail/{template}.txt", full)
    html = render_to_string(f"mail/{template}.html", full)
    return [
        queue(recipients=[address], subject=subject, text=text, html=html, about=about, holds_secret=holds_secret)
        for address in recipients
    ]


def queue(
    *,
    recipients: list[str],
    subject: str,
    text: str,
    html: str = "",
    sender: str = "",
    holds_secret: bool = False,
    about: models.Model | None = None,
) -> OutgoingEmail:
    """Insert a mail and send it on commit."""
    email = OutgoingEmail.objects.create(
        recipients=recipients,
        sender=sender or settings.DEFAULT_FROM_EMAIL,
        subject=" ".join(subject.splitlines())[:250],
        text=text,
        html=html,
        holds_secret=holds_secret,
        about_label=about._meta.label_lower if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
    )
    jobs.enqueue(email)
    return email


def mails_about(obj: models.Model) -> models.QuerySet[OutgoingEmail]:
    """Return the mails sent about a row, the oldest first; never one that held a secret."""
    label, pk = obj._meta.label_lower, str(obj.pk)
    return OutgoingEmail.objects.filter(about_label=label, about_id=pk, holds_secret=False).order_by("pk")


def state_of(email: OutgoingEmail) -> str:
    """Say in French what became of a mail: handed to the mail server, waiting, or given up."""
    if email.job_status == jobs.JobStatus.DONE and email.finished_at is not None:
        return f"remis le {date_text(email.finished_at)} à {time_text(email.finished_at)}"
    return "échec de l’envoi" if email.job_status == jobs.JobStatus.FAILED else "en attente d’envoi"


def deliver(email: OutgoingEmail) -> dict[str, Any]:
    """Hand one mail to the delivery backend; return the fields to erase when it held a secret."""
    message = EmailMultiAlternatives(
        subject=email.subject,
        body=email.text,
        from_email=email.sender,
        to=email.recipients,
        connection=get_connection(settings.EMAIL_DELIVERY_BACKEND),
    )
    if email.html:
        message.attach_alternative(email.html, "text/html")
    message.send()
    return {"text": "", "html": ""} if email.holds_secret else {}
