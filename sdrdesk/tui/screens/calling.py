"""A call from enter to the next lead: placing it, asking what its outcome needs, logging it, going on."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk import drafts
from sdrdesk.desk.values import Board, Choice, Dialled, Logged
from sdrdesk.domain.brief import Brief
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.errors import DeskError
from sdrdesk.ids import new_id
from sdrdesk.tui import dialler, invites
from sdrdesk.tui.background import say_error
from sdrdesk.tui.draft_saver import Draft, DraftSaver, restored
from sdrdesk.tui.toasts import give_way
from sdrdesk.tui.widgets.call_panel import CallPanel
from sdrdesk.tui.widgets.status_line import UNDO

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.settings import Settings
    from sdrdesk.tui.screens.queue import QueueScreen

PATIENCE = 0.08
"""Seconds an answer may take before the panel gives way to "logging"; the usual one takes a tenth of it."""

FEW = 20
"""Leads that are read first after a log, at least."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome with everything it needed."""

    dialled: Dialled
    choice: Choice
    detail: Detail
    with_whom: str
    seconds: int
    draft: Draft
    activity_id: str
    """Made once: the same log sent twice is written once."""


@dataclass(frozen=True, slots=True)
class After:
    """What the desk looks like after a log."""

    logged: Logged
    board: Board
    is_whole: bool
    """Whether the board was read whole, and not only its first leads."""
    brief: Brief | None
    saved: str


def continued(first: Sequence[QueueRow], before: Sequence[QueueRow], gone: str) -> tuple[QueueRow, ...]:
    """The first leads as they are now, behind them the others as they were, without the one that was called."""
    return (*first, *(row for row in before if row.order > first[-1].order and row.lead_id != gone))


