"""What we install, looked at: `make audit`. Files against their hashes, versions against the lock, licences, an SBOM.

    python scripts/audit.py            check everything, and say what could not be checked
    python scripts/audit.py --write    write requirements/licences.md anew
    python scripts/audit.py --sbom F   write a CycloneDX 1.6 list of what a rep installs into F

The list is made from the packages' own metadata: cyclonedx-bom would bring ten packages for these lines.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
LICENCES = ROOT / "requirements" / "licences.md"
RUN, DEV, BUILD = "run", "dev", "build"

FREE = frozenset(
    "MIT MIT-0 BSD-2-Clause BSD-3-Clause 0BSD ISC Apache-2.0 PSF-2.0 Zlib CC0-1.0 Unlicense MPL-2.0".split()  # noqa: SIM905
)
"""Licences of what may be installed: whoever uses the desk need not show their own code."""

ALSO = {
    "psycopg": ("LGPL-3.0-only", "an extra, imported as it is; whoever changes it shows the change"),
    "psycopg-binary": ("LGPL-3.0-only", "as psycopg"),
    "codespell": ("GPL-2.0-only", "checks our spelling and is never shipped"),
}
"""Others, each with why it is no harm."""

SAID = {
    "mit license": "MIT", "bsd license": "BSD-3-Clause", "bsd 2-clause license": "BSD-2-Clause",
    "apache software license": "Apache-2.0", "apache 2.0": "Apache-2.0", "apache 2": "Apache-2.0",
    "python software foundation license": "PSF-2.0", "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "the unlicense (unlicense)": "Unlicense", "apache license 2.0": "Apache-2.0",
}  # fmt: skip
"""What older metadata calls a licence."""

KNOWN = {
    "pysqlite3": "Zlib",  # its LICENSE file; the wheel's metadata says nothing
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",  # "Dual License"
    "scipy": "BSD-3-Clause",  # the whole text stands where the name should
}
"""Read by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A locked package."""

    name: str
    version: str
    part: str


def plain(name: str) -> str:
    """A name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> list[Package]:
    """Every package of the lock files, the part that brings it first."""
    found: dict[str, Package] = {}
    for part in (RUN, BUILD, DEV):
        text = (ROOT / "requirements" / f"{part}.txt").read_text(encoding="utf-8")
        for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.M):
            found.setdefault(plain(name), Package(name=plain(name), version=version, part=part))
    return sorted(found.values(), key=lambda one: one.name)


def licence(name: str) -> str:
    """The licence of an installed package, as an SPDX expression; "" where nobody can say."""
    if name in KNOWN:
        return KNOWN[name]
    try:
        data = metadata.metadata(name)
    except metadata.PackageNotFoundError:  # another Python or system installs it: what was written stands
        found = re.search(rf"^\| {re.escape(name)} \| [^|]+ \| ([^|]+) \|", LICENCES.read_text(encoding="utf-8"), re.M)
        return found[1] if found else ""
    if said := data.get("License-Expression"):
        return str(said)
    classes = [one.rpartition(" :: ")[2] for one in data.get_all("Classifier") or [] if one.startswith("License")]
    for word in [*classes, str(data.get("License") or "")]:
        if (found := SAID.get(word.casefold(), word)) in FREE:
            return found
    return ""


def is_free(name: str, expression: str) -> bool:
    """Whether a package may be used as we do; of alternatives one is enough."""
    if name in ALSO:
        return expression == ALSO[name][0]
    return any(set(re.split(r"\s+AND\s+", choice.strip("() "))) <= FREE for choice in re.split(r"\s+OR\s+", expression))


def listed() -> str:
    """The list of licences as it should stand in requirements/licences.md."""
    lines = [
        "# Licences",
        "",
        "Written by `python scripts/audit.py --write` from the packages' own metadata; tests/shape/test_audit.py keeps",
        "it true. run: installed with the desk. dev: extras and the tools that check it. build: makes the wheel.",
        "",
        "| package | version | licence | part | note |",
        "|---|---|---|---|---|",
    ]
    for one in locked():
        note = ALSO.get(one.name, ("", ""))[1]
        lines.append(f"| {one.name} | {one.version} | {licence(one.name)} | {one.part} | {note} |")
    return "\n".join(lines) + "\n"


