"""Marketing's side: what came of the leads by campaign, source, region, offer and rep, by week and by age."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from sdrdesk.desk.figures.marketing_values import MarketingNumbers
from sdrdesk.domain.ranges import Range
from sdrdesk.domain.words import plural
from sdrdesk.tui import commands, marketing_text
from sdrdesk.tui.safe import plain
from sdrdesk.tui.screens.figures import FiguresScreen
from sdrdesk.tui.screens.my_numbers import reading
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.page_bar import PageBar
from sdrdesk.tui.widgets.pane import Pane, TablePane

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.numbers_ways import NumberWays

BY = (
    ("Campaigns", "campaign"), ("Sources", "source"), ("Regions", "region"), ("Offers", "offer"), ("Reps", "rep"),
)  # fmt: skip


class MarketingScreen(FiguresScreen):
    """What marketing's leads became."""

    CSS_PATH = "figures.tcss"
    BINDINGS = commands.bindings(commands.Scope.MARKETING)
    HELP = "What came of the leads that were sent: by campaign, source, region, offer or rep."
    SCOPE = commands.Scope.MARKETING

    def __init__(self, ways: NumberWays, desk: Desk, campaign: str = "", over: Range | None = None) -> None:
        """By campaign first, over this month; or at one campaign, over the days it was found in."""
        super().__init__(ways, desk)
        self._head, self._bar = Static(id="head"), PageBar([name for name, _ in BY])
        self._by, self._range = 0, over or desk.numbers.range("month")
        self._wanted = campaign
        self._table = TablePane("Leads", id="leads")
        self._trend, self._ages = (
            Pane("By week", reading, id="trend"),
            Pane("Does waiting cost us?", reading, id="ages"),
        )
        self._panes = [self._table, self._trend, self._ages]
        self._sort, self._is_down = "received", True
        self._sent: MarketingNumbers | None = None

    @property
    def range(self) -> Range:
        """The days that are counted."""
        return self._range

    def compose(self) -> ComposeResult:
        """Total, pages, table, trend and ages, keys."""
        yield self._head
        yield self._bar
        with VerticalScroll(id="figures", can_focus=False):
            yield self._table
            with Container(id="grid"):
                yield from self._panes[1:]
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Read."""
        self.reload()

    def reload(self) -> None:
        """Ask the desk anew."""
        read = partial(self._desk.marketing.numbers, self._range, BY[self._by][1])
        self.ask(read, self._read, group="numbers", latest=True)

    def _read(self, sent: MarketingNumbers) -> None:
        self._sent = sent
        self._write_head()
        self._table.set(marketing_text.table(sent, self._sort, down=self._is_down), BY[self._by][0])
        is_plain = self.app.current_theme.ansi
        self._trend.show(lambda width: marketing_text.trend(sent, width))
        self._ages.show(lambda width: marketing_text.ages(sent, width, is_plain=is_plain))
        self._settle()
        if self._wanted and self._table.find(self._wanted):
            self._follow()
            words = f"{plain(self._wanted)}: what came of its leads"
            self.status.say(words, mark="·", hint="w writes those that went back")
        self._wanted = ""

    def _write_head(self) -> None:
        if self._sent is not None:
            self._head.update(marketing_text.head(self._sent, self._head.content_size.width or 78))

    def on_resize(self, event: events.Resize) -> None:
        """Another width has other words."""
        super().on_resize(event)
        self.call_after_refresh(self._write_head)

    # ------------------------------------------------------------------------------------- the keys

    def action_side(self, by: int) -> None:
        """Another column."""
        self.pane.side(by)

    def action_by(self, by: int) -> None:
        """By something else."""
        self._show((self._by + by) % len(BY))

    @on(PageBar.Picked)
    def _page_picked(self, event: PageBar.Picked) -> None:
        event.stop()
        self._show(event.page)

    def _show(self, page: int) -> None:
        self._by = page
        self._bar.show(page)
        self.reload()

    def action_days(self) -> None:
        """Any other days."""

        def chosen(range_: Range | None) -> None:
            if range_ is not None:
                self._range = range_
                self.reload()

        self.ways.ask_days(chosen)

    def action_returned(self) -> None:
        """Write the leads that went back, for the marketing system."""
        from sdrdesk.tui.browser import refuses_files
        from sdrdesk.tui.dialogs.fields import Field, Fields

        if refuses_files(self.app, "sdrdesk marketing --returned FILE"):
            return
        over = self._range

        def save(values: Mapping[str, str]) -> str:
            path = Path(values["file"] or name).expanduser()
            count = self._desk.reports.write_returned(path, over)
            return f"Wrote {plural(count, 'lead')} to {path}"

        def saved(told: str | None) -> None:
            if told:
                self.status.say(plain(told))

        name = f"returned-{over.first.isoformat()}.csv"
        hint = f"Leads that ended or went back to nurture, {over.first} to {over.last}, as CSV for the marketing system"
        self.app.push_screen(Fields("Returned leads", [Field(key="file", label="File", value=name)], save, hint), saved)

    def action_sort(self) -> None:
        """Sort by the column under the cursor; again, the other way round."""
        column = self._table.column
        if column is None or not column.key:
            self.status.say("Nothing to sort by here", mark="·", hint="h l choose a column", ink="desk-dim")
            return
        self._is_down = not self._is_down if column.key == self._sort else True
        self._sort = column.key
        self.reload()
