"""G1: from exec to the first painted row of a queue of a million leads, beside the bare toolkit and beside peers."""

from __future__ import annotations

from benchmarks import peers, program, stores
from benchmarks.goals.result import Result, Scale
from benchmarks.measure import alternate, compare
from benchmarks.terminal import first_paint

BARE = "bare Textual, DataTable of 50"
ALLOWED = {"dooit": 0.65, "harlequin": 0.45, "posting": 0.45}


def run(scale: Scale) -> list[Result]:
    """The start on the largest file; peers where they are installed."""
    leads = 1_000_000 if scale is Scale.FULL else 10_000
    rounds = 15 if scale is Scale.FULL else 2
    ours, env = program.desk(stores.get(leads=leads)), program.home()
    others = peers.screens(stores.folder())
    cases = {
        BARE: lambda: first_paint(program.floor("app"), b"Person 1", env),
        "sdrdesk": lambda: first_paint(ours, b"Company ", env),
    } | {name: (lambda one=one: first_paint(one.argv, one.marker, env | one.env)) for name, one in others.items()}
    taken = alternate(cases, rounds, calm=5 if scale is Scale.FULL else 0)
    what = f"start to first row, {leads:,} leads"
    rows = [compare("G1", what, BARE, taken["sdrdesk"], taken[BARE], limit=1.25)]
    for name, limit in ALLOWED.items():
        if taken.get(name):
            rows.append(
                compare("G1", what, f"{name} {others[name].version}", taken["sdrdesk"], taken[name], limit=limit)
            )
        else:
            rows.append(peers.absent("G1", what, name, taken["sdrdesk"]))
    return rows
