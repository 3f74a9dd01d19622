"""The gate's keys on the queue: read the offer, take the quiz, see the library, the road and the passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdrdesk.tui.background import DeskScreen

if TYPE_CHECKING:
    from sdrdesk.tui.screens.gate import Gate
    from sdrdesk.tui.screens.shown import Shown
    from sdrdesk.tui.widgets.call_panel import CallPanel


class GateKeys(DeskScreen):
    """A screen with a lead shown, from which the gate is reached."""

    gate: Gate
    shown: Shown

    def action_offer(self) -> None:
        """Read the offer of the lead shown."""
        if self.shown.row:
            self.gate.read(self.shown.row.gate or self.shown.row.offer)

    def action_quiz(self) -> None:
        """Take the quiz on the offer of the lead shown."""
        if self.shown.row:
            self.gate.quiz(self.shown.row.gate or self.shown.row.offer)

    def action_library(self) -> None:
        """All offers."""
        self.gate.library()

    def action_road(self) -> None:
        """The road of a new rep."""
        self.gate.road()

    def action_certification(self) -> None:
        """Who has passed what; for managers."""
        self.gate.certification()

    def action_let_pass(self) -> None:
        """Open the lead shown, with a reason; for managers."""
        if self.shown.row:
            self.gate.let_pass(self.shown.row.lead_id, self.shown.row.name)

    def on_call_panel_offer_asked(self, event: CallPanel.OfferAsked) -> None:
        """The offer beside the call; an outcome key closes it and counts."""
        event.stop()
        panel = event.panel

        def closed(key: str | None) -> None:
            panel.focus()
            if key:
                panel.press(key)

        self.gate.read_in_call(event.offer, closed)
