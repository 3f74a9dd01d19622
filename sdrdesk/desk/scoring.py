"""The score: what points are in force, what they are worth, and points fitted from the team's own outcomes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.desk import resolved
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.facts import Sample
from sdrdesk.domain.playbook import Score
from sdrdesk.domain.policy import Action

if TYPE_CHECKING:
    from sdrdesk.feeds.outcome_file import OutcomeFile, OutcomeOptions


class Scoring:
    """The score of the team in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Look after the score for `seat`."""
        self._seat = seat

    def in_force(self) -> Score:
        """The points that leads are graded by."""
        return self._seat.playbook.score

    def sample(self) -> Sample:
        """The team's resolved leads, each as it was at its first touch."""
        self._seat.ask(Action.SEE_TEAM)
        with self._seat.store.reading() as unit:
            return resolved.sample(unit, self._seat.playbook.score)

    def read(self, path: Path, options: OutcomeOptions) -> OutcomeFile:
        """A sample from a file of leads with their outcomes; nothing of it is kept."""
        from sdrdesk.feeds.outcome_file import read_outcomes

        return read_outcomes(path, options, self._seat.playbook.score)
