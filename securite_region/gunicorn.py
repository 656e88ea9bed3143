"""Gunicorn's configuration: `gunicorn --config python:securite_region.gunicorn`."""

import os
import signal
from typing import Any

from django.conf import settings

from securite_region.celery import app
from securite_region.embedded import EmbeddedWorker

# The settings come first: they read .env, and refuse an unsafe environment before a socket is opened.
embedded = settings.EMBEDDED_WORKER

wsgi_app = "securite_region.wsgi"
bind = f"{os.environ.get('BIND_ADDRESS', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
# The embedded queue lives in one process's memory.
workers = 1 if embedded else int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
graceful_timeout = 10
accesslog = None if settings.DEMO_MODE else "-"
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Start the embedded worker in the web process, after the fork: threads do not survive one."""
    # Ctrl-C reaches every process of a terminal, and the arbiter tells its own by SIGQUIT as well: the second
    # handler would wait for a lock that the first one holds.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if embedded:
        worker.embedded = EmbeddedWorker(app)
        worker.embedded.start()


def worker_exit(server: Any, worker: Any) -> None:
    """Stop the embedded worker; also called in the arbiter, which has none, for a process that was killed."""
    if hasattr(worker, "embedded"):
        worker.embedded.stop()
