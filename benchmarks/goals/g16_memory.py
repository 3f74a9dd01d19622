"""G16: the memory of an import, ten times as many rows beside few: a list is streamed."""

from __future__ import annotations

from benchmarks.goals.importing import imported
from benchmarks.goals.result import Result, Scale

MOST_MIB = 400


def run(scale: Scale) -> list[Result]:
    """The most that each program had at once."""
    few, many = (100_000, 1_000_000) if scale is Scale.FULL else (1_000, 5_000)
    small, large = imported(few).peak_mib, imported(many).peak_mib
    what = f"peak memory, import of {many:,} rows"
    return [
        Result(goal="G16", what=what, floor=f"{few:,} rows", unit="MiB", ours=large, beside=small, limit=1.5),
        Result(goal="G16", what=f"{what}, in all", floor=f"{few:,} rows", unit="MiB", ours=large, beside=small,
               limit=MOST_MIB, absolute=True),
    ]  # fmt: skip
