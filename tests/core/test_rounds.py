"""What a date asks for is done on each round, whatever another round does."""

import logging
from datetime import datetime

import pytest
from django.utils import timezone

from applications.core import rounds

done: list[datetime] = []


def note(now: datetime) -> None:
    done.append(now)


def fail(now: datetime) -> None:
    raise ValueError


def test_rounds_go_on_after_one_failed(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(rounds, "rounds", [])
    done.clear()
    rounds.register("tests.core.test_rounds.fail")
    rounds.register("tests.core.test_rounds.note")
    rounds.register("tests.core.test_rounds.note")
    now = timezone.now()
    with caplog.at_level(logging.ERROR):
        rounds.run_rounds(now)
    assert done == [now]
    assert [record.getMessage() for record in caplog.records] == ["The round tests.core.test_rounds.fail failed."]
