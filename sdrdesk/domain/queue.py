"""The queue: which tab a lead is in, in what order, and why, in one line.

The order is total and the same here and in SQL (`store/statements/`); tests/desk/test_order.py holds them together.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.cadence import call_number
from sdrdesk.domain.lead import Why
from sdrdesk.domain.playbook import Channel, On, Playbook, Stage
from sdrdesk.domain.routing import pool_words
from sdrdesk.domain.words import ago, countdown, length, moment
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.hours import Place


class Tab(StrEnum):
    """The four shelves of the queue; a lead is in exactly one."""

    READY = "ready"
    WAITING = "waiting"
    LOCKED = "locked"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """A lead as the queue shows it."""

    lead_id: str
    name: str
    company: str
    title: str
    phone: str
    email: str
    city: str
    place: Place
    stage: Stage
    kind: str
    offer: str
    offer_title: str
    tier: int
    band: int
    grade: str
    grade_note: str
    converted_at: datetime
    channel: Channel
    why: Why | None
    """Why the next touch was planned; None for a lead that has ended."""
    step: int
    due_at: datetime | None
    answer_by: datetime | None
    answered_at: datetime | None
    last_outcome: str
    last_at: datetime | None
    gate: str
    held_until: datetime | None
    held_by: str
    meets_at: datetime | None = None
    """Start of the booked meeting that the next touch is about."""
    tab: Tab = Tab.READY
    pool: str = ""
    """The pool that it is in: nobody's yet."""
    opens_at: datetime | None = None
    """For Waiting: when it becomes Ready; None if that cannot be known (unknown zone)."""
    through: str = ""
    """In a call block that is about others: why it is shown all the same, "promise" or "tier 1"."""

    @property
    def is_first(self) -> bool:
        """Whether nobody has answered the conversion yet."""
        return self.answered_at is None

    @property
    def order(self) -> tuple[int, int, datetime, str]:
        """What Ready is sorted by."""
        rank = "ABCD".index(self.grade) if self.band > 1 else 0
        by = (self.due_at if self.band == 0 else self.answer_by) or self.converted_at
        return (self.band, rank, by, self.lead_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many leads each tab holds."""

    ready: int = 0
    waiting: int = 0
    locked: int = 0
    done: int = 0
    is_least: bool = False
    """Whether only so many leads were counted, and there are more."""

    def of(self, tab: Tab) -> int:
        """The count of one tab."""
        return int(getattr(self, tab.value))


def tab_of(
    row: QueueRow, *, rep_id: str, now: datetime, is_open: bool, has_pass: bool, day_start: datetime, day_end: datetime
) -> Tab | None:
    """The tab a lead is in; None for one that has ended on an earlier day.

    Args:
        row: The lead.
        rep_id: Who asks.
        now: The moment.
        is_open: Whether the lead's place may be called at `now`.
        has_pass: Whether the rep may call on the lead's offer.
        day_start: Start of the rep's own calendar day.
        day_end: Its end.
    """
    touched_today = row.last_at is not None and row.last_at >= day_start
    if row.stage is not Stage.OPEN or row.due_at is None:
        return Tab.DONE if touched_today else None
    if not has_pass:
        return Tab.LOCKED
    held = row.held_until is not None and row.held_until > now and row.held_by != rep_id
    if row.due_at <= now and is_open and not held:
        return Tab.READY
    return Tab.DONE if touched_today and row.due_at >= day_end else Tab.WAITING


THROUGH = {"promise": "a promise is kept all the same", "tier 1": "tier 1 never waits"}
"""Why a row comes through a block that is about others."""


def why_line(row: QueueRow, playbook: Playbook, now: datetime) -> str:
    """Why the lead stands where it does, in the words of the rules."""
    match row.tab:
        case Tab.LOCKED:
            return f'{_happened(row, playbook, now)}; locked until you pass the quiz on "{row.offer_title}"'
        case Tab.DONE:
            return _done(row, playbook, now)
        case Tab.WAITING:
            return f"{_reason(row, playbook, now)}; {_opens(row, now)}"
    said = _with_grade(row, _reason(row, playbook, now))
    if row.through:
        said += f"; outside your block: {THROUGH[row.through]}"
    return f"{said}; in {pool_words(row.pool)}: whoever calls first has it" if row.pool else said


def _happened(row: QueueRow, playbook: Playbook, now: datetime) -> str:
    return f"{playbook.offers[row.kind].happened} {ago(row.converted_at, now)} ago"


def _reason(row: QueueRow, playbook: Playbook, now: datetime) -> str:
    """What planned the touch, and by when it is due."""
    rule = playbook.offers[row.kind]
    if row.due_at is None or row.answer_by is None:
        return _happened(row, playbook, now)
    match row.why:
        case Why.CALLBACK:
            late = f", {ago(row.due_at, now)} ago" if now > row.due_at else ""
            when = moment(row.due_at, row.place, now)
            return f"You promised to call back {'at ' if len(when) == 5 else ''}{when} their time{late}"
        case Why.RETRY:
            said = playbook.outcomes[row.last_outcome].label if row.last_outcome in playbook.outcomes else "Tried"
            return f"{said} {ago(row.last_at or row.due_at, now)} ago: try again"
        case Why.AFTER:
            if row.last_outcome in playbook.outcomes and playbook.outcomes[row.last_outcome].on is On.MEETING:
                said = playbook.outcomes[row.last_outcome].label
                return f"{said} {ago(row.last_at or row.due_at, now)} ago: call again"
            return f"Sent information {ago(row.last_at or row.due_at, now)} ago: ask what they thought"
        case Why.CONFIRM | Why.OUTCOME:
            return _meeting(row, now)
        case Why.SNOOZED:
            return f"Snoozed until {moment(row.due_at, row.place, now)}; {_happened(row, playbook, now).lower()}"
        case Why.CADENCE:
            cadence = playbook.cadence_of(row.tier)
            what = f"Call {call_number(cadence, row.step)} of {cadence.calls}"
            if row.channel is not Channel.CALL:
                what = f"{row.channel.capitalize()} before call {call_number(cadence, row.step + 1)} of {cadence.calls}"
            last = playbook.outcomes[row.last_outcome].label.lower() if row.last_outcome in playbook.outcomes else ""
            before = f"; last: {last} {ago(row.last_at, now)} ago" if last and row.last_at else ""
            return f"{what}{before}; {_happened(row, playbook, now).lower()}"
    happened = _happened(row, playbook, now)
    if row.tab is Tab.WAITING:
        wait = "" if rule.first_touch.amount == 0 else f", first call after {rule.first_touch}"
        return f"{happened}{wait}"
    left = (row.answer_by - now).total_seconds()
    if left < 0:
        return f"{happened}, answer was due {length(int(-left))} ago"
    return f"{happened}, answer within {countdown(row.answer_by, now)}"


def _meeting(row: QueueRow, now: datetime) -> str:
    """What the touch about a booked meeting asks for."""
    if row.meets_at is None:
        return "A meeting is booked"
    when = moment(row.meets_at, row.place, now)
    if row.why is Why.CONFIRM:
        return f"Confirm the meeting {when} their time"
    return f"Say how the meeting {when} their time went"


def _with_grade(row: QueueRow, reason: str) -> str:
    note = f": {row.grade_note}" if row.grade_note else ""
    return f"{reason}, grade {row.grade}{note}"


def _opens(row: QueueRow, now: datetime) -> str:
    if not row.place.is_known:
        return "zone unknown, so it stays shut: press z to set it"
    if row.held_until and row.held_until > now and row.due_at and row.due_at <= now:
        return f"on the line with a colleague until {moment(row.held_until, row.place, now)} their time"
    if row.opens_at is None:
        return "never open under these rules"
    where = row.city or row.place.zones[0].rpartition("/")[2].replace("_", " ")
    outside = "outside calling hours, " if row.due_at and row.due_at <= now else ""
    return f"{outside}opens {moment(row.opens_at, row.place, now)} in {where}"


def _done(row: QueueRow, playbook: Playbook, now: datetime) -> str:
    label = playbook.outcomes[row.last_outcome].label if row.last_outcome in playbook.outcomes else "Touched"
    said = f"{label} {ago(row.last_at, now)} ago" if row.last_at else label
    if row.due_at is None:
        return f"{said}; {_ended(row.stage)}"
    return f"{said}; next: {row.channel} {moment(row.due_at, row.place, now)} their time"


def _ended(stage: Stage) -> str:
    return {
        Stage.MEETING: "meeting held, with the account executive",
        Stage.NURTURE: "back to marketing to nurture",
        Stage.DISQUALIFIED: "disqualified",
        Stage.SUPPRESSED: "may not be contacted again",
    }.get(stage, stage.value)
