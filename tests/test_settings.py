"""The settings refuse to start on real data with an unsafe environment, and say which variable is wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SAFE = {
    "DEMO_MODE": "false",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "subventions.region.example",
    "BASE_URL": "https://subventions.region.example",
    "DATABASE_URL": "postgres://portal:secret@localhost/portal",
    "REDIS_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp://localhost:25",
}


def load(environment: dict[str, str], statement: str = "") -> subprocess.CompletedProcess[str]:
    """Load the settings in a process that has this environment only."""
    code = f"from securite_region import settings; {statement}"
    variables = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )


def test_settings_accept_a_safe_environment() -> None:
    loaded = load(SAFE, "print(settings.DEMO_MODE, settings.EMBEDDED_WORKER, settings.STAFF_MFA_REQUIRED)")
    assert (loaded.stderr, loaded.stdout) == ("", "False False True\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "k" * 49),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "subventions.region.example,*"),
        ("BASE_URL", ""),
        ("BASE_URL", "http://subventions.region.example"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", ""),
        ("EMAIL_URL", ""),
    ],
)
def test_settings_refuse_and_name_the_variable(name: str, value: str) -> None:
    refused = load({**SAFE, name: value})
    assert refused.returncode == 1
    last = refused.stderr.strip().splitlines()[-1]
    assert re.match(r"django\.core\.exceptions\.ImproperlyConfigured: (\w+) must ", last)[1] == name


def test_settings_need_only_the_demo_mode(tmp_path: Path) -> None:
    demo = {
        "DEMO_MODE": "true",
        "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
        "SECRET_KEY": "k" * 50,
    }
    loaded = load(demo, "print(settings.EMBEDDED_WORKER, settings.STAFF_MFA_REQUIRED, settings.DEBUG)")
    assert (loaded.stderr, loaded.stdout) == ("", "True False False\n")


def test_settings_accept_the_example_once_filled_in() -> None:
    lines = re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["web"]["environment"]
    assert load({**dict(lines), **compose, "SECRET_KEY": "k" * 50}).stderr == ""


def test_settings_refuse_the_example_as_it_is() -> None:
    lines = re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    assert "SECRET_KEY must hold" in load(dict(lines)).stderr


def test_settings_accept_the_build_environment_of_the_image() -> None:
    build = re.search(
        r"^RUN (SECRET_KEY=.*?)python manage\.py", (ROOT / "Dockerfile").read_text(), re.MULTILINE | re.DOTALL
    )
    variables = dict(word.split("=", 1) for word in build[1].replace("\\\n", " ").split())
    loaded = load(variables, "print(settings.STORAGES['staticfiles']['BACKEND'])")
    assert loaded.stdout == "whitenoise.storage.CompressedManifestStaticFilesStorage\n"
