"""A program under a real pseudo-terminal: when does it paint, and how long does a key take?

The terminal answers the questions that Textual asks at start (mode reports, cursor position), as a modern one does;
without the answers a start would measure time-outs.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence

FRAME = b"\x1b[?2026l"
"""What ends a frame of Textual, where the terminal says that it knows frames."""
SIZE = (45, 160)
_ASKED = (
    (re.compile(rb"\x1b\[\?(\d+)\$p"), lambda match: b"\x1b[?" + match[1] + b";2$y"),
    (re.compile(rb"\x1b\[6n"), lambda _match: b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[0?c"), lambda _match: b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[\?u"), lambda _match: b"\x1b[?0u"),
)


def environment() -> dict[str, str]:
    """A terminal's environment, with byte code kept as an installed program has it."""
    env = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "PYTHONDONTWRITEBYTECODE")}
    return env | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


def first_paint(argv: Sequence[str], marker: bytes, env: Mapping[str, str]) -> float | None:
    """Milliseconds from exec until `marker` is painted; the program is ended when it has settled."""
    terminal = Terminal(argv, env)
    took = terminal.wait(marker)
    terminal.settle()
    terminal.close()
    return took


class Terminal:
    """One program in a terminal of 160 by 45."""

    def __init__(self, argv: Sequence[str], env: Mapping[str, str]) -> None:
        """Start `argv`; time counts from here."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        self.started = time.perf_counter()
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for number in (0, 1, 2):
                os.dup2(slave, number)
            os.close(master)
            os.execvpe(argv[0], list(argv), dict(env))  # noqa: S606 - no shell is the point
        os.close(slave)
        self._master = master
        self._seen = b""
        self._answered = 0

    def wait(self, marker: bytes, timeout: float = 20.0) -> float | None:
        """Milliseconds from the start until `marker` has been painted; None if it never was."""
        until = time.perf_counter() + timeout
        while time.perf_counter() < until:
            if marker in self._seen:
                return (time.perf_counter() - self.started) * 1000
            if not self._read(until - time.perf_counter()):
                break
        return None

    def press(self, keys: bytes, marker: bytes, timeout: float = 5.0) -> float | None:
        """Milliseconds from a key until `marker` is painted after it."""
        self._seen, self._answered = b"", 0
        began = time.perf_counter()
        os.write(self._master, keys)
        until = began + timeout
        while time.perf_counter() < until:
            if marker in self._seen:
                return (time.perf_counter() - began) * 1000
            if not self._read(until - time.perf_counter()):
                break
        return None

    def burst(self, keys: bytes, quiet: float = 0.02) -> float | None:
        """Milliseconds from a key to the end of what it paints; for programs that do not say when a frame ends."""
        self._seen, self._answered = b"", 0
        began = last = time.perf_counter()
        os.write(self._master, keys)
        patience = 5.0
        while self._read(patience):
            last, patience = time.perf_counter(), quiet
        return (last - began) * 1000 if self._seen else None

    def settle(self, quiet: float = 0.2, limit: float = 3.0) -> None:
        """Wait until nothing has been painted for a while; clocks tick for ever, so not for long."""
        until = time.perf_counter() + limit
        while time.perf_counter() < until and self._read(quiet):
            pass

    def share(self) -> float:
        """MiB of memory that the program is answerable for: what it shares is split among those who share it."""
        with open(f"/proc/{self.pid}/smaps_rollup", encoding="ascii") as rollup:
            found = next((line for line in rollup if line.startswith("Pss:")), "Pss: 0")
        return int(found.split()[1]) / 1024

    def close(self) -> None:
        """End the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._master)

    def _read(self, timeout: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(timeout, 0))
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self._seen += data
        for pattern, answer in _ASKED:
            for match in pattern.finditer(self._seen, self._answered):
                os.write(self._master, answer(match))
        self._answered = len(self._seen)
        return bool(data)
