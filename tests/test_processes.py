"""The portal's processes start, survive and stop as promised, and the scripts say what is missing."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.sample
ROOT = Path(__file__).resolve().parent.parent


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def run_script(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Portal:
    """Gunicorn in demo mode and what it wrote."""

    arbiter: subprocess.Popen[bytes]
    log: Path

    def sweeps(self) -> int:
        return len(re.findall(r"Task core\.sweep\[\S+\] succeeded", self.log.read_text()))

    def workers(self) -> list[int]:
        return [int(pid) for pid in re.findall(r"Booting worker with pid: (\d+)", self.log.read_text())]


@pytest.fixture
def portal(tmp_path: Path, free_port: int) -> Iterator[Portal]:
    environment = {
        "PATH": os.environ["PATH"],
        "DEMO_MODE": "true",
        "SECRET_KEY": "k" * 50,
        "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
        "REDIS_URL": "",
        "MEDIA_ROOT": str(tmp_path),
        "JOB_SWEEP_SECONDS": "1",
        "PORT": str(free_port),
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:securite_region.gunicorn"]
    log = tmp_path / "log"
    with (
        log.open("w") as output,
        subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stdout=output, stderr=output) as arbiter,
    ):
        yield Portal(arbiter, log)
        arbiter.terminate()


def test_embedded_worker_comes_back_after_a_kill_and_stops_by_itself(portal: Portal) -> None:
    # The first sweep is the start's own, the second the scheduler's.
    wait_until(lambda: portal.sweeps() >= 2)
    os.kill(portal.workers()[0], signal.SIGKILL)
    wait_until(lambda: len(portal.workers()) == 2)
    before = portal.sweeps()
    wait_until(lambda: portal.sweeps() >= before + 2)

    portal.arbiter.send_signal(signal.SIGINT)
    assert portal.arbiter.wait(timeout=20) == 0
    # Ours above; gunicorn sends one itself to a process that outstays the graceful timeout.
    assert portal.log.read_text().count("was sent SIGKILL") == 1


def test_run_says_that_its_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        refused = run_script("scripts/run.sh", PORT=port)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"Port {port} is taken by another program. Stop it, or choose another port: make run PORT=8001\n"
    )


@pytest.mark.parametrize(("mode", "servers"), [("run", ""), ("test", " chromium postgresql redis-server")])
def test_bootstrap_prints_the_command_it_may_not_run(mode: str, servers: str, tmp_path: Path) -> None:
    # A Debian without our packages, and a person without root's rights.
    for name, body in {"dpkg-query": "exit 1", "id": "echo 1000", "sudo": "exit 1"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    refused = run_script("scripts/bootstrap.sh", mode, "echo", "never", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines()[-1].strip() == (
        "sudo apt-get update && sudo apt-get install --no-install-recommends "
        f"libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core{servers}"
    )


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Give a folder that an unprivileged server can reach, unlike pytest's own."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


REDIS_UNTIL_KILLED = """
import sys, time
from pathlib import Path
from scripts.check import exit_on_signals
from scripts.services import redis

exit_on_signals()
with redis(Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_services_end_with_the_script_that_started_them(end: signal.Signals, scratch: Path) -> None:
    command = [sys.executable, "-c", REDIS_UNTIL_KILLED, str(scratch)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as script:
        address = ("127.0.0.1", urlsplit(script.stdout.readline()).port)
        assert answers(address)
        script.send_signal(end)
    wait_until(lambda: not answers(address))


def answers(address: tuple[str, int]) -> bool:
    with socket.socket() as client:
        return client.connect_ex(address) == 0
