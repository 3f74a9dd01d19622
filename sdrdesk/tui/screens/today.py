"""The morning page: what the day holds, and one key to start. It never stands before a lead that may not wait."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sdrdesk.desk.focus.commitments import CommitmentView
from sdrdesk.desk.focus.morning import TodayPage
from sdrdesk.domain.commitment import LONGEST, What
from sdrdesk.domain.queue import Tab
from sdrdesk.tui import commands, today_text
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.format import hours_and_date
from sdrdesk.tui.keymap import keymap_of
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.queue import QueueScreen

TWO = 76
"""Cells from which on two parts stand side by side."""

PARTS = (("opens", "Opens"), ("promises", "Promised today"), ("meetings", "Meetings"), ("rest", "Besides"))
"""Each part's id and heading."""

COLUMNS = (("opens", "meetings"), ("promises", "rest"))
"""Which parts stand below each other where there is room for two columns."""


class TodayScreen(DeskScreen):
    """The rep's day on one page."""

    CSS_PATH = "today.tcss"
    BINDINGS = commands.bindings(commands.Scope.TODAY)
    SCOPE = commands.Scope.TODAY

    def __init__(self, queue: QueueScreen, desk: Desk) -> None:
        """The day of the rep at `desk`; `queue` is where it leads to."""
        super().__init__()
        self._queue, self._desk = queue, desk
        self._page: TodayPage | None = None
        self._head, self._first, self._goals = Static(id="head"), Static(id="first"), Static(id="goals")
        self._parts = {key: Static(id=key, classes="part") for key, _ in PARTS}
        self.status = StatusLine()

    def compose(self) -> ComposeResult:
        """Head, what comes first, goals, four parts, keys."""
        yield self._head
        with VerticalScroll(id="page", can_focus=False):
            yield self._first
            yield self._goals
            with Container(id="parts"):
                for column in COLUMNS:
                    with Container(classes="column"):
                        yield from (self._parts[key] for key in column)
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Read."""
        self._first.update(Content.styled("Reading…", "$desk-dim"))
        self.action_refresh()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width has other lines."""
        self.call_after_refresh(self._paint)

    def desk_changed(self) -> None:
        """Somebody committed: a lead that may not wait may have come."""
        self.action_refresh()

    def action_refresh(self) -> None:
        """Ask the desk anew."""
        self.ask(self._desk.today.page, self._read, group="today", latest=True)

    def _read(self, page: TodayPage) -> None:
        self._page = page
        self._paint()

    def _paint(self) -> None:
        page = self._page
        if page is None:
            return
        whole = max(30, self.size.width - 6)
        width = whole // 2 - 2 if self.size.width >= TWO else whole
        date, clock = hours_and_date(page.now, page.zone)
        counts = page.counts
        head = Content.assemble(
            (f"{plain(page.rep)}  ", "bold $desk-text"), (f"{date} {clock}   ", "$desk-dim"),
            (f"{counts.ready} ready", "bold $desk-accent"),
            (f" · {counts.waiting} waiting · {counts.locked} locked", "$desk-soft"),
        )  # fmt: skip
        self._head.update(head.truncate(self.size.width - 2, ellipsis=True))
        newline, live = Content("\n"), partial(keymap_of(self).said, scope=self.SCOPE)
        self._first.update(newline.join(today_text.first(page, self._desk.playbook, whole)))
        self.set_class(self.size.width >= TWO, "-two")
        self._first.set_class(page.urgent is not None, "-urgent")
        self._goals.update(newline.join(one.truncate(whole, ellipsis=True) for one in today_text.goals(page, live)))
        written = {
            "opens": today_text.openings(page, width), "promises": today_text.promises(page, width),
            "meetings": today_text.meetings(page, width), "rest": today_text.rest(page, width, live),
        }  # fmt: skip
        for key, label in PARTS:
            self._parts[key].update(newline.join([Content.styled(label, today_text.HEAD), *written[key]]))

    # ------------------------------------------------------------------------------------- the keys

    def action_start(self) -> None:
        """On to the queue: to the lead that may not wait, if there is one."""
        row = self._page.urgent if self._page else None
        self.app.pop_screen()
        self._queue.action_back()
        self._queue.reload(Tab.READY, row.lead_id if row else None)

    def action_back(self) -> None:
        """To the queue as it stood."""
        self.app.pop_screen()

    def action_scroll(self, by: int) -> None:
        """Down or up, where the screen is small."""
        self.query_one("#page").scroll_relative(y=by, animate=False)

    def action_commit(self) -> None:
        """Commit to something small for today; what is decided is not asked for again."""
        one = self._page.commitment if self._page else None
        if one and one.kept is not None:
            how = "kept" if one.kept else "not kept"
            words = f'"{plain(one.commitment.words)}" was {how}: there is one for each day'
            self.status.say(words, mark="·", ink="desk-dim")
            return
        self.ask(self._desk.commitments.ideas, self._offer, group="ideas", latest=True)

    def _offer(self, ideas: tuple[str, ...]) -> None:
        from sdrdesk.tui.dialogs.pick import Option, Pick

        options = [Option(key=str(number), label=idea, value=idea) for number, idea in enumerate(ideas, 1)]
        options.append(Option(key="o", label="Something else", value="", note='"20 dials before lunch"'))
        if self._page and self._page.commitment:
            options.append(Option(key="x", label="Nothing today", value="-"))

        def picked(words: str | None) -> None:
            if words == "-":
                self.ask(self._desk.commitments.drop, lambda _: self._changed(None), group="write")
            elif words:
                self.ask(partial(self._desk.commitments.make, words), self._changed, group="write")
            elif words is not None:
                self._type()

        self.app.push_screen(Pick("What do you commit to today?", options), picked)

    def _type(self) -> None:
        from sdrdesk.tui.dialogs.fields import Field, Fields

        field = Field(key="words", label="Today", example="20 dials before lunch, pass the ROI quiz")
        hint = f"Private unless you share it. Dials, talks, meetings and quizzes are counted; {LONGEST} letters"
        dialog = Fields("Commit to", [field], lambda values: self._desk.commitments.make(values["words"]), hint)
        self.app.push_screen(dialog, lambda made: self._changed(made) if made else None)

    def _changed(self, view: CommitmentView | None) -> None:
        words = "No commitment today"
        if view:
            how = f"counted: {view.counted}" if view.counted else "nobody can count it: you say in the evening"
            words = f"{view.commitment.words}; {how}"
        self.status.say(words, hint="s shares it" if view and not view.commitment.is_shared else "")
        self.action_refresh()

    def action_share(self) -> None:
        """Show it to the team, or keep it to oneself again."""
        one = self._page.commitment if self._page else None
        if one is None:
            self.status.say("Commit to something first", mark="·", hint="c", ink="desk-dim")
            return
        is_shared = not one.commitment.is_shared

        def shared(_: CommitmentView) -> None:
            self.status.say("The team sees it now" if is_shared else "It is private again")
            self.action_refresh()

        self.ask(partial(self._desk.commitments.share, is_shared=is_shared), shared, group="write")

    def action_kept(self) -> None:
        """Whether it was kept, where nobody can count it."""
        from sdrdesk.tui.dialogs.yes_no import YesNo

        one = self._page.commitment if self._page else None
        if one is None or one.commitment.what is not What.OWN:
            self.status.say(
                "That one is counted from the log" if one else "Commit to something first", mark="·", ink="desk-dim"
            )
            return

        def said(was_kept: bool | None) -> None:
            if was_kept is not None:
                self.ask(
                    partial(self._desk.commitments.tell, was_kept=was_kept),
                    lambda _: self.action_refresh(),
                    group="write",
                )

        self.app.push_screen(YesNo("Did you keep it?", plain(one.commitment.words), yes="Kept", no="Not kept"), said)

    def action_evening(self) -> None:
        """The day's result, and a line of one's own."""
        self.ask(self._desk.today.evening, self._queue.pacing.evening, group="evening", latest=True)

    def action_mails(self) -> None:
        """All e-mails that are due."""
        self.app.pop_screen()
        self._queue.pacing.mails()

    def action_reread(self) -> None:
        """The one offer worth reading again."""
        if self._page and self._page.reread:
            self._queue.gate.read(self._page.reread.offer)

    def action_block(self) -> None:
        """A call block, on the queue."""
        self.app.pop_screen()
        self._queue.pacing.block()
