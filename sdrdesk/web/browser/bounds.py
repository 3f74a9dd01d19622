"""What a browser may cost and say: bounds, and the few messages that are understood."""

from __future__ import annotations

import json

from sdrdesk.dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Bounds of the desk in the browser. A window is a process of about 60 MiB."""

    windows: int = 25
    """Open windows in all."""
    per_rep: int = 3
    """And of one rep."""
    idle_seconds: float = 1800.0
    """Without a key before a window is closed and its session ended."""
    grace_seconds: float = 60.0
    """For which a desk waits for a browser that went away: a reload, a lost connection."""
    look_seconds: float = 1.0
    """Between two looks at what has to end."""
    session_seconds: float = 15.0
    """Between two looks at whether a session still holds."""
    message: int = 65536
    """Bytes of a message: room for a long paste."""
    form: int = 4096
    """Bytes of the login's form."""
    form_seconds: float = 10.0
    """For the form to arrive."""
    send_seconds: float = 20.0
    """For a browser to take what was painted, before it counts as gone."""
    checks: int = 2
    """Passwords that are looked at together: each takes 64 MiB and all of a core."""
    waiting_checks: int = 20
    """Passwords that wait for it; more are asked to come back."""


@dataclass(frozen=True, slots=True)
class Size:
    """Cells of a terminal."""

    width: int
    height: int


NARROWEST, WIDEST = Size(20, 6), Size(400, 160)
"""What a terminal may be. 20,000 by 20,000 would be 2.6 GB; this is more than any screen shows."""

USUAL = Size(80, 24)
"""Where a browser does not say."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys, a paste, or the terminal's own answers."""

    text: str


@dataclass(frozen=True, slots=True)
class Resized:
    """The terminal has another size."""

    size: Size


@dataclass(frozen=True, slots=True)
class Pinged:
    """The page asks how long an answer takes."""

    mark: str


@dataclass(frozen=True, slots=True)
class Focused:
    """The terminal has the keyboard, or lost it."""

    has_focus: bool


Said = Typed | Resized | Pinged | Focused
"""Everything that a browser can say."""


class NotUnderstood(Exception):
    """A message that no page of ours sends."""


def understand(text: str) -> Said:
    """What a browser says; NotUnderstood for anything else."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise NotUnderstood from None
    match said:
        case ["stdin", str(keys)]:
            return Typed(keys)
        case ["resize", {"width": int(width), "height": int(height)}]:
            return Resized(within(width, height))
        case ["ping", str(mark)] if len(mark) <= 32:
            return Pinged(mark)
        case ["focus" | "blur" as what, *_]:
            return Focused(what == "focus")
    raise NotUnderstood


def within(width: int, height: int) -> Size:
    """A size, no smaller and no larger than a terminal may be."""
    return Size(
        max(NARROWEST.width, min(WIDEST.width, int(width))), max(NARROWEST.height, min(WIDEST.height, int(height)))
    )


def size_asked(width: str, height: str) -> Size:
    """The size in the address of a socket; the usual one for nonsense."""
    if not all(one.isascii() and one.isdecimal() and len(one) <= 6 for one in (width, height)):
        return USUAL
    return within(int(width), int(height))
