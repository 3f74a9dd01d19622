"""G11: from a cursor key to the row painted, beside the toolkit's own table and beside VisiData.

What is waited for is the row that the cursor comes to, not the end of any frame: clocks tick, and the brief of the lead
before is painted when the list stands already. Taken for the answer to a key, such a frame made lists look four times
as fast or as slow as they are, one list in one run and another in the next. Ours is known by the cursor's own ground,
for leads come due while the lists are looked at; the table's rows by their names.
"""

from __future__ import annotations

from pathlib import Path

from textual.color import Color

from benchmarks import peers, program, stores
from benchmarks.big_store import make
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import compare, wait_until_calm
from benchmarks.terminal import Terminal
from sdrdesk.tui.themes import dark

ON_SCREEN = 25
"""Rows that the cursor passes before any of the lists scrolls."""
DOWN = b"\x1b[B"
CURSOR = b"48;2;" + b";".join(b"%d" % part for part in Color.parse(dark().variables["desk-cursor"]).rgb)
"""The ground of the lead under the cursor, as a terminal is told."""


def run(scale: Scale) -> list[Result]:
    """The list of few and of many leads, in one screen and scrolling."""
    sizes = (1_000, 1_000_000) if scale is Scale.FULL else (1_000, 10_000)
    keys = 95 if scale is Scale.FULL else ON_SCREEN + 30
    programs = {f"{size:,} leads": (program.desk(queue_of(size)), b"Company ") for size in sizes}
    rows = {name: [CURSOR] * keys for name in programs}
    programs["table"] = (program.floor("app", "200"), b"Person 1")
    rows["table"] = [f"Person {number}".encode() for number in range(1, keys + 1)]
    visidata = peers.visidata(stores.folder(), 10_000)
    lists = {name: program.opened(*one) for name, one in programs.items()}
    if visidata:
        lists["visidata"] = opened = Terminal(visidata.argv, program.home() | visidata.env)
        opened.wait(visidata.marker)
        opened.settle(0.5)
    taken: dict[str, list[float]] = {name: [] for name in lists}
    for turn in range(keys):
        if scale is Scale.FULL and turn % 20 == 0:
            wait_until_calm(2)
        for name, terminal in lists.items():
            took = terminal.burst(DOWN) if name == "visidata" else terminal.press(DOWN, rows[name][turn])
            terminal.settle(0.25)  # the brief follows a moment later
            if took is None:
                raise RuntimeError(f"{name}: key {turn + 1} never led to {rows[name][turn]!r}")
            taken[name].append(took)
    for terminal in lists.values():
        terminal.close()
    few, many = (f"{size:,} leads" for size in sizes)
    found = []
    for where, part in (("on the screen", slice(1, ON_SCREEN)), ("scrolling", slice(ON_SCREEN + 20, None))):
        what, table = f"cursor key to row painted, {where}, {many}", "DataTable of 200"
        ours = taken[many][part]
        found.append(compare("G11", what, table, ours, taken["table"][part], limit=0.6))
        found.append(compare("G11", what, f"the same with {few}", ours, taken[few][part], limit=1.2))
        if visidata:
            floor = f"visidata {visidata.version}, 10,000 rows"
            found.append(compare("G11", what, floor, ours, taken["visidata"][part], limit=1))
        else:
            found.append(peers.absent("G11", what, "visidata", ours))
    return found


def queue_of(leads: int) -> Path:
    """The file of one rep, so much of it due that the list is longer than any screen."""
    if leads > 1_000:
        return stores.get(leads=leads, reps=1)
    return stores.kept(f"all-due-{leads}", lambda path: make(path, leads=leads, reps=1, due_share=0.9).close())
