"""All e-mails that are due, one after the other: each is shown as it would go, and nothing goes that was not seen."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sdrdesk.desk.calls.mailing import DueMails, Written, missing_in
from sdrdesk.desk.values import Logged, Undone
from sdrdesk.domain.playbook import Channel
from sdrdesk.domain.queue import QueueRow, why_line
from sdrdesk.domain.words import plural
from sdrdesk.tui import commands
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.safe import lit, plain
from sdrdesk.tui.screens.errands import say_undone
from sdrdesk.tui.screens.mails import Mails
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.settings import Settings
    from sdrdesk.tui.screens.queue import QueueScreen

SEEN_AFTER = 0.4
"""Seconds a mail is on the screen before a key may send it: one held down must not send what nobody has read."""


class MailRound(DeskScreen):
    """One e-mail at a time."""

    CSS_PATH = "mail_round.tcss"
    BINDINGS = commands.bindings(commands.Scope.MAILS)
    SCOPE = commands.Scope.MAILS

    def __init__(self, queue: QueueScreen, desk: Desk, settings: Settings) -> None:
        """Those of the rep at `desk`; `queue` lies below."""
        super().__init__()
        self._queue, self._desk = queue, desk
        self._mails = Mails(self, desk, settings)
        self._rows: list[QueueRow] = []
        self._at = self._sent = self._later = 0
        self._skipped: set[str] = set()
        self._written: Written | None = None
        self._shown_at = float("inf")
        self._head, self._to, self._body = Static(id="head"), Static(id="to"), Static(id="letter")
        self._note, self.status = Static(id="note"), StatusLine()

    def compose(self) -> ComposeResult:
        """How many, to whom, the text, what is not known, keys."""
        yield self._head
        yield self._to
        with VerticalScroll(id="text", can_focus=False):
            yield self._body
        yield self._note
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Read which are due."""
        self._body.update(Content.styled("Reading…", "$desk-dim"))
        self.ask(self._desk.mailing.due, self._read, group="due", latest=True)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width cuts elsewhere."""
        self.call_after_refresh(self._paint)

    @property
    def row(self) -> QueueRow | None:
        """Whose e-mail is up."""
        return self._rows[self._at] if self._at < len(self._rows) else None

    def _read(self, due: DueMails) -> None:
        """Those that are due, in the order of Ready; the one that was up stays up."""
        row = self.row
        self._rows, self._later = list(due.rows), due.later
        ids = [one.lead_id for one in self._rows]
        self._at = ids.index(row.lead_id) if row and row.lead_id in ids else min(self._at, max(0, len(ids) - 1))
        self._load()

    def _load(self) -> None:
        """Read the e-mail that is up."""
        self._written, self._shown_at = None, float("inf")
        if self.row is None:
            self._paint()
        else:
            read = partial(self._desk.mailing.write, self.row.lead_id, Channel.EMAIL)
            self.ask(read, self._show, failed=self._unreadable, group="mail", latest=True)

    def _unreadable(self, error: BaseException) -> bool:  # noqa: ARG002 - the hook's signature
        self._paint()
        return False

    def _show(self, written: Written) -> None:
        if self.row is not None and written.lead_id == self.row.lead_id:
            self._written, self._shown_at = written, monotonic()
            self.query_one("#text").scroll_home(animate=False)
            self._paint()

    # ------------------------------------------------------------------------------------ painting

    def _paint(self) -> None:
        width, one, row = max(30, self.size.width - 2), self._written, self.row
        done = f"   {self._sent} sent" if self._sent else ""
        skipped = f" · {len(self._skipped)} skipped" if self._skipped else ""
        later = f" · {self._later} later today" if self._later else ""
        place = f"{self._at + 1} of {plural(len(self._rows), 'e-mail')}" if self._rows else "No e-mails are due"
        self._head.update(
            Content.assemble(
                ("E-mails due  ", "bold $desk-warn"),
                (place, "bold $desk-text"),
                (f"{done}{skipped}{later}", "$desk-dim"),
            )
        )
        if row is None:
            self._to.update(Content(""))
            self._note.update(Content(""))
            said = "All of them are done" if self._sent else "None is due now"
            self._body.update(Content.assemble((said, "$desk-text"), ("\nesc leads back to the queue", "$desk-dim")))
            return
        if one is None:
            self._body.update(Content.styled("Reading…", "$desk-dim"))
            return
        why = Content(plain(why_line(row, self._desk.playbook, self._desk.clock.now()))).truncate(width, ellipsis=True)
        to = (f"  {plain(one.to)}", "$desk-soft") if one.to else ("  no address", "$desk-bad")
        subject = Content.assemble(("Subject  ", "$desk-dim"), (plain(one.subject), "bold $desk-text"))
        lines = [
            Content.assemble(("To       ", "$desk-dim"), (plain(one.name), "bold $desk-text"), to),
            subject.truncate(width, ellipsis=True),
            why.stylize("$desk-dim"),
        ]
        self._to.update(Content("\n").join(lines))
        self._body.update(lit(plain(one.body, multiline=True), "$desk-text"))
        self._note.update(self._problem(one))

    def _problem(self, one: Written) -> Content:
        """What keeps it from going, in a line."""
        if one.in_doubt:
            return lit("It was cut off while it was sent: enter asks whether it went", "$desk-warn")
        if missing := missing_in(one.subject, one.body):
            return lit(f"Not known: {', '.join(missing)}. e writes it in its place", "$desk-warn")
        if not one.to:
            return lit("No address: n passes it over, the queue's e adds one", "$desk-warn")
        last = f"Last e-mail {one.last.at:%d %b}: {one.last.subject}" if one.last else "The first e-mail to them"
        return lit(last, "$desk-dim")

    # ------------------------------------------------------------------------------------- the keys

    def _is_over(self) -> bool:
        """Whether no e-mail is up, and say so: a key that the footer names is never without a word."""
        if self.row is None:
            self.status.say("No e-mail is up", mark="·", hint="esc leads back", ink="desk-dim")
        return self.row is None

    def action_send(self) -> None:
        """Send the one that is up, if it has been seen and nothing is missing."""
        one = self._written
        if self._is_over() or one is None or monotonic() - self._shown_at < SEEN_AFTER:
            return
        if not one.in_doubt and (missing := missing_in(one.subject, one.body)):
            self.status.say(
                f"Not sent: {', '.join(missing)} is not known", mark="✗", hint="e writes it", ink="desk-bad"
            )
            return
        if not one.in_doubt and not one.to:
            self.status.say(f"{one.name} has no address", mark="✗", hint="n passes it over", ink="desk-bad")
            return
        self._shown_at = float("inf")  # once
        self._mails.send_as_shown(one)

    def action_edit(self) -> None:
        """Change it, then send it or keep it."""
        if not self._is_over() and self._written is not None:
            self._mails.show(self._written)

    def action_step(self, by: int) -> None:
        """Pass it over, or back to the one before."""
        if not self._is_over() and (row := self.row):
            if by > 0:
                self._skipped.add(row.lead_id)
            self._at = (self._at + by) % len(self._rows)
            self._load()

    def action_scroll(self, by: int) -> None:
        """A line of a long text."""
        self.query_one("#text").scroll_relative(y=by, animate=False)

    def action_back(self) -> None:
        """To the queue."""
        self.app.pop_screen()
        self._queue.reload()

    def action_undo(self) -> None:
        """Take the last log back; a mail that went does not come back."""

        def done(undone: Undone | None) -> None:
            say_undone(undone, self.status, self._queue.status)
            self.reload()

        self.ask(self._desk.calling.undo, done, group="write")

    # ---------------------------------------------------------------------------- what Mails asks of its screen

    def logged(self, logged: Logged) -> None:
        """One more is in the book."""
        self._sent += 1
        self._skipped.discard(logged.lead_id)

    def reload(self) -> None:
        """Read anew which are due: the one that went is gone, so the next is up."""
        self.ask(self._desk.mailing.due, self._read, group="due", latest=True)
