"""Meetings on one page each: to confirm, confirmed, to tell how they went, held, no-show, cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sdrdesk.desk.calls.meetings import MeetingView
from sdrdesk.desk.values import Logged, Undone
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.hours import Place
from sdrdesk.domain.meetings import PAGES, page_of
from sdrdesk.domain.money import shown
from sdrdesk.domain.playbook import On, OutcomeRule
from sdrdesk.domain.words import ago, countdown, moment
from sdrdesk.errors import DeskError, sentences
from sdrdesk.tui import commands
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.format import fit, right
from sdrdesk.tui.safe import lit, plain
from sdrdesk.tui.screens.errands import say_undone
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.page_bar import PageBar
from sdrdesk.tui.widgets.status_line import UNDO, StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.numbers_ways import NumberWays

BACK, AHEAD = timedelta(days=45), timedelta(days=120)
"""Which meetings are listed: those that begin so long ago, or so far ahead."""

EMPTY = {
    "confirm": "No meeting waits to be confirmed",
    "confirmed": "No confirmed meeting is ahead",
    "tell": "You have said of every meeting how it went",
    "held": "No meeting was held in these weeks",
    "no_show": "Nobody stayed away in these weeks",
    "cancelled": "No meeting was cancelled in these weeks",
}
"""What an empty page says."""

SAID = {
    "confirm": ("confirmed", "rescheduled", "cancelled"),
    "confirmed": ("rescheduled", "cancelled"),
    "tell": ("held", "no_show", "rescheduled", "cancelled"),
}
"""What the footer offers to say of the meetings of a page."""


def line(view: MeetingView, width: int, now: datetime, zone: str, *, whose: bool) -> Content:
    """One meeting: when, who, with whom, whose, and what came of it or how soon it is."""
    at, place = view.meeting.starts_at, Place(zones=(zone,))
    local = place.local(at)
    soon, ink = ("", "$desk-dim") if at < now else (f"in {countdown(at, now)}", "$desk-accent")
    if view.opportunity:
        worth = f" {shown(view.amount, view.currency)}" if view.amount is not None else ""
        soon, ink = f"{view.opportunity}{worth}", "$desk-text"
    rest = max(40, width - 2 - 18 - 19)
    rep = rest * 24 // 100 if whose else 0
    whom = (rest - rep) * 26 // 100 if view.meeting.with_whom else 0
    name = (rest - rep - whom) * 54 // 100
    return Content.assemble(
        ("  ", ""),
        (f"{f'{local:%a} {local.day:>2} {local:%b %H:%M}':<18}", "$desk-text" if at >= now else "$desk-dim"),
        (fit(view.name, name - 1) + " ", "bold $desk-text"),
        (fit(view.company, rest - rep - whom - name - 1) + " ", "$desk-soft"),
        (fit(view.meeting.with_whom, whom - 1) + " " * bool(whom), "$desk-dim"),
        (fit(view.rep, rep - 1) + " " * whose, "$desk-soft"),
        (right(soon, 19), ink),
    )


class MeetingsScreen(DeskScreen):
    """The rep's meetings; for a manager the team's."""

    CSS_PATH = "list.tcss"
    BINDINGS = commands.bindings(commands.Scope.MEETINGS)
    HELP = "Meetings by what is to be done: confirm them, and say how they went."
    SCOPE = commands.Scope.MEETINGS
    AUTO_FOCUS = "OptionList"

    def __init__(self, ways: NumberWays, desk: Desk) -> None:
        """The meetings of the rep at `desk`."""
        super().__init__()
        self.ways, self._desk = ways, desk
        self._seen: tuple[MeetingView, ...] | None = None
        self._pages: dict[str, list[MeetingView]] = {key: [] for key in PAGES}
        self._page = ""
        self._head, self._bar = Static(id="head"), PageBar(list(PAGES.values()))
        self._list, self._detail, self.status = OptionList(), Static(id="detail"), StatusLine()
        self._outcomes = {
            rule.key: rule for rule in desk.playbook.outcomes.values() if rule.on is On.MEETING and rule.meeting
        }
        self._keys = KeyBar(())

    def compose(self) -> ComposeResult:
        """How many, the pages, the meetings, the one under the cursor, keys."""
        yield self._head
        yield self._bar
        yield self._list
        yield self._detail
        yield self.status
        yield self._keys

    def on_mount(self) -> None:
        """Read."""
        self.reload()

    def _name_keys(self) -> None:
        """The footer: what can be said of the meetings of this page, by the playbook's letters."""
        said = [
            commands.Command(
                id=f"meetings.{rule.meeting}", keys=rule.key, action=f"say({rule.key!r})", label=rule.label, tip="",
                group="Meetings", footer=rule.meeting.replace("_", "-"), scope=self.SCOPE,
            )
            for rule in self._outcomes.values()
            if rule.meeting in SAID.get(self._page, ())
        ]  # fmt: skip
        rest = [one for one in commands.footer(self.SCOPE) if one.action != "opportunity" or self._page == "held"]
        self._keys.show([*said, *rest])

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width has other columns."""
        self.call_after_refresh(self._fill)

    def desk_changed(self) -> None:
        """Somebody committed."""
        self.reload()

    def reload(self) -> None:
        """Ask the desk anew."""
        today = self._desk.numbers.today()
        read = partial(self._desk.meetings.between, today - BACK, today + AHEAD)
        self.ask(read, self._read, group="meetings", latest=True)

    def _read(self, seen: tuple[MeetingView, ...]) -> None:
        at, now = self.current, self._desk.clock.now()
        pages: dict[str, list[MeetingView]] = {key: [] for key in PAGES}
        for view in seen:
            pages[page_of(view.meeting.state, view.meeting.starts_at, now)].append(view)
        for key in ("held", "no_show", "cancelled"):
            pages[key].reverse()
        self._seen, self._pages = seen, pages
        if not self._page:
            self._page = next((key for key in ("tell", "confirm") if pages[key]), "confirm")
        self._fill()
        rows = pages[self._page]
        place = next((index for index, one in enumerate(rows) if at and one.meeting.id == at.meeting.id), None)
        if place is not None:
            self._list.highlighted = place

    def _fill(self) -> None:
        if self._seen is None:
            return
        now, zone, at = self._desk.clock.now(), self._desk.rep.zone, self._list.highlighted
        width, rows = max(40, (self._list.size.width or 78) - 2), self._pages[self._page]
        whose = len({one.rep for one in self._seen}) > 1
        self._bar.counts([len(one) for one in self._pages.values()])
        self._bar.show(list(PAGES).index(self._page))
        self._name_keys()
        self._list.clear_options()
        self._list.add_options([Option(line(one, width, now, zone, whose=whose)) for one in rows])
        if rows:
            self._list.highlighted = min(at or 0, len(rows) - 1)
        else:
            self._list.add_option(Option(Content.styled(f"  {EMPTY[self._page]}", "$desk-dim")))
        ahead = sum(one.meeting.starts_at >= now for key in ("confirm", "confirmed") for one in self._pages[key])
        day = Place(zones=(zone,)).local(now).date()
        today = sum(one.meeting.day == day for key in ("confirm", "confirmed", "tell") for one in self._pages[key])
        said = (f"{today} today", "bold $desk-text"), (f" · {ahead} ahead", "$desk-soft")
        self._head.update(Content.assemble(("Meetings  ", "bold $desk-warn"), *said))
        self._paint_detail()

    def _paint_detail(self) -> None:
        view = self.current
        if view is None:
            self._detail.update(Content(""))
            return
        meeting, now, place = view.meeting, self._desk.clock.now(), Place(zones=(self._desk.rep.zone,))
        said = [f"booked {ago(meeting.booked_at, now)} ago by {view.rep}"]
        if meeting.confirmed_at:
            said.append(f"confirmed {moment(meeting.confirmed_at, place, now)}")
        if meeting.ended_at:
            said.append(f"{meeting.state.value.replace('_', '-')}, said {moment(meeting.ended_at, place, now)}")
        whom = f" with {meeting.with_whom}" if meeting.with_whom else ""
        what = f"{view.name}, {view.company}" if view.company else view.name
        lines = [
            lit(f"{what}: {moment(meeting.starts_at, place, now)}{whom}", "$desk-text"),
            lit(" · ".join(said), "$desk-soft"),
        ]
        if view.opportunity:
            lines.append(
                lit(f"Opportunity {view.opportunity}{f': {view.reason}' if view.reason else ''}", "$desk-warn")
            )
        self._detail.update(Content("\n").join(one.truncate(self.size.width - 3, ellipsis=True) for one in lines))

    @property
    def current(self) -> MeetingView | None:
        """The meeting under the cursor."""
        at, rows = self._list.highlighted, self._pages.get(self._page, [])
        return rows[at] if at is not None and at < len(rows) else None

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._paint_detail()

    # ------------------------------------------------------------------------------------- the keys

    def on_key(self, event: events.Key) -> None:
        """The playbook's letters say what became of the meeting."""
        if event.character and event.character in self._outcomes:
            event.stop()
            event.prevent_default()
            self.action_say(event.character)

    def action_say(self, key: str) -> None:
        """Say what became of the meeting under the cursor; of a new time, ask for it first."""
        view, rule = self.current, self._outcomes[key]
        if view is None:
            return
        if rule.meeting != "rescheduled":
            self._say(view, rule, None)
            return
        from sdrdesk.tui.dialogs.ask_moment import AskMoment

        def chosen(answer: tuple[Detail, str] | None) -> None:
            if answer is not None:
                self._say(view, rule, answer[0].meeting_at)

        self.app.push_screen(AskMoment(self._desk, view.meeting.lead_id, view.name, is_meeting=True), chosen)

    def _say(self, view: MeetingView, rule: OutcomeRule, starts_at: datetime | None) -> None:
        def work() -> Logged:
            return self._desk.meetings.say(view.meeting.lead_id, rule.meeting, starts_at=starts_at)

        def done(logged: Logged) -> None:
            self.status.say(f"{logged.outcome_label}: {logged.name}, {logged.told}", hint=UNDO)
            self.reload()

        def failed(error: BaseException) -> bool:
            if not isinstance(error, DeskError):
                return False
            self.status.say(sentences(error.title, error.hint), mark="✗", ink="desk-bad")
            return True

        self.ask(work, done, failed=failed, group="write")

    def action_undo(self) -> None:
        """Take the last log back."""

        def done(undone: Undone | None) -> None:
            say_undone(undone, self.status, self.ways.status)
            self.reload()

        self.ask(self._desk.calling.undo, done, group="write")

    def action_opportunity(self) -> None:
        """What the account executive made of the meeting."""
        if view := self.current:
            self.ways.opportunity(view.meeting.lead_id, plain(view.name), self.reload)

    def action_page(self, by: int) -> None:
        """The next page."""
        keys = list(PAGES)
        self._turn(keys[(keys.index(self._page or "confirm") + by) % len(keys)])

    @on(PageBar.Picked)
    def _page_picked(self, event: PageBar.Picked) -> None:
        event.stop()
        self._turn(list(PAGES)[event.page])

    def _turn(self, page: str) -> None:
        self._page = page
        self._list.highlighted = None
        self._fill()

    def action_move(self, by: int) -> None:
        """Another meeting."""
        if by > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    def action_open(self) -> None:
        """The lead on the queue, with its brief."""
        if view := self.current:
            self.ways.open_lead(view.meeting.lead_id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()

    def action_back(self) -> None:
        """To the queue, which has changed with what was said here."""
        self.app.pop_screen()
        self.ways.refresh()
