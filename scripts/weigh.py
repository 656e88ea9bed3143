"""Weigh a first visit and the pages that follow it: the octets that Chromium downloads, headers included.

    .venv/bin/python manage.py prepare        (DEMO_MODE=true, once: the pages need a call to show)
    .venv/bin/python -m scripts.weigh

The portal runs as an installation does, its static files hashed and compressed, on the prepared database, which it
only reads. The pages are opened one after the other in one browser whose cache is empty at first. Fails over a limit.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PATHS = (
    "/",
    "/simulateur/",
    "/simulateur/?q=lunel&search=1",
    "/mesures/poste-mobile/",
    "/questions/",
    "/compte/login/",
)
FIRST, NEXT = 100 * 1024, 15 * 1024
KILO = 1024
START_TIMEOUT = 60


def environment(port: int) -> dict[str, str]:
    return {
        **os.environ,
        "DEMO_MODE": "false",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": f"https://localhost:{port}",
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{ROOT / 'var/portal.sqlite3'}"),
        # Never reached: the pages are only read.
        "REDIS_URL": "redis://localhost:1/0",
        "EMAIL_URL": "memorymail://",
        "SECURE_SSL_REDIRECT": "false",
        "WEB_CONCURRENCY": "1",
        "PORT": str(port),
    }


@contextmanager
def portal(port: int) -> Iterator[str]:
    env = environment(port)
    subprocess.run([BIN / "python", "manage.py", "collectstatic", "--noinput", "-v0"], cwd=ROOT, env=env, check=True)
    command = [str(BIN / "gunicorn"), "--config", "python:securite_region.gunicorn", "--log-level", "error"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait()
        # The demo serves the sources: it must not find collected copies that are no longer theirs.
        shutil.rmtree(ROOT / "staticfiles")


def wait_for(port: int) -> None:
    for _ in range(START_TIMEOUT):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(1)
    raise TimeoutError(f"Nothing answers on port {port}.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def weigh(address: str) -> list[tuple[str, int, int]]:
    """Return the octets and the number of files downloaded for each page, in the order of `PATHS`."""
    weights = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        received: list[int] = []
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")

        def note(event: dict[str, Any]) -> None:
            received.append(int(event["encodedDataLength"]))

        network.on("Network.loadingFinished", note)
        for path in PATHS:
            received.clear()
            page.goto(f"{address}{path}", wait_until="networkidle")
            weights.append((path, sum(received), sum(size > 0 for size in received)))
        browser.close()
    return weights


def main() -> int:
    with portal(free_port()) as address:
        weights = weigh(address)
    over = 0
    print(f"{'Page':<34}{'KB':>8}{'files':>7}{'limit':>7}")
    for rank, (path, octets, files) in enumerate(weights):
        limit = NEXT if rank else FIRST
        over += octets > limit
        print(f"{path:<34}{octets / KILO:>8.1f}{files:>7}{limit // KILO:>7}")
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
