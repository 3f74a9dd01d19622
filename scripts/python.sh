#!/bin/sh
# Print the Python to make .venv with: $1 if given, else the newest on PATH that CI covers, else any from 3.11.
#
# Each is tried, not only looked up: a pyenv shim may exist and refuse, and Debian's python3 may
# lack the part that makes a virtual environment.
set -u

suits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

if [ -n "${1:-}" ]; then
    suits "$1" && exec echo "$1"
    echo "sdrdesk: $1 is not Python 3.11 or newer with the venv module" >&2
    exit 1
fi
for name in python3.13 python3.12 python3.11 python3.14 python3 python; do
    suits "$name" && exec echo "$name"
done
cat >&2 <<'TEXT'
sdrdesk needs Python 3.11 or newer with the venv module, and found none on PATH.
  Debian, Ubuntu: sudo apt install python3 python3-venv
  macOS:          brew install python@3.13
  elsewhere:      https://www.python.org/downloads/
Or name one: make setup PYTHON=/path/to/python3
TEXT
exit 1
