"""The whole desk against its model: `search` plays random sequences until one of them breaks a promise."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.checks import Checks
from tests.model.together import Together

STEPS = 25


class WholeDesk(Together, Checks):
    """Everything a team does, step by step, in any order."""


def search(sequences: int, chosen: int, *, shrinks: bool = False) -> None:
    """Play so many sequences from one seed; whatever breaks is raised."""
    phases = (Phase.generate, Phase.shrink) if shrinks else (Phase.generate,)

    @seed(chosen)
    class Seeded(WholeDesk):
        """The same sequences for the same seed."""

    run_state_machine_as_test(
        Seeded,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=False,
            phases=phases,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
