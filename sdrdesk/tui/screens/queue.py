"""The queue: the list, the brief of the lead under its cursor, and the call."""

from __future__ import annotations

from asyncio import Lock
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.widget import Widget

from sdrdesk.domain.policy import Action
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import DeskError
from sdrdesk.tui import commands, empty, toasts
from sdrdesk.tui.screens.duty import OnDuty
from sdrdesk.tui.screens.errands import Errands
from sdrdesk.tui.screens.gate import Gate
from sdrdesk.tui.screens.mails import Mails
from sdrdesk.tui.screens.numbers_ways import NumberWays
from sdrdesk.tui.screens.shown import Shown
from sdrdesk.tui.screens.touch_keys import TouchKeys
from sdrdesk.tui.screens.watch import POLL, Watch
from sdrdesk.tui.widgets.brief_panel import BriefPanel
from sdrdesk.tui.widgets.day_header import DayHeader
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.locked_cost import LockedCost
from sdrdesk.tui.widgets.queue_view import QueueView
from sdrdesk.tui.widgets.quick import Chain, Cropping, Ground, chain_of
from sdrdesk.tui.widgets.status_line import StatusLine
from sdrdesk.tui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.values import Board, Found
    from sdrdesk.domain.brief import Brief
    from sdrdesk.settings import Settings
    from sdrdesk.tui.screens.calling import Calling
    from sdrdesk.tui.widgets.call_panel import CallPanel


