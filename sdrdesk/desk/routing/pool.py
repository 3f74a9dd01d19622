"""The pool: leads that are nobody's until a rep takes one. A lead that is taken is lent, and kept by working it.

Who takes one becomes its owner in the transaction that found it in the pool, so no two reps ever dial one lead. A desk
that lives renews its loans; one that crashed is silent, and its loans run out.
"""

from __future__ import annotations

from datetime import datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.outward import telling
from sdrdesk.desk.queue import Queue
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.by_itself import GIVEN_BACK, RAN_OUT
from sdrdesk.domain.queue import QueueRow
from sdrdesk.domain.routing import is_pool, pool_words
from sdrdesk.domain.words import plural
from sdrdesk.errors import NotFound, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.again import again
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.sql import maybe, moment
from sdrdesk.store.store import Row, Unit

TAKEN = "taken"
"""The audit's word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A lead that a rep took from a pool and has not worked yet."""

    lead_id: str
    name: str
    pool: str
    rep_id: str
    claimed_at: datetime
    until: datetime
    is_on_the_line: bool
    """Whether the rep is calling it just now."""


class Pool:
    """The pools, for the rep in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Take for the rep in `seat`."""
        self._seat = seat

    def rows(self, limit: int = 50) -> tuple[QueueRow, ...]:
        """What the rep may take now, in the order of the queue."""
        with self._seat.store.reading() as unit:
            return Queue(self._seat).pooled(unit, limit)

    @again
    def take(self, lead_id: str) -> Claim:
        """Take one lead, for as long as it may be kept at most without a call: nobody renews it here."""
        now = self._seat.clock.now()
        self._sweep(now)
        with self._seat.store.writing(self._seat.rep.id, lead_id) as unit:
            record = self._seat.lead(unit, lead_id)
            if not is_pool(record.owner_id):
                raise Refused(f"{record.row.name} is in {record.owner}'s hands", "Take another", code="taken")
            return _take(self._seat, unit, record, now, is_renewed=False)

    @again
    def take_next(self) -> Claim:
        """Take the first lead that fits; NotFound where there is none."""
        now = self._seat.clock.now()
        self._sweep(now)
        with self._seat.store.writing(self._seat.rep.id) as unit:
            for row in Queue(self._seat).pooled(unit, 50):
                # Locked before it is read: whoever takes it just now is waited for by nobody.
                if is_free(unit, row.lead_id, row.pool):
                    return _take(self._seat, unit, self._seat.lead(unit, row.lead_id), now, is_renewed=False)
        raise NotFound("Nothing in the pool is for you now", "", "See: sdrdesk queue")

    def mine(self) -> tuple[Claim, ...]:
        """What the rep has taken and not worked yet."""
        with self._seat.store.reading() as unit:
            return claims(unit, self._seat)

    @again
    def give_back(self, lead_id: str) -> str:
        """Put a lead back that was taken and not worked; its name."""
        now = self._seat.clock.now()
        with self._seat.store.writing(self._seat.rep.id, lead_id) as unit:
            one = next((one for one in claims(unit, self._seat) if one.lead_id == lead_id), None)
            if one is None:
                raise NotFound("That lead is not lent to you from the pool", "", "See: sdrdesk pool list")
            back(self._seat, unit, one, now)
            return one.name

    @again
    def leave(self) -> int:
        """Put back what the rep has taken and is not calling just now: the desk closes; how many."""
        with self._seat.store.reading() as unit:
            held = sorted(one.lead_id for one in claims(unit, self._seat))
        if not held:
            return 0
        now = self._seat.clock.now()
        with self._seat.store.writing(self._seat.rep.id, *held) as unit:
            mine = [one for one in claims(unit, self._seat) if not one.is_on_the_line and one.lead_id in held]
            for one in mine:
                back(self._seat, unit, one, now)
        return len(mine)

    @again
    def tick(self, *, lives: bool = True) -> int:
        """Renew the rep's own loans if this desk `lives`, and put back whatever ran out, whoever had it; how many."""
        now = self._seat.clock.now()
        with self._seat.store.reading() as unit:
            mine = claims(unit, self._seat) if lives else ()
        if mine:
            with self._seat.store.writing(self._seat.rep.id) as unit:
                for one in claims(unit, self._seat):
                    unit.run(compiled.RENEW_CLAIM, of_lead=one.lead_id, set_until=_renewed(self._seat, one, now))
        return self._sweep(now)

    def _sweep(self, now: datetime) -> int:
        """Put back what ran out and was not worked, whoever had it; how many. Hardly ever anything has."""
        with self._seat.store.reading() as unit:
            if not unit.first(compiled.CLAIMS_UNTIL, now=now):
                return 0
        with self._seat.store.writing() as unit:
            return _sweep(self._seat, unit, now)


# --- inside a transaction -----------------------------------------------------------------------------------------


