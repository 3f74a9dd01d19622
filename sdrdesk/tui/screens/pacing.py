"""The rep's pace on the queue screen: call blocks, the morning page once a day, the evening's line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sdrdesk.desk.values import Board
from sdrdesk.errors import DeskError
from sdrdesk.tui.widgets.block_line import BlockLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.focus.blocks import Choices, Summary
    from sdrdesk.desk.focus.focusing import BlockState
    from sdrdesk.desk.focus.morning import Evening
    from sdrdesk.settings import Settings
    from sdrdesk.tui.screens.queue import QueueScreen

EACH = 60
"""Seconds between two looks whether the day is over."""


class Pacing:
    """Blocks, morning and evening of one queue screen."""

    def __init__(self, screen: QueueScreen, desk: Desk, settings: Settings) -> None:
        """Pace the rep at `desk`, on `screen`."""
        self._screen, self._desk, self._settings = screen, desk, settings
        self.line = BlockLine()
        self._state: BlockState | None = None
        self._is_ending = self._is_leaving = self._was_told = False
        self._ticks = 0

    @property
    def runs(self) -> bool:
        """Whether a block runs: then only tier 1 is told of."""
        return self._state is not None and self._state.runs and self._screen.now < self._state.block.ends_at

    def show(self, board: Board) -> None:
        """Another board: perhaps another block, or none any more."""
        self._state = board.block
        if board.block is not None and not self.line.is_attached and self._screen.is_running:
            self._screen.mount(self.line, before="#body")
        self.line.show(board.block, board.now, board.counts.ready)

    def tick(self, now: datetime) -> None:
        """Another second: the clock of the block, its end, the end of the day."""
        self.line.tick(now)
        state, screen = self._state, self._screen
        if state is not None and not self.runs and not screen.is_calling and screen.is_current:
            self.finish()
        self._ticks += 1
        if self._ticks % EACH == 0 and not self._was_told and screen.is_current and self._desk.today.has_closed():
            self._was_told = True
            screen.ask(self._desk.today.is_over, self._day_over, failed=_later, group="evening")

    # ----------------------------------------------------------------------------------- the block

    def block(self) -> None:
        """Start a block, or ask whether the one that runs is to end."""
        if self.runs:
            self.ask_end()
        else:
            self._screen.ask(self._desk.blocks.choices, self._choose, group="block", latest=True)

    def _choose(self, choices: Choices) -> None:
        from sdrdesk.tui.dialogs.start_block import StartBlock

        def started(state: BlockState | None) -> None:
            if state is not None:
                self._screen.status.say(f"Block of {state.block.minutes} minutes: {state.only}", hint="B ends it")
                self._screen.action_queue()

        self._screen.app.push_screen(StartBlock(self._desk, choices), started)

    def ask_end(self) -> None:
        """Ask before a block ends early."""
        from sdrdesk.domain.words import countdown
        from sdrdesk.tui.dialogs.yes_no import YesNo

        state = self._state
        if state is None:
            return
        left = countdown(state.block.ends_at, self._screen.now)
        words = f"{left} left, {state.made.of(state.block.goal)} of {state.block.aim} {state.block.goal}."
        asked = YesNo("End the call block?", words, yes="End it", no="Go on")
        self._screen.app.push_screen(asked, lambda is_yes: self.finish() if is_yes else None)

    def finish(self) -> None:
        """End the block, and show what came of it until it is put away."""
        if not self._is_ending:
            self._is_ending = True
            self._screen.ask(self._desk.blocks.end, self._ended, failed=self._not_ended, group="block-end")

    def _not_ended(self, error: BaseException) -> bool:
        """Another terminal was first, or the store is busy: the next tick looks again."""
        self._is_ending = False
        self._screen.reload()
        return isinstance(error, DeskError)

    def _ended(self, summary: Summary) -> None:
        from sdrdesk.tui.dialogs.block_summary import BlockSummary

        self._state = None
        self.line.show(None, self._screen.now, 0)
        if self._settings.bell:
            self._screen.app.bell()

        def read(_: bool | None) -> None:
            self._screen.outdate("board")
            self._screen.ask(lambda: self._desk.blocks.put_away(summary.block.id), self._put_away, group="block-end")

        self._screen.app.push_screen(BlockSummary(summary), read)

    def _put_away(self, _: None) -> None:
        self._is_ending = False
        self._screen.reload()

    # ---------------------------------------------------------------------- e-mails and the morning

    def mails(self) -> None:
        """All e-mails that are due, one after the other."""
        from sdrdesk.tui.screens.mail_round import MailRound

        self._screen.app.push_screen(MailRound(self._screen, self._desk, self._settings))

    def greet(self) -> None:
        """The morning page, at the first start of the rep's day; never over something that was begun meanwhile."""
        board = self._screen.board
        is_empty = board is not None and not any((board.counts.ready, board.counts.waiting, board.counts.locked))
        if self._settings.morning and not is_empty:
            self._screen.ask(self._desk.today.greet, self._greeted, failed=_later, group="greet")

    def _greeted(self, is_first: bool) -> None:
        if is_first and self._screen.is_current and not self._screen.is_calling and not self._desk.today.has_closed():
            self.today()

    def today(self) -> None:
        """The page of the day."""
        from sdrdesk.tui.screens.today import TodayScreen

        self._screen.app.push_screen(TodayScreen(self._screen, self._desk))

    # --------------------------------------------------------------------------------- the evening

    def _day_over(self, is_due: bool) -> None:
        """The day is over: said in the status line, so that nothing stands between the rep and a call."""
        if is_due:
            self._screen.status.say(
                "The team's day is over", mark="☾", hint="7 has its result, your line is asked on leaving"
            )

    def leave(self) -> None:
        """Leave the desk; after closing with the day's result and one line, once."""
        app = self._screen.app
        if self._is_leaving or not self._screen.is_current or not self._desk.today.has_closed():
            app.exit()
            return
        self._is_leaving = True

        def failed(_: BaseException) -> bool:
            app.exit()
            return True

        def asked(is_due: bool) -> None:
            if is_due:
                self._screen.ask(self._desk.today.evening, lambda evening: self.evening(evening, leaves=True),
                                 failed=failed, group="evening")  # fmt: skip
            else:
                app.exit()

        self._screen.ask(self._desk.today.is_over, asked, failed=failed, group="evening")

    def evening(self, evening: Evening, *, leaves: bool = False) -> None:
        """The day's result, and the line that is asked; where it is said, the desk is left afterwards."""
        from sdrdesk.tui.dialogs.evening import EveningLine

        def answered(_: bool | None) -> None:
            if leaves:
                self._screen.app.exit()

        self._screen.app.push_screen(EveningLine(self._desk, evening), answered)


def _later(error: BaseException) -> bool:
    """What comes by itself says nothing of a busy store."""
    return isinstance(error, DeskError)
