"""Kill -9 at a random moment of everything a desk does; a row of the table for each deed."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

from tests.faults.desks import Desks
from tests.faults.killing import Killing
from tests.faults.workers import Workers

MIX = {
    "logging": 8,
    "importing": 3,
    "unimporting": 2,
    "backing": 2,
    "restoring": 2,
    "migrating": 1,
    "grading": 2,
}
"""How often each deed comes in twenty rounds."""

NAMED = {
    "logging": "kill -9 while logging and undoing",
    "importing": "kill -9 while importing a file",
    "unimporting": "kill -9 while taking an import back",
    "backing": "kill -9 while backing up",
    "restoring": "kill -9 while restoring",
    "migrating": "kill -9 while upgrading the schema",
    "grading": "kill -9 while taking a quiz",
}


def kills(folder: Path, rounds: int, deeds: list[str]) -> Iterator[dict[str, object]]:
    """Kill so often in some deeds, and say what became of each; ctrl+c ends it with what was done."""
    seed = random.randrange(2**32)
    desks = Desks(folder)
    turns = [deed for deed in deeds for _ in range(MIX[deed])]
    dice = random.Random(seed)
    with Workers(desks) as workers, contextlib.suppress(KeyboardInterrupt):
        killing = Killing(desks, workers, seed)
        for number in range(rounds):
            if number % len(turns) == 0:
                dice.shuffle(turns)
            verdict = killing.round(turns[number % len(turns)])
            if not verdict.is_clean:
                print(f"seed {seed}, round {number}, {turns[number % len(turns)]}: {verdict}", flush=True)
    for deed in deeds:
        tally = killing.tallies[deed]
        yield {
            "kind": NAMED[deed], "rounds": tally.rounds, "acknowledged": tally.acknowledged,
            "lost": len(tally.verdict.lost), "doubled": len(tally.verdict.torn), "worst": tally.worst,
            "said": f"nothing: the next start opens it ({tally.cut} cut off before their end)",
        }  # fmt: skip
