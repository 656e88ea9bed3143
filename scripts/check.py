"""Run checks phase by phase, and say at the end how long each took against its budget.

Called by `make lint` and `make test`:
    .venv/bin/python -m scripts.check PHASE...

The tests get servers of their own; DATABASE_URL or REDIS_URL, when given, is used instead.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from scripts.services import Command, postgresql, redis

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
NO_TEST_COLLECTED = 5
INSTALL_BUDGET = 3.0
# Each phase starts several processes: they read what the first one compiled.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}


@dataclass(frozen=True)
class Phase:
    """Commands that all run, even when one fails; the budget is in minutes."""

    title: str
    budget: float
    commands: tuple[Command, ...]
    database: str = ""


@dataclass(frozen=True)
class Outcome:
    title: str
    budget: float
    minutes: float
    failures: tuple[str, ...] = ()


LINT: tuple[Command, ...] = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("djlint", "templates", "--lint", "--quiet"),
    ("djlint", "templates", "--check"),
    ("lint-imports",),
    ("mypy", "applications", "securite_region", "scripts"),
    ("python", "manage.py", "makemigrations", "--check", "--settings=securite_region.settings_test"),
)


def suite(marks: str) -> Command:
    # By file: what the tests of a module share is made once.
    return ("pytest", "-n", "2", "--dist", "loadfile", "-m", marks)


BOTH = "not browser and not sample and not pure and not once"

PHASES = {
    "full": Phase("full", 15.0, (("pytest", "-m", "full"),), database="postgresql"),
    "lint": Phase("lint", 1.5, LINT),
    "sqlite": Phase("SQLite", 2.0, (suite(BOTH),), database="sqlite"),
    "postgresql": Phase(
        "PostgreSQL",
        2.5,
        (suite(BOTH),),
        database="postgresql",
    ),
    "samples": Phase("samples", 1.0, (suite("sample and not pure"),), database="postgresql"),
    # What no database can change runs once, here.
    "browser": Phase(
        "browser", 4.0, (suite("pure or once"), ("pytest", "-m", "browser and not full")), database="postgresql"
    ),
}


def main(names: list[str]) -> int:
    exit_on_signals()
    phases = [PHASES[name] for name in names]
    outcomes = [Outcome("install", INSTALL_BUDGET, int(os.environ.get("INSTALL_SECONDS", "0")) / 60)]
    with ExitStack() as stack:
        environments = start_services(stack, {phase.database for phase in phases} - {""})
        outcomes += [run(phase, environments.get(phase.database, {})) for phase in phases]
    print_table(outcomes)
    return int(any(outcome.failures for outcome in outcomes))


def exit_on_signals() -> None:
    """Let Ctrl-C, a kill or a closed terminal end this script quietly, after its servers."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))


def start_services(stack: ExitStack, databases: set[str]) -> dict[str, dict[str, str]]:
    """Start what tests on `databases` need; return the environment of the tests on each."""
    if not databases:
        return {}
    scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-tests-")))
    scratch.chmod(0o755)
    urls = {"sqlite": f"sqlite:///{scratch}/portal.sqlite3"}
    if "postgresql" in databases:
        urls["postgresql"] = os.environ.get("DATABASE_URL") or stack.enter_context(postgresql(scratch))
        if not urls["postgresql"].startswith("postgres"):
            sys.exit("DATABASE_URL must name a PostgreSQL database: the suite runs on SQLite by itself.")
    redis_url = os.environ.get("REDIS_URL") or stack.enter_context(redis(scratch))
    return {
        name: {"DATABASE_URL": url, "REDIS_URL": redis_url, "TEST_SCRATCH": str(scratch / f"tests-{name}")}
        for name, url in urls.items()
    }


def run(phase: Phase, environment: dict[str, str]) -> Outcome:
    """Run every command of `phase` and time them together."""
    started = time.monotonic()
    failures = []
    for command in phase.commands:
        print(f"\n[{phase.title}] {' '.join(command)}", flush=True)
        program = [str(BIN / command[0]), *command[1:]]
        variables = {**os.environ, **environment, **COMPILED}
        code = subprocess.run(program, cwd=ROOT, env=variables, check=False).returncode
        if code == NO_TEST_COLLECTED and command[0] == "pytest":
            failures.append("no test was collected")
        elif code:
            failures.append(f"{' '.join(command[:3])} failed")
    return Outcome(phase.title, phase.budget, (time.monotonic() - started) / 60, tuple(failures))


def print_table(outcomes: list[Outcome]) -> None:
    print(f"\n{'Phase':<12}{'Minutes':>8}{'Budget':>8}")
    for outcome in outcomes:
        over = ("over its budget",) if outcome.minutes > outcome.budget else ()
        remarks = "; ".join((*outcome.failures, *over)) or "ok"
        print(f"{outcome.title:<12}{outcome.minutes:>8.2f}{outcome.budget:>8.1f}  {remarks}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
