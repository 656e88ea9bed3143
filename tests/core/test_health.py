"""« Is the portal able to work? », answered by the database, the queue and the storage themselves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from applications import __version__

WORKING = {"database": "ok", "queue": "ok", "storage": "ok", "version": __version__}


@pytest.fixture
def lost_database(transactional_db: None) -> Iterator[None]:
    """Close the driver's connection under Django, as a database that restarts does."""
    connection.ensure_connection()
    connection.connection.close()
    yield
    connection.close()


@pytest.fixture
def lost_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")


@pytest.fixture
def lost_storage(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file"


def states(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/sante/")
    return response.status_code, response.json()


@pytest.mark.django_db
def test_health_tells_anyone_that_all_works(client: Client) -> None:
    assert states(client) == (200, WORKING)


@pytest.mark.django_db
def test_health_is_never_cached_and_leaves_no_file(client: Client) -> None:
    assert "no-store" in client.get("/sante/")["Cache-Control"]
    assert [path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


@pytest.mark.usefixtures("lost_database")
def test_health_names_a_database_that_does_not_answer(client: Client) -> None:
    error = "InterfaceError" if connection.vendor == "postgresql" else "ProgrammingError"
    assert states(client) == (503, WORKING | {"database": f"en panne\u00a0: {error}"})


@pytest.mark.django_db
@pytest.mark.usefixtures("lost_queue")
def test_health_names_a_queue_that_does_not_answer(client: Client) -> None:
    assert states(client) == (503, WORKING | {"queue": "en panne\u00a0: OperationalError"})


@pytest.mark.django_db
@pytest.mark.usefixtures("lost_storage")
def test_health_names_a_storage_that_does_not_write(client: Client) -> None:
    status, found = states(client)
    assert (status, found["storage"][:10]) == (503, "en panne\u00a0:")
    assert found | {"storage": "ok"} == WORKING
