"""The keys of the queue that lead to the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdrdesk.tui.screens.gate_keys import GateKeys

if TYPE_CHECKING:
    from sdrdesk.tui.screens.numbers_ways import NumberWays


class NumberKeys(GateKeys):
    """A screen from which the figures are reached."""

    numbers: NumberWays

    def action_numbers(self) -> None:
        """One's own figures."""
        self.numbers.mine()

    def action_team(self) -> None:
        """The team's; for managers."""
        self.numbers.team()

    def action_marketing(self) -> None:
        """Marketing's; for managers."""
        self.numbers.marketing()

    def action_meetings(self) -> None:
        """Meetings to confirm, to tell of, held."""
        self.numbers.meetings()

    def action_opportunity(self) -> None:
        """What came of the held meeting with the lead shown."""
        if row := self.shown.row:
            self.numbers.opportunity(row.lead_id, row.name)
