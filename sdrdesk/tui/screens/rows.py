"""The rows that one figure was counted from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sdrdesk.desk.figures.row_values import CountedRow
from sdrdesk.domain.hours import Place
from sdrdesk.domain.metrics import METRICS, Unit
from sdrdesk.domain.words import plural
from sdrdesk.tui import commands
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.format import fit
from sdrdesk.tui.safe import lit, plain
from sdrdesk.tui.screens.giving import MARK, Giving
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.status_line import UNDO, StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.numbers_ways import NumberWays


def line(
    row: CountedRow, width: int, zone: str, *, is_rate: bool, whose: bool = True, is_marked: bool = False
) -> Content:
    """One row: when, who, what, whose where they are several, and whether it counts in the numerator."""
    local = Place(zones=(zone,)).local(row.at)
    when = f"{local:%a} {local.day:>2} {local:%b %H:%M}"
    mark = ("✓ ", "bold $desk-accent") if row.is_part else ("· ", "$desk-dim")
    rest = max(20, width - 19 - 2)
    name, company, rep = rest * 26 // 100, rest * 24 // 100, rest * 18 // 100 if whose else 0
    return Content.assemble(
        (MARK, "bold $desk-accent") if is_marked else mark if is_rate else ("  ", ""),
        (f"{when:<17}", "$desk-dim"),
        (fit(row.name, name - 1) + " ", "bold $desk-text"),
        (fit(row.company, company - 1) + " ", "$desk-soft"),
        (fit(row.rep, rep - 1) + " " * whose, "$desk-dim"),
        (fit(row.told, rest - name - company - rep), "$desk-text"),
    )


class RowsScreen(DeskScreen):
    """A figure's rows, newest first."""

    CSS_PATH = "list.tcss"
    BINDINGS = commands.bindings(commands.Scope.ROWS)
    HELP = "What a figure was counted from, row by row."
    SCOPE = commands.Scope.ROWS
    AUTO_FOCUS = "OptionList"

    def __init__(
        self, ways: NumberWays, desk: Desk, metric: str, fact: str, rows: Sequence[CountedRow], most: int
    ) -> None:
        """Show what `metric` was counted from: the newest, if there are more than `most`."""
        super().__init__()
        self.ways, self._desk, self._metric, self._fact, self._rows = ways, desk, METRICS[metric], fact, rows
        self._most = most
        self._list, self.status = OptionList(), StatusLine()
        self._marked: set[str] = set()
        """Rows that are marked; they stand for their leads."""
        self._giving = Giving(self, desk, self._said)

    def compose(self) -> ComposeResult:
        """The definition, the rows, the keys."""
        is_rate, part = self._metric.unit is Unit.SHARE, sum(row.is_part for row in self._rows)
        whole = sum(row.is_whole for row in self._rows)
        counted = f"{part:,} ✓ of {whole:,}" if is_rate else f"{len(self._rows):,} {self._metric.rows}"
        newest = "the newest: " if len(self._rows) >= self._most else ""
        head = Content.assemble((self._metric.label, "bold $desk-warn"), (f"   {newest}{counted}", "bold $desk-text"))
        yield Static(head, id="head")
        yield Static(lit(self._metric.formula, "$desk-soft"), id="formula")
        yield self._list
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE, is_manager=self.ways.is_manager))

    def on_mount(self) -> None:
        """Write the rows."""
        self.call_after_refresh(self._fill)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width has other columns."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        at = self._list.highlighted
        self._list.clear_options()
        self._list.add_options([Option(self._prompt(row)) for row in self._rows])
        if not self._rows:
            self._list.add_option(Option(Content.styled("  Nothing was counted in these days", "$desk-dim")))
        elif at is None or at < len(self._rows):
            self._list.highlighted = at or 0

    def _prompt(self, row: CountedRow) -> Content:
        width, zone = max(40, (self._list.size.width or 78) - 2), self._desk.rep.zone
        is_rate, whose = self._metric.unit is Unit.SHARE, len({one.rep for one in self._rows}) > 1
        return line(row, width, zone, is_rate=is_rate, whose=whose, is_marked=row.id in self._marked)

    @property
    def current(self) -> CountedRow | None:
        """The row under the cursor."""
        at = self._list.highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def action_move(self, by: int) -> None:
        """Another row."""
        if by > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    def action_open(self) -> None:
        """The lead of the row, on the queue."""
        if row := self.current:
            self.ways.open_lead(row.lead_id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()

    def action_mark(self) -> None:
        """Mark the row's lead, or take the mark away; on to the next."""
        at, row = self._list.highlighted, self.current
        if at is None or row is None or not self._may():
            return
        self._marked ^= {row.id}
        self._list.replace_option_prompt_at_index(at, self._prompt(row))
        if at + 1 < len(self._rows):
            self._list.action_cursor_down()
        words = f"{len(self._marked):,} marked" if self._marked else "Nothing is marked"
        self.status.say(words, mark="·", hint="a gives their leads to somebody", ink="desk-dim")

    def action_give(self) -> None:
        """Give the leads of the marked rows, or of the one under the cursor, to somebody else."""
        row = self.current
        if row is None or not self._may():
            return
        marked = list(dict.fromkeys(one.lead_id for one in self._rows if one.id in self._marked))
        self._giving.these(marked or [row.lead_id], plural(len(marked), "marked lead") if marked else plain(row.name))

    def _may(self) -> bool:
        if not self.ways.is_manager:
            self.status.say("Leads change hands by a manager", mark="·", ink="desk-dim")
        return self.ways.is_manager

    def _said(self, words: str, is_done: bool) -> None:
        self.status.say(words, mark="✓" if is_done else "·", hint=UNDO if is_done else "")
        if is_done:
            self._marked.clear()
            self._fill()

    def action_undo(self) -> None:
        """Take back the newest of a manager's own actions."""
        if self._may():
            self.ask(self._desk.manage.undo, self._undone, group="write")

    def _undone(self, words: str | None) -> None:
        self.status.took_back(words)

    def action_opportunity(self) -> None:
        """What came of the meeting with the lead of the row."""
        if row := self.current:
            self.ways.opportunity(row.lead_id, plain(row.name))

    def action_back(self) -> None:
        """To the figure."""
        self.app.pop_screen()
