"""Nothing acknowledged is lost and nothing half there: every deed of a desk is killed, again and again, and judged."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.faults.desks import Desks
from tests.faults.killing import Killing
from tests.faults.workers import Workers

KILLS = 400 if os.environ.get("STRESS") else 25
"""How often here; benchmarks/faults.py does 2,000."""

MIX = ("logging", "importing", "unimporting", "backing", "restoring", "migrating", "grading", "logging")
"""In turns: import and taking back share a desk with logging and backups."""


def test_nothing_is_lost_by_a_kill(tmp_path: Path) -> None:
    """Kill -9 while logging, importing, undoing, backing up, restoring, upgrading and grading: all of it or nothing.

    What a rep was told is in the book, the file is sound, every total is its recount, and the next start just works.
    """
    seed = random.randrange(2**32)
    desks = Desks(tmp_path)
    with Workers(desks) as workers:
        killing = Killing(desks, workers, seed)
        for number in range(KILLS):
            verdict = killing.round(MIX[number % len(MIX)])
            assert verdict.is_clean, f"seed {seed}, kill {number}: {verdict}"

    assert killing.tallies["logging"].cut == killing.tallies["logging"].rounds
    assert sum(tally.cut for tally in killing.tallies.values()) > KILLS // 3
    assert killing.tallies["logging"].acknowledged >= killing.tallies["logging"].rounds // 2
    assert max(tally.worst for tally in killing.tallies.values()) < 5
