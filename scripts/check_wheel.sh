#!/usr/bin/env bash
# Build the wheel, install it alone into an empty environment and work a demo desk with it,
# in an empty folder far from the checkout: what a rep gets, without what a developer has.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
python=$root/.venv/bin/python
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

echo "wheel: build"
"$python" -m build --wheel --no-isolation --outdir "$work/dist" "$root" >"$work/build.log" 2>&1 || {
    cat "$work/build.log" >&2
    exit 1
}
wheel=$(ls "$work"/dist/*.whl)
"$python" -m zipfile --list "$wheel" >"$work/files"
for part in sdrdesk/py.typed "sdrdesk-.*share/man/man1/sdrdesk.1" sdrdesk/data/playbook.toml sdrdesk/data/offers/ sdrdesk/data/demo/; do
    grep -q "^$part" "$work/files" || { echo "wheel: $part is missing" >&2; exit 1; }
done

echo "wheel: install into an empty environment"
"$python" -m venv "$work/venv"
pip=("$work/venv/bin/python" -m pip --disable-pip-version-check -qq install)
"${pip[@]}" --no-deps --require-hashes --only-binary :all: -r "$root/requirements/run.txt"
"${pip[@]}" --no-deps --no-index "$wheel"

echo "wheel: work a demo desk"
mkdir "$work/home" "$work/desk"
cd "$work/desk"
desk() { env -i HOME="$work/home" PATH="$work/venv/bin:/usr/bin:/bin" LC_ALL=C.UTF-8 TERM=dumb sdrdesk "$@" </dev/null; }
desk --version
at=2026-11-24T16:42:00+00:00 # a Tuesday morning: a queue is empty at night, as it should be
desk demo --seed-only --db "$work/desk/demo.db" --at "$at"
desk queue --db "$work/desk/demo.db" --at "$at" --rep maya --json >"$work/queue.json"
"$python" - "$work/queue.json" <<'PY'
import json
import pathlib
import sys

if not json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")):
    sys.exit("wheel: maya's queue is empty")
PY
echo "wheel: good ($(basename "$wheel"), $(du -k "$wheel" | cut -f1) KiB)"
