"""Score a rep's skill against its written rubric: a number for each line, then a note."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from sdrdesk.desk.gate.learning_values import Road, SkillState
from sdrdesk.tui.background import DeskDialog, say_error
from sdrdesk.tui.offer_text import hang
from sdrdesk.tui.safe import lit, plain

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk


class SignOff(DeskDialog[SkillState]):
    """Digits score the line under the cursor; enter goes to the note, and from there saves."""

    AUTO_FOCUS = ""
    BINDINGS = [
        ("j,down", "move(1)", "Down"),
        ("k,up", "move(-1)", "Up"),
        ("enter", "note", "Note"),
        ("ctrl+s", "save", "Save"),
    ]

    def __init__(self, desk: Desk, road: Road, skill: SkillState) -> None:
        """Score `skill` of the rep on `road`."""
        super().__init__()
        self._desk, self._road, self._skill = desk, road, skill
        self._scores: list[int | None] = [None] * len(skill.rubric)
        self._cursor = 0
        self._lines, self._sum = Static(), Static()
        self._note = Input(placeholder="a note for the rep, if you like", max_length=900)
        self._is_saving = False

    def compose(self) -> ComposeResult:
        """The rubric, its sum, the note."""
        with Vertical(classes="dialog -wide") as box:
            box.border_title = lit(f"{self._skill.label}: {self._road.name}")
            yield self._lines
            yield self._sum
            yield self._note
            yield Static(
                lit(f"0-{self._skill.line_points} scores the line · j k move · enter note, then saves · esc back"),
                classes="hint",
            )

    def on_mount(self) -> None:
        """The first line."""
        self._note.cursor_blink = False
        self.set_focus(None)
        self._paint()

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.call_after_refresh(self._paint)

    def _paint(self) -> None:
        width = max(30, (self._lines.size.width or 70) - 1)
        parts: list[Content] = []
        for index, rubric in enumerate(self._skill.rubric):
            score = self._scores[index]
            mark = f" {'▸' if index == self._cursor else ' '} {'·' if score is None else score}  "
            ink = "bold $desk-text" if index == self._cursor else "$desk-text"
            parts += hang(mark, rubric, width, ink=ink, mark_ink="bold $desk-accent")
        self._lines.update(Content("\n").join(parts))
        given = [one for one in self._scores if one is not None]
        most, needed = len(self._scores) * self._skill.line_points, self._desk.playbook.onboarding.pass_score
        share = sum(given) / most if most else 0.0
        words = f"\n{sum(given)} of {most} points, {needed:.0%} signs it off"
        if len(given) < len(self._scores):
            said = Content.styled(words, "$desk-dim")
        elif share >= needed - 1e-9:
            said = Content.styled(f"{words}: ✓ signed off", "$desk-accent")
        else:
            said = Content.styled(f"{words}: not yet", "$desk-warn")
        self._sum.update(said)

    def on_key(self, event: events.Key) -> None:
        """Digits score."""
        if self._note.has_focus or not event.character or not event.character.isdecimal():
            return
        event.stop()
        points = int(event.character)
        if points <= self._skill.line_points:
            self._scores[self._cursor] = points
            self._cursor = min(self._cursor + 1, len(self._scores) - 1)
            self._paint()

    def action_move(self, by: int) -> None:
        """Another line; from the note back to the lines."""
        self.set_focus(None)
        self._cursor = min(max(self._cursor + by, 0), len(self._scores) - 1)
        self._paint()

    def action_note(self) -> None:
        """To the note, once every line is scored."""
        if None in self._scores:
            self._cursor = self._scores.index(None)
            self._paint()
            self._sum.update(lit("\nEvery line needs its points", "$desk-bad"))
        else:
            self._note.focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Write it."""
        scores = [one for one in self._scores if one is not None]
        if len(scores) < len(self._scores):
            self.action_note()
        elif not self._is_saving:
            self._is_saving = True
            call = partial(
                self._desk.onboarding.sign_off, self._road.login, self._skill.key, scores, plain(self._note.value)
            )
            self.ask(call, self._saved, failed=self._not_saved, group="write")

    def _saved(self, state: SkillState) -> None:
        self.dismiss(state)

    def _not_saved(self, error: BaseException) -> bool:
        self._is_saving = False
        say_error(self.app, error)
        return True
