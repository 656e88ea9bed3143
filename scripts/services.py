"""Private PostgreSQL and Redis: on free ports, unprivileged, ended with the script that started them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 20

Command = tuple[str, ...]


@contextmanager
def postgresql(scratch: Path) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL, fast and forgetful, that keeps its files in `scratch`."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    data, port = data_directory(scratch / "postgresql"), free_port()
    initdb = (str(programs / "initdb"), "--auth=trust", "--username=portal", "--locale=C.UTF-8", "--no-sync")
    subprocess.run(unprivileged(*initdb, str(data)), check=True, stdout=subprocess.DEVNULL, cwd="/")
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": data,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "1h",
        "shared_buffers": "256MB",
        "autovacuum": "off",
        "jit": "off",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    probe = (str(programs / "pg_isready"), "--host=127.0.0.1", f"--port={port}")
    with server((str(programs / "postgres"), "-D", str(data), *options), probe, scratch / "postgresql.log"):
        yield f"postgres://portal@127.0.0.1:{port}/portal"


@contextmanager
def redis(scratch: Path) -> Iterator[str]:
    """Give the URL of an empty Redis that writes nothing down."""
    data, port = data_directory(scratch / "redis"), free_port()
    command = ("redis-server", "--bind", "127.0.0.1", "--port", port, "--dir", str(data), "--save", "")
    with server(command, ("redis-cli", "-p", port, "ping"), scratch / "redis.log"):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def server(command: Command, probe: Command, log: Path) -> Iterator[None]:
    """Run `command` while the block runs, which starts once `probe` succeeds; exit with the log otherwise."""
    with log.open("w") as output:
        # A session of its own: Ctrl-C reaches this script alone, which then stops its servers in order.
        process = subprocess.Popen(
            unprivileged(*command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while subprocess.run(probe, capture_output=True, check=False).returncode:
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"{command[0]} did not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def unprivileged(*command: str) -> Command:
    """Drop root's rights, which PostgreSQL refuses, and end with this script even when it is killed."""
    identity = ("--reuid=nobody", "--regid=nogroup", "--clear-groups") if os.getuid() == 0 else ()
    return ("setpriv", "--pdeathsig=INT", *identity, "--", *command)


def data_directory(path: Path) -> Path:
    path.mkdir(mode=0o700)
    if os.getuid() == 0:
        shutil.chown(path, "nobody", "nogroup")
    return path


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
