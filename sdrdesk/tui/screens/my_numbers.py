"""My numbers: the rep's own day, week, month or quarter, and whose figures they are if a manager looks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll

from sdrdesk.desk.figures.number_values import MineNumbers
from sdrdesk.desk.focus.blocks import Summary
from sdrdesk.desk.values import Day
from sdrdesk.domain.ranges import Range
from sdrdesk.tui import block_text, commands, mine_text
from sdrdesk.tui.safe import plain
from sdrdesk.tui.screens.figures import FiguresScreen
from sdrdesk.tui.widgets.day_header import DayHeader
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.page_bar import PageBar
from sdrdesk.tui.widgets.pane import Line, Pane

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.numbers_ways import NumberWays

RANGES = (("Today", "today"), ("This week", "week"), ("Month", "month"), ("Quarter", "quarter"))
"""Names of the pages, and the range each stands for."""

PANES = ("funnel", "quota", "speed", "pickup", "resolved", "yeses", "promises")


class MyNumbers(FiguresScreen):
    """A rep's own figures."""

    CSS_PATH = "figures.tcss"
    BINDINGS = commands.bindings(commands.Scope.MINE)
    HELP = "Your own figures. One key says what the figure under the cursor is, another what it was counted from."
    SCOPE = commands.Scope.MINE

    def __init__(self, ways: NumberWays, desk: Desk, login: str = "") -> None:
        """The figures of the rep in the seat, or of another for a manager."""
        super().__init__(ways, desk)
        self._login = login
        self._header = DayHeader(desk.rep, desk.clock.now(), ways.day if not login else None)
        self._bar = PageBar([name for name, _ in RANGES])
        self._page, self._range = 1, desk.numbers.range("week")
        self._panes = [Pane("", reading, id=key) for key in PANES]
        self._blocks = Pane("Call blocks", reading, id="blocks")
        self._blocks.display = False
        self._mine: MineNumbers | None = None

    @property
    def range(self) -> Range:
        """The days that are counted."""
        return self._range

    @property
    def login(self) -> str:
        """Whose figures they are; "" for one's own."""
        return self._login

    def compose(self) -> ComposeResult:
        """Day, range, panes, keys."""
        yield self._header
        yield self._bar
        with VerticalScroll(id="figures", can_focus=False):
            with Container(id="grid"):
                yield from self._panes[:-1]
            yield self._panes[-1]
            yield self._blocks
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Read."""
        self._bar.show(self._page)
        self.reload()

    def reload(self) -> None:
        """Ask the desk anew."""
        over, login = self._range, self._login

        def read() -> tuple[MineNumbers, tuple[Summary, ...]]:
            blocks = self._desk.blocks.of_days(over.first, over.last, login)
            return self._desk.numbers.mine(over, login), blocks

        self.ask(read, self._read, group="numbers", latest=True)

    def _read(self, found: tuple[MineNumbers, tuple[Summary, ...]]) -> None:
        mine, blocks = found
        self._mine = mine
        self._blocks.display = bool(blocks)
        self._blocks.show(partial(block_text.lines, blocks, mine.rep.zone), "Call blocks")
        goals = {one.key: one for one in mine.goals}
        dials, talks, meetings = (goals[key] for key in ("dials", "conversations", "meetings"))
        day = Day(
            day=self._desk.numbers.today(mine.rep), dials=dials.made, conversations=talks.made, meetings=meetings.made,
            goal_dials=dials.aim, goal_conversations=talks.aim, goal_meetings=meetings.aim, streak=mine.streak,
        )  # fmt: skip
        self._header.show_rep(mine.rep, day)
        written = mine_text.panes(mine, self._login, is_plain=self.app.current_theme.ansi)
        for pane in self._panes:
            title, write = written[pane.id or ""]
            pane.show(write, title)
        self._settle()

    # ------------------------------------------------------------------------------------- the keys

    def action_side(self, by: int) -> None:
        """Another range."""
        self._show((self._page + by) % len(RANGES))

    @on(PageBar.Picked)
    def _page_picked(self, event: PageBar.Picked) -> None:
        event.stop()
        self._show(event.page)

    def _show(self, page: int) -> None:
        self._page, self._range = page, self._desk.numbers.range(RANGES[page][1])
        self._bar.show(page)
        self.reload()

    def action_days(self) -> None:
        """Any other days."""

        def chosen(range_: Range | None) -> None:
            if range_ is not None:
                self._range = range_
                self._bar.show(-1)
                self.status.say(f"{plain(range_.label)}: {range_.first} to {range_.last}", mark="·")
                self.reload()

        self.ways.ask_days(chosen)


def reading(width: int) -> list[Line]:
    """Before anything was read."""
    del width
    return [Line(mine_text.READING)]
