"""What a command talks through: results on stdout, talk on stderr, and no lead's text acts on the terminal."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial

from sdrdesk.clock import Clock, FixedClock, ShiftedClock, SystemClock
from sdrdesk.errors import BadInput, DeskError, Refused
from sdrdesk.settings import Settings, Sources, read_settings
from sdrdesk.text import clean
from sdrdesk.typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk


MOST_DISTANT = (1970, 2200)
"""From which year --at may be, and before which: days are counted on from there, and a calendar has ends."""


class Shell:
    """One run of a command."""

    def __init__(self, args: Namespace) -> None:
        """Run with the options in `args`."""
        self.args = args
        self.is_json: bool = args.json
        self._desk: Desk | None = None

    # --- what it runs on ------------------------------------------------------------------------

    @cached_property
    def _read(self) -> tuple[Settings, Sources]:
        return read_settings({"db": self.args.db, "rep": self.args.rep}, os.environ)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._read[0]

    @property
    def sources(self) -> Sources:
        """Where each setting comes from."""
        return self._read[1]

    @cached_property
    def at(self) -> datetime | None:
        """The moment of --at, UTC; None where it was not given."""
        if self.args.at is None:
            return None
        try:
            at = datetime.fromisoformat(self.args.at)
            if at.tzinfo is None:
                self.tell(f"--at {self.args.at} names no zone: taken as UTC")
                at = at.replace(tzinfo=UTC)
            at = at.astimezone(UTC)
            if not MOST_DISTANT[0] <= at.year < MOST_DISTANT[1]:
                raise ValueError(at)
            return at
        except (ValueError, OverflowError):
            raise BadInput(f'--at "{clean(self.args.at)}" is not a time', hint="Write 2026-11-21T15:42-06:00") from None

    @property
    def clock(self) -> Clock:
        """The clock of a command: --at stands still."""
        return FixedClock(self.at) if self.at else SystemClock()

    @property
    def running_clock(self) -> Clock:
        """The clock of an open desk: --at runs on."""
        return ShiftedClock(self.at) if self.at else SystemClock()

    def open_desk(self, clock: Clock | None = None, front: str = "cli", login: str = "") -> Desk:
        """The desk of the rep who was named, who has signed in, or who is known; closed when the command ends."""
        from sdrdesk.build import open_desk
        from sdrdesk.cli.sessions import remember_token, remembered_token

        database = self.settings.database
        login, token = login or self.settings.rep, remembered_token(database, self.tell)
        if not login and not token:
            from sdrdesk.cli.memory import remembered_rep

            login = remembered_rep(database)
        self._desk = open_desk(database, clock or self.clock, login, front=front, token=token)
        self._desk.seat.remember = partial(remember_token, database)
        self._desk.seat.address = self.settings.email
        return self._desk

    def open_service(self) -> Desk:
        """The desk at which nobody sits; --at runs on."""
        from sdrdesk.build import open_desk

        self._desk = open_desk(self.settings.database, self.running_clock, self.settings.rep, is_service=True)
        return self._desk

    @property
    def is_asked(self) -> bool:
        """Whether somebody sits there who can answer questions."""
        return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()

    @property
    def has_screen(self) -> bool:
        """Whether a desk can be opened here."""
        return self.is_asked and sys.stdout.isatty()

    def close(self) -> None:
        """Give back what was opened."""
        if self._desk is not None:
            self._desk.close()

    # --- what it says ---------------------------------------------------------------------------

    def tell(self, *lines: str) -> None:
        """Talk: what happens, what to do next. Never part of the result."""
        _write(sys.stderr, lines)

    def answer(self, data: Any, lines: Iterable[str]) -> None:
        """The result: `data` with --json, else `lines`."""
        if self.is_json:
            print(as_text(data, sys.stdout), file=sys.stdout)
        else:
            _write(sys.stdout, lines)

    def ask(self, question: str, default: str = "") -> str:
        """What somebody types in answer; the default for nothing."""
        sys.stderr.write(printable(f"{question} [{default}] " if default else f"{question} "))
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise BadInput("Nothing was answered", hint="Give the answers as options: see --help")
        return clean(line) or default

    def ask_secret(self, question: str) -> str:
        """What somebody types unseen; where nobody sits there, a line of the standard input."""
        if not self.is_asked:
            line = sys.stdin.readline() if sys.stdin is not None else ""
            if not line:
                raise BadInput("No password was given", hint="Give it as a line of the standard input")
            return line.rstrip("\r\n")
        from getpass import getpass

        return getpass(printable(f"{question} "), sys.stderr)

    def refuse(self, error: DeskError) -> None:
        """Say why nothing was done: the reason on stderr and, with --json, as an object on stdout."""
        from sdrdesk.cli.exit_codes import name_of

        _write(sys.stderr, [f"sdrdesk: {' '.join(part for part in _sentences(error) if part)}"])
        if self.is_json:
            parts = {"code": name_of(error), "title": error.title, "message": error.message, "hint": error.hint}
            if isinstance(error, Refused) and error.until:
                parts["until"] = error.until.isoformat()
            print(as_text({"error": {key: clean(part) for key, part in parts.items()}}, sys.stdout))


def _sentences(error: DeskError) -> Sequence[str]:
    parts = [part.strip() for part in (error.title, error.message, error.hint)]
    return [part if not part or part[-1] in ".?!:" else f"{part}." for part in parts]


def printable(line: str) -> str:
    """`line` without anything that acts on a terminal; blanks in front stay."""
    text = line.lstrip(" ")
    return " " * (len(line) - len(text)) + clean(text) + (" " if line.endswith(" ") and text else "")


def _write(stream: TextIO, lines: Iterable[str]) -> None:
    """Write lines, made safe, in what the stream can encode."""
    text = "".join(f"{printable(one).rstrip()}\n" for line in lines for one in line.split("\n"))
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "replace").decode(encoding))


def as_text(data: Any, stream: TextIO) -> str:
    """`data` as JSON, a line for each part; what could act on a terminal, or not be encoded, is escaped."""
    import json
    import re

    from sdrdesk.text import INVISIBLE

    is_utf8 = (stream.encoding or "utf-8").lower().replace("-", "") == "utf8"

    def one(value: Any) -> str:
        # json's own indent takes ten times as long: it leaves the C encoder.
        text = json.dumps(value, ensure_ascii=not is_utf8)
        if text.isascii() and text.isprintable():
            return text  # nearly all of it, and the pattern takes a millisecond to compile
        return re.sub(f"[{INVISIBLE}]", lambda match: json.dumps(match[0])[1:-1], text)

    if isinstance(data, dict) and data:
        return "{\n" + ",\n".join(f"{one(str(key))}: {one(value)}" for key, value in data.items()) + "\n}"
    if isinstance(data, list) and data:
        return "[\n" + ",\n".join(one(value) for value in data) + "\n]"
    return one(data)
