"""Put bugs into the desk one at a time, and see after how many sequences its model finds each: writes planted.md."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
MOST, EACH = 300, 25


def hunt(name: str) -> tuple[int, float, str]:
    """Sequences until a bug was found (0 if it never was), seconds of this process, and what gave it away."""
    from tests.model.base import COUNT
    from tests.model.machine import search
    from tests.model.planted import BUGS

    COUNT["sequences"], started = 0, time.process_time()
    with BUGS[name]():
        for chosen in range(1, MOST // EACH + 1):
            try:
                search(EACH, chosen)
            except Exception as found:  # noqa: BLE001 - a bug may break anything
                said = re.sub(r"Lead\(.*|<.*", "a lead", str(found).partition("\n")[0])[:90] or type(found).__name__
                return COUNT["sequences"], time.process_time() - started, said.strip()
    return 0, time.process_time() - started, ""


def main() -> int:
    """Hunt every bug; 1 if one escaped."""
    import tests.early  # noqa: F401 - the developer's terminal stays out
    from tests.model.machine import search
    from tests.model.planted import BUGS

    search(2, 1)  # the template is made once
    lines = [
        "# Planted bugs",
        "",
        f"Written by benchmarks/planted.py: each bug is put into the desk, then tests/model/machine.py plays {EACH}",
        f"sequences from each seed until it finds it, {MOST} at most. Seconds are of one process.",
        "",
        "| bug | found after sequences | seconds | given away by |",
        "|---|---|---|---|",
    ]
    escaped = 0
    for name in [one for one in BUGS if not sys.argv[1:] or one in sys.argv[1:]]:
        sequences, seconds, said = hunt(name)
        escaped += not sequences
        lines.append(f"| {name} | {sequences or 'never'} | {seconds:.1f} | {said.replace('|', '/')} |")
        print(lines[-1], flush=True)
    if not sys.argv[1:]:
        (ROOT / "benchmarks" / "planted.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return int(escaped > 0)


if __name__ == "__main__":
    raise SystemExit(main())
