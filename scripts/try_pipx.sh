#!/usr/bin/env bash
# Install the built wheel with pipx into an empty environment, for every Python that this machine has, and work a demo
# desk with it: what a new user does. Needs an index of packages. `make wheel && bash scripts/try_pipx.sh`
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
wheel=$(ls "$root"/dist/sdrdesk-*.whl)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$root/.venv/bin/python" -m venv "$work/pipx"
"$work/pipx/bin/python" -m pip --disable-pip-version-check -qq install pipx

tried=0
for minor in 11 12 13 14; do
    python=$(ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3."$minor".*/bin/python3 2>/dev/null | tail -1 || true)
    [ -n "$python" ] || python=$(command -v "python3.$minor" || true)
    if [ -z "$python" ]; then
        echo "pipx: Python 3.$minor: NOT TRIED, it is not on this machine"
        continue
    fi
    export PIPX_HOME=$work/home$minor PIPX_BIN_DIR=$work/bin$minor
    "$work/pipx/bin/pipx" install --quiet --python "$python" "$wheel" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    mkdir "$work/user$minor"
    desk() { (cd "$work/user$minor" && env -i HOME="$work/user$minor" PATH="/usr/bin:/bin" LC_ALL=C.UTF-8 TERM=dumb "$PIPX_BIN_DIR/sdrdesk" "$@" </dev/null); }
    at=2026-11-24T16:42:00+00:00
    desk demo --seed-only --db demo.db --at "$at" >/dev/null
    leads=$(desk queue --db demo.db --at "$at" --rep maya --json | grep -c '"lead_id"\|"id"')
    [ "$leads" -gt 0 ] || { echo "pipx: Python 3.$minor: maya's queue is empty" >&2; exit 1; }
    echo "pipx: Python $("$python" -c 'import platform; print(platform.python_version())'): $(desk --version), $leads leads in maya's queue"
    tried=$((tried + 1))
done
[ "$tried" -gt 0 ]
