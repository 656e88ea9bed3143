"""Measure the commune's pages on the demonstration: server time of each and of the automatic save, then their weight.

Called by `make bench`: .venv/bin/python -m scripts.bench [REPEATS]
Prepares a demonstration of its own, starts the portal as `make run` does, and asks for each page one after the other.
The weight is scripts/weigh.py's, on the same data.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median, quantiles
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from scripts.services import free_port

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
PERSON, PASSWORD = "secretariat.fleurance@demo.example", "demonstration"
SECTIONS = ("contact", "project", "details", "financing")
START_SECONDS = 60
REPEATS = 50
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DRAFT = re.compile(r"/dossiers/([a-z0-9]{12})/")
VERSION = re.compile(r'name="(version|base|opened_by)" value="([^"]*)"')


class Visitor:
    """A browser without a screen."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.base + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, data: dict[str, str]) -> str:
        request = Request(self.base + path, urlencode(data).encode())  # noqa: S310 - our own server
        with self.opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())


@contextmanager
def portal() -> Iterator[tuple[str, dict[str, str]]]:
    """Give the address and the environment of a demonstration that runs while the block does."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as scratch:
        port = free_port()
        environment = {
            **os.environ,
            "DEMO_MODE": "true",
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"sqlite:///{scratch}/portal.sqlite3",
            "MEDIA_ROOT": f"{scratch}/media",
            "EMAIL_URL": "dummymail://",
            "PORT": port,
            "BASE_URL": f"http://localhost:{port}",
        }
        prepare = [str(BIN / "python"), "manage.py", "prepare"]
        subprocess.run(prepare, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        command = [str(BIN / "gunicorn"), "--config", "python:securite_region.gunicorn"]
        with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
            try:
                wait_for(f"http://localhost:{port}")
                yield f"http://localhost:{port}", environment
            finally:
                server.terminate()


def wait_for(base: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            Visitor(base).get("/sante/")
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            # The letters and papers of the demonstration are being written: measure once they are.
            time.sleep(20)
            return


def timed(act: Callable[[int], object], repeats: int) -> tuple[float, float]:
    """Return the median and the 95th percentile of `repeats` calls, in milliseconds, the first two left out."""
    times = []
    for rank in range(repeats + 2):
        started = time.perf_counter()
        act(rank)
        times.append((time.perf_counter() - started) * 1000)
    kept = times[2:]
    return median(kept), quantiles(kept, n=20)[-1]


def main(repeats: int) -> None:
    with portal() as (base, environment):
        visitor = Visitor(base)
        token = TOKEN.findall(visitor.get("/compte/login/"))[0]
        visitor.post("/compte/login/", {"csrfmiddlewaretoken": token, "login": PERSON, "password": PASSWORD})
        dossier = DRAFT.findall(visitor.get("/mes-dossiers/"))[0]
        pages = {
            "accueil": "/",
            "mes dossiers": "/mes-dossiers/",
            "dossier": f"/dossiers/{dossier}/",
            **{f"section {name}": f"/dossiers/{dossier}/sections/{name}/" for name in SECTIONS},
            "pièces": f"/dossiers/{dossier}/pieces/",
            "relire et déposer": f"/dossiers/{dossier}/relire/",
        }
        print(f"{'Page':<24}{'p50 ms':>8}{'p95 ms':>8}")
        for name, path in pages.items():
            show(name, timed(reading(visitor, path), repeats))
        show("enregistrement seul", timed(typing(visitor, dossier), repeats))
        subprocess.run([sys.executable, "-m", "scripts.weigh"], cwd=ROOT, env=environment, check=True)


def show(name: str, measured: tuple[float, float]) -> None:
    print(f"{name:<24}{measured[0]:>8.0f}{measured[1]:>8.0f}", flush=True)


def reading(visitor: Visitor, path: str) -> Callable[[int], object]:
    return lambda _: visitor.get(path)


def typing(visitor: Visitor, dossier: str) -> Callable[[int], object]:
    """Return an act that saves the project's section with another text each time."""
    path = f"/dossiers/{dossier}/sections/project/"
    page = visitor.get(path)
    state = {"csrfmiddlewaretoken": TOKEN.findall(page)[0], **dict(VERSION.findall(page))}

    def save(rank: int) -> None:
        answer = visitor.post(f"{path}saisie/", {**state, "title": f"Poste mobile {rank}", "need": "Besoin " * 50})
        state.update({name: re.findall(rf'"{name}": "?([^",}}]*)', answer)[0] for name in ("version", "base")})

    return save


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS)