class Calling:
    """The calls of one queue screen."""

    def __init__(self, screen: QueueScreen, desk: Desk, settings: Settings, panel: CallPanel) -> None:
        """Call for the rep at `desk`, on `screen`."""
        self._screen, self._desk, self._settings, self._panel = screen, desk, settings, panel
        self._drafts: dict[str, Draft] = {}
        self._is_read = False
        """Whether it is known what was written before."""
        self._ids: dict[str, str] = {}
        self._saver = DraftSaver(screen, desk)
        self._restored_at: dict[str, datetime] = {}
        panel.written, panel.ending = self._written, self._saver.flush
        screen.ask(partial(desk.drafts.all, drafts.NOTE), self._found_drafts, group="drafts found")

    # ------------------------------------------------------------------------------------- drafts

    def _found_drafts(self, found: Mapping[str, drafts.Draft]) -> None:
        """What was written before the desk was last closed, or broke; a call may be open by now."""
        self._is_read, row = True, self._panel.row
        is_new = row is not None and row.lead_id not in self._drafts
        for lead_id, one in found.items():
            note, yeses = one.data.get("note", ""), one.data.get("yeses", [])
            if isinstance(note, str) and isinstance(yeses, list) and lead_id not in self._drafts:
                self._drafts[lead_id] = Draft(note=note, yeses=tuple(str(one) for one in yeses))
                self._restored_at[lead_id] = one.at
        if row is not None:
            self._panel.restore(self._drafts.get(row.lead_id, Draft()) if is_new else Draft())
            self._say_restored(row.lead_id)

    def _written(self, lead_id: str, draft: Draft) -> None:
        """Something was written on an open call: soon it is on the disk, but never over what is not read yet."""
        if not self._is_read:
            return
        if draft.note.strip() or draft.yeses:
            self._saver.put(drafts.NOTE, lead_id, {"note": draft.note, "yeses": list(draft.yeses)})
        else:
            self._saver.drop(drafts.NOTE, lead_id)

    # ------------------------------------------------------------------------------------ placing

    def dial(self, row: QueueRow, brief: Brief | None) -> None:
        """Place the call. A lead that is not Ready waits for the desk's word before anything opens."""
        if row.tab is Tab.READY:
            self._open(row, brief)
        self._screen.ask(
            partial(self._desk.calling.dial, row.lead_id),
            partial(self._placed, row, brief),
            failed=self._refused,
            group="dial",
        )

    def _open(self, row: QueueRow, brief: Brief | None) -> None:
        self._panel.open(row, brief, self._drafts.get(row.lead_id, Draft()))
        self._screen.set_calling(True)
        give_way(self._screen)
        self._say_restored(row.lead_id)

    def _say_restored(self, lead_id: str) -> None:
        if at := self._restored_at.pop(lead_id, None):
            self._screen.status.say(restored(at, self._desk.rep.zone, self._screen.now), mark="✎", ink="desk-accent")

    def _placed(self, row: QueueRow, brief: Brief | None, dialled: Dialled) -> None:
        if row.tab is not Tab.READY and not self._panel.is_open and self._screen.shown.lead_id == row.lead_id:
            self._open(row, brief)
        if self._panel.row is None or self._panel.row.lead_id != dialled.lead_id:
            self._release(dialled.lead_id)
            return
        self._ids.setdefault(dialled.lead_id, new_id(self._screen.now))
        self.copy(dialled.number)
        self._panel.placed(dialled)
        self._ring(dialled)
        self._screen.call_after_refresh(self._foresee, dialled.lead_id)

    def _foresee(self, lead_id: str) -> None:
        """Read who is probably next while the rep speaks."""
        rows = [row for row in self._screen.list.rows[:2] if row.lead_id != lead_id]
        if rows and self._screen.board and self._screen.board.tab is Tab.READY:
            read = partial(self._desk.queue.brief, rows[0].lead_id)
            self._screen.ask(read, self._screen.shown.foresee, failed=lambda _: True, group="foresee", latest=True)

    def _refused(self, error: BaseException) -> bool:
        self._panel.close()
        self._screen.set_calling(False)
        say_error(self._screen.app, error)
        return True

    def _ring(self, dialled: Dialled) -> None:
        """Hand the number to the dial command; in a browser to the browser."""
        app = self._screen.app
        if app.is_web:
            app.open_url(dialled.uri, new_tab=False)
            return

        def run() -> None:
            words = dialler.command(
                self._settings.dial_command, dialled.number, dialled.uri, os.environ, dialler.platform()
            )
            if words is not None:
                dialler.dial(words)

        self._screen.ask(run, lambda _: None, group="ring")

    def copy(self, number: str) -> None:
        """Put a number on the clipboard, where the terminal lets us."""
        self._screen.app.copy_to_clipboard(number)

    # ------------------------------------------------------------------------------------ leaving

    def leave(self) -> None:
        """Go without logging; what was written stays for the next time."""
        row = self._panel.row
        if row is None:
            return
        self._keep()
        if self._panel.dialled is not None:
            self._release(row.lead_id)
        self._panel.close()
        self._screen.set_calling(False)

    def _release(self, lead_id: str) -> None:
        self._screen.ask(partial(self._desk.calling.release, lead_id), lambda _: None, group="release")

    def _keep(self) -> None:
        row, draft = self._panel.row, self._panel.draft
        if row is None:
            return
        if draft.note.strip() or draft.yeses:
            self._drafts[row.lead_id] = draft
        else:
            self._drafts.pop(row.lead_id, None)

    # ------------------------------------------------------------------------------------ logging

    def choose(self, choice: Choice) -> None:
        """Take an outcome: log it, or first ask for what it needs."""
        guard, dialled = self._screen.shown.guard, self._panel.dialled
        if dialled is None:
            return
        if not guard.is_meant():
            self._panel.too_soon()
            return
        guard.taken()
        seconds = self._panel.seconds
        if not choice.asks:
            self._log(dialled, choice, Detail(), "", seconds)
            return
        from sdrdesk.tui.dialogs.ask_moment import AskMoment
        from sdrdesk.tui.dialogs.pick import Pick, letters

        if choice.asks == "reason":
            reasons = letters(self._desk.playbook.disqualify_reasons)
            self._screen.app.push_screen(
                Pick(f"{choice.label}: why?", reasons),
                lambda reason: self._answered(dialled, choice, seconds, reason and Detail(reason=reason)),
            )
            return
        dialog = AskMoment(self._desk, dialled.lead_id, dialled.name, is_meeting=choice.asks == "meeting")

        def chosen(answer: tuple[Detail, str] | None) -> None:
            detail, whom = answer or (None, "")
            self._answered(dialled, choice, seconds, detail, whom)

        self._screen.app.push_screen(dialog, chosen)

    def _answered(
        self, dialled: Dialled, choice: Choice, seconds: int, detail: Detail | str | None, whom: str = ""
    ) -> None:
        """Log what a dialog answered; escape leads back to the outcomes."""
        if isinstance(detail, Detail):
            self._log(dialled, choice, detail, whom, seconds)
        else:
            self._panel.focus()

    def _log(self, dialled: Dialled, choice: Choice, detail: Detail, with_whom: str, seconds: int) -> None:
        self._keep()
        draft = self._panel.draft
        detail = Detail(
            callback_at=detail.callback_at, meeting_at=detail.meeting_at, reason=detail.reason, yeses=draft.yeses
        )
        activity_id = self._ids.setdefault(dialled.lead_id, new_id(self._screen.now))
        outcome = Outcome(dialled, choice, detail, with_whom, seconds, draft, activity_id)
        self._panel.is_busy = True
        self._screen.outdate("board")
        self._screen.set_timer(PATIENCE, partial(self._still_logging, outcome))
        # An invite is a file, and in a browser it would lie on the server.
        write = partial(self._write, outcome, saves=not self._screen.app.is_web)
        self._screen.ask(write, self._logged, failed=partial(self._not_logged, outcome), group="log")

    def _write(self, outcome: Outcome, saves: bool) -> After:
        """In the thread: log, then read what comes next."""
        calling, queue = self._desk.calling, self._desk.queue
        logged = calling.log(
            outcome.dialled.lead_id,
            outcome.choice.outcome,
            activity_id=outcome.activity_id,
            seconds=outcome.seconds,
            note=outcome.draft.note.strip(),
            detail=outcome.detail,
            with_whom=outcome.with_whom,
        )
        board, is_whole = self._next_board(logged.lead_id)
        brief, saved = None, ""
        # The call is in the book: whatever fails from here on must not look like a failed log.
        try:
            if board.rows and (is_whole or (brief := self._screen.shown.foreseen(board.rows[0])) is None):
                brief = queue.brief(board.rows[0].lead_id)
            if logged.invite and not saves:
                saved = "not written from the browser"
            elif logged.invite and logged.invite_at:
                at = logged.invite_at
                saved = str(invites.save(logged.invite, logged.name, at, self._settings.downloads_path, Path.cwd()))
        except (DeskError, OSError) as error:
            saved = f"not saved: {error}" if logged.invite else ""
        return After(logged, board, is_whole, brief, saved)

    def _next_board(self, lead_id: str) -> tuple[Board, bool]:
        """In the thread: the leads that the screen shows next, and whether that is all that is to be read.

        Counts, the day and the far end of the list are half of the way to the next lead, and nobody waits for them.
        """
        before, most = self._screen.board, max(FEW, self._screen.list.size.height)
        if before is None or before.tab is not Tab.READY or before.block is not None:
            return self._desk.queue.board(Tab.READY), True
        first = self._desk.queue.rows(Tab.READY, most)
        rows = continued(first, before.rows, lead_id) if len(first) == most else first
        return replace(before, rows=rows, now=self._screen.now), False

    def _still_logging(self, outcome: Outcome) -> None:
        """The answer takes its time: out of the way, and say so."""
        if self._panel.is_busy and self._panel.dialled is outcome.dialled:
            self._panel.display = False
            self._screen.set_calling(False)
            label = outcome.choice.label.lower()
            self._screen.status.say(f"Logging {label} for {outcome.dialled.name}", mark="…", ink="desk-warn")

    def _logged(self, after: After) -> None:
        logged = after.logged
        self._drafts.pop(logged.lead_id, None)
        self._saver.drop(drafts.NOTE, logged.lead_id)
        self._ids.pop(logged.lead_id, None)
        self._screen.duty.called(logged.lead_id)
        first = after.board.rows[0].lead_id if after.board.rows else None
        if self._is_elsewhere(logged.lead_id):
            self._screen.apply(after.board)
        else:
            self._panel.close()
            self._screen.go_on(after.board, first, after.brief)
        where = f"; invite {after.saved}" if after.saved else ""
        self._screen.status.say(
            f"Logged {logged.outcome_label.lower()} for {logged.name}: {logged.told}{where}", hint=UNDO
        )
        if not after.is_whole:
            self._screen.call_after_refresh(self._read_rest, self._screen.stamp("board"))

    def _read_rest(self, stamp: int) -> None:
        """The next lead is painted: now for all the others, unless the rep has asked for another shelf by now."""
        if stamp != self._screen.stamp("board"):
            return
        lead_id = self._screen.shown.lead_id

        def read() -> tuple[Board, Brief | None]:
            board = self._desk.queue.board(Tab.READY)
            # What was foreseen was read before the log, which may be of somebody at the same company.
            return board, self._desk.queue.brief(lead_id) if lead_id else None

        def done(found: tuple[Board, Brief | None]) -> None:
            self._screen.apply(found[0])
            if found[1] is not None:
                self._screen.shown.read(found[1])

        self._screen.ask(read, done, group="board", latest=True)

    def _is_elsewhere(self, lead_id: str) -> bool:
        """Whether the rep has gone on to another call before the answer came."""
        return self._panel.row is not None and self._panel.row.lead_id != lead_id

    def _not_logged(self, outcome: Outcome, error: BaseException) -> bool:
        """Nothing is lost: the call is back with its note, and the same key tries again."""
        name = outcome.dialled.name
        if self._is_elsewhere(outcome.dialled.lead_id):
            say_error(self._screen.app, error)
            self._screen.status.say(f"Not logged for {name}: dial again, the note is kept", mark="✗", ink="desk-bad")
        else:
            self._screen.set_calling(True)
            self._panel.again("Not logged. The same key tries again; your note is kept")
            self._screen.status.say(f"Not logged for {name}", mark="✗", ink="desk-bad")
            say_error(self._screen.app, error)
        return True