def own(seat: Seat, unit: Unit, lead_id: str, now: datetime) -> LeadRecord:
    """A lead that this rep may work: one of a pool is taken from it, in this transaction."""
    record = seat.lead(unit, lead_id)
    if not is_pool(record.owner_id):
        return record
    _take(seat, unit, record, now, is_renewed=True)
    return seat.lead(unit, lead_id)


def is_free(unit: Unit, lead_id: str, pool: str) -> bool:
    """Whether a lead is in its pool still, and nobody else is taking it; if so nobody else can until the unit ends."""
    return unit.first(compiled.LOCK_POOLED, lead=lead_id, pool=pool) is not None


def claims(unit: Unit, seat: Seat) -> tuple[Claim, ...]:
    """What the rep has taken and not worked yet."""
    rows = unit.all(compiled.CLAIMS_OF, rep=seat.rep.id)
    return tuple(_claim(row, seat.clock.now()) for row in rows if _is_open(row))


def returned(seat: Seat, unit: Unit, lead_id: str) -> None:
    """Put a lead back that the rep has taken and not worked, if it is one."""
    for one in claims(unit, seat):
        if one.lead_id == lead_id:
            back(seat, unit, one, seat.clock.now())


def back(seat: Seat, unit: Unit, one: Claim, now: datetime, why: str = "") -> None:
    """Put a lead back into its pool."""
    unit.seen_by_all()
    said = why or "given back to the pool"
    telling.hand(unit, one.lead_id, one.pool, now, before=seat.rep.login, why=said)
    unit.run(compiled.DROP_CLAIM, lead=one.lead_id)
    _audit(seat, unit, now, GIVEN_BACK, one.lead_id, {"pool": one.pool, "from": one.rep_id, "why": said})


def _take(seat: Seat, unit: Unit, record: LeadRecord, now: datetime, *, is_renewed: bool) -> Claim:
    lead_id, pool, rules = record.row.lead_id, record.owner_id, seat.playbook.pool
    mine = claims(unit, seat)
    if len(mine) >= rules.at_once:
        cure = f"Call {mine[0].name}, or give it back: sdrdesk pool back LEAD"
        raise Refused(f"You have {plural(len(mine), 'lead')} from the pool already", cure, code="pool_full")
    span = rules.lease if is_renewed else rules.longest
    until = now + seat.rules.calendar.length(span)
    why = f"{seat.rep.name} took it from {pool_words(pool)}"
    is_mine = is_free(unit, lead_id, pool) and unit.changed(
        compiled.TAKE_POOLED, of_lead=lead_id, of_pool=pool, set_owner_id=seat.rep.id, set_routed=why
    )
    # Other screens find out when they look anew for the time's sake, every few seconds; until then a dial is refused.
    unit.seen_by(seat.rep.id)
    if not is_mine:
        raise Refused(f"Somebody has just taken {record.row.name}", "Take the next lead", code="taken")
    unit.run(compiled.DROP_CLAIM, lead=lead_id)
    unit.run(compiled.ADD_CLAIM, lead_id=lead_id, pool=pool, rep_id=seat.rep.id, claimed_at=now, until=until)
    _audit(seat, unit, now, TAKEN, lead_id, {"pool": pool, "until": until.isoformat()})
    telling.reassigned(unit, lead_id, now, why=why)
    return Claim(
        lead_id=lead_id, name=record.row.name, pool=pool, rep_id=seat.rep.id, claimed_at=now, until=until,
        is_on_the_line=False,
    )  # fmt: skip


def _sweep(seat: Seat, unit: Unit, now: datetime) -> int:
    """Put back what ran out and was not worked; how many."""
    count = 0
    for row in unit.all(compiled.CLAIMS_UNTIL, now=now):
        if _is_open(row):
            back(seat, unit, _claim(row, now), now, RAN_OUT)
            count += 1
        else:
            unit.run(compiled.DROP_CLAIM, lead=row[0])
    return count


def _renewed(seat: Seat, one: Claim, now: datetime) -> datetime:
    """Until when a loan lasts that is renewed now: no longer than the longest, but while somebody is on the line."""
    length, rules = seat.rules.calendar.length, seat.playbook.pool
    end = one.claimed_at + length(rules.longest)
    wanted = now + length(rules.lease)
    return max(one.until, wanted if one.is_on_the_line else min(wanted, end))


def _is_open(row: Row) -> bool:
    """Whether a claim is still a loan: its lead is there, its rep's, and nothing was logged since."""
    last = maybe(row[6])
    return row[5] == row[2] and (last is None or last < moment(row[3]))


def _claim(row: Row, now: datetime) -> Claim:
    held = maybe(row[8])
    return Claim(
        lead_id=row[0],
        name=row[9],
        pool=row[1],
        rep_id=row[2],
        claimed_at=moment(row[3]),
        until=moment(row[4]),
        is_on_the_line=row[7] == row[2] and held is not None and held > now,
    )


def _audit(seat: Seat, unit: Unit, at: datetime, what: str, lead_id: str, detail: dict[str, str]) -> None:
    leads.write_audit(unit, new_id(at), at=at, rep_id=seat.rep.id, what=what, lead_id=lead_id, detail=detail)
