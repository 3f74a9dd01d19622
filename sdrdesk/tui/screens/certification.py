"""The manager's side of the gate: who has passed what, what the quizzes are worth, who runs out of time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.gate.gate_values import AttemptView, HandOverView, OpenedLead
from sdrdesk.desk.gate.learning_values import Cell, ItemReport, Matrix, MatrixRow, Road, WorthOf
from sdrdesk.tui import commands, pass_text
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.widgets.day_header import DayHeader
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.page_bar import PageBar
from sdrdesk.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.gate import Gate

PAGES = ("Passes", "Worth it?", "Running out", "Let pass")


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the pages show, from one look."""

    matrix: Matrix
    worth: tuple[WorthOf, ...]
    nearing: tuple[HandOverView, ...]
    opened: tuple[OpenedLead, ...]
    counts: dict[str, int]


class CertificationScreen(DeskScreen):
    """Four pages about the gate."""

    CSS_PATH = "certification.tcss"
    BINDINGS = commands.bindings(commands.Scope.CERTIFICATION)
    HELP = "Who has passed what, what the quizzes are worth, who runs out of time."
    SCOPE = commands.Scope.CERTIFICATION

    def __init__(self, gate: Gate, desk: Desk) -> None:
        """For the manager at `desk`."""
        super().__init__()
        self._gate, self._desk = gate, desk
        self._header = DayHeader(desk.rep, desk.clock.now(), gate.day)
        self._bar = PageBar(PAGES)
        self._text, self._foot = Static(Content.styled("Reading the book of passes", "$desk-dim")), Static(id="cell")
        self._scroll = VerticalScroll(self._text, id="book", can_focus=False)
        self.status = StatusLine()
        self._known: Known | None = None
        self._page = self._row = self._column = self._lead = 0

    def compose(self) -> ComposeResult:
        """Day, pages, the open one, the cell under the cursor, keys."""
        yield self._header
        yield self._bar
        yield self._scroll
        yield self._foot
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Read."""
        self.action_refresh()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width has other columns."""
        self.call_after_refresh(self._paint)

    def action_refresh(self) -> None:
        """Ask the desk anew."""

        def read() -> Known:
            gate, book = self._desk.gate, self._desk.certification
            return Known(book.matrix(), book.worth(), gate.nearing(), gate.opened(), gate.opened_counts())

        self.ask(read, self._read, group="book", latest=True)

    def _read(self, known: Known) -> None:
        self._known = known
        self._row = min(self._row, max(0, len(known.matrix.rows) - 1))
        self._lead = min(self._lead, max(0, len(known.nearing) - 1))
        self._bar.counts((0, 0, len(known.nearing), sum(known.counts.values())))
        self._paint()

    # ------------------------------------------------------------------------------------- painting

    @property
    def cell(self) -> tuple[MatrixRow, Cell, str] | None:
        """Rep, cell and title under the cursor of the first page."""
        if self._known is None or not self._known.matrix.rows or not self._known.matrix.offers:
            return None
        row = self._known.matrix.rows[self._row]
        return row, row.cells[self._column], self._known.matrix.offers[self._column][1]

    def _paint(self) -> None:
        known = self._known
        self._bar.show(self._page)
        if known is None:
            return
        width = max(40, (self._scroll.scrollable_content_region.width or 78) - 1)
        now, zone = self._desk.clock.now(), self._desk.rep.zone
        self._foot.display = self._page == 0
        match self._page:
            case 0:
                is_plain = self.app.current_theme.ansi
                self._text.update(pass_text.matrix(known.matrix, self._row, self._column, width, is_plain=is_plain))
                cell = self.cell
                said = pass_text.cell_line(*cell) if cell else Content("Nobody is on the team yet")
                self._foot.update(Content("\n").join([said, pass_text.legend(width)]))
            case 1:
                self._text.update(pass_text.worth(known.worth, min(width, 110)))
            case 2:
                self._text.update(pass_text.nearing(known.nearing, self._lead, width))
            case _:
                self._text.update(pass_text.opened(known.opened, known.counts, zone, now, min(width, 110)))

    # ------------------------------------------------------------------------------------- the keys

    def action_pane(self, by: int) -> None:
        """Another page."""
        self._page = (self._page + by) % len(PAGES)
        self._scroll.scroll_home(animate=False)
        self._paint()

    @on(PageBar.Picked)
    def _picked(self, event: PageBar.Picked) -> None:
        event.stop()
        self._page = event.page
        self._paint()

    def action_move(self, by: int) -> None:
        """Another row; on a page without rows it scrolls."""
        if self._known is None:
            return
        if self._page == 0:
            self._row = min(max(self._row + by, 0), max(0, len(self._known.matrix.rows) - 1))
            self._scroll.scroll_to(y=max(0, self._row + 4 - self._scroll.size.height), animate=False)
        elif self._page == 2:
            self._lead = min(max(self._lead + by, 0), max(0, len(self._known.nearing) - 1))
            self._scroll.scroll_to(y=max(0, self._lead * 2 + 2 - self._scroll.size.height), animate=False)
        else:
            self._scroll.scroll_relative(y=by, animate=False)
        self._paint()

    def action_side(self, by: int) -> None:
        """Another offer; on the other pages another page."""
        if self._page == 0 and self._known is not None:
            self._column = min(max(self._column + by, 0), max(0, len(self._known.matrix.offers) - 1))
            self._paint()
        elif self._page:
            self.action_pane(by)

    def action_drill(self) -> None:
        """A closer look at the cell; on the page of leads that run out, the hand-over."""
        if self._page == 2:
            self._hand_over()
        elif self._page == 0 and (found := self.cell):
            row, cell, _ = found
            book = self._desk.certification

            def read() -> tuple[tuple[AttemptView, ...], ItemReport]:
                return book.attempts(row.login, cell.offer), book.items(cell.offer)

            self.ask(read, partial(self._show_closer, row, cell), group="closer", latest=True)

    def _show_closer(self, row: MatrixRow, cell: Cell, found: tuple[tuple[AttemptView, ...], ItemReport]) -> None:
        from sdrdesk.tui.dialogs.closer import Closer

        now, zone = self._desk.clock.now(), self._desk.rep.zone
        attempts, report = found

        def write(width: int) -> Content:
            return pass_text.closer(row, cell, attempts, report, zone, now, width)

        self.app.push_screen(Closer("A closer look", write))

    def _hand_over(self) -> None:
        if self._known is None or not self._known.nearing:
            return
        lead = self._known.nearing[self._lead]
        if not lead.to_id:
            self.status.say("Nobody has the pass", mark="·", hint="p lets this one lead pass", ink="desk-warn")
            return
        from sdrdesk.tui.dialogs.yes_no import YesNo

        def answered(is_meant: bool | None) -> None:
            if is_meant:
                self.ask(partial(self._desk.gate.hand_over, lead.lead_id), self._handed, group="write")

        asked = YesNo(f"Give {lead.name} to {lead.to_name}?", lead.words, yes="Give it", no="Leave it where it is")
        self.app.push_screen(asked, answered)

    def _handed(self, lead: HandOverView) -> None:
        self.status.say(f"{lead.name} went from {lead.from_name} to {lead.to_name}")
        self.action_refresh()

    def action_let_pass(self) -> None:
        """Open the lead under the cursor of the page of leads that run out."""
        if self._page == 2 and self._known and self._known.nearing:
            lead = self._known.nearing[self._lead]
            self._gate.let_pass(lead.lead_id, lead.name, self.action_refresh)
        else:
            hint = "find the lead on the queue with / and press p there"
            self.status.say("Let a lead pass: from Running out, or", mark="·", hint=hint, ink="desk-warn")

    def action_sign_off(self) -> None:
        """Score a skill of the rep under the cursor."""
        if found := self.cell:
            self.ask(partial(self._desk.onboarding.road, found[0].login), self._pick_skill, group="road", latest=True)

    def _pick_skill(self, road: Road) -> None:
        from sdrdesk.tui.dialogs.pick import Option, Pick

        skills = {one.key: one for one in road.skills}
        options = [
            Option(key=str(number), label=one.label, value=one.key, note="signed off" if one.passed else "")
            for number, one in enumerate(road.skills, 1)
        ]

        def picked(key: str | None) -> None:
            if key:
                self._gate.sign_off(road, skills[key], self.action_refresh)

        self.app.push_screen(Pick(f"Which skill of {road.name}?", options), picked)

    def action_road(self) -> None:
        """The road of the rep under the cursor."""
        if found := self.cell:
            self._gate.road(found[0].login)

    def action_back(self) -> None:
        """To the queue."""
        self.app.pop_screen()
