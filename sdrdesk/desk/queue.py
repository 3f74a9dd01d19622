"""The queue: what a rep should do now, what comes later, what is locked, what is done."""

from __future__ import annotations

from datetime import datetime, timedelta

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk.values import Board, Day, Found
from sdrdesk.domain import aims, gate
from sdrdesk.domain.aims import Aim, goals_on
from sdrdesk.domain.hours import Place, zone
from sdrdesk.domain.policy import Action
from sdrdesk.domain.queue import Counts, QueueRow, Tab, tab_of, why_line
from sdrdesk.domain.routing import is_pool
from sdrdesk.store import compiled
from sdrdesk.store.leads import queue_row
from sdrdesk.store.sql import day
from sdrdesk.store.store import Asked
from sdrdesk.typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sdrdesk.desk.focus.focusing import BlockState
    from sdrdesk.desk.seat import Seat
    from sdrdesk.domain.brief import Brief
    from sdrdesk.store.store import Row, Unit

BANDS = ((0, 0), (1, 0), *((band, rank) for band in (2, 3, 4) for rank in range(4)))
"""Band and rank in the order of Ready; each is one bounded walk of the queue's index."""

WAVES = {0: 2, 2: 6, 6: 14}
"""Where each walk begins that a server is asked for along with those up to the next: most queues end in the first."""

MOST_COUNTED = 50_000
"""Open leads that are counted while a rep waits for the first screen (30 ms); of more the exact counts come later."""

OF_LEAD = (
    compiled.LEAD, compiled.CONVERSIONS, compiled.VISITS, compiled.HISTORY, compiled.SAID, compiled.GROUNDS,
    compiled.MARKS_OF,
)  # fmt: skip
"""What a brief reads of its lead."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What decides about the queue at one moment: worked out once, used by every statement."""

    now: datetime
    day_start: datetime
    day_end: datetime
    passes: gate.Passes
    passed: tuple[str, ...]
    places: tuple[str, ...]
    shut: tuple[tuple[datetime, str], ...]
    """Places that are closed, with when they open, soonest first."""
    never: tuple[str, ...]
    """Places that never open: unknown ones, and those whose zones never meet."""
    pools: tuple[str, ...]
    """Pools that the rep may take from."""


