"""Taking turns: ours and its floor, A B A B, in one run, so that whatever slows the machine slows both."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.goals.result import Result

Taken = dict[str, list[float]]
"""Milliseconds (or whatever was measured) of each round, by the name of the case."""
IDLE = 0.85
"""A round begins when so much of the machine is idle, or when waiting has lasted too long."""


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def alternate(cases: Mapping[str, Callable[[], float | None]], rounds: int, *, warm: int = 1, calm: float = 0) -> Taken:
    """What each case says, round by round, the cases taking turns.

    Args:
        cases: By name, a function that does one round and gives its figure; None for a round that failed.
        rounds: How many count.
        warm: How many go before and do not count.
        calm: Wait up to so many seconds before each round until the machine is mostly idle.
    """
    taken: Taken = {name: [] for name in cases}
    for turn in range(rounds + warm):
        if calm:
            wait_until_calm(calm)
        for name, call in cases.items():
            figure = call()
            if turn >= warm and figure is not None:
                taken[name].append(figure)
    return taken


def p99(figures: Sequence[float]) -> float:
    """The figure that one of a hundred exceeds; of fewer than a hundred, the worst."""
    return sorted(figures)[min(len(figures) - 1, int(len(figures) * 0.99))]


def compare(
    goal: str,
    what: str,
    floor: str,
    ours: Sequence[float],
    beside: Sequence[float],
    *,
    limit: float | None,
    unit: str = "ms",
    size: int | None = None,
    series: str = "",
    absolute: bool = False,
    note: str = "",
) -> Result:
    """The row of two lists of figures: medians, and p99 where there are enough rounds to speak of one."""
    return Result(
        goal=goal,
        what=what,
        floor=floor,
        unit=unit,
        ours=statistics.median(ours),
        ours_p99=p99(ours) if len(ours) >= FEW else None,
        beside=statistics.median(beside),
        beside_p99=p99(beside) if len(beside) >= FEW else None,
        limit=limit,
        absolute=absolute,
        size=size,
        series=series,
        note=note,
    )


FEW = 20
"""Below so many rounds a p99 would only be the worst one."""


def wait_until_calm(limit: float) -> bool:
    """Whether the machine was mostly idle within `limit` seconds."""
    until = time.perf_counter() + limit
    while True:
        before = _ticks()
        time.sleep(0.1)
        after = _ticks()
        if (after[0] - before[0]) / max(1, after[1] - before[1]) >= IDLE:
            return True
        if time.perf_counter() > until:
            return False


def _ticks() -> tuple[int, int]:
    """Idle and all ticks of the machine's processors since it started."""
    try:
        with open("/proc/stat", encoding="ascii") as stat:
            ticks = [int(one) for one in stat.readline().split()[1:]]
    except OSError:
        return 1, 1
    return ticks[3] + ticks[4], sum(ticks)


def load() -> float:
    """Processes that wanted to run in the last minute."""
    return os.getloadavg()[0]
