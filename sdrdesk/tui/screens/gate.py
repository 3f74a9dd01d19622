"""The way through the gate: from an offer to its quiz, to its result, and to the leads it unlocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sdrdesk.domain.policy import Action
from sdrdesk.domain.queue import Tab
from sdrdesk.domain.words import plural
from sdrdesk.errors import DeskError, sentences
from sdrdesk.tui.safe import plain

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.gate.gate_values import Finished, HandOverView, Left, OfferView, OpenedLead, OpenedOffer, Quiz
    from sdrdesk.desk.gate.learning_values import Road, SkillState
    from sdrdesk.desk.values import Board, Day
    from sdrdesk.tui.screens.queue import QueueScreen

EACH_MINUTE = 60.0
"""Seconds between two looks at what has to be handed over."""

NEW_MONTHS = 6
"""Months in the job in which the road is shown at start while a required quiz is open."""

FRESH = 8.0
"""Seconds for which leads that were just unlocked stand out."""

NEWS_SECONDS = 12


def _later(error: BaseException) -> bool:
    """What runs by itself says nothing of a busy store: it runs again."""
    return isinstance(error, DeskError)


class Gate:
    """Everything about offers and quizzes, from one queue screen."""

    def __init__(self, screen: QueueScreen, desk: Desk) -> None:
        """Lead the rep at `desk` through the gate, from `screen` and back to it."""
        self._screen, self._desk = screen, desk

    @property
    def day(self) -> Day | None:
        """The rep's day, for the header of other screens."""
        return self._screen.board.day if self._screen.board else None

    # ------------------------------------------------------------------------------------- at start

    def start(self) -> None:
        """Greet a new rep with the road; from then on hand over each minute what has to be."""
        self._screen.set_interval(EACH_MINUTE, self.tick)
        if self.greets:
            self._screen.ask(self._desk.onboarding.road, self._greet, failed=_later, group="greet")

    @property
    def greets(self) -> bool:
        """Whether the rep is new, and shown the road at start; the morning page comes where the road is done."""
        started, today = self._desk.rep.started_on, self._screen.now.date()
        months = (today.year - started.year) * 12 + today.month - started.month
        return not self._desk.rep.is_manager and months < NEW_MONTHS

    def _greet(self, road: Road) -> None:
        if road.next_step is None:
            self._screen.pacing.greet()
        elif self._is_idle:
            self._show_road(road)

    @property
    def _is_idle(self) -> bool:
        """Whether nothing has been begun on the queue."""
        screen = self._screen
        return screen.app.screen is screen and not screen.is_calling and not screen.is_reading

    # ---------------------------------------------------------------------------------- each minute

    def tick(self) -> None:
        """Hand over what the playbook says goes by itself, and tell of it."""
        self._screen.ask(self._desk.gate.tick, self._handed_over, failed=_later, group="tick")

    def _handed_over(self, done: Sequence[HandOverView]) -> None:
        me = self._desk.rep
        mine = [one for one in done if self._desk.may(Action.WORK_LEAD, is_own=me.id in (one.from_id, one.to_id))]
        if not mine:
            return
        first = mine[0]
        to = "you" if first.to_id == me.id else first.to_name
        said = f"{first.name} went to {to}: {first.words[:1].lower()}{first.words[1:]}"
        if len(mine) > 1:
            said = f"{plural(len(mine), 'locked lead')} handed over, the first: {said}"
        self._screen.status.say(said, mark="⇄", ink="desk-warn")
        title = plural(len(mine), "locked lead") + " handed over"
        if not self._screen.pacing.runs:
            self._screen.app.notify(plain(said), title=title, severity="warning", timeout=NEWS_SECONDS, markup=False)
        self._screen.reload()

    # --------------------------------------------------------------------------------- the Locked tab

    def show_costs(self, board: Board) -> None:
        """What each lock costs, above the locked rows."""
        if board.tab is Tab.LOCKED and board.rows:
            self._screen.ask(self._desk.gate.locked, self._costs, failed=_later, group="costs", latest=True)
        elif self._screen.costs.display:
            self._screen.outdate("costs")
            self._screen.costs.show((), self._screen.now)

    def _costs(self, views: tuple[OfferView, ...]) -> None:
        if self._screen.board and self._screen.board.tab is Tab.LOCKED:
            self._screen.costs.show(views, self._screen.now)

    # -------------------------------------------------------------------------------------- reading

    def read(self, offer: str, *, side: str = "right", quiz: bool = True) -> None:
        """Read an offer."""
        from sdrdesk.tui.dialogs.offer_reader import OfferReader

        def closed(answer: str | None) -> None:
            if answer:
                self.quiz(answer)

        self._screen.app.push_screen(OfferReader(self._desk, offer, side=side, quiz=quiz), closed)

    def read_in_call(self, offer: str, closed: Callable[[str | None], None]) -> None:
        """Read the offer of the lead on the line; `closed` gets the outcome key that closed it, or None."""
        from sdrdesk.tui.dialogs.offer_reader import OfferReader

        self._screen.app.push_screen(OfferReader(self._desk, offer, quiz=False, in_call=True), closed)

    # ----------------------------------------------------------------------------------------- quiz

    def quiz(self, offer: str) -> None:
        """Show what the quiz of an offer asks for, before anything begins."""

        def looked(opened: OpenedOffer) -> None:
            from sdrdesk.tui.screens.quiz_cover import QuizCover

            self._screen.app.push_screen(QuizCover(self, self._desk, opened))

        self._screen.ask(partial(self._desk.quizzing.look, offer), looked, group="quiz", latest=True)

    def begin(self, quiz: Quiz, opened: OpenedOffer) -> None:
        """The quiz takes the cover's place."""
        from sdrdesk.tui.screens.quiz import QuizScreen

        self._screen.app.switch_screen(QuizScreen(self, self._desk, opened, quiz))

    def show_result(self, done: Finished, opened: OpenedOffer) -> None:
        """The result takes the quiz's place."""
        from sdrdesk.tui.screens.quiz_result import QuizResult

        def show(fresh: OpenedOffer) -> None:
            self._screen.app.switch_screen(QuizResult(self, self._desk, fresh, done))

        def plainly(_: BaseException) -> bool:
            show(opened)
            return True

        self._screen.ask(partial(self._desk.quizzing.look, done.offer), show, failed=plainly, group="quiz")

    def back_to_cover(self, offer: str) -> None:
        """From a quiz or its result to the cover, which knows whether a try may be."""

        def looked(opened: OpenedOffer) -> None:
            from sdrdesk.tui.screens.quiz_cover import QuizCover

            self._screen.app.switch_screen(QuizCover(self, self._desk, opened))

        self._screen.ask(partial(self._desk.quizzing.look, offer), looked, group="quiz", latest=True)

    def left(self, left: Left) -> None:
        """A quiz was left: back to where it was begun, and say what that cost."""
        self._screen.app.pop_screen()
        self._screen.status.say(left.words, mark="✗", ink="desk-warn")
        self._screen.app.notify(
            plain(sentences(left.may_start.reason, left.may_start.cure)) or " ",
            title=plain(left.words),
            severity="warning",
            markup=False,
        )

    def celebrate(self, done: Finished) -> None:
        """After a pass the unlocked leads drop into Ready before the rep's eyes; else back to where one was."""
        app, screen = self._screen.app, self._screen
        if not done.freed:
            app.pop_screen()
            if done.passed:
                screen.status.say(f"Passed {done.title} with {done.score:.0%}", mark="✓")
            screen.reload()
            return
        self.to_queue()
        ready = done.ready
        rest = len(done.freed) - len(ready)
        said = f"Passed with {done.score:.0%}: {plural(len(done.freed), 'lead')} unlocked, {len(ready)} ready now"
        screen.status.say(said + (f", {rest} waiting" if rest else ""), mark="✓")
        screen.list.celebrate(ready)
        screen.set_timer(FRESH, partial(screen.list.celebrate, ()))
        screen.reload(Tab.READY, ready[0] if ready else None)

    def to_queue(self) -> None:
        """Close whatever lies over the queue."""
        app = self._screen.app
        while app.screen is not self._screen and len(app.screen_stack) > 1:
            app.pop_screen()

    # -------------------------------------------------------------------------------- other screens

    def library(self) -> None:
        """All offers."""
        from sdrdesk.tui.screens.library import LibraryScreen

        self._screen.app.push_screen(LibraryScreen(self, self._desk))

    def road(self, login: str = "") -> None:
        """The road of a rep, by default one's own; a manager's is that of the first one guided."""

        def read() -> Road:
            onboarding = self._desk.onboarding
            if login or not self._desk.may(Action.SEE_CERTIFICATION):
                return onboarding.road(login)
            roads = onboarding.roads()
            return roads[0] if roads else onboarding.road()

        self._screen.ask(read, self._show_road, group="road", latest=True)

    def _show_road(self, road: Road) -> None:
        from sdrdesk.tui.screens.road import RoadScreen

        self._screen.app.push_screen(RoadScreen(self, self._desk, road))

    def sign_off(self, road: Road, skill: SkillState, done: Callable[[], None]) -> None:
        """Score a skill, then `done`."""
        from sdrdesk.tui.dialogs.sign_off import SignOff

        def signed(state: SkillState | None) -> None:
            if state is not None:
                words = "signed off" if state.passed else "not yet"
                self._screen.app.notify(
                    plain(f"{road.name}, {state.label}: {words}, {state.score or 0:.0%}"), markup=False
                )
                done()

        self._screen.app.push_screen(SignOff(self._desk, road, skill), signed)

    def certification(self) -> None:
        """Who has passed what; for managers."""
        if not self._desk.may(Action.OPEN_GATE):
            self._screen.status.say("Certification is for managers", mark="·", hint="5 your own road", ink="desk-warn")
            return
        from sdrdesk.tui.screens.certification import CertificationScreen

        self._screen.app.push_screen(CertificationScreen(self, self._desk))

    def let_pass(self, lead_id: str, name: str, done: Callable[[], None] | None = None) -> None:
        """A manager opens one lead, with a reason; then `done`."""
        if not self._desk.may(Action.OPEN_GATE):
            said = "Only a manager lets a locked lead pass"
            self._screen.status.say(said, mark="·", hint="t takes the quiz", ink="desk-warn")
            return
        from sdrdesk.tui.dialogs.reason import Reason

        def opened(lead: OpenedLead) -> None:
            said = f"{lead.name} may be called by {lead.rep}; the reason is kept"
            self._screen.status.say(said)
            self._screen.app.notify(plain(said), markup=False)
            self._screen.reload()
            if done:
                done()

        def asked(reason: str | None) -> None:
            if reason:
                self._screen.ask(partial(self._desk.gate.open_lead, lead_id, reason), opened, group="write")

        self._screen.app.push_screen(Reason(f"Let {name} pass without the quiz: why?"), asked)

    def brief_lead(self, lead_id: str) -> None:
        """Put a lead up on the queue screen."""
        self.to_queue()
        self._screen.open_lead(lead_id)
