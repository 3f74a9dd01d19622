"""A rep at a real terminal with a note half typed, when something breaks under the desk."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from sdrdesk.store import driver
from tests.tui.terminal import Terminal

ROOT = Path(__file__).parents[2]
START = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from sdrdesk.store import driver
driver.LOCK_TIMEOUT = {patience}
from sdrdesk.settings import Settings
from sdrdesk.tui.app import run
from tests.tui import seeded
desk = seeded.open_at(Path({path!r}))
sys.exit(run(desk, Settings(dial_command="none"), desk.queue.board()))
"""
PATIENT = 3.0
"""Seconds after which a rep whose key did nothing presses it again."""
NOTE = "wants a call in spring"
LOGGED = "SELECT count(*) FROM activity WHERE note = ?"
PAINT = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][0-9A-B]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)")
"""What says how and where, not what."""
EDGE = "\N{LEFT HALF BLOCK}"
"""The left edge of a toast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What became of the rep's log."""

    told: str
    """What the rep read."""
    tries: int
    """How often the key was pressed."""
    logged: int
    """How often it is in the book; 1 is right."""
    seconds: float
    """From the end of the fault until it was there."""


class Rep:
    """Maya, on the phone with Lena Fischer, her note typed."""

    def __init__(self, file: Path, environ: Mapping[str, str] | None = None, patience: float = driver.LOCK_TIMEOUT):
        """Sit down at a seeded file; a writer there waits at most so long."""
        self.file = file
        self._environ = {**os.environ, "TERM": "xterm-256color", **(environ or {})}
        self._argv = [sys.executable, "-c", START.format(root=str(ROOT), path=str(file), patience=patience)]

    @contextlib.contextmanager
    def calling(self, note: str = NOTE) -> Iterator[Terminal]:
        """The call panel is up and the note is written."""
        with Terminal(self._argv, self._environ, size=(40, 120)) as terminal:
            assert terminal.wait(b"Lena Fischer", 60), terminal.output[-2000:]
            terminal.pump(0.2)
            terminal.send(b"\r")
            assert terminal.wait(b"How did it go", 30)
            if note:
                terminal.send(b"\t" + note.encode() + b"\t")
                _reads(terminal, note, 0)
            terminal.pump(0.6)  # longer than the guard takes a key for one that was meant for the lead before
            yield terminal

    def logged(self) -> int:
        """How often the note is in the book."""
        with contextlib.closing(driver.sqlite().connect(str(self.file), timeout=30)) as connection:
            return int(connection.execute(LOGGED, (NOTE,)).fetchone()[0])

    def _press(self, terminal: Terminal) -> tuple[int, int]:
        """Press the key, and again where it did nothing, until it is in the book; how often, and how often it is."""
        began = pressed = monotonic()
        terminal.send(b"n")
        tries = 1
        while not (logged := self.logged()) and monotonic() < began + 60:
            terminal.pump(0.02)
            if monotonic() > pressed + PATIENT:  # the key before was still being answered, or came too soon
                pressed, tries = monotonic(), tries + 1
                terminal.send(b"n")
        return tries, logged

    def hurt(self, words: str, hurt: Callable[[], None], heal: Callable[[], None], lasts: float = 0) -> Seen:
        """Log while something is broken; once it is healed press the same key again."""
        with self.calling() as terminal:
            hurt()
            until, tries, told = monotonic() + lasts, 0, ""
            while True:
                before = len(terminal.output)
                terminal.send(b"n")
                tries += 1
                _reads(terminal, words, before)
                terminal.pump(0.3)
                told = told or toast(plain(terminal.output[before:]), words)
                if monotonic() >= until:
                    break
                sleep(0.5)
            heal()
            began = monotonic()
            more, logged = self._press(terminal)
            seconds = monotonic() - began
            terminal.pump(0.3)
            terminal.send(b"q")
            terminal.ended(10)
        return Seen(told=told, tries=tries + more, logged=logged and self.logged(), seconds=seconds)

    def damaged(self, hurt: Callable[[], None], restore: Callable[[], object]) -> Seen:
        """Log on a file that is damaged under the open desk; close it, do what it says, sit down again and log."""
        with self.calling() as terminal:
            terminal.pump(2.0)  # the note is kept as a draft by now
            hurt()
            before = len(terminal.output)
            terminal.send(b"n")
            _reads(terminal, "damaged", before)  # the name of the file before it may break the line anywhere
            terminal.pump(0.3)
            told = toast(plain(terminal.output[before:]), "damaged")
            os.kill(terminal.pid, signal.SIGTERM)
            terminal.ended(10)
        began = monotonic()
        restore()
        return self._again(told, began)

    def gone(self, way: signal.Signals) -> Seen:
        """End the program or its terminal while the note is half typed; sit down again and log."""
        with self.calling() as terminal:
            terminal.pump(2.0 if way == signal.SIGKILL else 0)  # a kill gives no moment to keep what was typed last
            os.kill(terminal.pid, way)
            terminal.ended(10)
        return self._again("Draft from ... restored", monotonic())

    def _again(self, told: str, began: float) -> Seen:
        """Sit down anew, find the note, and log it."""
        with self.calling(note="") as terminal:
            _reads(terminal, "Draft from", 0)
            seconds = monotonic() - began
            tries, logged = self._press(terminal)
            terminal.pump(1.0)  # until the draft is dropped, else the next one who sits here finds it
        return Seen(told=told, tries=tries, logged=logged, seconds=seconds)


def damage(file: Path) -> None:
    """Overwrite the first page of the log, while others have the file open."""
    with contextlib.closing(driver.connect(file)) as tool:
        (page,) = tool.execute("SELECT rootpage FROM sqlite_master WHERE name = 'activity'").fetchone()
        (size,) = tool.execute("PRAGMA page_size").fetchone()
        tool.execute("UPDATE team SET name = name")  # whoever has the page in memory reads it anew
        tool.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with file.open("r+b") as bytes_:
            bytes_.seek((page - 1) * size)
            bytes_.write(b"\xff" * size)


def plain(output: bytes) -> str:
    """What was painted, without how and where: a word may be painted in pieces."""
    return PAINT.sub(b"", output).decode(errors="replace")


def toast(text: str, words: str) -> str:
    """The toast that begins with some words, as one line."""
    lines = [line.rpartition(EDGE)[2] for line in text.split("\r\n") if EDGE in line]
    told = itertools.takewhile(str.strip, itertools.dropwhile(lambda line: words not in line, lines))
    return " ".join(re.split(r"\s{2,}", line.strip())[0] for line in told) or words


def _reads(terminal: Terminal, words: str, since: int) -> None:
    """Wait until some words are painted."""
    until = monotonic() + 60
    while words not in plain(terminal.output[since:]):
        assert monotonic() < until, plain(terminal.output[since:])
        terminal.pump(0.05)
