"""What several modules of the desks read and none changes for the next test."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.backoffice.desks import World, a_world


@pytest.fixture(scope="module")
def world(shared_rows: Callable[[Callable[[], Any]], Any]) -> World:
    return shared_rows(a_world)
