"""Before a quiz: what it asks for and what it costs to leave it; or why it may not begin yet, and what helps."""

from __future__ import annotations

from functools import partial

from textual.widgets import Static

from sdrdesk.desk.gate.gate_values import OpenedOffer, Quiz
from sdrdesk.errors import Refused, sentences
from sdrdesk.tui import commands, quiz_text
from sdrdesk.tui.screens.quiz_page import QuizPage


class QuizCover(QuizPage):
    """Nothing has begun here."""

    BINDINGS = commands.bindings(commands.Scope.COVER)
    SCOPE = commands.Scope.COVER

    _is_starting = False

    def page(self) -> list[Static]:  # type: ignore[override]
        """One text."""
        self._text = Static(id="cover")
        return [self._text]

    def paint(self) -> None:
        """Write everything anew."""
        super().paint()
        self._text.update(quiz_text.cover(self.opened, self.desk.rep.zone, self.desk.clock.now(), self.width))

    def on_screen_resume(self) -> None:
        """Back from the offer: reading it may have been what was missing."""
        self.look()

    def look(self) -> None:
        """Read again what the desk allows."""

        def read(opened: OpenedOffer) -> None:
            self.opened = opened
            self.paint()

        self.ask(partial(self.desk.quizzing.look, self.opened.offer.key), read, group="look", latest=True)

    def _tick(self) -> None:
        super()._tick()
        until = self.opened.may_start.until
        if until is not None:
            if until <= self.desk.clock.now():
                self.look()
            else:
                self.paint()

    def action_start(self) -> None:
        """Begin, or go on."""
        if self._is_starting:
            return
        if not self.opened.may_start.can:
            self.status.say(self.opened.may_start.reason, mark="✗", ink="desk-bad")
            self.look()
            return
        self._is_starting = True
        self.ask(partial(self.desk.quizzing.start, self.opened.offer.key), self._begun, failed=self._not_begun)

    def _begun(self, quiz: Quiz) -> None:
        self.gate.begin(quiz, self.opened)

    def _not_begun(self, error: BaseException) -> bool:
        self._is_starting = False
        if isinstance(error, Refused):
            self.status.say(sentences(error.title, error.hint), mark="✗", ink="desk-bad")
            self.look()
            return True
        return False

    def action_back(self) -> None:
        """Nothing has happened."""
        self.app.pop_screen()
