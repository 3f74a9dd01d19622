"""After a quiz: the score, what to read again, when the next try may be; after a pass, what it unlocked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from sdrdesk.desk.gate.gate_values import Finished, OpenedOffer
from sdrdesk.tui import commands, quiz_text
from sdrdesk.tui.screens.quiz_page import QuizPage

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.gate import Gate


class QuizResult(QuizPage):
    """How a quiz went."""

    BINDINGS = commands.bindings(commands.Scope.RESULT)
    SCOPE = commands.Scope.RESULT
    TITLE_OF = "Result"

    def __init__(self, gate: Gate, desk: Desk, opened: OpenedOffer, done: Finished) -> None:
        """Show `done`."""
        super().__init__(gate, desk, opened)
        self.done = done

    def page(self) -> list[Static]:  # type: ignore[override]
        """One text."""
        self._text = Static(id="result")
        return [self._text]

    def paint(self) -> None:
        """Write everything anew."""
        super().paint()
        self._text.update(quiz_text.result(self.done, self.desk.rep.zone, self.desk.clock.now(), self.width))

    def action_scroll(self, by: int) -> None:
        """A line up or down."""
        self._pane.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self._pane.scroll_relative(y=by * (self._pane.size.height - 1), animate=False)

    def action_again(self) -> None:
        """To the cover, which knows whether a try may be."""
        self.gate.back_to_cover(self.opened.offer.key)

    def action_done(self) -> None:
        """Back to where the quiz was begun; after a pass to the leads it unlocked."""
        self.gate.celebrate(self.done)
