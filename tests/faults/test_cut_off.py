"""A desk that is killed, loses power or has a disk that fails: what it acknowledged is there, and nothing half done."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import letting_down, power
from tests.faults.desks import Desks
from tests.faults.killing import Killing
from tests.faults.recording import NO_COMPILER, library
from tests.faults.workers import Workers

STATES = 1000 if os.environ.get("STRESS") else 24
"""Disks looked at of each deed and rule of names; benchmarks/faults.py looks at 100,000."""

KILLS = 400 if os.environ.get("STRESS") else 25
"""How often here; benchmarks/faults.py does 2,000."""

MIX = ("logging", "importing", "unimporting", "backing", "restoring", "migrating", "grading", "logging")
"""In turns: import and taking back share a desk with logging and backups."""

TRIES = 1000 if os.environ.get("STRESS") else 8
"""Calls of each deed that are let fail; benchmarks/faults.py lets each."""


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """What records the calls to the disk, and lets them fail; None without a compiler."""
    return library(tmp_path_factory.mktemp("recorder"))


@pytest.fixture(scope="module")
def hurt(tmp_path_factory: pytest.TempPathFactory, recorder: Path | None) -> Iterator[tuple[Desks, Workers]]:
    """Desks, and workers that can be killed; one server of them for all, because starting it is half of their cost."""
    desks = Desks(tmp_path_factory.mktemp("hurt"))
    with Workers(desks, {"LD_PRELOAD": str(recorder)} if recorder else {}) as workers:
        yield desks, workers


@pytest.fixture(scope="module")
def recorded(hurt: tuple[Desks, Workers], recorder: Path | None) -> tuple[Desks, Workers]:
    """Desks that can be recorded."""
    if recorder is None:
        pytest.skip(NO_COMPILER)
    return hurt


def test_nothing_is_lost_by_a_kill(hurt: tuple[Desks, Workers]) -> None:
    """Kill -9 while logging, importing, undoing, backing up, restoring, upgrading and grading: all of it or nothing.

    What a rep was told is in the book, the file is sound, every total is its recount, and the next start just works.
    """
    seed = random.randrange(2**32)
    killing = Killing(*hurt, seed)
    for number in range(KILLS):
        verdict = killing.round(MIX[number % len(MIX)])
        assert verdict.is_clean, f"seed {seed}, kill {number}: {verdict}"
    hurt[0].renew()

    assert killing.tallies["logging"].cut == killing.tallies["logging"].rounds
    assert sum(tally.cut for tally in killing.tallies.values()) > KILLS // 3
    assert killing.tallies["logging"].acknowledged >= killing.tallies["logging"].rounds // 2
    assert max(tally.worst for tally in killing.tallies.values()) < 5


@pytest.mark.parametrize("deed", power.DEEDS)
def test_a_power_cut_takes_nothing(recorded: tuple[Desks, Workers], tmp_path: Path, deed: str) -> None:
    """Cut at any write, with unsynced writes there, missing, in another order or torn, names kept or not."""
    done = power.record(*recorded, deed)
    for names in ("ordered", "strict"):
        found = power.explore(done, names, states=STATES, seed=1, room=tmp_path / "room")
        assert (found.lost, found.torn, found.first) == (0, 0, "")
        assert found.states > STATES // 2


@pytest.mark.parametrize("journal", power.LOSES[:2])
def test_what_is_known_to_lose_is_seen_to(
    recorded: tuple[Desks, Workers], tmp_path: Path, journal: tuple[str, str]
) -> None:
    """With settings that are too weak the same look finds acknowledged logs missing: it can fail."""
    done = power.record(*recorded, "logging", journal)
    found = power.explore(done, "ordered", states=300, seed=1, room=tmp_path / "room", until_lost=True)

    assert found.lost > 0


def test_the_fallback_loses_nothing_either(recorded: tuple[Desks, Workers], tmp_path: Path) -> None:
    """On a SQLite with the WAL-reset bug a desk uses a rollback journal and synchronous=EXTRA."""
    done = power.record(*recorded, "logging", power.FALLBACK)
    found = power.explore(done, "strict", states=2 * STATES, seed=1, room=tmp_path / "room")

    assert (found.lost, found.torn, found.first) == (0, 0, "")


@pytest.mark.parametrize("deed", letting_down.DEEDS)
def test_a_call_that_fails_takes_nothing(recorded: tuple[Desks, Workers], deed: str) -> None:
    """Any write, sync or opening fails, once or for good: what was said to be done is, and the second try works."""
    letdown = letting_down.LettingDown(*recorded)
    ways = [*letdown.failures(deed)]
    told = []
    for failure in random.Random(5).sample(ways, min(TRIES, len(ways))):
        verdict, words = letdown.let_down(deed, failure)
        assert verdict.is_clean, f"{failure}: {verdict}"
        told.append(words)

    assert any(told)
    for words in filter(None, told):
        assert words.startswith(("The disk", "Cannot", "/")), words
    assert {errno.EIO, errno.ENOSPC} == {way[2] for way in ways}
