"""Kill -9 at a random moment of everything a desk does; a row of the table for each deed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tests.faults.desks import Desks
from tests.faults.killing import Killing
from tests.faults.workers import Workers

MIX = {"logging": 8, "importing": 3, "unimporting": 2, "backing": 2, "restoring": 2, "migrating": 1, "grading": 2}
"""How often each deed comes in twenty rounds."""

NAMED = {
    "logging": "logging and undoing", "importing": "importing a file", "unimporting": "taking an import back",
    "backing": "backing up", "restoring": "restoring", "migrating": "upgrading the schema", "grading": "taking a quiz",
}  # fmt: skip


def kills(folder: Path, rounds: int) -> Iterator[dict[str, object]]:
    """Kill so often, and say what became of each deed."""
    seed = random.randrange(2**32)
    desks = Desks(folder)
    deeds = [deed for deed, times in MIX.items() for _ in range(times)]
    dice = random.Random(seed)
    with Workers(desks) as workers:
        killing = Killing(desks, workers, seed)
        for number in range(rounds):
            if number % len(deeds) == 0:
                dice.shuffle(deeds)
            verdict = killing.round(deeds[number % len(deeds)])
            if not verdict.is_clean:
                print(f"seed {seed}, round {number}, {deeds[number % len(deeds)]}: {verdict}", flush=True)
    for deed, tally in killing.tallies.items():
        yield {
            "kind": f"kill -9 while {NAMED[deed]}", "rounds": tally.rounds, "acknowledged": tally.acknowledged,
            "lost": len(tally.verdict.lost), "doubled": len(tally.verdict.torn), "worst": tally.worst,
            "said": f"nothing: the next start opens it ({tally.cut} cut off before their end)",
        }  # fmt: skip
