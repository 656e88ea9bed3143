"""The real queue: Redis, a Celery worker and its scheduler in processes of their own, on the test's database.

What may happen to them loses no job and does none twice.
"""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from redis import Redis

from applications.core.jobs import JobStatus
from applications.core.mail import queue
from applications.core.models import OutgoingEmail, StoredFile
from applications.decisions.enums import Motive, Outcome
from applications.decisions.models import Letter
from applications.decisions.services.voting import record_vote
from tests.core.smtp import MailServer
from tests.decisions.agendas import an_item
from tests.factories import an_agent, an_authority

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 50

pytestmark = [pytest.mark.sample, pytest.mark.django_db(transaction=True)]


@dataclass
class Installation:
    """The portal's processes besides the web, what they share, and the mail server they write to."""

    directory: Path
    mails: MailServer
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Run `celery <name>` as docker-compose.yml does, in a session of its own."""
        command = [sys.executable, "-m", "celery", "-A", "securite_region", name, "--loglevel", "INFO", *arguments]
        with (self.directory / f"{name}.log").open("a") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """End a process and its children at once, as a machine that dies does."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DEMO_MODE": "false",
            "SECRET_KEY": "k" * 50,
            "ALLOWED_HOSTS": "localhost",
            "BASE_URL": "https://localhost",
            "DATABASE_URL": database_url(),
            "REDIS_URL": settings.CELERY_BROKER_URL,
            "EMAIL_URL": self.mails.url,
            "MEDIA_ROOT": str(self.directory),
            "JOB_SWEEP_SECONDS": "1",
            "JOB_LEASE_SECONDS": "2",
            "JOB_RESEND_SECONDS": "1",
        }

    def wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, (self.directory / "worker.log").read_text()[-4000:]
            time.sleep(0.05)


def database_url() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


@pytest.fixture(scope="module")
def mails() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.is_open.set()
        server.shutdown()


@pytest.fixture(scope="module")
def installation(
    django_db_setup: None, mails: MailServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """Start a worker and a scheduler that all the tests of the module use."""
    with Redis.from_url(settings.CELERY_BROKER_URL) as redis:
        redis.flushdb()
    installation = Installation(tmp_path_factory.mktemp("installation"), mails)
    installation.start("beat", "--schedule", str(installation.directory / "schedule"))
    installation.start("worker", "--concurrency", "1")
    yield installation
    for name in list(installation.running):
        installation.kill(name)


def send(*subjects: str) -> None:
    for subject in subjects:
        queue(recipients=["mairie@commune.example"], subject=subject, text="Bonjour")


def states() -> list[str]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("job_status", flat=True))


def sendings() -> list[datetime]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("sent_at", flat=True))


def test_worker_renders_the_letter_of_a_vote(installation: Installation) -> None:
    an_authority()
    actor = an_agent("responsable")
    today = timezone.localdate()
    record_vote(an_item(actor=actor), outcome=Outcome.REFUSED, motive=Motive.NEED_NOT_SHOWN, actor=actor, today=today)
    installation.wait_until(Letter.objects.filter(job_status=JobStatus.DONE).exists)
    stored = StoredFile.objects.get()
    content = (installation.directory / stored.file.name).read_bytes()
    assert Letter.objects.get().file == stored
    assert (content[:5], hashlib.sha256(content).hexdigest()) == (b"%PDF-", stored.sha256)


def test_worker_killed_in_the_middle_of_a_job_loses_nothing(installation: Installation) -> None:
    installation.mails.start_over(is_open=False)
    send("Un", "Deux")
    installation.wait_until(lambda: installation.mails.callers == 1)
    installation.kill("worker")
    assert states() == [JobStatus.RUNNING, JobStatus.PENDING]

    installation.mails.is_open.set()
    installation.start("worker", "--concurrency", "1")
    installation.wait_until(lambda: states() == [JobStatus.DONE] * 2)
    assert sorted(installation.mails.subjects) == ["Deux", "Un"]
    assert list(OutgoingEmail.objects.order_by("pk").values_list("attempts", flat=True)) == [2, 1]


def test_emptied_redis_loses_nothing(installation: Installation) -> None:
    installation.mails.start_over(is_open=False)
    send("Un")
    installation.wait_until(lambda: installation.mails.callers == 1)
    send("Deux", "Trois")
    [_, *before] = sendings()
    with Redis.from_url(settings.CELERY_BROKER_URL) as redis:
        redis.flushdb()
    installation.mails.is_open.set()
    installation.wait_until(lambda: states() == [JobStatus.DONE] * 3)
    assert sorted(installation.mails.subjects) == ["Deux", "Trois", "Un"]
    [_, *after] = sendings()
    assert [again > first for first, again in zip(before, after, strict=True)] == [True, True]
