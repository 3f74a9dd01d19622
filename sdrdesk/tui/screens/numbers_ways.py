"""The ways through the figures: from the queue to my numbers, the team and marketing, and from a figure to its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sdrdesk.domain.policy import Action
from sdrdesk.tui.safe import plain

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.figures.number_values import Celebration
    from sdrdesk.desk.figures.row_values import CountedRow
    from sdrdesk.desk.people.open_leads import LeadRule
    from sdrdesk.desk.values import Day
    from sdrdesk.domain.ranges import Range
    from sdrdesk.tui.screens.queue import QueueScreen
    from sdrdesk.tui.widgets.pane import Figure
    from sdrdesk.tui.widgets.status_line import StatusLine

CHEER_SECONDS = 6

MOST = 2000
"""Rows that are listed; a screen has no use for more."""


class NumberWays:
    """Everything about figures, from one queue screen."""

    def __init__(self, screen: QueueScreen, desk: Desk) -> None:
        """Lead on from `screen`, and back to it."""
        self._screen, self._desk = screen, desk
        self._cheered: set[str] = set()

    @property
    def day(self) -> Day | None:
        """The rep's day, for the header of other screens."""
        return self._screen.board.day if self._screen.board else None

    @property
    def status(self) -> StatusLine:
        """The queue's line: what is undone above it is no longer to be undone there."""
        return self._screen.status

    @property
    def is_manager(self) -> bool:
        """Whether a manager looks."""
        return self._desk.may(Action.SEE_TEAM)

    # --------------------------------------------------------------------------------- the screens

    def mine(self, login: str = "") -> None:
        """One's own figures, or those of a rep for a manager."""
        from sdrdesk.tui.screens.my_numbers import MyNumbers

        self._screen.app.push_screen(MyNumbers(self, self._desk, login))

    def team(self) -> None:
        """The team's figures; for managers."""
        from sdrdesk.tui.screens.team import TeamScreen

        if self._may("The team's figures are for managers", "2 shows yours"):
            self._screen.app.push_screen(TeamScreen(self, self._desk))

    def marketing(self, campaign: str = "", over: Range | None = None) -> None:
        """Marketing's side, at a campaign if one is named; for managers."""
        from sdrdesk.tui.screens.marketing import MarketingScreen

        if self._may("Marketing's figures are for managers", "2 shows yours"):
            self._screen.app.push_screen(MarketingScreen(self, self._desk, campaign, over))

    def _may(self, words: str, hint: str) -> bool:
        if not self.is_manager:
            self._screen.status.say(words, mark="·", hint=hint, ink="desk-warn")
        return self.is_manager

    # ----------------------------------------------------------------------------- behind a figure

    def rows(self, range_: Range, figure: Figure) -> None:
        """What a figure was counted from."""
        metric, only = figure.metric, dict(figure.only)

        def read() -> tuple[CountedRow, ...]:
            if figure.is_sent:
                return self._desk.marketing.rows(metric, range_, only, limit=MOST)
            return self._desk.numbers.rows(metric, range_, figure.login, MOST, only)

        def show(rows: tuple[CountedRow, ...]) -> None:
            from sdrdesk.tui.screens.rows import RowsScreen

            self._screen.app.push_screen(RowsScreen(self, self._desk, metric, figure.fact, rows, most=MOST))

        self._screen.ask(read, show, group="rows", latest=True)

    def meetings(self) -> None:
        """The rep's meetings; the team's for a manager."""
        from sdrdesk.tui.screens.meetings import MeetingsScreen

        self._screen.app.push_screen(MeetingsScreen(self, self._desk))

    def refresh(self) -> None:
        """The queue again, after something was said elsewhere."""
        self._screen.reload()

    def leads(self, rule: LeadRule, title: str) -> None:
        """Open leads by rule, to be given away."""
        from sdrdesk.tui.screens.leads import LeadsScreen

        self._screen.app.push_screen(LeadsScreen(self, self._desk, rule, title))

    def calls(self, range_: Range, login: str = "") -> None:
        """The list of calls."""
        from sdrdesk.tui.screens.calls import CallsScreen

        self._screen.app.push_screen(CallsScreen(self, self._desk, range_, login))

    def road(self, login: str) -> None:
        """The quizzes of a rep."""
        self._screen.gate.road(login)

    def open_lead(self, lead_id: str) -> None:
        """Back on the queue, with a lead up."""
        app = self._screen.app
        while app.screen is not self._screen and len(app.screen_stack) > 1:
            app.pop_screen()
        self._screen.open_lead(lead_id)

    def ask_days(self, chosen: Callable[[Range | None], None]) -> None:
        """Ask for any days."""
        from sdrdesk.tui.dialogs.fields import Field, Fields

        def read(values: Mapping[str, str]) -> Range:
            return self._desk.numbers.range(values["days"])

        field = Field(key="days", label="Days", example="last week, 2026-11-01..2026-11-20")
        hint = "today, yesterday, week, last week, month, last month, quarter, year, or days as 2026-11-01..2026-11-20"
        self._screen.app.push_screen(Fields("Which days?", [field], read, hint), chosen)

    # ---------------------------------------------------------------------------------- the meeting

    def opportunity(self, lead_id: str, name: str, done: Callable[[], object] | None = None) -> None:
        """What the account executive made of a lead's held meeting."""
        from sdrdesk.tui.dialogs.pick import Option, Pick

        options = [
            Option(key="a", label="Accepted", value="accepted", note="an opportunity"),
            Option(key="r", label="Refused", value="refused", note="asks why"),
            Option(key="w", label="Won", value="won", note="asks for how much"),
            Option(key="l", label="Lost", value="lost", note="asks why"),
        ]

        def picked(state: str | None) -> None:
            if state:
                self._decide(lead_id, name, state, done)

        self._screen.app.push_screen(Pick(f"The meeting with {name}: what came of it?", options), picked)

    def _decide(self, lead_id: str, name: str, state: str, done: Callable[[], object] | None) -> None:
        from sdrdesk.tui.dialogs.fields import Field, Fields

        def save(values: Mapping[str, str]) -> str:
            amount, reason = values.get("amount", ""), values.get("reason", "")
            return self._desk.meetings.decide(lead_id, state, amount=amount, reason=reason).told

        def saved(told: str | None) -> None:
            if told:
                self._screen.status.say(told)
                self.tell(told)
                if done:
                    done()

        money = Field(key="amount", label="Amount", example="12,500")
        why = Field(key="reason", label="Reason", example="no budget this year")
        fields = [why] if state in ("refused", "lost") else [money]
        self._screen.app.push_screen(Fields(f"{name}: {state}", fields, save), saved)

    def tell(self, words: str, mark: str = "✓", hint: str = "") -> None:
        """Say something on whatever screen is up."""
        status = getattr(self._screen.app.screen, "status", None)
        if status is not None:
            status.say(words, mark=mark, hint=hint)

    # --------------------------------------------------------------------------------- the queue's

    def desk_changed(self) -> None:
        """Somebody committed: the screen of figures that is up counts again."""
        changed = getattr(self._screen.app.screen, "desk_changed", None)
        if changed is not None:
            changed()

    def reached(self, day: Day) -> None:
        """A goal that was reached is celebrated, once."""
        goals = {
            "dials": (day.dials, day.goal_dials),
            "conversations": (day.conversations, day.goal_conversations),
            "meetings": (day.meetings, day.goal_meetings),
        }
        fresh = {f"{day.day} {key}" for key, (made, aim) in goals.items() if 0 < aim <= made} - self._cheered
        if fresh:
            self._cheered |= fresh
            self._screen.ask(self._desk.numbers.celebrate, self._cheer, failed=lambda _: True, group="cheer")

    def _cheer(self, found: tuple[Celebration, ...]) -> None:
        if found:
            told = ", ".join(f"{one.goal.made} {one.goal.label.lower()}" for one in found)
            goals = "goal" if len(found) == 1 else "goals"
            self._screen.app.notify(
                plain(f"{told}: {goals} reached"), title="✓ Well done", timeout=CHEER_SECONDS, markup=False
            )
