"""The road of a new rep: required quizzes in their order, skills to show, how far, and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from sdrdesk.desk.gate.learning_values import Road, RoadStep, SkillState
from sdrdesk.tui import commands, road_text
from sdrdesk.tui.background import DeskScreen
from sdrdesk.tui.widgets.day_header import DayHeader
from sdrdesk.tui.widgets.key_bar import KeyBar
from sdrdesk.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.tui.screens.gate import Gate


class RoadScreen(DeskScreen):
    """The first thing a new rep sees; a manager or mentor signs skills off here."""

    CSS_PATH = "road.tcss"
    BINDINGS = commands.bindings(commands.Scope.ROAD)
    HELP = "The quizzes and sign-offs a new rep needs, in order."
    SCOPE = commands.Scope.ROAD
    AUTO_FOCUS = "OptionList"

    def __init__(self, gate: Gate, desk: Desk, road: Road) -> None:
        """Show `road`."""
        super().__init__()
        self._gate, self._desk, self._road = gate, desk, road
        self._header = DayHeader(desk.rep, desk.clock.now(), gate.day)
        self._head, self._list, self._detail = Static(id="head"), OptionList(id="steps"), Static()
        self.status = StatusLine()
        self._is_fresh = True

    def compose(self) -> ComposeResult:
        """Day, progress, steps and skills, the one under the cursor, keys."""
        yield self._header
        yield self._head
        with Horizontal(id="road"):
            with Vertical(id="stretch"):
                yield self._list
            with VerticalScroll(id="detail", can_focus=False):
                yield self._detail
        yield self.status
        yield KeyBar(commands.footer(self.SCOPE))

    def on_mount(self) -> None:
        """Show what was read already."""
        self._fill()

    def on_screen_resume(self) -> None:
        """A quiz may have been taken meanwhile."""
        if self._is_fresh:
            self._is_fresh = False
        else:
            self.action_refresh()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 - Textual's own
        """Another width has other columns."""
        self.call_after_refresh(self._fill)

    @property
    def road(self) -> Road:
        """Whose road it is, and how far."""
        return self._road

    @property
    def is_own(self) -> bool:
        """Whether it is one's own."""
        return self._road.rep_id == self._desk.rep.id

    @property
    def stops(self) -> Sequence[RoadStep | SkillState]:
        """Quizzes, then skills."""
        return (*self._road.steps, *self._road.skills)

    @property
    def current(self) -> RoadStep | SkillState | None:
        """The stop under the cursor."""
        at = self._list.highlighted
        option = self._list.get_option_at_index(at) if at is not None else None
        return self.stops[int(option.id)] if option is not None and option.id else None

    # ------------------------------------------------------------------------------------- painting

    def _fill(self) -> None:
        road, width = self._road, max(40, (self._list.size.width or self.app.size.width) - 2)
        self._head.update(road_text.head(road, max(40, (self._head.content_size.width or 78)), is_own=self.is_own))
        current = self.current
        self._list.clear_options()
        for number, one in enumerate(road.steps, 1):
            line = road_text.step(one, number, width, is_next=one == road.next_step)
            self._list.add_option(Option(line, id=str(number - 1)))
        if road.skills:
            self._list.add_option(
                Option(Content.styled(" To show, signed off against a rubric", "bold $desk-warn"), disabled=True)
            )
        for index, skill in enumerate(road.skills, len(road.steps)):
            self._list.add_option(Option(road_text.skill(skill, width), id=str(index)))
        wanted = current or road.next_step or next(iter(self.stops), None)
        self._go(self._place(wanted))
        self._paint_detail()

    def _place(self, wanted: RoadStep | SkillState | None) -> int:
        """Where a stop stands now: it may read differently by now."""
        for index, one in enumerate(self.stops):
            if isinstance(one, RoadStep) and isinstance(wanted, RoadStep) and one.offer == wanted.offer:
                return index
            if isinstance(one, SkillState) and isinstance(wanted, SkillState) and one.key == wanted.key:
                return index
        return 0

    def _go(self, stop: int) -> None:
        if self.stops:
            self._list.highlighted = self._list.get_option_index(str(stop))

    def _paint_detail(self) -> None:
        width = max(24, (self.query_one("#detail").content_size.width or 70) - 1)
        one = self.current
        if isinstance(one, RoadStep):
            is_tight = self.app.size.height < 30
            self._detail.update(road_text.step_detail(one, width, is_tight=is_tight))
        elif isinstance(one, SkillState):
            may_sign = not self.is_own
            self._detail.update(road_text.skill_detail(one, width, may_sign=may_sign, mentor=self._road.mentor))

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._paint_detail()

    # ------------------------------------------------------------------------------------- the keys

    def action_refresh(self) -> None:
        """Ask the desk anew; the cursor goes on to the next step if its own was passed."""
        login = "" if self.is_own else self._road.login
        self.ask(partial(self._desk.onboarding.road, login), self._read, group="road", latest=True)

    def _read(self, road: Road) -> None:
        was, self._road = self._road, road
        passed = was.next_step and was.next_step != road.next_step
        self._fill()
        if passed and road.next_step is not None:
            self._go(self._place(road.next_step))
            self.status.say(f"{road.done} of {road.total} done, next: {road.next_step.title}")
        elif passed:
            self.status.say("Every required quiz is passed")

    def action_move(self, by: int) -> None:
        """Another stop."""
        if by > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_go()

    def action_go(self) -> None:
        """Read the step's offer; score the skill, where one may."""
        one = self.current
        if isinstance(one, RoadStep):
            self._gate.read(one.offer)
        elif isinstance(one, SkillState) and not self.is_own:
            self._gate.sign_off(self._road, one, self.action_refresh)
        elif one is not None:
            self.status.say("A manager or your mentor scores it", mark="·", ink="desk-warn")

    def action_quiz(self) -> None:
        """Take the step's quiz."""
        one = self.current
        if isinstance(one, RoadStep):
            self._gate.quiz(one.offer)

    def action_rep(self, by: int) -> None:
        """Another rep's road, for those who guide somebody."""

        def read(roads: tuple[Road, ...]) -> None:
            logins = [one.login for one in roads]
            if not roads:
                self.status.say("You guide nobody yet", mark="·", ink="desk-warn")
                return
            at = logins.index(self._road.login) + by if self._road.login in logins else 0
            self._road = roads[at % len(roads)]
            self._list.clear_options()
            self._fill()

        self.ask(self._desk.onboarding.roads, read, group="road", latest=True)

    def action_library(self) -> None:
        """All offers."""
        self._gate.library()

    def action_back(self) -> None:
        """To where one came from."""
        self.app.pop_screen()
