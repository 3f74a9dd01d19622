#!/usr/bin/env bash
# Make a release: wheel, sdist, SBOM and hashes in dist/, for the version in sdrdesk/__init__.py (the one place).
# Built twice from two places, and only kept when the bytes are the same. With "try" as first word, nothing is kept and
# the changelog need not have the version yet: what check_wheel.sh runs.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
python=$root/.venv/bin/python
version=$("$python" -c 'import sdrdesk; print(sdrdesk.__version__)')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ "${1:-}" != try ]; then
    grep -q "^## \[$version\]" "$root/CHANGELOG.md" || {
        echo "release: CHANGELOG.md has no section [$version]: name it so, with its date" >&2
        exit 1
    }
    [ -z "$(git -C "$root" status --porcelain)" ] || { echo "release: commit first" >&2; exit 1; }
fi
# The time in the archives is that of the last change, not of the build.
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 1767225600)
export SOURCE_DATE_EPOCH

build() { # from, to, umask
    (umask "$3" && "$python" -m build --no-isolation --outdir "$2" "$1" >"$work/log" 2>&1) || { cat "$work/log" >&2; exit 1; }
}
echo "release: build $version twice"
mkdir "$work/elsewhere"
for part in sdrdesk data man docs README.md LICENSE CHANGELOG.md pyproject.toml .gitignore; do
    cp -r "$root/$part" "$work/elsewhere/" # copied: another place, other times, and rights by another umask
done
chmod -R go-w,o-rx "$work/elsewhere"
build "$root" "$work/one" 022
build "$work/elsewhere" "$work/two" 077
for file in "$work"/one/*; do
    cmp "$file" "$work/two/$(basename "$file")" || { echo "release: $(basename "$file") differs" >&2; exit 1; }
done
echo "release: the same bytes both times"
[ "${1:-}" != try ] || exit 0

rm -rf "$root/dist" && mkdir "$root/dist"
cp "$work"/one/* "$root/dist/"
"$python" "$root/scripts/audit.py" --sbom "$root/dist/sdrdesk-$version.cdx.json"
(cd "$root/dist" && sha256sum -- * >SHA256SUMS && cat SHA256SUMS)
