"""Nothing that comes from outside breaks its reader: hundreds of inputs each, and every input that ever failed.

benchmarks/fuzz.py runs a million of them; what it finds it puts into tests/fuzz/corpus/, where it stays.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.fuzz.mutate import mutated
from tests.fuzz.targets import Target, clear, dice_of, targets, tried

CORPUS = Path(__file__).parent / "corpus"
TARGETS = targets()
FEW = 200
"""Inputs of a reader in the suite; the slow ones get a twentieth."""


@pytest.fixture(autouse=True, scope="module")
def _cleared() -> object:
    """No scratch file stays."""
    yield
    clear()


def timed(name: str, target: Target, data: bytes) -> str:
    """Try one input; it takes less than a second of the processor."""
    started = time.process_time()
    became = tried(target, data)
    spent = time.process_time() - started
    assert spent < 1, f"{name} took {spent:.1f} s for {data[:200]!r}"
    return became


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_comes_is_read_or_refused_with_words(name: str) -> None:
    """Good inputs are read; broken ones are read or refused by our own errors, within a second."""
    target, dice = TARGETS[name], dice_of(name, 0)
    seen = {timed(name, target, seed) for seed in target.seeds}
    count = FEW if target.share > 10 else FEW // 20
    seen |= {timed(name, target, mutated(dice, target.seeds, target.words)) for _ in range(count)}

    assert "read" in seen


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*/*")), ids=lambda file: f"{file.parent.name}-{file.name}")
def test_what_once_failed_fails_no_more(file: Path) -> None:
    """Every input that ever broke a reader is tried for good."""
    name = next(one for one in TARGETS if one.replace(" ", "-").replace("'", "") == file.parent.name)

    assert timed(name, TARGETS[name], file.read_bytes()) in ("read", "refused")
