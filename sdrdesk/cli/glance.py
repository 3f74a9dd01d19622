"""`sdrdesk today --inline`: the day at a glance, a few lines of the terminal that keep themselves true."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Sequence

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.shell import printable
from sdrdesk.errors import BadInput

EVERY = 2.0
"""Seconds between two looks."""

LEAVE = (b"q", b"Q", b"\x1b", b"\x03", b"\x04")
"""q, escape, ctrl+c, ctrl+d."""


def glance(lines: Callable[[], Sequence[str]]) -> int:
    """Show what `lines` says, anew every few seconds and on any key, until somebody leaves.

    No alternate screen: what stood there last stays in the shell.
    """
    try:
        import termios
        import tty
    except ImportError:
        raise BadInput("There is no --inline on this system", "", "Run: sdrdesk today") from None
    keyboard = sys.stdin.fileno()
    before, height = termios.tcgetattr(keyboard), 0
    tty.setcbreak(keyboard)
    try:
        while True:
            height = _paint([*lines(), "", "q leaves · any other key looks again"], height)
            if not select.select([keyboard], [], [], EVERY)[0]:
                continue
            typed = os.read(keyboard, 64)
            if not typed or typed[:1] in LEAVE:
                return ExitCode.OK
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


def _paint(lines: Sequence[str], height: int) -> int:
    """Write the lines over the last ones; how many there are now."""
    width, most = os.get_terminal_size(sys.stdout.fileno())
    shown = [cut(printable(line).rstrip(), width) for line in lines]
    if len(shown) >= most:  # a frame taller than the terminal could not be written over
        shown = [*shown[: max(1, most - 3)], *shown[-1:]]
    up = f"\x1b[{height}A" if height else ""
    text = f"{up}\r\x1b[J" + "".join(f"{line}\n" for line in shown)
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()
    return len(shown)


def cut(line: str, width: int) -> str:
    """A line that takes at most so many cells, wide signs counted as two."""
    import unicodedata

    cells = 0
    for at, sign in enumerate(line):
        cells += 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1
        if cells >= width:
            return line[:at]
    return line
