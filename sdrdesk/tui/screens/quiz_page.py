"""What cover, quiz and result have in common: the day on top, the offer on the left, the page on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sdrdesk.desk.gate.gate_values import OpenedOffer
from sdrdesk.tui import commands, quiz_text
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.widgets.day_header import DayHeader
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.gate import Gate


class QuizPage(DeskScreen):
    """One page of the way through a quiz."""

    CSS_PATH = "quiz.tcss"
    SCOPE = commands.Scope.COVER
    TITLE_OF = "Quiz"
    AUTO_FOCUS = ""

    def __init__(self, gate: Gate, desk: Desk, opened: OpenedOffer) -> None:
        """A page about `opened`; `gate` leads on from it."""
        super().__init__()
        self.gate, self.desk, self.opened = gate, desk, opened
        self._header = DayHeader(desk.rep, desk.clock.now(), gate.day)
        self._card, self._line = Static(id="card"), Static(id="line")
        self._pane = VerticalScroll(id="pane", can_focus=False)
        self._foot = Static(id="topics")
        self.status = StatusLine()
        self._keys = KeyBar(commands.footer(self.SCOPE))

    def compose(self) -> ComposeResult:
        """Day, offer, page, status, keys."""
        yield self._header
        yield self._line
        with Horizontal(id="pages"):
            with VerticalScroll(id="offer", can_focus=False) as offer:
                offer.border_title = "The offer"
                yield self._card
            with self._pane:
                self._pane.border_title = self.TITLE_OF
                yield from self.page()
        yield self._foot
        yield self.status
        yield self._keys

    def page(self) -> list[Widget]:
        """What is on the right."""
        return []

    def on_mount(self) -> None:
        """Show it, and keep the clock."""
        self.paint()
        self.set_interval(1.0, self._tick)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width breaks the lines elsewhere."""
        self.call_after_refresh(self.paint)

    def _tick(self) -> None:
        self._header.tick(self.desk.clock.now())

    @property
    def is_narrow(self) -> bool:
        """Whether the offer has only a line."""
        return self.app.size.width < 100

    @property
    def width(self) -> int:
        """Cells of a line on the page."""
        return max(30, min(88, (self._pane.scrollable_content_region.width or 60) - 1))

    def paint(self) -> None:
        """Write everything anew."""
        now, zone = self.desk.clock.now(), self.desk.rep.zone
        if self.is_narrow:
            self._line.update(quiz_text.offer_line(self.opened, self.app.size.width - 3))
        else:
            card = self.query_one("#offer")
            width, height = card.content_size.width or 40, card.content_size.height or 20
            is_asking = self.SCOPE is commands.Scope.QUIZ
            card_text = quiz_text.offer_card(self.opened, zone, now, max(24, width - 1), height, is_asking=is_asking)
            self._card.update(card_text)

    def put(self, where: Static, content: Content) -> None:
        """Show something, and nothing where it is empty."""
        where.update(content)
        where.display = bool(content.plain)

    def action_offer(self) -> None:
        """Read the offer: over the left side, so that the page stays in sight."""
        self.gate.read(self.opened.offer.key, side="left", quiz=False)
