#!/usr/bin/env bash
# Compile pyproject.toml into requirements.txt and requirements-dev.txt. Called by `make requirements`.
# Versions already locked stay; `scripts/lock.sh --upgrade` raises them.
set -euo pipefail
cd "$(dirname "$0")/.."

# Not a locked requirement itself: nothing but this script needs it.
.venv/bin/pip install --quiet --disable-pip-version-check uv
lock=(.venv/bin/uv pip compile --quiet pyproject.toml --python-version 3.11
  --generate-hashes --no-emit-index-url --no-header "$@")
"${lock[@]}" --output-file requirements.txt
"${lock[@]}" --extra dev --constraint requirements.txt --output-file requirements-dev.txt
