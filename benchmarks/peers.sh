#!/bin/sh
# Installs the programs that `make bench` measures beside sdrdesk, each into an environment of its own, all in one folder
# that may be deleted at any time. Nothing of sdrdesk needs them.
#
#     sh benchmarks/peers.sh [FOLDER]     default: a folder of yours in the temporary folder, where the bench looks
set -eu
home="${1:-${SDRDESK_BENCH_PEERS:-${TMPDIR:-/tmp}/sdrdesk-peers-$(id -u)}}"
mkdir -p "$home"
chmod 700 "$home"
cd "$home"

# posting 2.11.1 crashes with tree-sitter 0.26.
for wanted in "dooit==3.3.4" "harlequin==2.17.0" "posting==2.11.1 tree-sitter==0.25.2" "visidata==3.4" "sqlite-utils==4.2.1"; do
    name="${wanted%%=*}"
    [ -x "$name/bin/$name" ] && continue
    echo "Installing $wanted"
    python3 -m venv --clear "$name"
    # shellcheck disable=SC2086  # two requirements are two words
    "$name/bin/python" -m pip --disable-pip-version-check -qq install --compile $wanted \
        || echo "  could not be installed: the table will say so"
done

# Taskwarrior is a program in C++: the distribution's own package, unpacked here instead of installed.
if ! command -v task >/dev/null && [ ! -x "$home/debian/usr/bin/task" ]; then
    echo "Fetching taskwarrior"
    { apt-get download -qq taskwarrior && dpkg -x taskwarrior_*.deb debian; } \
        || echo "  could not be fetched: the table will say so"
fi
