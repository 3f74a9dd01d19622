"""What every screen of figures shares: a cursor over panes, `?` for what a figure is, and the rows behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.containers import VerticalScroll

from sdrdesk.domain.metrics import METRICS
from sdrdesk.domain.ranges import Range
from sdrdesk.tui import commands
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.widgets.pane import Figure, Pane
from sdrdesk.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.numbers_ways import NumberWays


class FiguresScreen(DeskScreen):
    """Panes of figures."""

    SCOPE: commands.Scope
    AUTO_FOCUS = ""

    def __init__(self, ways: NumberWays, desk: Desk) -> None:
        """Show the figures of `desk`; `ways` leads on from them."""
        super().__init__()
        self.ways, self._desk = ways, desk
        self.status = StatusLine()
        self._panes: list[Pane] = []
        self._at = 0

    # ------------------------------------------------------------------------------- for the screens

    @property
    def range(self) -> Range:
        """The days that are counted."""
        raise NotImplementedError

    def reload(self) -> None:
        """Ask the desk anew."""
        raise NotImplementedError

    def desk_changed(self) -> None:
        """Somebody committed: the figures may be others."""
        self.reload()

    # ------------------------------------------------------------------------------------ the cursor

    @property
    def pane(self) -> Pane:
        """The pane with the cursor."""
        return self._panes[self._at]

    @property
    def figure(self) -> Figure | None:
        """The figure under the cursor."""
        return self.pane.figure if self._panes else None

    def _go(self, at: int, *, from_below: bool = False) -> None:
        for one in self._panes:
            if one is not self._panes[at]:
                one.leave()
        self._at = at
        self.pane.enter(from_below=from_below)
        self._follow()

    def _settle(self) -> None:
        """After new figures: the cursor is where there is one."""
        if not self.pane.has_figures:
            at = next((index for index, one in enumerate(self._panes) if one.has_figures), None)
            if at is None:
                return
            self._at = at
        if self.pane.figure is None:
            self.pane.enter()

    def _follow(self) -> None:
        """Scroll so that the cursor's line is seen, with its title where that fits."""
        scroll = self.query_one(VerticalScroll)
        top = self.pane.region.y - scroll.region.y + round(scroll.scroll_y)
        line = top + 1 + self.pane.cursor_line
        height = scroll.size.height
        if top < scroll.scroll_y and line - top < height:
            scroll.scroll_to(y=top, animate=False)
        elif line < scroll.scroll_y:
            scroll.scroll_to(y=line, animate=False)
        elif line + 2 > scroll.scroll_y + height:
            bottom = top + self.pane.outer_size.height
            fits = bottom - top <= height
            scroll.scroll_to(y=min(top, bottom - height) if fits else line + 2 - height, animate=False)

    def action_move(self, by: int) -> None:
        """The next figure, or the one before; over the edge of a pane into its neighbour."""
        if self.pane.move(by):
            self._follow()
            return
        at = self._at + by
        while 0 <= at < len(self._panes) and not self._panes[at].has_figures:
            at += by
        if 0 <= at < len(self._panes):
            self._go(at, from_below=by < 0)
        else:
            self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_pane(self, by: int) -> None:
        """The next pane."""
        for step in range(1, len(self._panes) + 1):
            at = (self._at + by * step) % len(self._panes)
            if self._panes[at].has_figures:
                self._go(at)
                return

    def action_page(self, by: int) -> None:
        """A page up or down."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=by * max(1, scroll.size.height - 2), animate=False)

    @on(Pane.Picked)
    def _picked(self, event: Pane.Picked) -> None:
        event.stop()
        for at, one in enumerate(self._panes):
            if one is event.pane:
                self._at = at
                one.add_class("-current")
            else:
                one.leave()

    # ------------------------------------------------------------------------------------ the figure

    def action_define(self) -> None:
        """What the figure under the cursor is, and how it comes to what it says."""
        figure = self.figure
        if figure is not None and figure.about:
            from sdrdesk.tui.dialogs.definition import About

            self.app.push_screen(About(figure))
            return
        if figure is None or figure.metric not in METRICS:
            self.status.say("Nothing is counted here", mark="·", hint="j k walk over the figures", ink="desk-dim")
            return
        from sdrdesk.tui.dialogs.definition import Definition

        self.app.push_screen(Definition(figure, self.days(figure)), self._defined)

    def days(self, figure: Figure) -> Range:
        """The days a figure is counted over."""
        return self._desk.numbers.range(figure.days) if figure.days else self.range

    def _defined(self, figure: Figure | None) -> None:
        if figure is not None:
            self.ways.rows(self.days(figure), figure)

    def action_rows(self) -> None:
        """The rows that the figure under the cursor was counted from."""
        figure = self.figure
        if figure is not None and figure.metric in METRICS:
            self.ways.rows(self.days(figure), figure)

    def action_calls(self) -> None:
        """The calls behind the figures."""
        figure = self.figure
        self.ways.calls(self.range, figure.login if figure else "")

    # -------------------------------------------------------------------------------------- the rest

    def action_refresh(self) -> None:
        """Read again."""
        self.reload()

    def action_back(self) -> None:
        """To the queue."""
        self.app.pop_screen()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """The cursor stays in sight."""
        if self._panes:
            self.call_after_refresh(self._follow)
