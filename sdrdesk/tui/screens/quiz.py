"""The quiz: one question at a time, by keys; nothing tells a right answer before the end."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from sdrdesk.desk import drafts
from sdrdesk.desk.gate.gate_values import Answered, Finished, Left, OpenedOffer, Quiz
from sdrdesk.domain.quiz import Given
from sdrdesk.errors import Refused
from sdrdesk.tui import commands, quiz_text
from sdrdesk.tui.background import say_error
from sdrdesk.tui.draft_saver import DraftSaver, restored
from sdrdesk.tui.quiz_sheet import Sheet
from sdrdesk.tui.safe import lit
from sdrdesk.tui.screens.quiz_page import QuizPage

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.gate import Gate


class QuizScreen(QuizPage):
    """A quiz that is going on."""

    BINDINGS = commands.bindings(commands.Scope.QUIZ)
    HELP = "Choose, then confirm. Nothing tells what is right before the end; a quiz that is left counts."
    SCOPE = commands.Scope.QUIZ

    def __init__(self, gate: Gate, desk: Desk, opened: OpenedOffer, quiz: Quiz) -> None:
        """Ask `quiz`, about `opened`."""
        super().__init__(gate, desk, opened)
        self.sheet = Sheet(quiz)
        self._progress, self._stem = Static(id="progress"), Static(id="stem")
        self._answers, self._hint, self._topics = Static(id="answers"), Static(id="hint"), Static(id="about")
        self._typed = Input(id="typed", placeholder="your answer", max_length=500)
        self._waiting: deque[tuple[str, Given]] = deque()
        self._is_sending = self._wants_end = self._is_ending = False
        self._saver = DraftSaver(self, desk)

    def page(self) -> list[Widget]:
        """Progress, question, answers, what the keys do, topics."""
        self._typed.cursor_blink = False
        return [self._progress, self._stem, self._answers, self._typed, self._hint, self._topics]

    def on_mount(self) -> None:
        """The first question, with what has to be known about going on."""
        super().on_mount()
        quiz = self.sheet.quiz
        if quiz.notice:
            self.status.say(quiz.notice, mark="▸", ink="desk-warn")
        elif quiz.is_resumed:
            self.status.say("The quiz goes on where it stopped; your answers are kept", mark="▸")
        self._land()
        self.ask(partial(self.desk.drafts.get, drafts.QUIZ, quiz.attempt_id), self._restore, group="draft found")

    def _restore(self, draft: drafts.Draft | None) -> None:
        """What was chosen or typed when the desk was closed, or broke."""
        if draft is not None and self.sheet.restore(draft.data):
            said = restored(draft.at, self.desk.rep.zone, self.desk.clock.now())
            self.status.say(said, mark="✎", ink="desk-accent")
            self._land()

    def _draft(self) -> None:
        """Keep what is chosen and not handed over, soon."""
        open_ = self.sheet.unconfirmed()
        if open_:
            self._saver.put(drafts.QUIZ, self.sheet.quiz.attempt_id, open_)
        else:
            self._saver.drop(drafts.QUIZ, self.sheet.quiz.attempt_id)

    def on_unmount(self) -> None:
        """The screen ends: what was being answered is kept."""
        self._saver.flush()

    # ------------------------------------------------------------------------------------- painting

    def paint(self) -> None:
        """Write everything anew."""
        super().paint()
        sheet, width = self.sheet, self.width
        self._progress.update(quiz_text.progress(sheet, width))
        self._stem.update(quiz_text.closing(sheet, width) if sheet.is_done else quiz_text.stem(sheet, width))
        self.put(self._answers, quiz_text.answers(sheet, width))
        self._hint.update(Content.styled(quiz_text.hint(sheet), "$desk-dim"))
        # In a low terminal the topics are a line below the page, so that a question has the room.
        is_short = self.app.size.height < 34
        self.put(self._topics, Content("") if is_short else quiz_text.topics(sheet, width))
        self.put(self._foot, quiz_text.topics_short(sheet) if is_short else Content(""))

    def _land(self) -> None:
        """Show the question that is up now, with the keys where it needs them."""
        sheet = self.sheet
        self._typed.display = sheet.is_typed
        if sheet.is_typed:
            given = sheet.given(sheet.at)
            with self.prevent(Input.Changed):
                self._typed.value = given[0] if given else ""
            self._typed.focus()
        else:
            self.set_focus(None)
        self._pane.scroll_home(animate=False)
        self.paint()

    def more_keys(self) -> commands.MoreKeys:
        """What the help names besides the bindings."""
        digits = commands.CHOICE_DIGITS
        works = not self.sheet.is_done and not self._typed.has_focus
        return [("Quiz", [(f"{digits[0]} to {digits[-1]}", "Answer", "Choose, tick or match")])] if works else []

    # ------------------------------------------------------------------------------------ answering

    def on_key(self, event: events.Key) -> None:
        """Digits choose, unless words are typed."""
        if not self._typed.has_focus and event.character and event.character in commands.CHOICE_DIGITS:
            event.stop()
            self.sheet.choose(int(event.character) - 1)
            self._draft()
            self.paint()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.sheet.type(event.value)
        self._draft()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_confirm()

    def action_confirm(self) -> None:
        """Keep the answer and go on; on the last page hand the quiz in."""
        if self.sheet.is_done:
            self._wants_end = True
            self._send()
            return
        needs = self.sheet.needs()
        if needs:
            self._hint.update(lit(needs, "$desk-warn"))
            return
        open_after = [at for at in self.sheet.open if at > self.sheet.at]
        was_last = self.sheet.at == self.sheet.total - 1
        self._keep()
        self.sheet.go(self.sheet.at + 1 if open_after or not self.sheet.open or not was_last else self.sheet.open[0])
        self._land()

    def action_turn(self, by: int) -> None:
        """Another question; what was chosen for this one is kept."""
        self._keep()
        self.sheet.turn(by)
        self._land()

    def action_move(self, by: int) -> None:
        """Another answer or line."""
        self.sheet.move(by)
        self._draft()
        self.paint()

    def action_pick(self) -> None:
        """Tick."""
        self.sheet.pick()
        self._draft()
        self.paint()

    def action_cycle(self, by: int) -> None:
        """Another right side."""
        self.sheet.cycle(by)
        self._draft()
        self.paint()

    def action_scroll(self, by: int) -> None:
        """Through a question longer than the screen."""
        self._pane.scroll_relative(y=by, animate=False)

    # -------------------------------------------------------------------------------- to the desk

    def _keep(self) -> None:
        """Hand the answer over, if it is new."""
        fresh = self.sheet.unsaved()
        if fresh is not None:
            self._waiting.append(fresh)
            self._send()

    def _send(self) -> None:
        """One answer after the other, so that the last word on a question is the last one written."""
        if self._is_sending or self._is_ending:
            return
        quizzing, attempt = self.desk.quizzing, self.sheet.quiz.attempt_id
        if self._waiting:
            question, given = self._waiting[0]
            self._is_sending = True
            self.ask(partial(quizzing.answer, attempt, question, given), self._sent, failed=self._not_sent)
        elif self._wants_end:
            self._is_ending = True
            self.status.say("Grading", mark="…", ink="desk-warn")
            self.ask(partial(quizzing.finish, attempt), self._finished, failed=self._not_finished)

    def _sent(self, answered: Answered) -> None:  # noqa: ARG002 - the sheet counts for itself
        self._waiting.popleft()
        self._is_sending = False
        self._draft()
        self._send()

    def _not_sent(self, error: BaseException) -> bool:
        """Nothing is lost: the question is up again with its answer, and the same key tries again."""
        question, _ = self._waiting.popleft()
        self._waiting.clear()
        self._is_sending = self._wants_end = False
        say_error(self.app, error)
        if isinstance(error, Refused):
            self.gate.back_to_cover(self.opened.offer.key)
            return True
        self.sheet.lost(question)
        self.status.say("Not kept: enter tries again", mark="✗", ink="desk-bad")
        self._land()
        return True

    def _finished(self, done: Finished) -> None:
        self._saver.drop(drafts.QUIZ, self.sheet.quiz.attempt_id)
        self.gate.show_result(done, self.opened)

    def _not_finished(self, error: BaseException) -> bool:
        self._is_ending = self._wants_end = False
        self.status.say("Not handed in: enter tries again", mark="✗", ink="desk-bad")
        say_error(self.app, error)
        return True

    # -------------------------------------------------------------------------------------- leaving

    def action_leave(self) -> None:
        """Ask before the quiz is left for good."""
        if self._is_ending:
            return
        from sdrdesk.tui.dialogs.yes_no import YesNo

        open_ = len(self.sheet.open)
        asked = YesNo(
            "Leave the quiz?",
            f"It counts as an attempt, with {open_} of {self.sheet.total} questions open."
            if open_
            else "It counts as an attempt, although every question is answered.",
            yes="Leave it",
            no="Go on",
            note="ctrl+q quits the desk instead: the quiz then goes on where it stopped",
        )
        self.app.push_screen(asked, self._leave)

    def _leave(self, is_meant: bool | None) -> None:
        if is_meant and not self._is_ending:
            self._is_ending = True
            call = partial(self.desk.quizzing.abandon, self.sheet.quiz.attempt_id)
            self.ask(call, self._left, failed=self._not_finished)
        elif self.sheet.is_typed:
            self._typed.focus()

    def _left(self, left: Left) -> None:
        self._saver.drop(drafts.QUIZ, self.sheet.quiz.attempt_id)
        self.gate.left(left)
