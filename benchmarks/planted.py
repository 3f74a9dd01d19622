"""Put bugs into the desk one at a time, and see after how many sequences its model finds each: writes planted.md.

Each hunt has a process of its own, so that no bug leaves anything behind for the next. First come the sequences that CI
plays, then more of them; a bug that escapes them all is put in once more under the tests that tests/model/planted.py
names for it. `python benchmarks/planted.py [BUG ...]` hunts some of them only, and keeps the rows of the others.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
KEPT, TABLE = ROOT / "benchmarks" / "planted.json", ROOT / "benchmarks" / "planted.md"
MORE = 4
"""How many times the sequences of CI are played before a bug counts as escaped."""

Row = dict[str, object]


def hunt(name: str) -> Row:
    """Put one bug into this process, and play until the model finds it."""
    import tests.early  # noqa: F401 - the developer's terminal stays out
    from tests.model.base import COUNT
    from tests.model.machine import search
    from tests.model.planted import BUGS
    from tests.model.test_whole_desk import EACH, SEEDS

    search(2, 1)  # the template is made once
    COUNT["sequences"], started, said = 0, time.process_time(), ""
    with BUGS[name]():
        for chosen in range(1, MORE * len(SEEDS) + 1):
            try:
                search(EACH, chosen)
            except Exception as found:  # noqa: BLE001 - a bug may break anything
                said = re.sub(r"Lead\(.*|<.*", "a lead", str(found).partition("\n")[0])[:90] or type(found).__name__
                break
    in_ci = bool(said) and COUNT["sequences"] <= EACH * len(SEEDS)
    return {
        "bug": name, "sequences": COUNT["sequences"] if said else 0, "in_ci": in_ci, "said": said.strip(),
        "seconds": round(time.process_time() - started, 1),
    }  # fmt: skip


def run_tests(name: str) -> int:
    """Run the tests that must find what the model does not see, with the bug put in: 1 if they fail, as they should."""
    import pytest

    import tests.early  # noqa: F401
    from tests.model.planted import BUGS, ELSEWHERE

    with BUGS[name]():
        return int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-n", "0", *ELSEWHERE[name]]))


def ask(*words: str) -> tuple[int, str]:
    """Run this file again, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *words], cwd=ROOT, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.returncode, done.stdout


def look_for(name: str) -> Row:
    """A bug's row: the model first, then the other tests."""
    from tests.model.planted import ELSEWHERE

    code, said = ask("--hunt", name)
    if code:
        raise SystemExit(f"{name}: the hunt itself failed\n{said}")
    row: Row = json.loads(said.splitlines()[-1])
    if not row["sequences"] and name in ELSEWHERE:
        code, said = ask("--tests", name)
        first = next((line for line in said.splitlines() if line.startswith("FAILED ")), "")
        if code == 1 and first:
            row["said"] = f"{first.removeprefix('FAILED ').partition(' - ')[0]} instead"
            row["elsewhere"] = True
    return row


def written(rows: list[Row]) -> str:
    """The table."""
    in_ci = sum(bool(row["in_ci"]) for row in rows)
    later = sum(bool(row["sequences"]) and not row["in_ci"] for row in rows)
    other = sum("elsewhere" in row for row in rows)
    lines = [
        "# Planted bugs",
        "",
        "Written by benchmarks/planted.py: each bug is put into the desk, then tests/model/machine.py plays what CI",
        f"plays until it finds it, and {MORE} times as many at most. Seconds are of one process.",
        "",
        f"{len(rows)} bugs: {in_ci} found by the sequences of CI, {later} by more of them, {other} by another test"
        f" alone, {len(rows) - in_ci - later - other} by none.",
        "",
        "| bug | found after sequences | seconds | given away by |",
        "|---|---|---|---|",
    ]
    for row in rows:
        after = str(row["sequences"] or "never") + (
            " (more than CI plays)" if row["sequences"] and not row["in_ci"] else ""
        )
        lines.append(f"| {row['bug']} | {after} | {row['seconds']} | {str(row['said']).replace('|', '/')} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Hunt every bug; 1 if one escaped."""
    from tests.model.planted import BUGS

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("bugs", nargs="*", metavar="BUG", help="only these")
    asked.add_argument("--hunt", metavar="BUG", help="hunt one in this process, told as JSON")
    asked.add_argument("--tests", metavar="BUG", help="run the tests that are named for one, with it put in")
    given = asked.parse_args()
    if given.hunt:
        print(json.dumps(hunt(given.hunt)))
        return 0
    if given.tests:
        return run_tests(given.tests)
    known = {row["bug"]: row for row in json.loads(KEPT.read_text(encoding="utf-8"))} if KEPT.exists() else {}
    for name in given.bugs or BUGS:
        known[name] = look_for(name)
        print(known[name], flush=True)
        rows = [known[one] for one in BUGS if one in known]
        KEPT.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        TABLE.write_text(written(rows), encoding="utf-8")
    return int(any(not row["sequences"] and "elsewhere" not in row for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
