"""Open leads of a rep or of everybody, by rule: mark some, and give them to somebody else."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sdrdesk.dataclasses import replace
from sdrdesk.desk.people.open_leads import LeadRule, OpenLead, OpenLeads
from sdrdesk.domain.words import countdown, plural
from sdrdesk.tui import commands
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.dialogs.pick import Option as Choice
from sdrdesk.tui.dialogs.pick import Pick, letters
from sdrdesk.tui.format import fit, right, town
from sdrdesk.tui.safe import plain
from sdrdesk.tui.screens.giving import MARK, Giving
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.status_line import UNDO, StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.numbers_ways import NumberWays

FIELDS = (
    ("r", "Rep", "login"), ("o", "Offer", "offer"), ("c", "Campaign", "campaign"), ("z", "Time zone", "zone"),
    ("p", "Country or state", "region"), ("g", "Grade", "grade"), ("t", "Tier", "tier"),
)  # fmt: skip
"""Key, name and field of the rule for everything that leads can be narrowed by."""

MOST_LIVE = 3000
"""Longer lists are read again only with `r`: at 35 microseconds a lead, each commit of others would slow the keys."""


def line(row: OpenLead, width: int, now: datetime, *, is_marked: bool, whose: bool) -> Content:
    """One lead: marked or not, who, what they read, where, whose, and how long it may wait."""
    late = f"late {countdown(row.answer_by, now).removeprefix('-').removesuffix(' late')}"
    wait = late if row.is_late else "due" if row.due_at <= now else f"in {countdown(row.due_at, now)}"
    rest = max(40, width - 2 - 11 - 3)
    rep = rest * 15 // 100 if whose else 0
    zone = rest * 14 // 100
    name, company = (rest - rep - zone) * 30 // 100, (rest - rep - zone) * 29 // 100
    return Content.assemble(
        (MARK if is_marked else "  ", "bold $desk-accent"),
        (fit(row.name, name - 1) + " ", "bold $desk-text"),
        (fit(row.company, company - 1) + " ", "$desk-soft"),
        (fit(row.offer, rest - rep - zone - name - company - 1) + " ", "$desk-text"),
        (fit(town(row.city, row.zone), zone - 1) + " ", "$desk-dim"),
        (fit(row.rep, rep - 1) + " " * whose, "$desk-soft"),
        (f" {row.grade} ", "$desk-dim"),
        (right(wait, 11), "$desk-bad" if row.is_late else "$desk-dim"),
    )


class LeadsScreen(DeskScreen):
    """Open leads, the late ones first."""

    CSS_PATH = "list.tcss"
    BINDINGS = commands.bindings(commands.Scope.LEADS)
    HELP = "Open leads by rule: mark some and give them to somebody."
    SCOPE = commands.Scope.LEADS
    AUTO_FOCUS = "OptionList"

    def __init__(self, ways: NumberWays, desk: Desk, rule: LeadRule, title: str) -> None:
        """The leads that fit `rule`, under a title that says whose."""
        super().__init__()
        self.ways, self._desk, self._first, self._title = ways, desk, rule, title
        self._rule, self._labels = rule, dict[str, str]()
        self._seen: OpenLeads | None = None
        self._rows: tuple[OpenLead, ...] = ()
        self._marked: set[str] = set()
        self._head, self._list, self.status = Static(id="head"), OptionList(), StatusLine()
        self._giving = Giving(self, desk, self._said)

    def compose(self) -> ComposeResult:
        """What is listed, the leads, the keys."""
        yield self._head
        yield self._list
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Read."""
        self.action_refresh()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width has other columns."""
        self.call_after_refresh(self._fill)

    def desk_changed(self) -> None:
        """Somebody committed: leads may have been called, or have come."""
        if self._seen is None or len(self._seen.ids) <= MOST_LIVE:
            self.action_refresh()

    def action_refresh(self) -> None:
        """Ask the desk anew."""
        self.ask(partial(self._desk.manage.open_leads, self._rule), self._read, group="leads", latest=True)

    def _read(self, seen: OpenLeads) -> None:
        if seen == self._seen:
            return
        at = self.current
        self._seen, self._rows = seen, seen.rows
        self._marked &= set(seen.ids)
        self._fill()
        place = next((index for index, row in enumerate(seen.rows) if at and row.lead_id == at.lead_id), None)
        if place is not None:
            self._list.highlighted = place

    # ------------------------------------------------------------------------------------ painting

    def _prompt(self, row: OpenLead) -> Content:
        width = max(40, (self._list.size.width or 78) - 2)
        whose = not self._rule.login
        return line(row, width, self._desk.clock.now(), is_marked=row.lead_id in self._marked, whose=whose)

    def _fill(self) -> None:
        if self._seen is None:
            return
        at = self._list.highlighted
        self._list.clear_options()
        self._list.add_options([Option(self._prompt(row)) for row in self._rows])
        if self._rows:
            self._list.highlighted = min(at or 0, len(self._rows) - 1)
        else:
            words = "  No open lead fits; esc shows the others" if self._rule != self._first else "  No open leads"
            self._list.add_option(Option(Content.styled(words, "$desk-dim")))
        self._paint_head()

    def _paint_head(self) -> None:
        seen = self._seen
        if seen is None:
            return
        shown = f", the first {len(seen.rows):,} shown" if len(seen.rows) < len(seen.ids) else ""
        more = " · ".join(self._labels.values())
        head = Content.assemble(
            (f"{plain(self._title)}  ", "bold $desk-warn"),
            (f" {plural(len(seen.ids), 'open lead')}{shown}", "bold $desk-text"),
            (f" · {seen.late:,} late" if seen.late else "", "$desk-bad"),
            (f" · only {plain(more)}" if more else "", "$desk-accent"),
            (f"   {MARK}{len(self._marked):,} marked" if self._marked else "", "bold $desk-accent"),
        )
        self._head.update(head)

    @property
    def current(self) -> OpenLead | None:
        """The lead under the cursor."""
        at = self._list.highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    # ------------------------------------------------------------------------------------- the keys

    def action_move(self, by: int) -> None:
        """Another lead."""
        if by > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    def action_mark(self) -> None:
        """Mark the lead, or take the mark away; on to the next."""
        at, row = self._list.highlighted, self.current
        if at is None or row is None:
            return
        self._marked ^= {row.lead_id}
        self._list.replace_option_prompt_at_index(at, self._prompt(row))
        self._paint_head()
        if at + 1 < len(self._rows):
            self._list.action_cursor_down()

    def action_mark_all(self) -> None:
        """Mark everything that is listed; if it is marked, nothing."""
        if self._seen:
            every = set(self._seen.ids)
            self._marked = set() if every <= self._marked else every
            self._fill()

    def action_give(self) -> None:
        """Give the marked leads, or the one under the cursor."""
        seen, row = self._seen, self.current
        if seen is None or row is None:
            return
        marked = [one for one in seen.ids if one in self._marked]
        self._giving.these(marked or [row.lead_id], plural(len(marked), "marked lead") if marked else plain(row.name))

    def _said(self, words: str, is_done: bool) -> None:
        self.status.say(words, mark="✓" if is_done else "·", hint=UNDO if is_done else "")
        if is_done:
            self._marked.clear()
        self.action_refresh()

    def action_undo(self) -> None:
        """Take back the newest of one's own actions."""

        def done(words: str | None) -> None:
            self.status.took_back(words)
            self.action_refresh()

        self.ask(self._desk.manage.undo, done, group="write")

    def action_narrow(self) -> None:
        """Only those of one rep, offer, campaign, zone, grade or tier, or only the late ones."""
        seen = self._seen
        if seen is None:
            return
        options = [
            Choice(key=key, label=name, value=field, note=f"{len(seen.facets[field])} different")
            for key, name, field in FIELDS
            if len(seen.facets[field]) > 1
        ]
        if seen.late:
            options.insert(0, Choice(key="l", label="Late", value="is_late", note=plural(seen.late, "lead")))
        if options:
            self.app.push_screen(Pick("Only which?", options), self._narrow)
        else:
            self.status.say("They have everything in common", mark="·", ink="desk-dim")

    def _narrow(self, field: str | None) -> None:
        seen = self._seen
        if field is None or seen is None:
            return
        if field == "is_late":
            self._only(field, True, "late")
            return
        found = seen.facets[field]
        counts = {one.value: plural(one.count, "lead") for one in found}
        labels = {one.value: one.label for one in found}
        options = [replace(one, note=counts[one.value]) for one in letters(labels)]

        def picked(value: str | None) -> None:
            if value is not None:
                self._only(field, int(value) if field == "tier" else value, labels[value])

        self.app.push_screen(Pick("Only those of which?", options), picked)

    def _only(self, field: str, value: Any, label: str) -> None:
        self._rule = replace(self._rule, **{field: value})
        self._labels[field] = label
        self._marked.clear()
        self.action_refresh()

    def action_open(self) -> None:
        """The lead on the queue, with its brief."""
        if row := self.current:
            self.ways.open_lead(row.lead_id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open()

    def action_back(self) -> None:
        """First what narrows the list goes, then the list."""
        if self._rule != self._first:
            self._rule, self._labels = self._first, {}
            self._marked.clear()
            self.action_refresh()
        else:
            self.app.pop_screen()
