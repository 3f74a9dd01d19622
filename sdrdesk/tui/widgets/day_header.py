"""The top of the screen: whose day it is and how far it has come."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from sdrdesk.tui.format import fit, hours_and_date
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets.ink import Written

if TYPE_CHECKING:
    from sdrdesk.desk.values import Day
    from sdrdesk.domain.lead import Rep

GOALS = (
    ("Dials", "dials", "desk-accent"),
    ("Conversations", "talks", "desk-second"),
    ("Meetings", "mtgs", "desk-warn"),
)
"""Each goal's name, its short name and its colour."""


class DayHeader(Written):
    """Name, team, streak, date and clock, and three goals with a thin bar each."""

    DEFAULT_CSS = "DayHeader { height: auto; background: $surface; padding: 0 1; }"

    def __init__(self, rep: Rep, now: datetime, day: Day | None) -> None:
        """The day of `rep` at `now`; None while it is being read."""
        super().__init__()
        self._rep, self._day = rep, day
        self._when = hours_and_date(now, rep.zone)

    def tick(self, now: datetime) -> None:
        """Show another minute."""
        when = hours_and_date(now, self._rep.zone)
        if when != self._when:
            self._when = when
            self.refresh()

    def show(self, day: Day) -> None:
        """Show other counts."""
        if day != self._day:
            self._day = day
            self.refresh()

    def show_rep(self, rep: Rep, day: Day) -> None:
        """Show somebody's counts."""
        self._rep = rep
        self.show(day)

    @property
    def _goals(self) -> list[tuple[int, int]]:
        day = self._day
        if day is None:
            return [(0, 0)] * 3
        return [
            (day.dials, day.goal_dials),
            (day.conversations, day.goal_conversations),
            (day.meetings, day.goal_meetings),
        ]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002 - the hook's signature
        """Two lines where there is room for them."""
        return 1 if width < 100 else 2

    def render(self) -> Content:
        """One line or two."""
        width = self.content_size.width
        return self._one_line(width) if width < 100 else self._two_lines(width)

    def _one_line(self, width: int) -> Content:
        name = plain(self._rep.name)
        streak = f" ▲{self._day.streak}" if self._day and self._day.streak else ""
        clock = self._when[1]
        counts = [(short, done, goal, ink) for (_, short, ink), (done, goal) in zip(GOALS, self._goals, strict=True)]
        words = sum(len(f"{short} {done}/{goal}") + 2 for short, done, goal, _ in counts)
        bar = (width - min(len(name), 20) - len(streak) - words - len(clock) - 8) // 2
        parts: list[Content | str | tuple[str, str]] = [
            (fit(name, min(len(name), 20)), "bold $desk-text"),
            (streak, "$desk-warn"),
        ]
        parts.append("   ")
        for index, (short, done, goal, ink) in enumerate(counts):
            parts += [(f"{short} ", "$desk-dim"), (f"{done}", "bold $desk-text"), (f"/{goal}", "$desk-dim")]
            if index < 2 and bar >= 4:
                parts += [" ", _bar(done, goal, min(bar, 10), ink)]
            parts.append("  ")
        line = Content.assemble(*parts)
        return Content.assemble(line, " " * max(1, width - line.cell_length - len(clock)), (clock, "$desk-soft"))

    def _two_lines(self, width: int) -> Content:
        left = min(max(40, width // 4), 44)
        each = (width - left) // 3
        team = fit(self._rep.team_name, max(0, left - len(self._rep.name) - 4)).rstrip()
        top: list[Content] = [
            _pad(Content.assemble((plain(self._rep.name), "bold $desk-text"), "  ", (team, "$desk-dim")), left)
        ]
        streak = self._day.streak if self._day else 0
        said = f"▲ {streak}-day streak" if streak else "▲ streak starts today"
        date, clock = self._when
        below = [_pad(Content.assemble((said, "$desk-warn"), (f"  {date} ", "$desk-dim"), (clock, "$desk-soft")), left)]
        for (label, _, ink), (done, goal) in zip(GOALS, self._goals, strict=True):
            mark = Content.styled(" ✓", f"${ink}") if goal and done >= goal else Content("")
            count = Content.assemble(
                (f"{label}  ", "$desk-dim"), (f"{done}", "bold $desk-text"), (f"/{goal}", "$desk-dim"), mark
            )
            top.append(_pad(count, each))
            below.append(_pad(_bar(done, goal, each - 4, ink), each))
        return Content.assemble(*top, "\n", *below)


def _bar(done: int, goal: int, width: int, ink: str) -> Content:
    """A thin bar; as long as the goal is, and no longer than full."""
    full = min(width, round(width * done / goal)) if goal else 0
    return Content.assemble(("━" * full, f"${ink}"), ("━" * (width - full), "$desk-track"))


def _pad(content: Content, width: int) -> Content:
    return Content.assemble(content, " " * max(0, width - content.cell_length))
