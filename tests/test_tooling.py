"""What the Makefile, the containers and the locked requirements name is real."""

import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from celery.bin.celery import celery
from django.core.management import get_commands

from scripts.check import PHASES, Outcome, Phase, print_table, run

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {"web", "worker", "beat", "migrate"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def make_targets() -> list[str]:
    return re.findall(r"^([a-z-]+):", read("Makefile"), flags=re.MULTILINE)


def test_makefile_has_help_first_and_at_most_twelve_targets() -> None:
    assert make_targets()[0] == "help"
    assert len(make_targets()) <= 12


def test_makefile_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make ([a-z-]+) +\S", shown, flags=re.MULTILINE) == make_targets()


def test_makefile_names_only_scripts_and_phases_that_exist() -> None:
    for script in re.findall(r"scripts/\w+\.sh", read("Makefile")):
        assert os.access(ROOT / script, os.X_OK), script
    for phases in re.findall(r"scripts\.check (.+)", read("Makefile")):
        assert set(phases.split()) <= PHASES.keys()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_hashed_and_name_no_index(name: str) -> None:
    blocks = re.findall(r"^[a-z].*(?:\n    --hash=.*)*", read(name), flags=re.MULTILINE)
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"^-.*|https?://", read(name), flags=re.MULTILINE) == []


def test_requirements_hold_what_the_project_declares() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    locked = set(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", read("requirements-dev.txt"), flags=re.MULTILINE))
    declared = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert {re.split(r"[\[~=<> ]", line)[0] for line in declared} - locked == set()


def variables_read() -> set[str]:
    """Return the names that the settings, gunicorn's configuration and docker-compose.yml ask for."""
    settings = re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', read("securite_region/settings.py"))
    server = re.findall(r"environ\.get\(\s*['\"]([A-Z_]+)", read("securite_region/gunicorn.py"))
    compose = re.findall(r"(?<!\$)\$\{([A-Z_]+)", read("docker-compose.yml"))
    return {*settings, *server, *compose}


def test_environment_example_lists_exactly_the_variables_read() -> None:
    listed = re.findall(r"^(?:# )?([A-Z_]+)=", read(".env.example"), flags=re.MULTILINE)
    assert sorted(listed) == sorted(variables_read())


def test_compose_runs_the_five_parts_and_the_migration() -> None:
    assert COMPOSE["services"].keys() == OURS | {"postgres", "redis"}
    assert COMPOSE["volumes"].keys() == {"database", "media"}


@pytest.mark.parametrize("name", ["web", "worker", "postgres", "redis"])
def test_compose_checks_the_health_of(name: str) -> None:
    assert COMPOSE["services"][name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_compose_shares_the_media_and_names_known_variables(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["volumes"] == ["media:/srv/media"]
    assert service["env_file"] == ".env"
    assert set(service["environment"]) <= variables_read()


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_compose_celery_command_is_accepted_by_celery(name: str) -> None:
    program, *words = shlex.split(COMPOSE["services"][name]["command"])
    assert (program, words[:2]) == ("celery", ["-A", "securite_region"])
    subcommand = celery.get_command(click.Context(celery), words[2])
    assert subcommand is not None
    subcommand.make_parser(click.Context(subcommand)).parse_args(words[3:])


def test_compose_migration_is_a_command_of_ours() -> None:
    *manage, command = shlex.split(COMPOSE["services"]["migrate"]["command"])
    assert manage == ["python", "manage.py"]
    assert get_commands()[command].startswith("applications.")


def test_compose_health_script_exists() -> None:
    assert COMPOSE["services"]["web"]["healthcheck"]["test"][1] == "python"
    assert (ROOT / COMPOSE["services"]["web"]["healthcheck"]["test"][2]).is_file()


def test_dockerfile_installs_the_libraries_of_the_bootstrap() -> None:
    wanted = re.search(r"^packages=\((.+)\)", read("scripts/bootstrap.sh"), flags=re.MULTILINE)
    assert wanted is not None
    installed = re.search(r"--no-install-recommends \\\n(.+?)\\\n", read("Dockerfile"))
    assert installed is not None
    assert installed[1].split() == wanted[1].split()


def test_dockerfile_sets_only_known_variables() -> None:
    names = re.findall(r"\b([A-Z][A-Z_]+)=", read("Dockerfile"))
    assert set(names) - variables_read() == {"PYTHONUNBUFFERED"}


def test_check_reports_a_failure_and_goes_on(capfd: pytest.CaptureFixture[str]) -> None:
    phase = Phase("demo", 1.0, (("python", "-c", "raise SystemExit(3)"), ("python", "-c", "print('second')")))
    outcome = run(phase, {})
    assert outcome.failures == ("python -c raise SystemExit(3) failed",)
    assert capfd.readouterr().out.splitlines()[-1] == "second"


def test_check_calls_an_empty_test_phase_a_failure(tmp_path: Path) -> None:
    empty = ("pytest", "-c", "/dev/null", "-p", "no:django", str(tmp_path))
    outcome = run(Phase("browser", 1.0, (empty,)), {"PYTEST_ADDOPTS": ""})
    assert outcome.failures == ("no test was collected",)


def test_check_table_says_which_budget_was_exceeded(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([Outcome("lint", 1.5, 1.25), Outcome("SQLite", 2.0, 2.5, ("pytest failed",))])
    assert [line.split(maxsplit=3) for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["Phase", "Minutes", "Budget"],
        ["lint", "1.25", "1.5", "ok"],
        ["SQLite", "2.50", "2.0", "pytest failed; over its budget"],
    ]
