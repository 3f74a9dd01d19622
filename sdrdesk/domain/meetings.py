"""A booked meeting: the touches that keep it, and which outcomes can be said of it.

A lead with a meeting stays open. Its one next touch is to confirm the meeting, then to ask how it went; both are
promises, so they stand at the top of the queue at their minute.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sdrdesk.domain.lead import Standing, Why
from sdrdesk.domain.playbook import Channel, On, OutcomeRule, Playbook, Then
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.hours import Calendar, Place
    from sdrdesk.domain.process import MeetingRules

ABOUT = (Why.CONFIRM, Why.OUTCOME)
"""The touches of a booked meeting."""

KEEPING = (Then.CADENCE, Then.RETRY)
"""What follows outcomes of a call that nobody took: the meeting stands, and the call is tried again."""

GOING = (Then.NURTURE, Then.END)
"""What follows outcomes that end the lead, and the meeting with it."""


class State(StrEnum):
    """Where a meeting stands."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    RESCHEDULED = "rescheduled"
    HELD = "held"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


STANDING = (State.BOOKED, State.CONFIRMED, State.RESCHEDULED)
"""Meetings that are still to come, or whose end nobody has told yet."""

PAGES = {
    "confirm": "To confirm",
    "confirmed": "Confirmed",
    "tell": "To tell",
    "held": "Held",
    "no_show": "No-show",
    "cancelled": "Cancelled",
}
"""Where a list of meetings shows each of them, once; "To tell" has begun, and nobody has said how it went."""


def page_of(state: State, starts_at: datetime, now: datetime) -> str:
    """The one page of `PAGES` that a meeting is on."""
    if state not in STANDING:
        return state.value
    if starts_at <= now:
        return "tell"
    return "confirmed" if state is State.CONFIRMED else "confirm"


def has_meeting(standing: Standing) -> bool:
    """Whether the lead's next touch is about a booked meeting."""
    return standing.touch is not None and standing.touch.why in ABOUT


def is_offered(rule: OutcomeRule, standing: Standing) -> bool:
    """Whether an outcome can be said of the lead now: those of a meeting only while there is one."""
    if not has_meeting(standing):
        return rule.on is On.LEAD
    return rule.on is On.MEETING or rule.then in (*KEEPING, *GOING)


def offered(playbook: Playbook, standing: Standing, channel: Channel | None = None) -> dict[str, OutcomeRule]:
    """The outcomes that can be said of the lead, after a contact by `channel` or any; those of a meeting first."""
    found = {
        key: rule
        for key, rule in playbook.outcomes.items()
        if is_offered(rule, standing) and (channel in (None, rule.channel) or rule.on is On.MEETING)
    }
    return dict(sorted(found.items(), key=lambda one: one[1].on is not On.MEETING))


def state_after(rule: OutcomeRule) -> State | None:
    """Where an outcome leaves a booked meeting; None if it says nothing of it."""
    if rule.meeting:
        return State(rule.meeting)
    return State.CANCELLED if rule.then in GOING else None


def ends_at(calendar: Calendar, rules: MeetingRules, starts_at: datetime) -> datetime:
    """When a meeting is over."""
    return starts_at + calendar.length(rules.length)


def next_touch(
    calendar: Calendar, rules: MeetingRules, place: Place, starts_at: datetime, at: datetime
) -> tuple[Why, datetime]:
    """What a meeting booked at `at` asks for next: to be confirmed, or, if that is past already, how it went."""
    wanted = calendar.day_before(place, starts_at, rules.confirm_before, rules.confirm_at)
    if at < wanted < starts_at:
        return Why.CONFIRM, wanted
    return how_it_went(calendar, rules, place, starts_at, at)


def how_it_went(
    calendar: Calendar, rules: MeetingRules, place: Place, starts_at: datetime, at: datetime
) -> tuple[Why, datetime]:
    """The touch that asks how a meeting went: at its end, inside calling hours."""
    wanted = max(ends_at(calendar, rules, starts_at), at)
    return Why.OUTCOME, calendar.next_open(place, wanted) or wanted


def try_again(
    calendar: Calendar, rules: MeetingRules, place: Place, standing: Standing, at: datetime
) -> tuple[Why, datetime]:
    """The touch after a call about a meeting that nobody took: later the same day; never confirmed after its start."""
    starts_at = standing.meets_at or at
    due = calendar.due(place, at, rules.retry_after)
    if standing.touch is not None and standing.touch.why is Why.OUTCOME:
        return Why.OUTCOME, due
    if due < starts_at and starts_at - due > timedelta(minutes=5):
        return Why.CONFIRM, due
    return how_it_went(calendar, rules, place, starts_at, at)
