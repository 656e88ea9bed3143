#!/usr/bin/env bash
# Install what is missing on Debian 12 and run a command with it:
#   scripts/bootstrap.sh run|lint|test [COMMAND [ARGUMENT...]]
# The command finds in INSTALL_SECONDS how long that took.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=$1
shift

packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core)
requirements=requirements-dev.txt
case $mode in
  run) requirements=requirements.txt ;;
  lint) ;;
  test) packages+=(chromium postgresql redis-server) ;;
  *) echo "Unknown mode: $mode" >&2; exit 2 ;;
esac

is_supported() {
  "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in [(3, 11), (3, 12)])' 2>/dev/null
}

find_python() {
  local name
  for name in python3 python3.11 python3.12; do
    if is_supported "$name"; then
      command -v "$name"
      return
    fi
  done
  echo "Python 3.11 or 3.12 is needed, and neither python3, python3.11 nor python3.12 is one." >&2
  echo "On Debian 12: sudo apt-get install python3" >&2
  return 1
}

# In a checkout that was moved, the scripts of .venv call one that is gone.
is_usable_venv() {
  is_supported .venv/bin/python && [ -x .venv/bin/pip ] && grep -qF "$(pwd -P)/.venv" .venv/pyvenv.cfg
}

is_installed() {
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# A subshell, so that its trap ends with it.
install_packages() (
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq)
  install=("${apt_get[@]}" install --no-install-recommends "$@")

  if ! "${as_root[@]}" true 2>/dev/null; then
    echo "These Debian packages are missing, and installing them takes root's rights. Run, then try again:" >&2
    echo "  sudo apt-get update && sudo apt-get install --no-install-recommends $*" >&2
    exit 1
  fi
  echo "Installing Debian's packages: $*"
  # Debian starts a server as soon as it is installed; a test run has its own.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    trap '"${as_root[@]}" rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin /usr/sbin/policy-rc.d
  fi
  compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || "${apt_get[@]}" update
  # Lists that are old name versions that are gone.
  "${install[@]}" </dev/null >/dev/null || { "${apt_get[@]}" update && "${install[@]}" </dev/null >/dev/null; }
)

missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || missing+=("$package")
done

if ! is_usable_venv; then
  python=$(find_python)
  if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    missing+=("$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')")
  fi
fi
[ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"

if [ -n "${python:-}" ]; then
  echo "Making .venv with $("$python" --version)"
  "$python" -m venv --clear .venv
fi
stamp=.venv/$requirements.sha256
if ! sha256sum --status --check "$stamp" 2>/dev/null; then
  echo "Installing $requirements"
  # Twice quiet: errors only.
  .venv/bin/pip install -qq --no-input --disable-pip-version-check --require-hashes --requirement "$requirements"
  sha256sum "$requirements" >"$stamp"
fi

export INSTALL_SECONDS=$SECONDS
[ $# = 0 ] || exec "$@"
