"""Writes that know no business, tested on the settings that they serve."""

from decimal import Decimal

import pytest

from applications.calls.models import Envelope
from applications.core.errors import DomainError
from applications.core.jobs import JobStatus
from applications.core.mail import queue
from applications.core.models import AuditEvent, OutgoingEmail
from applications.core.services import retry_job, save_object
from applications.plan.models import Axis
from tests.factories import a_measure, a_user, an_agent

pytestmark = pytest.mark.django_db


def an_envelope(amount: str = "1000.00") -> Envelope:
    return a_measure(envelope=Decimal(amount)).envelopes.get()


def test_save_records_the_changed_fields_before_and_after() -> None:
    envelope, actor = an_envelope(), an_agent("administrateur")
    envelope.amount = Decimal("2000.00")
    save_object(envelope, actor=actor, changed=["amount"])
    event = AuditEvent.objects.get(verb="object.changed")
    assert (event.actor, event.object_label, event.object_id) == (actor, "calls.envelope", str(envelope.pk))
    assert (event.before, event.after) == ({"amount": "1000.00"}, {"amount": "2000.00"})


def test_save_keeps_what_others_wrote_meanwhile() -> None:
    stale = an_envelope()
    Envelope.objects.filter(pk=stale.pk).update(voted=Decimal("400.00"))
    stale.amount = Decimal("2000.00")
    save_object(stale, actor=an_agent("administrateur"), changed=["amount"])
    stored = Envelope.objects.get(pk=stale.pk)
    assert (stored.amount, stored.voted) == (Decimal("2000.00"), Decimal("400.00"))


def test_save_of_a_new_object_records_it_whole() -> None:
    axis = save_object(Axis(code="police", name="Polices municipales"), actor=an_agent("administrateur"), changed=())
    event = AuditEvent.objects.get(verb="object.added")
    assert Axis.objects.get() == axis
    assert (event.before, event.after) == ({}, {"code": "police", "name": "Polices municipales", "position": 1})


def a_failed_email() -> OutgoingEmail:
    email = queue(recipients=["mairie@commune.example"], subject="Essai", text="Bonjour")
    OutgoingEmail.objects.filter(pk=email.pk).update(
        job_status=JobStatus.FAILED, attempts=6, last_error="SMTPException: fermé"
    )
    return OutgoingEmail.objects.get(pk=email.pk)


def test_retry_gives_a_failed_job_its_attempts_back() -> None:
    actor = an_agent("administrateur")
    email = retry_job(a_failed_email(), actor=actor)
    event = AuditEvent.objects.get(verb="job.retried")
    assert (email.job_status, email.attempts) == (JobStatus.PENDING, 0)
    assert (event.actor, event.before) == (actor, {"error": "SMTPException: fermé"})


def test_retry_refuses_a_job_that_has_not_failed() -> None:
    email = queue(recipients=["mairie@commune.example"], subject="Essai", text="Bonjour")
    with pytest.raises(DomainError, match="n’est plus en échec"):
        retry_job(email, actor=an_agent("administrateur"))


def test_retry_refuses_whom_it_is_not_for() -> None:
    with pytest.raises(DomainError, match="pas le droit"):
        retry_job(a_failed_email(), actor=a_user())
