#!/usr/bin/env bash
# The portal in demo mode: one process, SQLite, the worker inside. Called by `make run`.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEMO_MODE=true PORT="${PORT:-8000}" LOG_LEVEL="${LOG_LEVEL:-WARNING}"
export BASE_URL="${BASE_URL:-http://localhost:$PORT}"

if (: <>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
  echo "Port $PORT is taken by another program. Stop it, or choose another port: make run PORT=8001" >&2
  exit 1
fi
# WhiteNoise warns when the folder of collected files, which the demo does without, is missing.
mkdir -p staticfiles
.venv/bin/python manage.py prepare
echo "The portal starts on $BASE_URL – Ctrl-C stops it, and the data stays in var/."
exec .venv/bin/gunicorn --config python:securite_region.gunicorn
