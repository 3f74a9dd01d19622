"""The calls behind the figures, with filters; a manager leaves notes on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sdrdesk.desk.figures.row_values import CallRow
from sdrdesk.domain.hours import Place
from sdrdesk.domain.ranges import Range
from sdrdesk.domain.words import plural, stopwatch
from sdrdesk.tui import commands
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.format import fit, right
from sdrdesk.tui.numbers_text import minutes
from sdrdesk.tui.safe import lit, plain
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.page_bar import PageBar
from sdrdesk.tui.widgets.status_line import UNDO, StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.numbers_ways import NumberWays

FLAGS = (
    ("All", ""), ("Dials", "dials"), ("Connects", "connects"), ("Conversations", "conversations"), ("Booked", "booked"),
)  # fmt: skip
"""Names of the pages, and which calls each has."""

MOST = 500


def line(row: CallRow, width: int, zone: str, *, whose: bool) -> Content:
    """One call."""
    local = Place(zones=(zone,)).local(row.at)
    when = f"{local:%a} {local.day:>2} {local:%b %H:%M}"
    rest = max(24, width - 20 - 8)
    rep = rest * 16 // 100 if whose else 0
    name, company = (rest - rep) * 27 // 100, (rest - rep) * 25 // 100
    mark, ink = (
        ("★", "$desk-warn") if row.is_booked else ("●", "$desk-accent") if row.is_connect else ("○", "$desk-dim")
    )
    long = stopwatch(timedelta(seconds=row.seconds)) if row.seconds else ""
    note = "✎" if row.coaching else "“" if row.note else " "
    return Content.assemble(
        (f" {mark} ", ink),
        (f"{when:<17}", "$desk-dim"),
        (fit(row.rep, rep), "$desk-soft"),
        (fit(row.name, name - 1) + " ", "bold $desk-text"),
        (fit(row.company, company - 1) + " ", "$desk-soft"),
        (fit(row.outcome_label, rest - rep - name - company), "$desk-text"),
        (right(long, 6), "$desk-dim"),
        (f" {note}", "$desk-warn"),
    )


class CallsScreen(DeskScreen):
    """Calls of some days, newest first."""

    CSS_PATH = "list.tcss"
    BINDINGS = commands.bindings(commands.Scope.CALLS)
    HELP = "Calls, the newest first, narrowed by kind, outcome, offer, words or days."
    SCOPE = commands.Scope.CALLS
    AUTO_FOCUS = "OptionList"

    def __init__(self, ways: NumberWays, desk: Desk, range_: Range, login: str = "") -> None:
        """The calls of a rep; "" for one's own, "*" for the team's."""
        super().__init__()
        self.ways, self._desk, self._range, self._login = ways, desk, range_, login
        self._flag, self._outcome, self._offer, self._words = 0, "", "", ""
        self._rows: tuple[CallRow, ...] = ()
        self._bar, self._head = PageBar([name for name, _ in FLAGS]), Static(id="head")
        self._list, self._detail, self.status = OptionList(), Static(id="detail"), StatusLine()

    def compose(self) -> ComposeResult:
        """What is filtered, the calls, the one under the cursor, keys."""
        yield self._head
        yield self._bar
        yield self._list
        yield self._detail
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Read."""
        self.action_refresh()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width has other columns."""
        self.call_after_refresh(self._fill)

    def action_refresh(self) -> None:
        """Ask the desk anew."""
        read = partial(
            self._desk.numbers.calls, self._range, login=self._login, outcome=self._outcome, offer=self._offer,
            words=self._words, flag=FLAGS[self._flag][1], limit=MOST,
        )  # fmt: skip
        self.ask(read, self._read, group="calls", latest=True)

    def _read(self, rows: tuple[CallRow, ...]) -> None:
        self._rows = rows
        self._list.highlighted = None
        self._fill()

    def _fill(self) -> None:
        width, at, zone = max(40, (self._list.size.width or 78) - 2), self._list.highlighted, self._desk.rep.zone
        whose = self._login not in ("", self._desk.rep.login)
        self._list.clear_options()
        self._list.add_options([Option(line(row, width, zone, whose=whose)) for row in self._rows])
        if self._rows:
            self._list.highlighted = min(at or 0, len(self._rows) - 1)
        else:
            words = "  No call fits the filters; esc takes them away" if self._filters else "  No calls in these days"
            self._list.add_option(Option(Content.styled(words, "$desk-dim")))
        others = sum(not row.is_dial for row in self._rows)
        found = plural(len(self._rows) - others, "call") + (f", {plural(others, 'other contact')}" if others else "")
        found += " or more" if len(self._rows) == MOST else ""
        head = Content.assemble(
            ("Calls  ", "bold $desk-warn"),
            (plain(self._range.label) or f"{self._range.first} to {self._range.last}", "$desk-text"),
            (f"   {found}", "bold $desk-text"),
            (f"   {plain(self._filters)}" if self._filters else "", "$desk-accent"),
        )
        self._head.update(head)
        self._paint_detail()

    @property
    def _filters(self) -> str:
        """The filters in words."""
        rule = self._desk.playbook.outcomes.get(self._outcome)
        parts = (rule.label if rule else "", self._offer, f"“{self._words}”" if self._words else "")
        return " · ".join(filter(None, parts))

    @property
    def current(self) -> CallRow | None:
        """The call under the cursor."""
        at = self._list.highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._paint_detail()

    def _paint_detail(self) -> None:
        row = self.current
        if row is None:
            self._detail.update(Content(""))
            return
        speed = f" · first touch after {minutes(row.speed_minutes)} of working time" if row.speed_minutes else ""
        reason = f" · {row.reason}" if row.reason else ""
        lines = [lit(f"{row.offer_title}{speed}{reason}", "$desk-soft")]
        lines.append(lit(f"“{row.note}”" if row.note else "No note", "$desk-text" if row.note else "$desk-dim"))
        lines += [lit(f"✎ {one}", "$desk-warn") for one in row.coaching[-1:]]
        self._detail.update(Content("\n").join(one.truncate(self.size.width - 3, ellipsis=True) for one in lines))

    # ------------------------------------------------------------------------------------- the keys

    def action_move(self, by: int) -> None:
        """Another call."""
        if by > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    def action_side(self, by: int) -> None:
        """Other calls: all, dials, connects."""
        self._show((self._flag + by) % len(FLAGS))

    @on(PageBar.Picked)
    def _page_picked(self, event: PageBar.Picked) -> None:
        event.stop()
        self._show(event.page)

    def _show(self, flag: int) -> None:
        self._flag = flag
        self._bar.show(flag)
        self.action_refresh()

    def action_outcome(self) -> None:
        """Only calls that ended in one way."""
        labels = {key: rule.label for key, rule in self._desk.playbook.outcomes.items()}
        self._pick("Which outcome?", labels, "_outcome")

    def action_offer(self) -> None:
        """Only calls on one offer."""
        titles: dict[str, str] = {}
        for row in self._rows:
            titles.setdefault(row.offer, row.offer_title)
        self._pick("Which offer?", titles, "_offer")

    def _pick(self, title: str, labels: Mapping[str, str], name: str) -> None:
        from sdrdesk.tui.dialogs.pick import Option as Choice
        from sdrdesk.tui.dialogs.pick import Pick, letters

        def picked(value: str | None) -> None:
            if value is not None:
                setattr(self, name, value)
                self.action_refresh()

        self.app.push_screen(Pick(title, [Choice(key="*", label="All", value=""), *letters(labels)]), picked)

    def action_words(self) -> None:
        """Only calls with words in the name, the company or the note."""
        from sdrdesk.tui.dialogs.fields import Field, Fields

        def found(words: str | None) -> None:
            if words is not None:
                self._words = words
                self.action_refresh()

        field = Field(key="words", label="Words", value=self._words, example="in the name, the company or the note")
        self.app.push_screen(Fields("Find calls", [field], lambda values: values["words"]), found)

    def action_days(self) -> None:
        """Other days."""

        def chosen(range_: Range | None) -> None:
            if range_ is not None:
                self._range = range_
                self.action_refresh()

        self.ways.ask_days(chosen)

    def action_note(self) -> None:
        """A manager's note on the call."""
        row = self.current
        if row is None:
            return
        if not self.ways.is_manager:
            self.status.say("Notes on calls are a manager's", mark="·", ink="desk-dim")
            return
        from sdrdesk.tui.dialogs.fields import Field, Fields

        def save(values: Mapping[str, str]) -> str:
            return self._desk.manage.coach(row.activity_id, values["note"])

        def saved(told: str | None) -> None:
            if told:
                self.status.say(told, hint=UNDO)
                self.action_refresh()

        hint = f"{row.outcome_label} with {row.name}; {row.rep} sees it beside the call"
        self.app.push_screen(Fields(f"A note for {row.rep}", [Field(key="note", label="Note")], save, hint), saved)

    def action_undo(self) -> None:
        """Take the last note back."""
        if self.ways.is_manager:
            self.ask(self._desk.manage.undo, self._undone, group="write")

    def _undone(self, told: str | None) -> None:
        self.status.took_back(told)
        self.action_refresh()

    def action_open(self) -> None:
        """The lead of the call, on the queue."""
        if row := self.current:
            self.ways.open_lead(row.lead_id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()

    def action_opportunity(self) -> None:
        """What came of the meeting with the lead of the call."""
        if row := self.current:
            self.ways.opportunity(row.lead_id, plain(row.name), self.action_refresh)

    def action_back(self) -> None:
        """Take the filters away; without any, back to the figures."""
        if self._filters:
            self._outcome = self._offer = self._words = ""
            self.action_refresh()
        else:
            self.app.pop_screen()
