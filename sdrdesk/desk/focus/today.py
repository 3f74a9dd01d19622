"""The morning page and the evening line of the rep in the seat: each once a day. What stands in them: morning.py."""

from __future__ import annotations

from datetime import datetime

from sdrdesk.desk.calls.logbook import day_of
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.hours import zone
from sdrdesk.store import compiled
from sdrdesk.store.sql import day, maybe
from sdrdesk.store.store import Row, Unit
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.desk.focus.morning import Evening, TodayPage


class Today:
    """The day of the rep in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Look at the day of `seat`."""
        self._seat = seat

    def page(self) -> TodayPage:
        """The day as it stands: for the morning page, for `sdrdesk today`, for a glance."""
        from sdrdesk.desk.focus.morning import page_of

        return page_of(self._seat, self._ended)

    # --- once a day ---------------------------------------------------------------------------------------------------

    def greet(self) -> bool:
        """Whether this is the first time today that the rep sits down; from then on it is not."""
        now = self._seat.clock.now()
        with self._seat.store.reading() as unit:
            if self._diary(unit, now)[1] is not None:
                return False
        with self._seat.store.writing() as unit:
            row = self._diary(unit, now)
            if row[1] is not None:
                return False
            self._put(unit, now, greeted_at=now, closed_at=maybe(row[2]), words=row[3])
        return True

    def evening(self) -> Evening:
        """The day's result so far."""
        from sdrdesk.desk.focus.morning import evening_of

        return evening_of(self._seat, lambda unit, now: str(self._diary(unit, now)[3]))

    def has_closed(self) -> bool:
        """Whether the team's hours of the day are over; asks no store."""
        return self._ended(self._seat.clock.now())

    def is_over(self) -> bool:
        """Whether the working day is over and nothing was said of it yet: then the evening line is due."""
        now = self._seat.clock.now()
        if not self._ended(now):
            return False
        with self._seat.store.reading() as unit:
            row = self._diary(unit, now)
            today = day_of(self._seat, now)
            last = unit.first(compiled.REP_DAY, rep=self._seat.rep.id, day=today, limit=1)
        return row[2] is None and (row[1] is not None or (last is not None and day(last[0]) == today))

    def close(self, words: str = "") -> None:
        """The evening line was answered, or skipped with no words; only the rep ever reads them."""
        from sdrdesk.desk.focus import commitments

        said = commitments.checked(words) if words.strip() else ""
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            row = self._diary(unit, now)
            self._put(unit, now, greeted_at=maybe(row[1]), closed_at=now, words=said or row[3])

    # --- inside a transaction -----------------------------------------------------------------------------------------

    def _diary(self, unit: Unit, now: datetime) -> Row:
        row = unit.first(compiled.DIARY_OF, rep=self._seat.rep.id, day=day_of(self._seat, now))
        return row or (None, None, None, "")

    def _put(self, unit: Unit, now: datetime, **columns: object) -> None:
        unit.seen_by(self._seat.rep.id)
        unit.run(compiled.PUT_DIARY, rep_id=self._seat.rep.id, day=day_of(self._seat, now), **columns)

    def _ended(self, now: datetime) -> bool:
        """Whether the team's hours of a working day are over, on the rep's clock."""
        calendar, local = self._seat.rules.calendar, now.astimezone(zone(self._seat.rep.zone))
        kept = calendar.holidays.get(calendar.team.holidays, frozenset())
        window = calendar.team.week.on(local.date(), holiday=local.date() in kept)
        return not window.is_closed and local.time() >= window.closes
