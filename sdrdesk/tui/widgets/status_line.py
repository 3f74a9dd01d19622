"""One line that says what was just done and how to take it back."""

from __future__ import annotations

from textual.content import Content

from sdrdesk.tui.command import Scope
from sdrdesk.tui.keymap import keymap_of
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets.ink import Written

UNDO = "u undo"
"""Ends whatever `u` takes back, on every screen."""
AGAIN = "u again"
"""Ends what it took back: the one before is next."""


class StatusLine(Written):
    """The last thing that happened, until the next one does."""

    DEFAULT_CSS = "StatusLine { height: 1; padding: 0 1; background: $surface; }"

    def __init__(self) -> None:
        """Say nothing yet."""
        super().__init__()
        self._mark, self._words, self._hint = "", "", ""
        self._ink = "desk-accent"

    @property
    def words(self) -> str:
        """What it says."""
        return " ".join(part for part in (self._mark, self._words, self._hint) if part)

    def say(self, words: str, *, mark: str = "✓", hint: str = "", ink: str = "desk-accent") -> None:
        """Say something.

        Args:
            words: What happened; may hold data.
            mark: The sign before it.
            hint: The key that goes with it.
            ink: The colour of the sign.
        """
        hint = keymap_of(self).said(hint, getattr(self.screen, "SCOPE", Scope.DESK)) if self.is_attached else hint
        self._mark, self._words, self._hint, self._ink = mark, plain(words), hint, ink
        self.refresh()

    def took_back(self, words: str | None) -> None:
        """Say what was taken back, in the words in which it was done; None where there was nothing."""
        if words is None:
            self.say("Nothing to take back", mark="·", ink="desk-dim")
        else:
            self.say(f"Took back: {words}", mark="↶", hint=AGAIN)

    def render(self) -> Content:
        """The line, cut where it does not fit so that the hint stays."""
        if not self._words:
            return Content("")
        hint = f" · {self._hint}" if self._hint else ""
        room = max(8, self.content_size.width - len(self._mark) - 1 - len(hint))
        words = Content(self._words).truncate(room, ellipsis=True)
        return Content.assemble((f"{self._mark} ", f"bold ${self._ink}"), words, (hint, "$desk-dim"))
