"""All offers: what each locks, who has its pass, and every word in it one search away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static

from sdrdesk.desk.gate.gate_values import OfferView, OpenedOffer
from sdrdesk.domain.words import plural
from sdrdesk.tui import commands, offer_text
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.format import fit
from sdrdesk.tui.offer_text import DIM, MARKS, SOFT, TEXT
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets.day_header import DayHeader
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.gate import Gate

PAUSE = 0.15
"""Seconds of no typing before the desk is asked."""


class LibraryScreen(DeskScreen):
    """The offers, those first whose locked leads must be answered soonest."""

    CSS_PATH = "library.tcss"
    BINDINGS = commands.bindings(commands.Scope.LIBRARY)
    HELP = "Every offer, to read and to be asked about. What you have passed is marked."
    SCOPE = commands.Scope.LIBRARY
    AUTO_FOCUS = "OptionList"

    def __init__(self, gate: Gate, desk: Desk) -> None:
        """The library of the rep at `desk`."""
        super().__init__()
        self._gate, self._desk = gate, desk
        self._header = DayHeader(desk.rep, desk.clock.now(), gate.day)
        self._input = Input(placeholder="words anywhere in an offer: / searches", compact=True, id="words")
        self._list, self._detail = OptionList(id="offers"), Static()
        self.status = StatusLine()
        self._views: tuple[OfferView, ...] = ()
        self._timer: Timer | None = None
        self._opened: dict[str, OpenedOffer] = {}

    def compose(self) -> ComposeResult:
        """Day, words, offers, the one under the cursor, keys."""
        yield self._header
        yield self._input
        with Horizontal(id="shelves"):
            with Vertical(id="shelf") as shelf:
                shelf.border_title = "Offers"
                yield self._list
            with VerticalScroll(id="detail", can_focus=False) as detail:
                detail.border_title = "On a call"
                yield self._detail
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Read them."""
        self._input.cursor_blink = False
        self.action_refresh()

    def on_screen_resume(self) -> None:
        """A quiz may have been taken meanwhile."""
        self.action_refresh()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width has other columns."""
        self.call_after_refresh(self._fill)

    # ------------------------------------------------------------------------------------ the offers

    @property
    def current(self) -> OfferView | None:
        """The offer under the cursor."""
        at = self._list.highlighted
        return self._views[at] if at is not None and at < len(self._views) else None

    def action_refresh(self) -> None:
        """Ask the desk."""
        words = self._input.value.strip()
        self.ask(partial(self._desk.quizzing.library, words), partial(self._show, words), group="library", latest=True)

    def _show(self, words: str, views: tuple[OfferView, ...]) -> None:
        self._views = views
        self._opened.clear()
        self._fill()
        if words:
            self.status.say(f"{plural(len(views), 'offer')} with {words}", mark="/" if views else "·")
        else:
            good, gated = sum(view.state.is_good for view in views), sum(view.is_gated for view in views)
            self.status.say(f"{plural(len(views), 'offer')}, {gated} lock leads, you have {good} passes", mark="·")
        self._look()

    def _fill(self) -> None:
        keep = self.current.key if self.current else ""
        width = (self._list.size.width or 78) - 3
        self._list.clear_options()
        self._list.add_options([self._line(view, width) for view in self._views])
        if self._views:
            at = next((index for index, view in enumerate(self._views) if view.key == keep), 0)
            self._list.highlighted = at

    @staticmethod
    def _line(view: OfferView, width: int) -> Content:
        mark, ink = MARKS.get(view.state.code, MARKS["missing"])
        locked = f"{view.locked.leads} locked" if view.locked.leads else ""
        minutes = f"{view.minutes}+{view.quiz_minutes} min"
        has = f"{len(view.holders)} passed" if view.holders else "none passed"
        tail = 11 + 10 + 12
        kind = 14 if width >= 84 else 0
        title = max(14, width - tail - kind - 3)
        line = Content.assemble(
            (f" {mark} ", f"bold {ink}"),
            (fit(view.title, title - 1) + " ", TEXT),
            (fit(view.kind_label, kind), SOFT) if kind else "",
            (fit(locked, 11), "bold $desk-warn"),
            (fit(minutes, 10), DIM),
            (fit(has, 12), DIM),
        )
        if view.found and plain(view.found) != plain(view.title):
            line = Content.assemble(line, "\n", ("     " + fit(view.found, max(10, width - 6)), SOFT))
        return line

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._look()

    def _look(self) -> None:
        """What to say on a call about the offer under the cursor."""
        view = self.current
        if view is None:
            self._detail.update(Content.styled("No offer has all these words", "$desk-dim"))
        elif view.key in self._opened:
            self._paint_detail(self._opened[view.key])
        else:
            self.ask(partial(self._desk.quizzing.look, view.key), self._looked, group="look", latest=True)

    def _looked(self, opened: OpenedOffer) -> None:
        self._opened[opened.offer.key] = opened
        if self.current and self.current.key == opened.offer.key:
            self._paint_detail(opened)

    def _paint_detail(self, opened: OpenedOffer) -> None:
        width = max(24, (self.query_one("#detail").content_size.width or 50) - 1)
        now, view = self._desk.clock.now(), opened.view
        head = [
            *Content.styled(plain(opened.offer.title), "bold $desk-text").wrap(width),
            offer_text.kind_line(view),
            offer_text.state(view.state),
            *([offer_text.cost(view, now)] if view.locked.leads else []),
            *offer_text.hang("passed: ", offer_text.holders(view.holders, 6), width, ink=SOFT),
        ]
        self._detail.update(offer_text.join([head, *offer_text.card(opened.offer, width)]))

    # ------------------------------------------------------------------------------------ the words

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self.action_refresh)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._list.focus()

    def action_search(self) -> None:
        """Type words."""
        self._input.focus()

    # ------------------------------------------------------------------------------------- the keys

    def action_move(self, by: int) -> None:
        """Another offer, also while words are typed."""
        if by > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_read()

    def action_read(self) -> None:
        """Open the offer."""
        if self.current:
            self._gate.read(self.current.key)

    def action_quiz(self) -> None:
        """Take its quiz."""
        if self.current:
            self._gate.quiz(self.current.key)

    def action_back(self) -> None:
        """From the words to the offers; from there to where one came from."""
        if self._input.has_focus or self._input.value:
            self._input.value = ""
            self._list.focus()
        else:
            self.app.pop_screen()
