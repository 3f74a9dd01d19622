"""The offer to read: what to say first, then the text; over the queue, beside a question, beside a call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sdrdesk.desk.gate.gate_values import OpenedOffer
from sdrdesk.tui import commands, offer_text
from sdrdesk.tui.background import DeskDialog, say_error
from sdrdesk.tui.keymap import keymap_of
from sdrdesk.tui.safe import lit
from sdrdesk.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk


class OfferReader(DeskDialog[str]):
    """Shows an offer; answers the offer's key where its quiz is wanted, or in a call the key that was meant for it."""

    CSS_PATH = "../screens/offer.tcss"
    BINDINGS = [*commands.bindings(commands.Scope.OFFER), *commands.help_in_dialogs()]
    SCOPE = commands.Scope.OFFER

    def __init__(
        self, desk: Desk, offer: str, *, side: str = "right", quiz: bool = True, in_call: bool = False
    ) -> None:
        """Open `offer`; that is recorded, for after a failure it must be read again.

        Args:
            desk: Knows the offer.
            offer: Its key.
            side: "left" or "right" of a wide screen; a small one it has to itself.
            quiz: Whether its quiz may be started from here.
            in_call: Any key that is not the reader's closes it and counts for the call.
        """
        super().__init__(classes=f"-{side}")
        self._desk, self._offer, self._quiz, self._in_call = desk, offer, quiz, in_call
        self._text = Static(Content.styled("Opening the offer", "$desk-dim"))
        self._scroll = VerticalScroll(self._text, can_focus=False)
        self.opened: OpenedOffer | None = None

    def compose(self) -> ComposeResult:
        """The text and its keys."""
        with Vertical(classes="reader") as box:
            box.border_title = "The offer"
            if self._in_call:
                box.border_subtitle = "an outcome key closes it and logs the call"
            yield self._scroll
            left_out = {"command_palette"} if self._quiz else {"command_palette", "quiz"}
            named = [one for one in commands.footer(self.SCOPE) if one.action not in left_out]
            yield KeyBar(named)

    def on_mount(self) -> None:
        """Open it."""
        call: Callable[[], OpenedOffer] = partial(self._desk.quizzing.open, self._offer)
        self.ask(call, self._read, failed=self._failed, group="offer")

    def _read(self, opened: OpenedOffer) -> None:
        self.opened = opened
        self._paint()

    def _failed(self, error: BaseException) -> bool:
        say_error(self.app, error)
        self.dismiss(None)
        return True

    def _paint(self) -> None:
        if self.opened is not None:
            width = max(30, min(92, self._scroll.scrollable_content_region.width - 1))
            self._text.update(offer_text.page(self.opened, self._desk.clock.now(), width))
            self.query_one(".reader").border_title = lit(self.opened.view.kind_label)

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.call_after_refresh(self._paint)

    def on_key(self, event: events.Key) -> None:
        """In a call the outcome keys go on working."""
        live = keymap_of(self).live(one for one in commands.COMMANDS if one.scope is commands.Scope.OFFER)
        own = {key for one in live for key in one.keys.split(",")}
        if self._in_call and event.character and event.is_printable and (event.key not in own or event.key == "t"):
            event.stop()
            self.dismiss(event.character)

    def action_quiz(self) -> None:
        """Take its quiz."""
        if self._quiz and not self._in_call:
            self.dismiss(self._offer)

    def action_scroll(self, by: int) -> None:
        """A line up or down."""
        self._scroll.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self._scroll.scroll_relative(y=by * max(1, self._scroll.size.height - 1), animate=False)

    def action_edge(self, way: int) -> None:
        """To the top or the end."""
        if way < 0:
            self._scroll.scroll_home(animate=False)
        else:
            self._scroll.scroll_end(animate=False)
