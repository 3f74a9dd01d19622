"""The rows behind figures, as the desk hands them to its fronts."""

from __future__ import annotations

from datetime import date, datetime

from sdrdesk.dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One contact as lists of calls show it."""

    activity_id: str
    at: datetime
    day: date
    rep_id: str
    rep: str
    lead_id: str
    name: str
    company: str
    channel: str
    outcome: str
    outcome_label: str
    offer: str
    offer_title: str
    seconds: int
    note: str
    reason: str
    is_dial: bool
    is_connect: bool
    is_conversation: bool
    is_booked: bool
    speed_minutes: float | None = None
    due_at: datetime | None = None
    answer_by: datetime | None = None
    coaching: tuple[str, ...] = ()
    """Notes a manager left on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedRow:
    """One thing that a figure was counted from."""

    kind: str
    """"activity", "meeting", "opportunity" or "lead"."""
    id: str
    lead_id: str
    name: str
    company: str
    rep: str
    at: datetime
    told: str
    """What it is, in a few words."""
    is_part: bool = True
    """For a rate: whether it counts in the numerator."""
    is_whole: bool = True
    """For a rate: whether it counts in the denominator."""
    value: float | None = None
    """For a median or a sum: what it brings."""
