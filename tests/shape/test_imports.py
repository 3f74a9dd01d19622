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

LATER = frozenset(
    {
        "sdrdesk.desk.briefing",
        "sdrdesk.desk.calls.calling",
        "sdrdesk.desk.calls.mailing",
        "sdrdesk.desk.figures.numbers",
        "sdrdesk.tui.screens.calling",
        "sdrdesk.tui.widgets.call_panel",
        "textual.widgets._text_area",
        "textual.widgets._data_table",
    }
)
"""What the first paint does not show."""
AT_FIRST_PAINT = 108
"""Modules of sdrdesk that the first paint may have loaded; each costs a third of a millisecond, used or not."""
COMMANDS = {"next": 84, "log": 89, "stats": 73}
"""Commands that scripts run all day, and how many modules of sdrdesk each may load."""

NOT_FOR_COMMANDS = frozenset(
    {
        "textual",
        "rich",
        "dataclasses",
        "hashlib",
        "inspect",
        "locale",
        "shutil",
        "typing",
        "sdrdesk.desk.figures.number_values",
        "sdrdesk.desk.figures.numbers",
        "sdrdesk.desk.intake.arrivals",
    }
)
"""What these commands do without: of the standard library each would be a hundredth of a command or more."""

TELL = """
import json, sys
print(json.dumps(sorted(sys.modules)))
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


COMMAND = """
import sys
_, db, at, *words = sys.argv
sys.argv = ["sdrdesk", *words, "--db", db, "--rep", "maya", "--at", at, "--json"]
import io
from sdrdesk.cli.main import main
answer, sys.stdout = sys.stdout, io.StringIO()
assert main() == 0
sys.stdout = answer
"""

SCREEN = """
import json, sys
from datetime import datetime
from pathlib import Path
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.settings import read_settings

desk = open_desk(Path(sys.argv[1]), FixedClock(datetime.fromisoformat(sys.argv[2])), "maya")
board = desk.queue.board()
assert board.rows
from sdrdesk.tui.app import SdrDesk

display, names = SdrDesk._display, []

def painted(self, screen, renderable):
    display(self, screen, renderable)
    if renderable is not None and not self._batch_count and not names:
        names.extend(sorted(sys.modules))
        self.call_later(self.exit)

SdrDesk._display = painted
SdrDesk(desk, read_settings({}, {})[0], board).run(headless=True, size=(160, 45))
print(json.dumps(names))
"""
"""The desk as the shell opens it, until its first paint: what is loaded by then."""


def ours(names: set[str]) -> set[str]:
    """Of some modules, those of sdrdesk."""
    return {name for name in names if name.partition(".")[0] == "sdrdesk"}


def told(code: str, *args: str) -> set[str]:
    """The modules that `code`, run by a fresh Python, prints as JSON in its last line."""
    command = [sys.executable, "-c", code, *args]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return set(json.loads(ran.stdout.splitlines()[-1]))


def loaded(code: str, *args: str) -> set[str]:
    """Every top-level module that a fresh Python has loaded after running `code`."""
    return {name.partition(".")[0] for name in told(code + TELL, *args)}


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


def test_the_first_row_is_painted_without_what_nobody_sees(world: MakeWorld) -> None:
    """Before the first paint neither heavy libraries are loaded nor what a call, a brief or another screen needs."""
    here = world()
    here.lead()
    here.close()
    got = told(SCREEN, str(here.path), TUESDAY.isoformat())

    assert {name.partition(".")[0] for name in got} & {*HEAVY} <= {"difflib"}, "Textual has difflib"
    assert got & LATER == set()
    assert len(ours(got)) <= AT_FIRST_PAINT, sorted(ours(got))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_loads_little(world: MakeWorld, command: str) -> None:
    """`next`, `log` and `stats` load few modules, and none of the library's that do nothing for them."""
    here = world()
    lead = here.lead()
    here.close()
    words = ["log", lead, "no_answer"] if command == "log" else [command]
    got = told(COMMAND + TELL, str(here.path), TUESDAY.isoformat(), *words)

    # What the machine's own Python loads at its start is not ours to leave out.
    assert got & NOT_FOR_COMMANDS - told(TELL) == set()
    assert len(ours(got)) <= COMMANDS[command], sorted(ours(got))


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