class QueueScreen(TouchKeys):
    """Where a rep spends the day."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Textual's own paints the whole screen anew for it."""

    BINDINGS = commands.bindings(commands.Scope.DESK)
    HELP = "Your leads, best first. Call the one under the cursor; one letter logs how it went, and the next is up."
    AUTO_FOCUS = "QueueView"

    def __init__(self, desk: Desk, settings: Settings, board: Board | None) -> None:
        """The screen of the rep at `desk`; `board` is what it shows before it has asked for anything."""
        super().__init__()
        self._compositor = Cropping()
        self._desk, self._settings, self._board = desk, settings, board
        now = board.now if board else desk.clock.now()
        self._header = DayHeader(desk.rep, now, board.day if board else None)
        self._tabs = TabBar(Tab.READY, board.counts if board else None)
        self._list = QueueView(desk.playbook, desk.rep.zone, now)
        self._brief = BriefPanel(desk.playbook)
        self.status = StatusLine()
        self.costs, self.gate, self.numbers = LockedCost(), Gate(self, desk), NumberWays(self, desk)
        self.mails, self._keys = Mails(self, desk, settings), KeyBar(commands.footer())
        self.shown = Shown(self, desk, self._brief)
        self._errands, self._mounting, self._has_call = Errands(self, desk), Lock(), False
        self._panel: CallPanel | None = None
        self._calling: Calling | None = None
        self._tab = Tab.READY
        """The tab that is asked for; the board follows when it was read."""
        self.watching = Watch(self, desk, board.rows if board else (), rings=settings.bell)
        self.duty = OnDuty(self, desk, settings)

    @property
    def now(self) -> datetime:
        """The desk's time."""
        return self._desk.clock.now()

    @property
    def is_manager(self) -> bool:
        """Whether a manager sits here."""
        return self._desk.may(Action.MANAGE)

    @property
    def board(self) -> Board | None:
        """What is shown; None until it was read."""
        return self._board

    @property
    def list(self) -> QueueView:
        """The list."""
        return self._list

    def compose(self) -> ComposeResult:
        """Day, tabs, list and brief, status, keys."""
        yield self._header
        yield self._tabs
        yield self.costs
        with Ground(id="body"):
            with Ground(id="left"):
                yield self._list
            yield self._brief
        yield self.status
        yield self._keys

    def on_mount(self) -> None:
        """Show what was read before; start the clocks."""
        if self._board:
            self.apply(self._board)
        else:
            self._list.set_message(empty.loading())
            self.reload()
        self.set_interval(1.0, self._tick)
        self.set_interval(POLL, self.watching.look)
        self.duty.start()

    async def mount_panel(self) -> Calling:
        """The call's panel; a dial that comes while it is made waits for it."""
        async with self._mounting:
            if self._calling is None:
                from sdrdesk.tui.screens.calling import Calling
                from sdrdesk.tui.widgets.call_panel import CallPanel

                panel = CallPanel(self._desk.playbook.ladder, self.now)
                await self.query_one("#left").mount(panel)
                self._panel, self._calling = panel, Calling(self, self._desk, self._settings, panel)
        return self._calling

    # ---------------------------------------------------------------------------------- the board

    def apply(self, board: Board, go_to: str | None = None) -> None:
        """Show a board: the cursor stays on its lead unless `go_to` names another."""
        board = self.watching.counted(board)
        self._board, self._tab = board, board.tab
        self.outdate("board")
        self._header.show(board.day)
        self.numbers.reached(board.day)
        if board.block is not None or self.is_paced:
            self.pacing.show(board)
        self._tabs.show(board.tab, board.counts)
        self.gate.show_costs(board)
        self._name_keys()
        self._list.set_rows(board.rows, board.now, tab=board.tab, go_to=go_to)
        if not board.rows:
            self.watching.explain_empty(board)
        row = self._list.row(self.shown.lead_id)
        if row is not None and row != self.shown.row:
            self.shown.forget(row.lead_id)
            self.shown.put(row)

    def find(self, words: str, limit: int) -> tuple[Found, ...]:
        """Leads that fit the words; for the palette, which asks from a thread of its own."""
        return self._desk.queue.search(words, limit)

    def reload(self, tab: Tab | None = None, go_to: str | None = None) -> None:
        """Read the board again."""
        wanted = self._tab = tab or self._tab

        def done(board: Board) -> None:
            self.shown.forget()
            self.apply(board, go_to)
            if self.shown.row and self._list.row(self.shown.lead_id) is None and self.is_reading:
                self.open_lead(self.shown.row.lead_id)

        def failed(error: BaseException) -> bool:
            if self._board is None and isinstance(error, DeskError):
                self._list.set_message(empty.error(error))
                return True
            return False

        self.ask(partial(self._desk.queue.board, wanted), done, failed=failed, group="board", latest=True)

    def go_on(self, board: Board, first: str | None, brief: Brief | None) -> None:
        """After a call: the next lead is up."""
        self.set_calling(False)
        if self.is_reading:
            self.remove_class("-reading", "-calling")
        self.shown.forget()
        self.shown.keep(brief)
        self.apply(board, first)
        self.shown.put(self._list.row(self._list.current))
        self._fit()

    # ------------------------------------------------------------------------------ the lead shown

    @on(QueueView.Current)
    def _moved(self, event: QueueView.Current) -> None:
        """The cursor is on another lead: so is everything else, unless a call or a search holds one."""
        event.stop()
        self.costs.point(self._list.row(event.lead_id))
        if (
            event.lead_id != self.shown.lead_id
            and not self.is_calling
            and not (self.is_reading and self._list.row(self.shown.lead_id) is None and self.shown.row)
        ):
            self.shown.follow(self._list.row(event.lead_id))

    def open_lead(self, lead_id: str, *, reading: bool = True) -> None:
        """Put up any lead, in the list or not, on the whole screen."""

        def done(brief: Brief) -> None:
            if not self.is_calling:
                self.set_class(reading or self.is_reading, "-reading")
                self._fit()
                self._list.go(lead_id)
                self.shown.put(self._list.row(lead_id) or brief.row)

        self.shown.fetch(lead_id, done)

    # ---------------------------------------------------------------------------------- the clocks

    def on_screen_resume(self) -> None:
        """Times stood still behind whatever was in front, and its toasts are not to lie over a call."""
        self._tick()
        toasts.give_way(self)

    def _compositor_refresh(self) -> None:
        super()._compositor_refresh()
        if not self.is_active:
            # Textual 8.2.8 leaves a screen behind a dialog due for painting for ever: each message to it, and a watch
            # on the store sends four a second, painted all of both anew (4 % of a processor). It is painted on resume.
            self._repaint_required = False

    @property
    def _binding_chain(self) -> Chain:
        return chain_of(self._list) if self.focused is self._list else super()._binding_chain

    def _tick(self) -> None:
        if not self.is_active and not self._has_call:
            return  # seen dimly at most: each second would paint all of it, and the dialog over it, anew
        now = self.now
        self._header.tick(now)
        self._list.tick(now)
        self._brief.tick(now)
        if self.is_paced:
            self.pacing.tick(now)
        if self._panel:
            self._panel.tick(now)

    # ------------------------------------------------------------------------------------ the call

    @property
    def is_calling(self) -> bool:
        """Whether a call has the keys."""
        return self._has_call

    @property
    def is_reading(self) -> bool:
        """Whether the brief has the whole screen."""
        return self.has_class("-reading")

    def set_calling(self, is_on: bool) -> None:
        """Give the keys to the call, or back to the list."""
        self._has_call = is_on
        if self.is_reading:
            self.set_class(is_on, "-calling")
        elif self.has_class("-narrow"):
            # Set directly: a class on the screen has every rule of every widget matched again (6 ms).
            self._brief.display = not is_on
        self._name_keys()
        if not is_on:
            self._list.focus()
            if (
                self._list.current != self.shown.lead_id
                and self._list.row(self.shown.lead_id) is None
                and not self.is_reading
            ):
                self.shown.put(self._list.row(self._list.current))

    def _name_keys(self) -> None:
        """What the footer names: a locked lead has other keys than one that may be called."""
        is_locked = self._board is not None and self._board.tab is Tab.LOCKED
        desk = commands.locked_footer() if is_locked else commands.footer()
        self._keys.show(commands.footer(commands.Scope.CALL) if self.is_calling else desk)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - the hook's signature
        """No key of the queue works behind an open call."""
        return not self.is_calling

    def on_call_panel_chosen(self, event: CallPanel.Chosen) -> None:
        """An outcome was pressed."""
        event.stop()
        if self._calling:
            self._calling.choose(event.choice)

    def on_call_panel_left(self, event: CallPanel.Left) -> None:
        """Back without logging, perhaps to a neighbour."""
        event.stop()
        if self._calling:
            self._calling.leave()
            if event.step:
                self.action_step(event.step)

    def on_call_panel_copy_asked(self, event: CallPanel.CopyAsked) -> None:
        """The number once more."""
        event.stop()
        self.app.copy_to_clipboard(event.number)

    # ------------------------------------------------------------------------------------- the keys

    async def action_dial(self) -> None:
        """Call the lead shown; of a locked one, read the offer first."""
        if self.shown.row is not None and self.shown.row.tab is Tab.LOCKED:
            self.action_offer()
            return
        if self.is_written():
            return
        calling = await self.mount_panel()
        if self.shown.row is not None and self._panel is not None:
            calling.dial(self.shown.row, self.shown.brief)

    def action_read(self) -> None:
        """The brief on the whole screen, or back beside the list."""
        self.toggle_class("-reading")
        self._fit()
        if not self.is_reading:
            self.action_back()

    def action_leave(self) -> None:
        """First messages go; then from the brief to the list; on the list it asks whether a call block is to end."""
        were_up = toasts.put_away(self.app)
        if self.is_reading or not (were_up or self.pacing.runs):
            self.action_back()
        elif not were_up:
            self.pacing.ask_end()

    def action_back(self) -> None:
        """Back to the list, on the lead its cursor is on."""
        self.remove_class("-reading")
        self._fit()
        self._list.focus()
        if self._list.current != self.shown.lead_id:
            self.shown.put(self._list.row(self._list.current))

    def action_move(self, by: int) -> None:
        """Move the cursor; in the brief, scroll it."""
        if self.is_reading:
            self._brief.scroll_relative(y=by, animate=False)
        else:
            self._list.move(by)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        if self.is_reading:
            self._brief.scroll_relative(y=by * (self._brief.size.height - 1), animate=False)
        else:
            self._list.page(by)

    def action_edge(self, way: int) -> None:
        """To the top or the end."""
        self._list.edge(way)

    def action_step(self, by: int) -> None:
        """The next lead or the one before, wherever one is."""
        if self._list.row(self.shown.lead_id) is None and self._list.current:
            self.shown.put(self._list.row(self._list.current))
        else:
            self._list.move(by)

    def action_tab(self, by: int) -> None:
        """The next shelf."""
        tabs = list(Tab)
        self.reload(tabs[(tabs.index(self._tab) + by) % len(tabs)])

    def action_queue(self) -> None:
        """Ready, from the top."""
        self.action_back()
        self._list.edge(-1)
        self.reload(Tab.READY)

    def action_refresh(self) -> None:
        """Everything anew."""
        self.reload()

    @on(TabBar.Picked)
    def _tab_picked(self, event: TabBar.Picked) -> None:
        event.stop()
        if not self.is_calling:
            self.reload(event.tab)

    @on(QueueView.Opened)
    def _opened(self, event: QueueView.Opened) -> None:
        event.stop()
        self.action_read()

    # ------------------------------------------------------------------------------------- the size

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Five lines of brief where there is no room for more."""
        self._fit()

    def _fit(self) -> None:
        is_small = self.app.size.width < 100 and not self.is_reading
        self._brief.display = not (is_small and self.is_calling)
        if is_small != self._brief.is_small:
            self._brief.is_small = is_small
            self._brief.tick(self.now)
