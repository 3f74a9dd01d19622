"""What a rep aims at: the playbook's goals and ramped quota, or what a manager has set from a day on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain import figures
from sdrdesk.domain.playbook import Goals, Playbook, Quota
from sdrdesk.domain.ranges import works
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.hours import Calendar

STREAK_DAYS = 90
"""How far back a streak is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What differs from the playbook for one rep, from a day on; None keeps the playbook's."""

    since: date
    dials: int | None = None
    conversations: int | None = None
    meetings: int | None = None
    opportunities: int | None = None


def in_force(aims: Sequence[Aim], day: date) -> Aim:
    """The newest aim set by a day."""
    return max((one for one in aims if one.since <= day), key=lambda one: one.since, default=Aim(since=date.min))


def goals_on(playbook: Playbook, aims: Sequence[Aim], day: date) -> Goals:
    """What a rep aims at on a day."""
    aim, goals = in_force(aims, day), playbook.goals
    return Goals(
        dials=goals.dials if aim.dials is None else aim.dials,
        conversations=goals.conversations if aim.conversations is None else aim.conversations,
        meetings=goals.meetings if aim.meetings is None else aim.meetings,
    )


def month_of_work(started_on: date, day: date) -> int:
    """Which month of a rep's work a day lies in, 1 for that in which they started."""
    return (day.year - started_on.year) * 12 + day.month - started_on.month + 1


def asked(quota: Quota, aims: Sequence[Aim], started_on: date, day: date) -> int:
    """Opportunities asked of a rep in the month of a day: what was set for them, else the ramp, else the quota."""
    set_by_hand = in_force(aims, day).opportunities
    return figures.target(quota, month_of_work(started_on, day)) if set_by_hand is None else set_by_hand


def streak(
    dials: Mapping[date, int], goal: Callable[[date], int], calendar: Calendar, day: date, most: int = STREAK_DAYS
) -> int:
    """Working days in a row, up to yesterday or today, on which the dial goal was reached."""
    count = 0
    for back in range(most):
        one = day - timedelta(days=back)
        if dials.get(one, 0) >= max(goal(one), 1):
            count += 1
        elif back and works(calendar, one):
            break
    return count
