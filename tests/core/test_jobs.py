"""A job is a row: sent on commit, claimed under a lease, tried again later and later, stored once."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.utils import timezone

from applications.core import jobs
from applications.core.context import request_id
from applications.core.jobs import JobStatus
from applications.core.mail import queue
from applications.core.models import OutgoingEmail, StoredFile
from applications.decisions.enums import Motive, Outcome
from applications.decisions.models import Letter
from applications.decisions.services.voting import record_vote
from tests.core import backends
from tests.core.conftest import Queued
from tests.decisions.agendas import an_item
from tests.factories import an_agent, an_authority

LABEL = "core.outgoingemail"
CLOSED = "tests.core.backends.ClosedServer"

pytestmark = pytest.mark.django_db


def an_email(**state: Any) -> OutgoingEmail:
    email = queue(recipients=["mairie@commune.example"], subject="Essai", text="Bonjour")
    OutgoingEmail.objects.filter(pk=email.pk).update(**state)
    return OutgoingEmail.objects.get(pk=email.pk)


def a_letter() -> Letter:
    an_authority()
    actor = an_agent("responsable")
    today = timezone.localdate()
    vote = record_vote(
        an_item(actor=actor), outcome=Outcome.REFUSED, motive=Motive.NEED_NOT_SHOWN, actor=actor, today=today
    )
    return vote.decision.letter


def fresh(email: OutgoingEmail) -> OutgoingEmail:
    return OutgoingEmail.objects.get(pk=email.pk)


def ago(**duration: float) -> datetime:
    return timezone.now() - timedelta(**duration)


def ahead(**duration: float) -> datetime:
    return timezone.now() + timedelta(**duration)


def test_job_is_sent_on_commit_and_not_before(queued: Queued, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        email = an_email()
        assert (queued(), email.sent_at) == ([], None)
    assert queued() == [(LABEL, email.pk)]
    assert ago(seconds=5) < fresh(email).sent_at <= timezone.now()


def test_job_of_an_undone_transaction_is_never_sent(queued: Queued, django_capture_on_commit_callbacks: Any) -> None:
    def fail() -> None:
        an_email()
        raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        transaction.atomic(fail)()
    assert (queued(), OutgoingEmail.objects.count()) == ([], 0)


@pytest.mark.usefixtures("broker_away")
def test_broker_away_costs_the_person_nothing(django_capture_on_commit_callbacks: Any) -> None:
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        email = an_email()
    assert time.monotonic() - started < 3
    assert (fresh(email).job_status, fresh(email).sent_at) == (JobStatus.PENDING, None)


def test_run_does_the_work_and_stores_its_result() -> None:
    email = an_email(holds_secret=True)
    jobs.run(LABEL, email.pk)
    done = fresh(email)
    assert [message.subject for message in mail.outbox] == ["Essai"]
    assert (done.job_status, done.attempts, done.text, done.lease_token) == (JobStatus.DONE, 1, "", None)
    assert done.created_at < done.finished_at <= timezone.now()


def test_run_happens_under_the_job_identifier(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_DELIVERY_BACKEND = "tests.core.backends.NotingServer"
    monkeypatch.setattr(backends.NotingServer, "identifiers", [])
    email = an_email()
    jobs.run(LABEL, email.pk)
    assert backends.NotingServer.identifiers == [f"job:{LABEL}:{email.pk}"]
    assert request_id.get() == ""


def test_run_holds_the_row_for_as_long_as_the_setting_says(settings: Any) -> None:
    settings.JOB_LEASE_SECONDS = 40
    email = an_email()
    with time_machine.travel(timezone.now(), tick=False):
        jobs.run(LABEL, email.pk)
        assert fresh(email).lease_until == ahead(seconds=40)


@pytest.mark.parametrize(
    "state",
    [
        {"job_status": JobStatus.DONE},
        {"job_status": JobStatus.FAILED, "attempts": jobs.MAX_ATTEMPTS},
        {"job_status": JobStatus.RUNNING, "attempts": 1, "lease_until": ahead(days=1)},
        {"job_status": JobStatus.RUNNING, "attempts": jobs.MAX_ATTEMPTS, "lease_until": ago(minutes=1)},
        {"not_before": ahead(days=1), "attempts": 1},
    ],
    ids=["done", "failed", "held by another", "interrupted too often", "put off"],
)
def test_run_leaves_alone_what_it_may_not_take(state: dict[str, Any]) -> None:
    email = an_email(**state)
    jobs.run(LABEL, email.pk)
    assert mail.outbox == []
    assert (fresh(email).job_status, fresh(email).attempts) == (email.job_status, email.attempts)


def test_run_takes_over_from_a_worker_whose_lease_ran_out() -> None:
    email = an_email(job_status=JobStatus.RUNNING, attempts=1, lease_until=ago(seconds=1))
    jobs.run(LABEL, email.pk)
    assert (fresh(email).job_status, fresh(email).attempts) == (JobStatus.DONE, 2)


def test_second_message_about_a_job_does_nothing() -> None:
    email = an_email()
    for _ in range(2):
        jobs.run(LABEL, email.pk)
    assert (len(mail.outbox), fresh(email).attempts) == (1, 1)


def test_late_worker_does_not_put_back_what_another_has_done(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_DELIVERY_BACKEND = "tests.core.backends.SlowServer"
    monkeypatch.setattr(backends.SlowServer, "calls", 0)
    email = an_email()
    jobs.run(LABEL, email.pk)
    done = fresh(email)
    assert (backends.SlowServer.calls, len(mail.outbox)) == (2, 1)
    assert (done.job_status, done.attempts, done.last_error) == (JobStatus.DONE, 2, "")


def test_letter_made_by_two_workers_exists_once(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "tests.core.backends.SlowDisk"}}
    monkeypatch.setattr(backends.SlowDisk, "calls", 0)
    letter = a_letter()
    jobs.run("decisions.letter", letter.pk)
    late, kept = StoredFile.objects.order_by("-created_at")
    assert late.sha256 == kept.sha256
    assert (backends.SlowDisk.calls, Letter.objects.get().file) == (2, kept)


def test_failing_job_waits_longer_each_time_then_is_given_up(settings: Any) -> None:
    settings.EMAIL_DELIVERY_BACKEND = CLOSED
    email = an_email()
    delays, states = [], []
    for _ in range(jobs.MAX_ATTEMPTS):
        with time_machine.travel(fresh(email).not_before, tick=False):
            jobs.run(LABEL, email.pk)
            delays.append((fresh(email).not_before - timezone.now()).total_seconds())
            states.append(fresh(email).job_status)
    assert delays[:-1] == [10, 20, 40, 80, 160]
    assert states == [JobStatus.PENDING] * 5 + [JobStatus.FAILED]
    assert fresh(email).last_error == "ConnectionRefusedError: fermé"


def test_failing_job_is_free_and_unsent_again(settings: Any) -> None:
    settings.EMAIL_DELIVERY_BACKEND = CLOSED
    email = an_email(sent_at=timezone.now())
    jobs.run(LABEL, email.pk)
    failed = fresh(email)
    assert (failed.sent_at, failed.lease_token, failed.lease_until, failed.text) == (None, None, None, "Bonjour")


def test_retry_gives_a_failed_job_its_attempts_back(queued: Queued, django_capture_on_commit_callbacks: Any) -> None:
    email = an_email(job_status=JobStatus.FAILED, attempts=6, not_before=ahead(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.retry(email)
    assert queued() == [(LABEL, email.pk)]
    jobs.run(LABEL, email.pk)
    assert (fresh(email).job_status, fresh(email).attempts) == (JobStatus.DONE, 1)


def test_retry_of_a_job_done_meanwhile_does_it_no_second_time() -> None:
    email = an_email(job_status=JobStatus.DONE, attempts=1)
    jobs.retry(email)
    jobs.run(LABEL, email.pk)
    assert (mail.outbox, fresh(email).job_status) == ([], JobStatus.DONE)


def test_sweep_sends_again_what_waits_and_nothing_else(queued: Queued) -> None:
    due = [
        an_email(),
        an_email(sent_at=ago(seconds=61)),
        an_email(job_status=JobStatus.RUNNING, attempts=5, sent_at=ago(hours=1), lease_until=ago(seconds=1)),
        an_email(attempts=2, not_before=ago(seconds=1)),
    ]
    an_email(sent_at=ago(seconds=50))
    an_email(attempts=1, not_before=ahead(seconds=9))
    an_email(job_status=JobStatus.RUNNING, attempts=1, sent_at=ago(hours=1), lease_until=ahead(seconds=9))
    an_email(job_status=JobStatus.DONE, sent_at=None)
    an_email(job_status=JobStatus.FAILED, attempts=6, sent_at=None)
    assert jobs.sweep() == 4
    assert queued() == [(LABEL, email.pk) for email in due]


def test_sweep_tells_again_of_an_abandoned_job_until_a_worker_takes_it() -> None:
    email = an_email(job_status=JobStatus.RUNNING, attempts=1, sent_at=ago(hours=1), lease_until=ago(seconds=1))
    assert [jobs.sweep(), jobs.sweep()] == [1, 1]
    jobs.run(LABEL, email.pk)
    assert jobs.sweep() == 0


def test_sweep_waits_as_long_as_the_setting_says(queued: Queued, settings: Any) -> None:
    email = an_email(sent_at=ago(seconds=50))
    settings.JOB_RESEND_SECONDS = 40
    assert jobs.sweep() == 1
    assert queued() == [(LABEL, email.pk)]


def test_sweep_gives_up_a_job_interrupted_at_every_attempt(queued: Queued) -> None:
    email = an_email(job_status=JobStatus.RUNNING, attempts=jobs.MAX_ATTEMPTS, lease_until=ago(seconds=1))
    assert (jobs.sweep(), queued()) == (0, [])
    assert fresh(email).job_status == JobStatus.FAILED
    assert fresh(email).last_error == "Le traitement s’est interrompu à chaque essai."


def test_sweep_lets_the_last_attempt_end() -> None:
    email = an_email(job_status=JobStatus.RUNNING, attempts=jobs.MAX_ATTEMPTS, lease_until=ahead(days=1))
    jobs.sweep()
    assert fresh(email).job_status == JobStatus.RUNNING


@pytest.mark.usefixtures("broker_away")
def test_sweep_without_a_broker_keeps_every_row() -> None:
    email = an_email(sent_at=ago(hours=1))
    jobs.sweep()
    assert (fresh(email).job_status, fresh(email).sent_at) == (JobStatus.PENDING, email.sent_at)
