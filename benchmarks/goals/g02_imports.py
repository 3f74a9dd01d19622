"""G2: what the first paint may not have loaded; tests/shape/test_imports.py holds it, here it is counted."""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks import stores
from benchmarks.big_store import NOW
from benchmarks.goals.result import Result, Scale

HEAVY = ("sqlalchemy", "sqlmodel", "alembic", "pydantic", "phonenumbers", "holidays", "dateparser")

PAINTED = """
import json, sys
from datetime import datetime
from pathlib import Path
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.settings import read_settings

desk = open_desk(Path(sys.argv[1]), FixedClock(datetime.fromisoformat(sys.argv[2])), "rep000")
board = desk.queue.board()
from sdrdesk.tui.app import SdrDesk

display, names = SdrDesk._display, []

def painted(self, screen, renderable):
    display(self, screen, renderable)
    if renderable is not None and not self._batch_count and not names:
        names.extend(sys.modules)
        self.call_later(self.exit)

SdrDesk._display = painted
SdrDesk(desk, read_settings({}, {})[0], board).run(headless=True, size=(160, 45))
print(json.dumps(names))
"""


def run(scale: Scale) -> list[Result]:
    """Heavy libraries loaded at the first paint."""
    del scale  # as much in either
    argv = [sys.executable, "-c", PAINTED, str(stores.get(leads=10_000)), NOW.isoformat()]
    names = json.loads(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)
    tops = {name.partition(".")[0] for name in names}
    ours = sum(name.partition(".")[0] == "sdrdesk" for name in names)
    return [
        Result(
            goal="G2",
            what="heavy libraries loaded at the first paint",
            floor="all modules loaded",
            unit="modules",
            ours=len(tops & set(HEAVY)),
            beside=len(names),
            limit=0,
            absolute=True,
            note=f"{ours} modules of our own",
        )
    ]
