"""The whole desk against a plain-Python model: random days of a team, every promise checked after every step.

`make soak` plays ten thousand sequences; benchmarks/planted.py shows that the machine finds bugs that are put in.
"""

from __future__ import annotations

import pytest

from tests.model.machine import search
from tests.model.planted import BUGS

SEEDS = (1, 2, 3, 4)
EACH = 50


@pytest.mark.parametrize("chosen", SEEDS)
def test_the_desk_is_what_the_model_says(chosen: int) -> None:
    """Calls, undos, imports, quizzes, merges, hands, absences, lists and clocks in any order: every promise holds."""
    search(EACH, chosen)


@pytest.mark.parametrize("name", ["nobody asks the gate", "undo forgets the counter"])
def test_a_planted_bug_is_found(name: str) -> None:
    """The machine has teeth: a desk that breaks a promise does not pass; benchmarks/planted.md has all of them."""
    with BUGS[name](), pytest.raises(AssertionError):
        search(400, 1)
