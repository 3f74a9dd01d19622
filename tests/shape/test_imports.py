"""What a start may load: the desk opens, shows its queue and logs a call without one heavy library."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sdrdesk import dataclasses
from tests.worlds import TUESDAY, MakeWorld, world

__all__ = ["world"]

ROOT = Path(__file__).parents[2]
HEAVY = (
    "sqlalchemy",
    "sqlmodel",
    "alembic",
    "psycopg",
    "pydantic",
    "pydantic_core",
    "phonenumbers",
    "holidays",
    "dateutil",
    "rapidfuzz",
    "icalendar",
    "email_validator",
    "tomllib",
    "difflib",
    "sklearn",
    "numpy",
)

LATE = frozenset(dataclasses.__all__)
"""What sdrdesk.dataclasses has in place of the standard library's."""

TELL = """
import json, sys
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""

CLI = "import sdrdesk.cli.main"

DAY = """
import sys
from datetime import datetime
from pathlib import Path
import sdrdesk.cli.main
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.domain.queue import Tab

desk = open_desk(Path(sys.argv[1]), FixedClock(datetime.fromisoformat(sys.argv[2])), "maya")
for tab in Tab:
    desk.queue.board(tab)
lead = desk.queue.rows()[0].lead_id
desk.queue.why(desk.queue.rows()[0])
desk.queue.brief(lead)
desk.calling.dial(lead)
desk.calling.log(lead, "voicemail")
desk.calling.undo()
desk.queue.changed()
desk.close()
"""


def loaded(code: str, *args: str) -> set[str]:
    """Every top-level module that a fresh Python has loaded after running `code`."""
    command = [sys.executable, "-c", code + TELL, *args]
    told = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    return set(json.loads(told.stdout))


@pytest.mark.parametrize("code", ["import sdrdesk", CLI], ids=["the package", "the shell front"])
def test_importing_costs_nothing_heavy(code: str) -> None:
    """A start imports neither the ORM nor what reads files, phones, holidays or dates; nor the screen."""
    got = loaded(code)

    assert got & {*HEAVY, "textual", "rich"} == set()


def test_a_call_costs_nothing_heavy(world: MakeWorld) -> None:
    """Opening the desk, reading every tab and a brief, dialling, logging and undoing load nothing heavy either."""
    here = world()
    here.lead()
    here.close()
    got = loaded(DAY, str(here.path), TUESDAY.isoformat())

    assert got & {*HEAVY, "textual", "rich"} == set()


def test_values_are_made_late() -> None:
    """Every value takes `dataclass` from sdrdesk.dataclasses: the standard library's makes a start a third longer."""
    own = ROOT / "sdrdesk/dataclasses.py"
    wrong = [
        f"{path.relative_to(ROOT)}: write from sdrdesk.dataclasses import {name.name}"
        for path in sorted((ROOT / "sdrdesk").rglob("*.py"))
        if path != own
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        for name in node.names
        if name.name in LATE
    ]

    assert wrong == []


def test_the_heavy_libraries_are_found_where_they_are_used() -> None:
    """The test can fail: the tables do load the ORM."""
    assert loaded("from sdrdesk.store import tables") >= {"sqlalchemy", "sqlmodel", "pydantic"}