class Queue:
    """Reads of the queue for the rep in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Read for the rep in `seat`."""
        self._seat = seat
        self._rules = seat.rules
        self._stretches: dict[str, tuple[datetime, datetime | None, datetime]] = {}
        """By place: when it was worked out, and the first open stretch from then on; under the rules kept beside it."""

    def board(self, tab: Tab = Tab.READY, limit: int = 500, *, exact: bool = False) -> Board:
        """Everything the first screen needs, in one transaction; very many leads are counted only where `exact`."""
        with self._seat.store.reading() as unit:
            told = (compiled.AIMS_OF, self._own), (compiled.REP_DAY, self._days), (compiled.OPEN_BLOCK, self._own)
            unit.ahead(*self._asked(), *told)
            at = self._moment(unit)
            unit.ahead(*self._counted(at, exact=exact))
            rows, block = self._focused(unit, at, tab, limit)
            return Board(
                rep=self._seat.rep,
                now=at.now,
                day=self._day(unit, at),
                tab=tab,
                rows=rows,
                counts=self._counts(unit, at, exact=exact),
                block=block,
            )

    def rows(self, tab: Tab = Tab.READY, limit: int = 500) -> tuple[QueueRow, ...]:
        """A tab's rows, in its order."""
        with self._seat.store.reading() as unit:
            return self._rows(unit, self._moment(unit), tab, limit)

    def counts(self) -> Counts:
        """How many leads each tab holds."""
        with self._seat.store.reading() as unit:
            return self._counts(unit, self._moment(unit))

    def day(self) -> Day:
        """The rep's day so far."""
        with self._seat.store.reading() as unit:
            return self._day(unit, self._moment(unit))

    def why(self, row: QueueRow) -> str:
        """Why a row stands where it does."""
        return why_line(row, self._seat.playbook, self._seat.clock.now())

    def brief(self, lead_id: str) -> Brief:
        """Everything to know before calling one lead."""
        from sdrdesk.desk.briefing import brief_of  # the list is painted before anybody asks for a brief

        of_lead = {"lead": lead_id}
        with self._seat.store.reading() as unit:
            unit.ahead(*((one, of_lead) for one in OF_LEAD), *self._asked(), (compiled.ANY_SUPPRESSED, {}))
            record = self._seat.lead(unit, lead_id)
            pool = record.owner_id if is_pool(record.owner_id) else ""
            row = self._placed(replace(record.row, pool=pool), self._moment(unit))
            return brief_of(self._seat, unit, record, row)

    def search(self, words: str, limit: int = 50) -> tuple[Found, ...]:
        """Leads whose name, company, address or number holds `words`, own and of the rep's pools: own first."""
        from sdrdesk.desk.searching import search

        return search(self._seat, words, limit)

    def changed(self) -> bool:
        """Whether anybody has committed what the rep's screens show since the last ask; cheap enough to ask often."""
        return self._seat.store.has_changed("" if self._seat.may(Action.WORK_LEAD) else self._seat.rep.id)

    # --- what will be read ------------------------------------------------------------------------------------------

    @property
    def _own(self) -> dict[str, Any]:
        return {"rep": self._seat.rep.id}

    @property
    def _days(self) -> dict[str, Any]:
        today = self._seat.clock.now().astimezone(zone(self._seat.rep.zone)).date()
        return self._own | {"day": today, "limit": aims.STREAK_DAYS}

    def _asked(self) -> tuple[Asked, ...]:
        """What a moment is told from."""
        return (compiled.PASSES, self._own), (compiled.PLACES, {}), (compiled.POOLS, {}), (compiled.SHARES, {})

    def _counted(self, at: Moment, *, exact: bool = True) -> tuple[Asked, ...]:
        """What the tabs are counted from: what has ended, the rep's own leads, those of each pool."""
        params = self._params(at)
        owners = (params, *(params | {"rep": pool} for pool in at.pools))
        if exact:
            return (compiled.COUNT_ENDED, params), *((compiled.COUNT_OPEN, one) for one in owners)
        most = {"most": MOST_COUNTED}
        return (compiled.COUNT_ENDED, params), *((compiled.COUNT_SOME_OPEN, one | most) for one in owners)

    # --- inside a transaction ---------------------------------------------------------------------------------------

    def _moment(self, unit: Unit) -> Moment:
        now = self._seat.clock.now()
        start, end = self._seat.today(now)
        passes = self._seat.passes(unit)
        openings = [(self._opening(row[0], now), row[0]) for row in unit.all(compiled.PLACES)]
        return Moment(
            now=now,
            day_start=start,
            day_end=end,
            passes=passes,
            passed=("", *sorted(gate.held(passes, now))),
            places=tuple(key for opens, key in openings if opens is not None and opens <= now),
            shut=tuple(sorted((opens, key) for opens, key in openings if opens is not None and opens > now)),
            never=tuple({"", *(key for opens, key in openings if opens is None)}),
            pools=self._seat.pools(unit),
        )

    def _opening(self, key: str, now: datetime) -> datetime | None:
        """When a place may be called next, `now` if it is open; each stretch is worked out once."""
        if self._rules is not self._seat.rules:
            self._rules, self._stretches = self._seat.rules, {}
        known = self._stretches.get(key)
        if known is None or not known[0] <= now < known[2]:
            first = next(self._rules.calendar.stretches(Place.parse(key), now), None)
            self._stretches[key] = known = (now, *first) if first else (now, None, now + timedelta(days=1))
        return max(known[1], now) if known[1] else None

    def _params(self, at: Moment) -> dict[str, object]:
        return {
            "rep": self._seat.rep.id,
            "now": at.now,
            "day_start": at.day_start,
            "day_end": at.day_end,
            "passed": at.passed,
            "places": at.places,
        }

    def _rows(self, unit: Unit, at: Moment, tab: Tab, limit: int) -> tuple[QueueRow, ...]:
        params = self._params(at)
        match tab:
            case Tab.READY:
                return self._ready(unit, at, ("", *at.pools), limit)
            case Tab.LOCKED:
                return tuple(queue_row(row, tab) for row in unit.all(compiled.LOCKED, **params, limit=limit))
            case Tab.DONE:
                return tuple(queue_row(row, tab) for row in unit.all(compiled.DONE, **params, limit=limit))
        return self._waiting(unit, at, limit)

    def _focused(self, unit: Unit, at: Moment, tab: Tab, limit: int) -> tuple[tuple[QueueRow, ...], BlockState | None]:
        """A tab's rows, of Ready only those that a running call block shows, and that block."""
        row = unit.first(compiled.OPEN_BLOCK, rep=self._seat.rep.id)
        if row is None:
            return self._rows(unit, at, tab, limit), None
        from sdrdesk.desk.focus import focusing  # a start without a block does not pay for it

        state = focusing.state_of(self._seat, unit, row, at.now)
        if not state.runs:
            return self._rows(unit, at, tab, limit), state
        # A block may leave the last of many: every Ready lead is looked at, in the order there is.
        kept, state = focusing.focus(unit, state, self._rows(unit, at, Tab.READY, focusing.EVERY), limit)
        return (kept if tab is Tab.READY else self._rows(unit, at, tab, limit)), state

    def pooled(self, unit: Unit, limit: int) -> tuple[QueueRow, ...]:
        """What of the pools the rep may take now, in the order of Ready."""
        at = self._moment(unit)
        return self._ready(unit, at, at.pools, limit)

    def _ready(self, unit: Unit, at: Moment, owners: tuple[str, ...], limit: int) -> tuple[QueueRow, ...]:
        """The first leads of the rep (owner "") and of pools, as one queue."""
        own, found = self._params(at), list[QueueRow]()
        asked = [(owner, own | {"rep": owner} if owner else own) for owner in owners]
        most = limit
        for at_band, (band, rank) in enumerate(BANDS):
            if len(found) >= limit:
                break
            rest, here = limit - len(found), list[QueueRow]()
            if not unit.asks_ahead:
                most = rest
            elif at_band in WAVES:
                most = rest
                wave = [{"band": one, "rank": two, "limit": most} for one, two in BANDS[at_band : WAVES[at_band]]]
                unit.ahead(*((compiled.READY, params | one) for one in wave for _, params in asked))
            for owner, params in asked:
                rows = unit.all(compiled.READY, **params, band=band, rank=rank, limit=most)[:rest]
                here += [queue_row(row, pool=owner) for row in rows]
            found += sorted(here, key=lambda row: row.order)[:rest] if len(owners) > 1 else here
        return tuple(found)

    def _waiting(self, unit: Unit, at: Moment, limit: int) -> tuple[QueueRow, ...]:
        """What opens next first, then what is due first; leads whose place never opens last."""
        params = self._params(at)
        found: list[QueueRow] = []
        reached: datetime | None = None
        for opens, key in at.shut:
            # Places that open together are all asked, so that the cut falls between two openings.
            if len(found) >= limit and opens != reached:
                break
            reached = opens
            rows = unit.all(compiled.WAITING_SHUT, **params, at_place=key, limit=limit)
            found += [queue_row(row, Tab.WAITING, opens) for row in rows]
        for row in unit.all(compiled.WAITING_HELD, **params, limit=-1):
            lead = queue_row(row, Tab.WAITING)
            found.append(replace(lead, opens_at=self._next_open(at, lead.place, lead.held_until)))
        for key in at.never:
            rows = unit.all(compiled.WAITING_SHUT, **params, at_place=key, limit=limit)
            found += [queue_row(row, Tab.WAITING) for row in rows]
        found += self._later(unit, at, limit)
        return tuple(sorted(found, key=_opening_order)[:limit])

    def _later(self, unit: Unit, at: Moment, limit: int) -> list[QueueRow]:
        """The first `limit` leads that are not due yet, by when they open: hardly ever later than they fall due."""
        size = limit
        while True:
            rows = unit.all(compiled.WAITING_LATER, **self._params(at), limit=size)
            leads_ = [queue_row(row, Tab.WAITING) for row in rows]
            found = sorted(
                (replace(lead, opens_at=self._next_open(at, lead.place, lead.due_at)) for lead in leads_),
                key=_opening_order,
            )[:limit]
            if len(rows) < size or not found:
                return found
            last, due = found[-1].opens_at, leads_[-1].due_at
            if last and due and last <= due:  # whatever was not fetched is due later, and opens later still
                return found
            size *= 4

    def _next_open(self, at: Moment, place: Place, since: datetime | None) -> datetime | None:
        if since is None or place.key in at.never:  # to find that out takes a walk through a year
            return None
        return self._seat.rules.calendar.next_open(place, since)

    def _counts(self, unit: Unit, at: Moment, *, exact: bool = True) -> Counts:
        (ended,), own, *pools = (unit.all(sql, **params)[0] for sql, params in self._counted(at, exact=exact))
        total, locked, ready, done = own
        waiting = total - locked - ready - done
        ready += sum(one[2] for one in pools)
        is_least = not exact and max(one[0] for one in (own, *pools)) >= MOST_COUNTED
        return Counts(ready=ready, locked=locked, done=done + ended, waiting=waiting, is_least=is_least)

    def _day(self, unit: Unit, at: Moment) -> Day:
        set_by_hand = [read_aim(row) for row in unit.all(compiled.AIMS_OF, rep=self._seat.rep.id)]
        playbook = self._seat.playbook
        today = at.now.astimezone(zone(self._seat.rep.zone)).date()
        days = unit.all(compiled.REP_DAY, **self._own, day=today, limit=aims.STREAK_DAYS)
        dials = {day(row[0]): int(row[1]) for row in days}
        now = next((row for row in days if day(row[0]) == today), (today, 0, 0, 0, 0))
        goals = goals_on(playbook, set_by_hand, today)
        calendar = self._seat.rules.calendar
        streak = aims.streak(dials, lambda one: goals_on(playbook, set_by_hand, one).dials, calendar, today)
        return Day(
            day=today,
            dials=now[1],
            conversations=now[3],
            meetings=now[4],
            goal_dials=goals.dials,
            goal_conversations=goals.conversations,
            goal_meetings=goals.meetings,
            streak=streak,
        )

    def _placed(self, row: QueueRow, at: Moment) -> QueueRow:
        """The row with the tab it is in, and when it opens."""
        tab = tab_of(
            row,
            rep_id=self._seat.rep.id,
            now=at.now,
            is_open=row.place.key in at.places,
            has_pass=row.gate in at.passed,
            day_start=at.day_start,
            day_end=at.day_end,
        )
        opens = None
        if tab is Tab.WAITING and row.due_at is not None:
            is_held = row.due_at <= at.now and row.place.key in at.places
            opens = self._next_open(at, row.place, row.held_until if is_held else max(row.due_at, at.now))
        return replace(row, tab=tab or Tab.DONE, opens_at=opens)


def _opening_order(row: QueueRow) -> tuple[bool, datetime, datetime, str]:
    """What Waiting is sorted by."""
    due = row.due_at or row.converted_at
    return (row.opens_at is None, row.opens_at or due, due, row.lead_id)


def read_aim(row: Row) -> Aim:
    """What was set for a rep by hand, as the store keeps it."""
    return Aim(since=day(row[1]), dials=row[2], conversations=row[3], meetings=row[4], opportunities=row[5])
