"""Several people acting at the same instant, each on a connection of their own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

from applications.core.errors import DomainError

T = TypeVar("T")


def at_once(acts: Sequence[Callable[[], T]]) -> list[T | DomainError]:
    """Do every act in its own thread, all started together; return what each gave, or the `DomainError` it met.

    Any other error is raised: a deadlock or a busy database is a failure. The test needs a transactional database.
    """
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | DomainError:
        start.wait()
        try:
            return act()
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
