"""What a rep does besides calling: undo, copy, snooze, edit, add, set the zone, find."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sdrdesk.desk.values import Board, LeadForm, Moment, Undone
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.tui.widgets.status_line import AGAIN

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.queue import QueueScreen
    from sdrdesk.tui.widgets.status_line import StatusLine

SNOOZES = (
    ("h", "One hour", "in 1h"),
    ("t", "Tomorrow morning", "tomorrow 9am"),
    ("3", "Three days", "in 3 days"),
    ("7", "A week", "in 7 days"),
)
"""Key, label and the words for each length of a snooze; `o` asks for another."""


def say_undone(undone: Undone | None, *lines: StatusLine) -> None:
    """Say what was taken back.

    Args:
        undone: It, or None where there was nothing.
        lines: Where: the screen's own, and the queue's below it, which would go on offering to undo what no longer is.
    """
    for line in lines:
        if undone:
            words = f"Took back {undone.outcome_label.lower()} for {undone.name}: {undone.told}"
            line.say(words, mark="↶", hint=AGAIN)
    if undone is None:
        lines[0].took_back(None)


class Errands:
    """The dialogs of one queue screen."""

    def __init__(self, screen: QueueScreen, desk: Desk) -> None:
        """Run them for the rep at `desk`, from `screen`."""
        self._screen, self._desk = screen, desk

    def _write(self, call: Callable[[], object], said: str, lead_id: str | None = None) -> None:
        """Change something, then read the board again and say so."""

        def work() -> object:
            return call()

        def done(_: object) -> None:
            self._screen.status.say(said)
            self._screen.reload(go_to=lead_id)

        self._screen.outdate("board")
        self._screen.ask(work, done, group="write")

    def undo(self) -> None:
        """Take the last log back, and put its lead up."""

        def work() -> tuple[Undone | None, Board]:
            return self._desk.calling.undo(), self._desk.queue.board(Tab.READY)

        def done(answer: tuple[Undone | None, Board]) -> None:
            undone, board = answer
            self._screen.shown.forget()
            self._screen.apply(board, undone.lead_id if undone else None)
            say_undone(undone, self._screen.status)

        self._screen.outdate("board")
        self._screen.ask(work, done, group="write")

    def copy(self, row: QueueRow) -> None:
        """Put the number on the clipboard."""
        if row.phone:
            self._screen.app.copy_to_clipboard(row.phone)
            self._screen.status.say(f"Copied {row.phone}")
        else:
            self._screen.status.say(f"{row.name} has no number", mark="·", hint="e adds one", ink="desk-warn")

    # ------------------------------------------------------------------------------------ the score

    def wrong(self, row: QueueRow) -> None:
        """Say that the score is wrong, asking why; or take back that one said so."""

        def answered(was_said: bool) -> None:
            if was_said:
                self._said_of_score(row, f"Grade {row.grade} of {row.name} stands, you say")
            else:
                self._ask_what_is_wrong(row)

        self._screen.ask(partial(self._desk.scoring.not_wrong, row.lead_id), answered, group="write")

    def _ask_what_is_wrong(self, row: QueueRow) -> None:
        from sdrdesk.tui.dialogs.reason import Reason

        def asked(reason: str | None) -> None:
            if reason is not None:
                said = f"Kept: grade {row.grade} of {row.name} is wrong"
                self._screen.ask(
                    partial(self._desk.scoring.wrong, row.lead_id, reason),
                    lambda _: self._said_of_score(row, said, hint="x takes it back"),
                    group="write",
                )

        title, hint = f"Grade {row.grade} of {row.name} is wrong: why?", "Managers see it"
        self._screen.app.push_screen(Reason(title, hint, is_optional=True), asked)

    def _said_of_score(self, row: QueueRow, said: str, hint: str = "") -> None:
        self._screen.status.say(said, hint=hint)
        self._screen.shown.forget(row.lead_id)
        self._screen.reload(go_to=row.lead_id)

    # ------------------------------------------------------------------------------------- snooze

    def snooze(self, row: QueueRow) -> None:
        """Ask until when, by one key or in words."""
        from sdrdesk.tui.dialogs.pick import Option, Pick

        options = [Option(key=key, label=label, value=words) for key, label, words in SNOOZES]
        options.append(Option(key="o", label="Another time", value="", note='"thu 3pm", in their time'))
        self._screen.app.push_screen(Pick(f"Snooze {row.name}", options), partial(self._snooze_for, row))

    def _snooze_for(self, row: QueueRow, words: str | None) -> None:
        if words is None:
            return
        if words:
            self._screen.ask(
                partial(self._desk.calling.moment, row.lead_id, words), partial(self._snooze_until, row), group="read"
            )
            return
        from sdrdesk.tui.dialogs.ask_moment import AskMoment

        dialog = AskMoment(self._desk, row.lead_id, row.name, is_snooze=True)

        def chosen(answer: object) -> None:
            if answer is not None and dialog.moment is not None:
                self._snooze_until(row, dialog.moment)

        self._screen.app.push_screen(dialog, chosen)

    def _snooze_until(self, row: QueueRow, moment: Moment) -> None:
        self._write(
            partial(self._desk.calling.snooze, row.lead_id, moment.at), f"Snoozed {row.name} until {moment.echo}"
        )

    # --------------------------------------------------------------------------------------- form

    def edit(self, row: QueueRow) -> None:
        """Ask for the lead's fields as they stand, then for their new values."""
        self._screen.ask(
            partial(self._desk.leads.form, row.lead_id), partial(self._show_form, row.lead_id), group="read"
        )

    def add(self) -> None:
        """Ask for a new lead."""
        self._show_form("", LeadForm(name=""))

    def _show_form(self, lead_id: str, form: LeadForm) -> None:
        from sdrdesk.tui.dialogs.lead_form import LeadFormDialog

        self._screen.app.push_screen(LeadFormDialog(self._desk, lead_id, form), partial(self._form_saved, lead_id))

    def _form_saved(self, before: str, lead_id: str | None) -> None:
        if lead_id is None:
            return
        self._screen.status.say("Saved" if before else "Added")
        self._screen.reload(go_to=lead_id)
        self._screen.open_lead(lead_id, reading=not before)

    # --------------------------------------------------------------------------------------- zone

    def zone(self, row: QueueRow) -> None:
        """Ask for the lead's time zone."""
        from sdrdesk.tui.dialogs.ask_zone import AskZone

        def chosen(zone: str | None) -> None:
            if zone:
                set_zone = partial(self._desk.leads.set_zone, row.lead_id, zone)
                self._write(set_zone, f"{row.name} is in {zone}", row.lead_id)

        self._screen.app.push_screen(AskZone(row.name, row.place.zones[0] if row.place.zones else ""), chosen)

    # ------------------------------------------------------------------------------------- search

    def search(self, words: str = "") -> None:
        """Find anybody and open them."""
        from sdrdesk.tui.dialogs.search import SearchDialog

        def chosen(lead_id: str | None) -> None:
            if lead_id:
                self._screen.open_lead(lead_id)

        self._screen.app.push_screen(SearchDialog(self._desk, words), chosen)
