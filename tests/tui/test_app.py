"""The app as a program: its exit status, its end after a mistake of ours, what it imports and what it paints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.terminal import Terminal

ROOT = Path(__file__).parents[2]

START = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from sdrdesk.clock import FixedClock
from sdrdesk.settings import Settings
from tests.tui import seeded
desk = seeded.open_at(Path({path!r}))
board = desk.queue.board()
"""

HEAVY = (
    "sqlalchemy",
    "sqlmodel",
    "alembic",
    "pydantic",
    "phonenumbers",
    "holidays",
    "dateutil",
    "icalendar",
    "rapidfuzz",
)


def program(body: str, path: Path) -> list[str]:
    """A Python that opens the seeded desk and goes on with `body`."""
    return [sys.executable, "-c", START.format(root=str(ROOT), path=str(path)) + body]


def test_the_screen_imports_nothing_heavy() -> None:
    """No library that the first paint can do without is imported by the screen."""
    code = f"import sys, sdrdesk.tui.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="no pty")
@pytest.mark.parametrize("no_color", ["1", ""])
def test_no_color(desk_file: Path, no_color: str) -> None:
    """With NO_COLOR no colour is painted and everything is still said; an empty one changes nothing."""
    body = "from sdrdesk.tui.app import run; sys.exit(run(desk, Settings(dial_command='none'), board))"
    environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": no_color}
    with Terminal(program(body, desk_file), environ, size=(24, 80)) as terminal:
        assert terminal.wait(b"Owen Brady", 20)
        terminal.pump(0.3)
        terminal.send(b"q")
        assert terminal.ended(10) == 0

    painted = terminal.painted()
    assert (b"38;2;" in painted or b"48;2;" in painted) is not bool(no_color)
    assert b"late " in painted


@pytest.mark.skipif(sys.platform == "win32", reason="no pty")
def test_sixteen_colours(desk_file: Path) -> None:
    """A terminal with 16 colours gets its own, and no others."""
    body = "from sdrdesk.tui.app import run; sys.exit(run(desk, Settings(dial_command='none'), board))"
    environ = {name: value for name, value in os.environ.items() if name != "COLORTERM"} | {"TERM": "xterm"}
    with Terminal(program(body, desk_file), environ, size=(24, 80)) as terminal:
        assert terminal.wait(b"Owen Brady", 20)
        terminal.pump(0.3)
        terminal.send(b"q")
        assert terminal.ended(10) == 0

    painted = terminal.painted()
    assert b"38;2;" not in painted
    assert b"38;5;" not in painted
    assert re.search(rb"\x1b\[[0-9;]*(3|4)1m", painted)


@pytest.mark.skipif(sys.platform == "win32", reason="no pty")
def test_a_mistake_ends_cleanly(desk_file: Path) -> None:
    """One clean line, a report without values, a status that is not 0, and the terminal as it was."""
    body = """
from sdrdesk.tui.app import run
from sdrdesk.tui.screens.queue import QueueScreen
def broken(self):
    secret = board.rows[0].name
    raise ValueError("\\x1b[2J" + secret)
QueueScreen.action_refresh = broken
sys.exit(run(desk, Settings(theme="dark", dial_command="none"), board))
"""
    with Terminal(program(body, desk_file), {**os.environ, "TERM": "xterm-256color"}, size=(24, 80)) as terminal:
        assert terminal.wait(b"Owen Brady", 20)
        terminal.send(b"r")
        assert terminal.ended(15) == 1

    last = terminal.output.rpartition(b"\x1b[?1049l")[2]
    assert b"sdrdesk had to stop: ValueError. Every logged call is kept" in last.replace(b"\r\n", b" ")
    assert b"Lena" not in last
    assert b"[2J" not in last
