#!/usr/bin/env bash
# Write requirements/{build,run,dev}.txt: every version pinned, every file by its hash, no URL.
#
# Runs on the oldest supported Python, whose set of packages contains the newer ones' sets. The
# user's pip settings are left out, so that no private index or path finds its way into a file.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    local out=$1
    shift
    env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null \
        .venv/bin/python -m piptools compile --quiet --generate-hashes --allow-unsafe \
        --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
        --no-header --output-file "requirements/$out" "$@"
}

.venv/bin/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || {
    echo "lock.sh: needs a .venv of Python 3.11: rm -r .venv && make setup PYTHON=python3.11" >&2
    exit 1
}
compile build.txt requirements/build.in
compile run.txt pyproject.toml
compile dev.txt --extra dev --constraint requirements/run.txt --constraint requirements/build.txt pyproject.toml

if grep -nE '://|/home/|/root/|/work/|/tmp/' requirements/*.txt; then
    echo "lock.sh: a lock file names a URL or a path of this machine" >&2
    exit 1
fi
