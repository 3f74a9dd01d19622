"""The open call: who is on the line, for how long, and every way it can end with what follows from it.

Not a screen of its own but a panel that takes the list's place and its keys: the brief stays readable beside it, and
the next lead is painted without a change of screens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from time import monotonic

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Digits, TextArea

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.values import Choice, Dialled
from sdrdesk.domain.brief import Brief
from sdrdesk.domain.playbook import Channel, Rung
from sdrdesk.domain.queue import QueueRow
from sdrdesk.domain.words import stopwatch
from sdrdesk.tui import commands
from sdrdesk.tui.brief_text import flow
from sdrdesk.tui.command import MoreKeys
from sdrdesk.tui.draft_saver import Draft
from sdrdesk.tui.format import city, fit, local_time, phone
from sdrdesk.tui.keymap import keymap_of
from sdrdesk.tui.safe import lit, plain
from sdrdesk.tui.widgets.part import Part


class CallPanel(Vertical, can_focus=True, can_focus_children=True):
    """Person, number, timer, outcomes, small yeses and a note."""

    BINDINGS = commands.bindings(commands.Scope.CALL)
    HELP = "A call is on. A letter logs how it went; digits tick what they agreed to. Nothing is logged by going back."

    DEFAULT_CSS = """
    CallPanel { display: none; height: auto; max-height: 100%; width: 100%; max-width: 92; background: $panel;
        border: round $desk-accent; border-title-color: $desk-accent; border-title-style: bold; padding: 0 2; }
    CallPanel > Static { height: auto; width: 1fr; }
    CallPanel > Digits { width: 1fr; height: 3; color: $desk-accent; text-style: bold; display: none; }
    CallPanel > TextArea { height: 5; display: none; margin: 0; border: tall $desk-track; background: $surface; }
    CallPanel > TextArea:focus { border: tall $desk-accent; }
    CallPanel.-noting > TextArea { display: block; }
    """

    @dataclass
    class Chosen(Message):
        """An outcome key was pressed."""

        choice: Choice

    @dataclass
    class Left(Message):
        """The rep goes without logging, to the lead so many rows away (0: the same)."""

        step: int

    @dataclass
    class CopyAsked(Message):
        """The number is wanted on the clipboard."""

        number: str

    @dataclass
    class OfferAsked(Message):
        """The offer is wanted beside the call."""

        panel: CallPanel
        offer: str

    def __init__(self, ladder: Iterable[Rung], now: datetime, clock: Callable[[], float] = monotonic) -> None:
        """No call yet.

        Args:
            ladder: The small yeses of the playbook.
            now: The moment.
            clock: Seconds, for the timer.
        """
        super().__init__()
        self.clock = clock
        self._now = now
        self._ladder = [rung for rung in ladder if not rung.won_by]
        self._head, self._foot = Part(), Part(classes="foot")
        self._body, self._small = Part(classes="outcomes"), Part(classes="yeses")
        self._digits = Digits("")
        self._note = TextArea(soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self._row: QueueRow | None = None
        self._dialled: Dialled | None = None
        self._won: tuple[str, ...] = ()
        self._yeses: list[str] = []
        self._since = 0.0
        self._pending = ""
        self._problem = ""
        self.written: Callable[[str, Draft], None] = lambda _lead, _draft: None
        """Told what stands on an open call each time something is written or ticked."""
        self.ending: Callable[[], None] = lambda: None
        """Told that the screen ends."""
        self.is_busy = False
        """Whether an outcome is being logged; no key counts until the answer."""

    def compose(self) -> ComposeResult:
        """Head, number, outcomes, note, hint."""
        yield self._head
        yield self._digits
        yield self._body
        yield self._note
        yield self._small
        yield self._foot

    # ----------------------------------------------------------------------------------- its life

    @property
    def is_open(self) -> bool:
        """Whether a call is on."""
        return self._row is not None

    @property
    def row(self) -> QueueRow | None:
        """The lead on the line."""
        return self._row

    @property
    def dialled(self) -> Dialled | None:
        """The call, once the desk has placed it."""
        return self._dialled

    @property
    def seconds(self) -> int:
        """How long the call has lasted."""
        return max(0, int(self.clock() - self._since))

    @property
    def draft(self) -> Draft:
        """What was written and ticked so far."""
        return Draft(note=self._note.text, yeses=tuple(self._yeses))

    def open(self, row: QueueRow, brief: Brief | None, draft: Draft) -> None:
        """Show a call that is being placed."""
        self._row, self._dialled, self._since = row, None, self.clock()
        self._won = tuple(rung.key for rung in brief.ladder if rung.won) if brief else ()
        self._yeses, self._pending, self._problem, self.is_busy = list(draft.yeses), "", "", False
        self._note.text = draft.note
        self.remove_class("-noting")
        self.border_title = "Calling"
        self._digits.update(phone(row.phone) if row.channel is Channel.CALL else "")
        self.set_class(row.channel is Channel.CALL and bool(row.phone), "-numbered")
        self._paint()
        self.display = True
        self._give_keys(self)

    def restore(self, draft: Draft) -> None:
        """What was written before, found after the call was opened: it comes ahead of what was typed since."""
        self._note.insert(draft.note + ("\n" if draft.note and self._note.text else ""), (0, 0))
        self._yeses = list(dict.fromkeys((*draft.yeses, *self._yeses)))
        self._tell_written()
        self._paint()

    def placed(self, dialled: Dialled) -> None:
        """The desk has placed it: outcomes may be pressed; one that was pressed too soon counts now."""
        self._dialled = dialled
        noun = "Call" if dialled.channel is Channel.CALL else dialled.channel.capitalize()
        self.border_title = (
            f"{noun} {dialled.call} of {dialled.calls}"
            if dialled.channel is Channel.CALL
            else f"{noun} before call {dialled.call} of {dialled.calls}"
        )
        self._paint()
        if self._pending:
            self._press(self._pending)

    def close(self) -> None:
        """No call any more."""
        self._row = self._dialled = None
        self.is_busy = False
        self.display = False

    def again(self, problem: str) -> None:
        """Back after a failed log, with everything that was written."""
        self.is_busy, self._problem = False, problem
        self.display = True
        self._paint()
        self.focus()

    def tick(self, now: datetime) -> None:
        """One more second."""
        self._now = now
        if self.is_open:
            self._head.update(self._heading(), layout=False)

    # --------------------------------------------------------------------------------------- keys

    def watch_has_focus(self, _has_focus: bool) -> None:
        """No style depends on who has the keys; the note sees to its own."""

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        if self.is_open:
            self._paint()

    def on_key(self, event: events.Key) -> None:
        """Outcome letters and digits. The note keeps its own; each counts behind what the note has still to write."""
        if not event.character or not event.is_printable:
            return
        if event.character in commands.CALL_DIGITS:
            event.stop()
            self._note.call_later(self._tick_yes, int(event.character) - 1)
        elif event.key not in self._own_keys() or (event.character.isalpha() and not self._is_free(event.character)):
            event.stop()
            self._note.call_later(self._press, event.character)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:  # noqa: ARG002 - Textual's own
        """No letter and no sign reaches a key behind the panel, so the help does not name it there."""
        return bool(character and character.isprintable())

    def _own_keys(self) -> set[str]:
        """The keys of the panel itself, such as the one that reads the offer: a binding does what they do."""
        own = keymap_of(self).live(one for one in commands.COMMANDS if one.scope is commands.Scope.CALL)
        return {key for one in own for key in one.keys.split(",")}

    def _is_free(self, key: str) -> bool:
        """Whether no outcome of the playbook has this key."""
        return all(choice.key != key for choice in self._dialled.choices) if self._dialled else True

    def more_keys(self) -> MoreKeys:
        """What the help names besides the bindings: outcomes, and digits for the small yeses."""
        outcomes = (
            [(choice.key, choice.label, choice.told) for choice in self._dialled.choices] if self._dialled else []
        )
        tip = "A small yes: tick it, or take the tick away"
        digits = [(str(at), rung.label, tip) for at, rung in enumerate(self._offered(), 1)]
        return [("How did it go?", outcomes), ("Small yeses", digits)]

    def press(self, key: str) -> None:
        """An outcome key that was pressed elsewhere: while the offer was read."""
        if self.is_open:
            self._press(key)

    def _press(self, key: str) -> None:
        if self.is_busy:
            return
        if self._dialled is None:
            self._pending = key
            return
        self._pending = ""
        for choice in self._dialled.choices:
            if choice.key == key:
                self.post_message(self.Chosen(choice))
                return

    def _tick_yes(self, index: int) -> None:
        offered = self._offered()
        if index < len(offered):
            key = offered[index].key
            if key in self._yeses:
                self._yeses.remove(key)
            else:
                self._yeses.append(key)
            self._tell_written()
            self._paint()

    def action_note(self) -> None:
        """To the note, or back from it to the outcomes."""
        self.set_class(not self.is_noting, "-noting")
        self._give_keys(self._note if self.has_class("-noting") else self)
        self._paint()

    @property
    def is_noting(self) -> bool:
        """Whether the note has the keys: asked of the screen, for a widget learns of its focus later."""
        return self.screen.focused is self._note

    def _give_keys(self, widget: Widget) -> None:
        """Focus now: `Widget.focus` does it after whatever keys have come by then."""
        self.screen.set_focus(widget)

    def action_offer(self) -> None:
        """Read what they read, beside the call."""
        if self._row:
            self.post_message(self.OfferAsked(self, self._row.offer))

    def action_copy(self) -> None:
        """Put the number on the clipboard again."""
        if self._dialled:
            self.post_message(self.CopyAsked(self._dialled.number))

    def action_leave(self, step: int) -> None:
        """Go without logging; from the note first back to the outcomes."""
        if self.is_noting:
            self.action_note()
        elif not self.is_busy:
            self.post_message(self.Left(step))

    def on_unmount(self) -> None:
        """The desk ends, or breaks: what was being written is kept."""
        self.ending()

    @on(TextArea.Changed)
    def _note_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._tell_written()
        if not self.has_class("-noting"):  # left faster than it was written: the foot says what it holds
            self._paint()

    def _tell_written(self) -> None:
        if self._row is not None and not self.is_busy:
            self.written(self._row.lead_id, self.draft)

    # ----------------------------------------------------------------------------------- painting

    def too_soon(self) -> None:
        """Say that a key came faster than anybody reads."""
        self._problem = "That was quicker than a name can be read: press it again"
        self._paint()

    def _paint(self) -> None:
        self._head.update(self._heading())
        self._body.update(self._outcomes())
        self._small.update(self._small_yeses())
        self._foot.update(self._footing())

    def _heading(self) -> Content:
        row = self._row
        if row is None:
            return Content("")
        who = ", ".join(plain(part) for part in (row.title, row.company) if part)
        is_call = row.channel is Channel.CALL
        shown = self._dialled.shown if self._dialled else phone(row.phone) if is_call else row.email
        numbered = "" if self._is_large else plain(shown) or "no number"
        place = f"{city(row)}, {local_time(row, self._now)} local" if row.place.is_known else "zone unknown"
        state = "○ Dialling" if self._dialled is None else "● On the line" if is_call else "● Writing"
        time = Content.assemble(
            (state, "bold $desk-accent"), (f"  {stopwatch(timedelta(seconds=self.seconds))}", "bold $desk-accent")
        )
        return Content.assemble(
            (plain(row.name), "bold $desk-text"),
            (f"  {who}\n", "$desk-dim"),
            (f"{numbered}  " if numbered else "", "bold $desk-accent"),
            (f"{place}   ", "$desk-dim"),
            time,
        )

    @property
    def _is_large(self) -> bool:
        """Whether the number stands below in large digits."""
        return self.has_class("-numbered") and self.screen.has_class("-tall")

    def _outcomes(self) -> Content:
        lines = [Content.styled("How did it go?", "bold $desk-warn")]
        choices = self._dialled.choices if self._dialled else ()
        width = max((len(choice.label) for choice in choices), default=10) + 2
        for choice in choices:
            lines.append(
                Content.assemble(
                    (f" {choice.key}  ", "bold $desk-accent"),
                    (fit(choice.label, width), "$desk-text"),
                    ("→ ", "$desk-faint"),
                    (plain(choice.told), "$desk-dim"),
                )
            )
        if not choices:
            lines.append(Content.styled(" placing the call", "$desk-dim"))
        return Content("\n").join(lines)

    def _small_yeses(self) -> Content:
        items = [Content.styled("Small yes", "bold $desk-warn")]
        for index, rung in enumerate(self._offered()):
            has = rung.key in self._yeses
            mark, ink = ("■", "$desk-accent") if has else ("□", "$desk-dim")
            items.append(
                Content.assemble(
                    (f"{index + 1} ", "bold $desk-accent"),
                    (f"{mark} ", ink),
                    (plain(rung.label), "$desk-text" if has else "$desk-soft"),
                )
            )
        return flow(items, max(20, self.content_size.width), 3) if len(items) > 1 else Content("")

    def _offered(self) -> list[Rung]:
        return [rung for rung in self._ladder if rung.key not in self._won][: len(commands.CALL_DIGITS)]

    def _footing(self) -> Content:
        if self._problem:
            return lit(self._problem, "$desk-bad")
        if self.has_class("-noting"):
            return Content.styled("tab back to the outcomes, the note is kept", "$desk-dim")
        note = self._note.text.strip()
        if note:
            return Content.assemble(("✎ ", "$desk-accent"), (fit(note, 60).rstrip(), "$desk-soft"))
        return Content.styled("tab writes a note · esc back without logging", "$desk-dim")
