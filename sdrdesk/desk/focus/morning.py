"""What the day of the rep in the seat holds, for the morning page, and what came of it, for the evening line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.calls import bookings
from sdrdesk.desk.calls.bookings import Booked
from sdrdesk.desk.calls.logbook import day_of
from sdrdesk.desk.focus import commitments
from sdrdesk.desk.focus.commitments import CommitmentView
from sdrdesk.desk.gate import passbook
from sdrdesk.desk.queue import Queue
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.values import Day
from sdrdesk.domain.hours import zone
from sdrdesk.domain.meetings import State
from sdrdesk.domain.playbook import Channel
from sdrdesk.domain.queue import Counts, QueueRow, Tab
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit

AHEAD = timedelta(hours=10)
"""How far ahead openings are told."""

MOST = 2000
"""Waiting leads that are looked at for it."""

SOON = timedelta(days=14)
"""A pass that runs out within this is worth reading again for."""

WEAK = 0.95
"""A quiz passed with less is worth reading again."""

LATE = timedelta(days=30)
"""How old an unkept promise may be and still be one of today's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Leads that open in one hour, by one clock."""

    at: datetime
    """When the first of them does."""
    zone: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A call back that was promised for today, or is late."""

    lead_id: str
    name: str
    company: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayMeeting:
    """A meeting of today or the next working day."""

    lead_id: str
    name: str
    company: str
    at: datetime
    state: str
    """"booked" is to be confirmed; "confirmed" and "held" are as they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """The one offer worth reading again today."""

    offer: str
    title: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """A rep's day at one moment."""

    rep: str
    zone: str
    now: datetime
    day: Day
    counts: Counts
    urgent: QueueRow | None
    """The tier-1 lead that is Ready: before anything else."""
    first: QueueRow | None
    """What stands first in Ready."""
    openings: tuple[Opening, ...]
    promises: tuple[Promise, ...]
    meetings: tuple[TodayMeeting, ...]
    mails: int
    """E-mails that are due."""
    reread: Reread | None
    commitment: CommitmentView | None
    streak: int
    """Working days in a row on which a commitment was kept."""
    shared: tuple[CommitmentView, ...]
    """What colleagues share."""
    ended: bool
    """Whether the team's working day is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """A day's result."""

    day: Day
    commitment: CommitmentView | None
    streak: int
    words: str
    """What the rep wrote of it already."""


def page_of(seat: Seat, ended: Callable[[datetime], bool]) -> TodayPage:
    """The day as it stands; `ended` says whether the team's working day is over at a moment."""
    queue = Queue(seat)
    board, ready, waiting = (
        queue.board(Tab.READY, 1, exact=True),
        queue.rows(Tab.READY),
        queue.rows(Tab.WAITING, MOST),
    )
    now = board.now
    with seat.store.reading() as unit:
        return TodayPage(
            rep=seat.rep.name,
            zone=seat.rep.zone,
            now=now,
            day=board.day,
            counts=board.counts,
            urgent=next((row for row in ready if row.band == 1), None),
            first=ready[0] if ready else None,
            openings=openings(waiting, now),
            promises=_promises(seat, unit, now),
            meetings=_meetings(seat, unit, now),
            mails=sum(row.channel is Channel.EMAIL for row in ready),
            reread=_reread(seat, unit, now),
            commitment=commitments.today_in(seat, unit, now, board.day.day),
            streak=commitments.streak_in(seat, unit, now),
            shared=tuple(one for one in commitments.shared_in(seat, unit, now) if one.commitment.rep_id != seat.rep.id),
            ended=ended(now),
        )


def evening_of(seat: Seat, words: Callable[[Unit, datetime], str]) -> Evening:
    """The day's result so far, with the words that the rep wrote of it."""
    board = Queue(seat).board(Tab.READY, 1)
    with seat.store.reading() as unit:
        return Evening(
            day=board.day,
            commitment=commitments.today_in(seat, unit, board.now, board.day.day),
            streak=commitments.streak_in(seat, unit, board.now),
            words=words(unit, board.now),
        )


# --- inside a transaction ---------------------------------------------------------------------------------------------


def _promises(seat: Seat, unit: Unit, now: datetime) -> tuple[Promise, ...]:
    _, end = seat.today(now)
    rows = unit.all(compiled.OVERDUE_ROWS, reps=(seat.rep.id,), since=now - LATE, until=end)
    found = [Promise(lead_id=row[0], name=row[1], company=row[2], at=moment(row[4])) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.at, one.lead_id)))


def _meetings(seat: Seat, unit: Unit, now: datetime) -> tuple[TodayMeeting, ...]:
    """Today's meetings that stand or were held, and those of the next days that are still to be confirmed."""
    today = day_of(seat, now)
    rows = unit.all(compiled.MEETINGS, first=today, last=today + timedelta(days=1))
    found: list[TodayMeeting] = []
    for row in rows:
        one: Booked = bookings.read(row)
        is_wanted = one.state is State.BOOKED or (one.day == today and one.state in (State.CONFIRMED, State.HELD))
        if one.rep_id == seat.rep.id and is_wanted:
            found.append(
                TodayMeeting(
                    lead_id=one.lead_id, name=row[11], company=row[12], at=one.starts_at, state=one.state.value
                )
            )
    return tuple(found)


def _reread(seat: Seat, unit: Unit, now: datetime) -> Reread | None:
    """The offer whose pass runs out next, else the one whose quiz was passed most narrowly."""
    passes = passbook.of_rep(unit, seat.playbook, seat.rep.id, now, seat.rep.zone)
    titles = {row[0]: row[1] for row in unit.all(compiled.OFFERS)}
    ending = [(one.until, key) for key, one in passes.items() if one.is_good and one.until and one.until <= now + SOON]
    if ending:
        until, key = min(ending)
        local = until.astimezone(zone(seat.rep.zone))
        return Reread(offer=key, title=titles[key], why=f"your pass runs out {local:%a} {local.day} {local:%b}")
    scores = {row[0]: float(row[1]) for row in unit.all(compiled.QUIZ_SCORES, rep=seat.rep.id) if row[1] is not None}
    known = {key: score for key, score in scores.items() if key in titles and key in passes and score < WEAK}
    if not known:
        return None
    weakest = min(known, key=lambda key: (known[key], key))
    return Reread(offer=weakest, title=titles[weakest], why=f"your weakest quiz, {known[weakest]:.0%}")


def openings(waiting: Sequence[QueueRow], now: datetime) -> tuple[Opening, ...]:
    """Waiting leads by the hour in which they open and the clock they go by, soonest first, most first."""
    counts: Counter[tuple[datetime, str]] = Counter()
    first: dict[tuple[datetime, str], datetime] = {}
    for row in waiting:
        if row.opens_at is None or not now < row.opens_at <= now + AHEAD:
            continue
        key = (row.opens_at.replace(minute=0, second=0, microsecond=0), row.place.zones[0] if row.place.zones else "")
        counts[key] += 1
        first[key] = min(first.get(key, row.opens_at), row.opens_at)
    order = sorted(counts, key=lambda key: (key[0], -counts[key], key[1]))
    return tuple(Opening(at=first[key], zone=key[1], count=counts[key]) for key in order)
