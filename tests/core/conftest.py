"""The queue of the test's own Redis database, read as a worker would."""

import base64
import json
from collections.abc import Callable, Iterator

import pytest
from celery import current_app
from django.conf import settings
from redis import Redis

Queued = Callable[[], list[tuple[str, int]]]


@pytest.fixture
def redis_database() -> Iterator[Redis]:
    """Give this process's Redis database, emptied: `settings_test` gives it one of its own."""
    with Redis.from_url(settings.CELERY_BROKER_URL) as client:
        client.flushdb()
        yield client


@pytest.fixture
def queued(redis_database: Redis) -> Queued:
    """Return a function that lists the jobs told to the workers so far, oldest first: label and key."""

    def read() -> list[tuple[str, int]]:
        messages = [json.loads(message) for message in reversed(redis_database.lrange("celery", 0, -1))]
        assert {message["headers"]["task"] for message in messages} <= {"core.run_job"}
        return [tuple(json.loads(base64.b64decode(message["body"]))[0]) for message in messages]

    return read


@pytest.fixture
def broker_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send the messages to a port where nothing listens."""
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
