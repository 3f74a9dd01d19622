"""Escalation: when a lead that waits for its first call goes a step further. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sdrdesk.domain.hours import Calendar, Place
from sdrdesk.domain.playbook import OfferKind
from sdrdesk.domain.routing import Escalation, EscalationStep
from sdrdesk.domain.words import ago, countdown

WHOLE = 100
"""Percent at which the answer-by is reached."""


def moment_of(
    calendar: Calendar, place: Place, rule: OfferKind, step: EscalationStep, due_at: datetime, answer_by: datetime
) -> datetime:
    """When a step falls due, in the minutes that count for this kind of offer: the clock stands still outside hours.

    Args:
        calendar: The hours.
        place: Where the prospect is.
        rule: The kind of offer, with its time to answer and its clock.
        step: The step.
        due_at: When the call fell due.
        answer_by: By when it is to be made.
    """
    length = calendar.length(rule.answer_within)
    if step.at < WHOLE:
        return min(calendar.after(place, due_at, length * step.at / WHOLE, rule.clock), answer_by)
    if step.at == WHOLE:
        return answer_by
    return calendar.after(place, answer_by, length * (step.at - WHOLE) / WHOLE, rule.clock)


def due_steps(
    rules: Escalation,
    calendar: Calendar,
    place: Place,
    rule: OfferKind,
    *,
    done: int,
    due_at: datetime,
    answer_by: datetime,
    now: datetime,
) -> Iterator[tuple[int, EscalationStep]]:
    """The steps after the first `done` whose time has come, with their numbers, from 0."""
    for number, step in enumerate(rules.steps[done:], done):
        if moment_of(calendar, place, rule, step, due_at, answer_by) > now:
            return
        yield number, step


def waits(label: str, answer_by: datetime, now: datetime) -> str:
    """How long a lead waits: "Demo request unanswered, due 6 min ago"."""
    if now >= answer_by:
        return f"{label} unanswered, due {ago(answer_by, now)} ago"
    return f"{label} unanswered, {countdown(answer_by, now)} left"
