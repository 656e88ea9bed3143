"""Debian's Chromium, and the portal's real processes on the test's database."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from applications.accounts.roles import sync_roles

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT = 30_000


@pytest.fixture(scope="session", autouse=True)
def allow_orm_beside_playwright() -> None:
    """Playwright's loop runs in the test's thread: Django would refuse the test's own queries."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def portal(live_server: Any, settings: Any) -> str:
    """Serve the portal on the test's database, its groups in place; give its address."""
    sync_roles()
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return live_server.url


@pytest.fixture
def new_page(chromium: Browser, portal: str) -> Iterator[Callable[[], Page]]:
    """Open pages, each of somebody else: nothing is shared between two of them."""
    contexts: list[BrowserContext] = []

    def open_page() -> Page:
        context = chromium.new_context(base_url=portal, locale="fr-FR", viewport={"width": 1366, "height": 900})
        context.set_default_timeout(TIMEOUT)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def celery_worker() -> Callable[[], Any]:
    """Run a real Celery worker and its scheduler on the test's database and Redis, killed at the end of the block."""

    @contextmanager
    def run() -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "celery", "-A", "securite_region", "worker", "--beat", "--concurrency=1"]
        schedule = f"--schedule={settings.MEDIA_ROOT}/beat"
        process = subprocess.Popen(
            [*command, schedule, "--loglevel=WARNING"],
            cwd=ROOT,
            env=worker_environment(),
            start_new_session=True,
        )
        try:
            yield process
        finally:
            # The worker and its children at once, as a machine that dies: no time to put anything in order.
            os.killpg(process.pid, 9)
            process.wait()

    return run


def worker_environment() -> dict[str, str]:
    database = connection.settings_dict
    url = (
        f"sqlite:///{database['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "securite_region.settings_test",
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "JOB_SWEEP_SECONDS": "1",
        "JOB_RESEND_SECONDS": "2",
    }
