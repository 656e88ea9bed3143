"""A hostile suite: an undefined template variable fails, a network call fails, a warning is an error."""

import gc
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.test import Client, override_settings
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings

from applications.accounts.models import User
from applications.accounts.roles import sync_roles
from applications.core import jobs

# A busy machine is no fault of the code: an example has no time limit of its own, the test has one.
# Nor is it watched line by line, which multiplies its cost, to comment on the failure it might meet.
hypothesis_settings.register_profile("suite", deadline=None, phases=set(Phase) - {Phase.explain})
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


def pytest_collection_finish() -> None:
    """Spare the collector what will live as long as the run: modules, tests, models."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        sync_roles()
    # A transactional test empties the tables at its end: the groups come back after the permissions they hold.
    last = [app for app in apps.get_app_configs() if app.models_module is not None][-1]
    post_migrate.connect(restore_roles, sender=last)


def restore_roles(**_: Any) -> None:
    sync_roles()


@pytest.fixture(scope="module")
def shared_rows(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Return a function that makes rows which every test of the module finds as they were made, and its end undoes.

    For a module whose tests all start from the same rows, and of which none is transactional.
    """

    def make(build: Callable[[], Any]) -> Any:
        with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
            made = build()
        # PostgreSQL would check each pending foreign key at the end of each test.
        connection.check_constraints()
        return made

    with django_db_blocker.unblock(), transaction.atomic():
        yield make
        transaction.set_rollback(True)


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
