"""G18: memory of an open queue, ten at once, beside ten bare apps."""

from __future__ import annotations

import statistics

from benchmarks import program, stores
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import compare
from benchmarks.terminal import Terminal

AT_ONCE = 10
MANY = 500
"""Sessions that one server is to hold."""


def run(scale: Scale) -> list[Result]:
    """What each of some sessions is answerable for, once it rests."""
    leads = 1_000_000 if scale is Scale.FULL else 10_000
    bare = shares(program.floor("app"), b"Person 1")
    ours = shares(program.desk(stores.get(leads=leads)), b"Company ")
    what = f"memory of a session, {leads:,} leads, {AT_ONCE} at once"
    floor = "bare Textual, DataTable of 50"
    whole, beside = (statistics.mean(one) * MANY / 1024 for one in (ours, bare))
    return [
        compare("G18", what, floor, ours, bare, limit=1.3, unit="MiB"),
        compare("G18", f"{MANY} such sessions", floor, [whole], [beside], limit=20, absolute=True, unit="GiB"),
    ]


def shares(argv: list[str], marker: bytes) -> list[float]:
    """MiB of each of ten programs that run at once."""
    terminals: list[Terminal] = []
    try:
        for _ in range(AT_ONCE):
            terminals.append(program.opened(argv, marker))
        for terminal in terminals:
            terminal.settle(0.2)
        return [terminal.share() for terminal in terminals]
    finally:
        for terminal in terminals:
            terminal.close()