def altered() -> Iterator[str]:
    """Installed files that are not what their package brought; programs in bin are written by pip for each place."""
    for one in metadata.distributions():
        for file in one.files or ():
            if file.hash is None or file.parts[-2:-1] == ("bin",) or one.name == "sdrdesk":
                continue
            path = Path(str(one.locate_file(file)))
            if not path.is_file():
                yield f"{one.name}: {file} is missing"
                continue
            found = hashlib.new(file.hash.mode, path.read_bytes()).digest()
            if base64.urlsafe_b64encode(found).rstrip(b"=").decode() != file.hash.value:
                yield f"{one.name}: {file} was changed"


def unlocked() -> Iterator[str]:
    """Packages that are installed in another version than the lock's, or that it does not name."""
    versions = {one.name: one.version for one in locked()}
    for one in metadata.distributions():
        name = plain(one.name)
        if name not in versions and name not in ("sdrdesk", "pip"):
            yield f"{name} {one.version} is in no lock file"
        elif name in versions and versions[name] != one.version:
            yield f"{name} is {one.version}, locked is {versions[name]}"


def unlicensed() -> Iterator[str]:
    """Packages whose licence is not allowed, or not known."""
    for one in locked():
        expression = licence(one.name)
        if not is_free(one.name, expression):
            yield f'{one.name}: "{expression or "no licence told"}" is not allowed'


def stale() -> Iterator[str]:
    """Whether the list is not what it should be."""
    if not LICENCES.exists() or LICENCES.read_text(encoding="utf-8") != listed():
        yield "requirements/licences.md is stale: python scripts/audit.py --write"


def known_faults() -> tuple[list[str], str]:
    """What pip-audit knows of the locked packages, and why it could not be asked of some or all."""
    program = os.environ.get("PIP_AUDIT") or shutil.which("pip-audit")
    if program is None:
        return [], "no pip-audit here: install it in an environment of its own and give PIP_AUDIT=its path"
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    lock = str(ROOT / "requirements" / "dev.txt")
    asked = subprocess.run([program, *options, "-r", lock], capture_output=True, text=True, check=False, timeout=600)
    try:
        known = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        return [], f"pip-audit said: {(asked.stderr.strip().splitlines() or ['nothing'])[-1][:160]}"
    faults = [f"{one['name']} {one['version']}: {bad['id']}" for one in known for bad in one.get("vulns", ())]
    skipped = [one for one in known if "skip_reason" in one]
    why = f"{len(skipped)} of {len(known)} packages, the first: {skipped[0]['skip_reason'][:120]}" if skipped else ""
    return faults, why


def sbom(version: str) -> str:
    """What a rep installs, as CycloneDX 1.6: the same bytes for the same lock."""
    parts = [one for one in locked() if one.part == RUN]
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{one.name}@{one.version}",
            "name": one.name,
            "version": one.version,
            "purl": f"pkg:pypi/{one.name}@{one.version}",
            "licenses": [{"expression": licence(one.name)}],
        }
        for one in parts
    ]
    own = f"pkg:pypi/sdrdesk@{version}"
    application = {"type": "application", "bom-ref": own, "name": "sdrdesk", "version": version, "purl": own}
    application |= {"licenses": [{"expression": "MIT"}]}
    made = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, own + json.dumps(components))}",
        "version": 1,
        "metadata": {"component": application},
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": [one["bom-ref"] for one in components]}],
    }  # fmt: skip
    return json.dumps(made, indent=1) + "\n"


def main() -> int:
    """Check, or write."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--write", action="store_true", help="write requirements/licences.md")
    asked.add_argument("--sbom", type=Path, metavar="FILE", help="write the list of what a rep installs")
    given = asked.parse_args()
    if given.write:
        LICENCES.write_text(listed(), encoding="utf-8")
        return 0
    if given.sbom:
        sys.path.insert(0, str(ROOT))
        from sdrdesk import __version__

        given.sbom.write_text(sbom(__version__), encoding="utf-8")
        return 0
    checks = {
        "installed files are those of their packages": list(altered()),
        "versions are those of the lock": list(unlocked()),
        "licences are allowed": list(unlicensed()),
        "the list of licences is true": list(stale()),
    }
    faults, why_not = known_faults()
    for what, problems in checks.items():
        print(f"audit: {what}: {'no' if problems else 'yes'}")
        for problem in problems[:50]:
            print(f"    {problem}")
    print(f"audit: known vulnerabilities: {f'NOT CHECKED: {why_not}; ' if why_not else ''}{len(faults)} found")
    for line in faults:
        print(f"    {line}")
    print("audit: packages withdrawn from the index: NOT CHECKED, nothing here asks the index")
    return int(bool(faults) or any(checks.values()))


if __name__ == "__main__":
    raise SystemExit(main())
