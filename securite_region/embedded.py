"""The worker and the scheduler of the embedded mode: two threads of the one web process.

Their messages live in that process's memory and die with it. The rows they speak of do not, and the sweep
sends them again.
"""

import logging
import os
import signal
from threading import Thread
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.worker import WorkController

logger = logging.getLogger(__name__)


class EmbeddedWorker:
    """A Celery worker and its scheduler, inside the process that builds it.

    `WorkController` and not `Worker`, which would take the signals that gunicorn needs. A scheduler
    thread and not `beat=True`, which forks a process with a queue of its own. One task thread: two busy ones
    take the pages' time.
    """

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._controller = WorkController(
            app=app,
            pool="threads",
            concurrency=1,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
        )
        self._consumer = Thread(target=self._consume, name="embedded-worker", daemon=True)
        self._scheduler: Any = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")
        self._stopping = False

    def start(self) -> None:
        """Start both threads and return at once; what an earlier process left waiting is swept first."""
        self._consumer.start()
        self._scheduler.start()
        self._app.send_task("core.sweep")

    def stop(self) -> None:
        """Take no more work and wait for the running task; gunicorn's `graceful_timeout` bounds the wait."""
        self._stopping = True
        self._scheduler.service.stop()
        self._controller.stop()

    def _consume(self) -> None:
        self._controller.start()
        if not self._stopping:
            logger.critical("The embedded worker ended by itself; gunicorn starts another process.")
            os.kill(os.getpid(), signal.SIGTERM)
