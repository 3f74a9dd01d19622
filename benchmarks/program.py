"""Our own program as a rep starts it: the installed command, in an empty home."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import stores
from benchmarks.big_store import NOW
from benchmarks.terminal import Terminal, environment

SDRDESK = str(Path(sys.executable).with_name("sdrdesk"))
"""The command that an installation makes."""
HERE = Path(__file__).parent


def desk(path: Path, *words: str) -> list[str]:
    """A command of sdrdesk, or the desk itself, on a file of `big_store`, at its moment."""
    return [SDRDESK, *words, "--db", str(path), "--rep", "rep000", "--at", NOW.isoformat()]


def home() -> dict[str, str]:
    """The environment of a program: nothing that dials, no morning page over the list, nothing left behind."""
    folder = str(stores.folder() / "home")
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    own = {"SDRDESK_DIAL_COMMAND": "none", "SDRDESK_MORNING": "no"}
    return environment() | dict.fromkeys(names, folder) | own


def floor(name: str, *words: str) -> list[str]:
    """A program of ours that does next to nothing: what the toolkit itself costs."""
    return [sys.executable, str(HERE / f"floor_{name}.py"), *words]


def opened(argv: list[str], marker: bytes) -> Terminal:
    """A program whose first screen is painted, and that rests."""
    terminal = Terminal(argv, home())
    if terminal.wait(marker) is None:
        terminal.close()
        raise RuntimeError(f"{argv[0]} never painted {marker!r}")
    terminal.settle(0.3)
    return terminal
