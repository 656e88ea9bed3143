"""A hostile suite: an undefined template variable fails, a network call fails, a warning is an error."""

import gc
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import settings as hypothesis_settings

from applications.accounts.models import User
from applications.accounts.roles import sync_roles
from applications.core import jobs

# A busy machine is no fault of the code: an example has no time limit of its own, the test has one.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
LOCAL = {"127.0.0.1", "::1", "localhost"}


# Millions of short-lived objects: the collector's usual pace costs a tenth of the run.
gc.set_threshold(100_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what no database can change: it runs once (scripts/check.py)."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") is None and not fixtures & DATABASE_FIXTURES:
            item.add_marker(pytest.mark.pure)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        sync_roles()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse any connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOCAL:
            raise AssertionError(f"A test tried to reach {address[0]}.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def private_files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    """Sign a user in, without the password's cost."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def run_jobs() -> Callable[[], None]:
    """Do at once the work that waits in the job tables, as a worker would, one row after the other."""

    def run() -> None:
        for model in jobs.handlers:
            for pk in model._default_manager.filter(job_status=jobs.JobStatus.PENDING).values_list("pk", flat=True):
                jobs.run(model._meta.label_lower, pk)

    return run
