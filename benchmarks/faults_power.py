"""Power cuts and failing calls: disks that a cut could have left, and every call of a log and an import let fail."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

from tests.faults import power
from tests.faults.desks import Desks
from tests.faults.disks import Names
from tests.faults.letting_down import DEEDS, Failure, LettingDown
from tests.faults.recording import NO_COMPILER, library
from tests.faults.workers import Workers

Row = dict[str, object]
RULES: tuple[Names, ...] = ("ordered", "strict")
SHARE = {"logging": 5, "importing": 3, "unimporting": 2, "backing": 2, "restoring": 2, "migrating": 2, "grading": 1}
"""How the disks are shared out among the deeds."""
MEMORY = Path("/dev/shm")  # noqa: S108 - only a folder of a name of our own is made there


def cuts(folder: Path, states: int) -> Iterator[Row]:
    """Look at so many disks of all deeds together, and at a hundredth of them with each setting that must lose."""
    recorder = library(folder)
    if recorder is None:
        yield row(f"power cut (left out: {NO_COMPILER})")
        return
    desks, room = Desks(folder), (MEMORY if MEMORY.is_dir() else folder) / f"{folder.name}-room"
    with Workers(desks, {"LD_PRELOAD": str(recorder)}) as workers:
        for deed, share in SHARE.items():
            done = power.record(desks, workers, deed)
            each = states * share // sum(SHARE.values()) // len(RULES)
            yield _looked(f"power cut while {deed}", done, each, room, RULES)
        done = power.record(desks, workers, "logging", power.FALLBACK)
        yield _looked("power cut while logging, rollback journal and EXTRA", done, states // 50, room, RULES)
        for journal in power.LOSES:
            done = power.record(desks, workers, "logging", journal)
            found = power.explore(done, "ordered", states=states // 100, seed=1, room=room)
            said = f"must lose, and does: {found.lost} disks without an acknowledged log, {found.torn} unsound"
            if not found.lost:
                raise SystemExit(f"{journal} lost nothing: the look is blind")
            name = f"control: power cut, {journal[0]} with synchronous={journal[1]}"
            yield row(name, rounds=found.states, acknowledged=found.acknowledged, said=said)


def _looked(kind: str, done: power.Recorded, states: int, room: Path, rules: tuple[Names, ...]) -> Row:
    found = [power.explore(done, names, states=states, seed=1, room=room) for names in rules]
    for one in found:
        if one.first:
            print(f"{kind}: {one.first}", flush=True)
    return row(
        kind, rounds=sum(one.states for one in found), acknowledged=found[0].acknowledged,
        lost=sum(one.lost for one in found), doubled=sum(one.torn for one in found),
        worst=max(one.worst for one in found), said=f"nothing: every disk opens ({len(done.ops)} calls recorded)",
    )  # fmt: skip


def failing(folder: Path, rounds: int) -> Iterator[Row]:
    """Let any call of a log and of an import fail, once and for good; at most so many ways of each errno."""
    recorder = library(folder)
    if recorder is None:
        yield row(f"a call to the disk fails (left out: {NO_COMPILER})")
        return
    desks = Desks(folder)
    with Workers(desks, {"LD_PRELOAD": str(recorder)}) as workers:
        letdown = LettingDown(desks, workers)
        for deed in DEEDS:
            ways = [*letdown.failures(deed)]
            for number, name in (errno.EIO, "input/output error"), (errno.ENOSPC, "no space left"):
                yield _failed(letdown, deed, spread([one for one in ways if one[2] == number], rounds), name)


def spread(ways: list[Failure], most: int) -> list[Failure]:
    """At most so many of them, from all over."""
    return [ways[at * len(ways) // most] for at in range(most)] if len(ways) > most else ways


def _failed(letdown: LettingDown, deed: str, ways: list[Failure], name: str) -> Row:
    lost = torn = told = 0
    words, letdown.worst = "", 0.0
    for failure in ways:
        verdict, said = letdown.let_down(deed, failure)
        lost, torn, told, words = lost + len(verdict.lost), torn + len(verdict.torn), told + bool(said), said or words
        if not verdict.is_clean:
            print(f"{deed} {failure}: {verdict}", flush=True)
    kind = f"{name} at any call while {'logging' if deed == 'insisting' else deed}"
    said = f"{words} (told {told} times; the others were got over)"
    each = 3 if deed == "insisting" else 1
    return row(
        kind, rounds=len(ways), acknowledged=each * len(ways), lost=lost, doubled=torn, worst=letdown.worst, said=said
    )


def row(
    kind: str, *, rounds: int = 0, acknowledged: int = 0, lost: int = 0, doubled: int = 0, worst: float = 0,
    said: str = "",
) -> Row:  # fmt: skip
    """A row of the table."""
    return {
        "kind": kind, "rounds": rounds, "acknowledged": acknowledged, "lost": lost, "doubled": doubled, "worst": worst,
        "said": said,
    }  # fmt: skip
