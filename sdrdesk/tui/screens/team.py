"""The team's numbers: reps, campaigns, why leads were disqualified, and what needs the manager."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from sdrdesk.desk.figures.marketing_values import MarketingNumbers
from sdrdesk.desk.figures.needs import Need
from sdrdesk.desk.figures.number_values import TeamNumbers, TeamRow
from sdrdesk.desk.figures.team_filter import TeamFilter, read_filter
from sdrdesk.desk.people.open_leads import LeadRule
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.ranges import Range
from sdrdesk.tui import commands, marketing_text, team_text
from sdrdesk.tui.screens.figures import FiguresScreen
from sdrdesk.tui.screens.managing import Managing
from sdrdesk.tui.screens.my_numbers import RANGES, reading
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.page_bar import PageBar
from sdrdesk.tui.widgets.pane import Pane, TablePane

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.numbers_ways import NumberWays


class Read(NamedTuple):
    """Everything the screen shows, from one ask."""

    team: TeamNumbers
    needs: tuple[Need, ...]
    sent: MarketingNumbers


class TeamScreen(FiguresScreen):
    """The team, for its manager."""

    CSS_PATH = "figures.tcss"
    BINDINGS = commands.bindings(commands.Scope.TEAM)
    HELP = "The team in figures, and what needs you. Every cell can be looked into."
    SCOPE = commands.Scope.TEAM

    def __init__(self, ways: NumberWays, desk: Desk) -> None:
        """The team of the manager at `desk`."""
        super().__init__(ways, desk)
        self._head, self._bar = Static(id="head"), PageBar([name for name, _ in RANGES])
        self._page, self._range = 1, desk.numbers.range("week")
        self._table, self._campaigns = TablePane("Reps", id="reps"), TablePane("Leads by campaign", id="campaigns")
        self._needs, self._why = Pane("Needs you", reading, id="needs"), Pane("Why disqualified", reading, id="why")
        self._funnel = Pane("The team", reading, id="team")
        self._panes = [self._table, self._needs, self._campaigns, self._why, self._funnel]
        self._sort, self._is_down = "name", False
        self._filter = TeamFilter("")
        self._seen: Read | None = None
        self._managing = Managing(self, desk)

    @property
    def range(self) -> Range:
        """The days that are counted."""
        return self._range

    @property
    def reps(self) -> tuple[TeamRow, ...]:
        """The reps that the filter lets through."""
        return tuple(row for row in self._seen.team.rows if self._filter.fits(row)) if self._seen else ()

    @property
    def colleagues(self) -> tuple[Rep, ...]:
        """Everybody on the team."""
        return self._seen.team.colleagues if self._seen else ()

    def compose(self) -> ComposeResult:
        """Team, range, reps, and below them what needs the manager, campaigns and reasons."""
        yield self._head
        yield self._bar
        with VerticalScroll(id="figures", can_focus=False):
            yield self._table
            with Container(id="grid"):
                yield self._needs
                with Container(id="beside"):
                    with Container(id="sent"):
                        yield self._campaigns
                        yield self._why
                    yield self._funnel
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Read."""
        self._bar.show(self._page)
        self.reload()

    def on_resize(self, event: events.Resize) -> None:
        """Another width has other words."""
        super().on_resize(event)
        self.call_after_refresh(self._paint)

    def reload(self) -> None:
        """Ask the desk anew."""
        range_, sort, down = self._range, self._sort, self._is_down

        def read() -> Read:
            team, needs = self._desk.numbers.team_page(range_, sort, down=down)
            return Read(team, needs, self._desk.marketing.numbers(range_))

        self.ask(read, self._read, group="numbers", latest=True)

    def _read(self, seen: Read) -> None:
        if seen != self._seen:
            self._seen = seen
            self._paint()
        self._settle()

    def _paint(self) -> None:
        seen = self._seen
        if seen is None:
            return
        width = self._head.content_size.width or 78
        self._head.update(team_text.head(seen.team, self._desk.rep.zone, width))
        said = self._filter.said
        self._bar.note(f"{said} · {len(self.reps)} of {len(seen.team.rows)} reps" if said else "")
        self._table.set(team_text.reps(seen.team, self._sort, down=self._is_down, rows=self.reps))
        self._needs.show(lambda width: team_text.needs(seen.needs, width), f"Needs you {len(seen.needs) or ''}".strip())
        size = max(16, (self._campaigns.content_size.width or 40) - 30)
        self._campaigns.set(marketing_text.table(seen.sent, short=True, width=min(size, 40)))
        self._why.show(lambda width: team_text.why(seen.sent, width))
        self._funnel.show(lambda width: team_text.team_funnel(seen.team, width))

    # ------------------------------------------------------------------------------------- the keys

    @property
    def _row(self) -> TeamRow | None:
        """The rep the cursor is on; in another pane the one it was on last."""
        figure = self.figure if self.figure and self.figure.login not in ("", "*") else self._table.row_figure
        return next((one for one in self.reps if figure and one.rep.login == figure.login), None)

    @property
    def _need(self) -> Need | None:
        target = self.figure.target if self.figure else None
        return target if isinstance(target, Need) else None

    def action_drill(self) -> None:
        """The rows behind a cell; of a need, the action that mends it."""
        figure, need = self.figure, self._need
        if need is not None:
            self._mend(need)
        elif figure is not None and figure.metric:
            self.action_rows()
        elif figure is not None and self.pane is self._table:
            column = self._table.column
            key = column.key if column else ""
            if key == "passes":
                self.ways.road(figure.login)
            elif key in ("open_leads", "locked") and self._row:
                self.ways.leads(LeadRule(login=figure.login), self._row.rep.name)
            else:
                self.ways.mine(figure.login)
        elif self.pane is self._campaigns:
            self.ways.marketing()

    def _mend(self, need: Need) -> None:
        match need.action:
            case "reassign":
                self._managing.mend(need)
            case "coach":
                self.ways.calls(self.days_of_month(), need.login)
            case "scores":
                self._managing.scores()
            case _:
                self.ways.marketing(need.campaign, need.over)

    def days_of_month(self) -> Range:
        """The month it is."""
        return self._desk.numbers.range("month")

    def action_side(self, by: int) -> None:
        """Another column; in a pane without columns nothing."""
        self.pane.side(by)

    def action_range(self, by: int) -> None:
        """Other days."""
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
                self.reload()

        self.ways.ask_days(chosen)

    def action_sort(self) -> None:
        """Sort by the column under the cursor; again, the other way round."""
        column = self._table.column
        if column is None or not column.key:
            self.status.say("Nothing to sort by here", mark="·", hint="h l choose a column", ink="desk-dim")
            return
        self._is_down = not self._is_down if column.key == self._sort else column.key not in ("name", "speed_to_lead")
        self._sort = column.key
        self.reload()

    def action_filter(self) -> None:
        """Only some reps: by name, or by what their figures say."""
        from sdrdesk.tui.dialogs.fields import Field, Fields

        def found(chosen: TeamFilter | None) -> None:
            if chosen is not None:
                self._filter = chosen
                self._paint()
                self._settle()

        field = Field(key="words", label="Only", value=self._filter.said, example="pace < 80, or a name")
        self.app.push_screen(
            Fields("Which reps?", [field], lambda values: read_filter(values["words"]), team_text.FILTERS), found
        )

    def action_back(self) -> None:
        """First the filter goes, then the screen."""
        if self._filter.said:
            self._filter = TeamFilter("")
            self._paint()
            self._settle()
        else:
            super().action_back()

    def action_reassign(self) -> None:
        """Give leads to somebody else: those a need is about, or a rep's."""
        if (need := self._need) and (need.leads or need.rule):
            self._managing.mend(need)
        elif row := self._row:
            self._managing.reassign(row)

    def action_leads(self) -> None:
        """Open leads of everybody, to be given by rule."""
        self.ways.leads(LeadRule(), "The team")

    def action_mentor(self) -> None:
        """Who guides the rep."""
        if row := self._row:
            self._managing.mentor(row)

    def action_cover(self) -> None:
        """Absence, and back."""
        if row := self._row:
            self._managing.cover(row)

    def action_goals(self) -> None:
        """Goals and quota."""
        if row := self._row:
            self._managing.goals(row)

    def action_compare(self) -> None:
        """Two reps, or two periods."""
        if row := self._row:
            self._managing.compare(row)

    def action_undo(self) -> None:
        """Take the last action back."""
        self._managing.undo()

    def action_marketing(self) -> None:
        """Marketing's side."""
        self.ways.marketing()
