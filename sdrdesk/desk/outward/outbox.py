"""The outbox: what other programs are told, written in the transaction that it tells of, and sent at least once.

What has happened is never told twice under another id and never lost: the row commits with the log it tells of, one
sender at a time leases it, and it stays until the receiver has answered 2xx or it is a dead letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import outgoing
from sdrdesk.domain.outgoing import Answer, Message, Verdict, next_try
from sdrdesk.domain.policy import Action
from sdrdesk.errors import NotFound
from sdrdesk.ids import new_id
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Row, Unit
from sdrdesk.typing import Any

LEASE = timedelta(seconds=60)
"""How long one sender has a message alone: longer than a try takes."""

KEEP = {"sent": timedelta(days=7), "dead": timedelta(days=30)}
"""How long messages are kept after their end: they hold personal data."""


def put(unit: Unit, event: str, lead_id: str, payload: Mapping[str, Any], now: datetime) -> None:
    """Tell every destination that wants `event` about a lead, in the caller's transaction.

    Call it after the change it tells of. Who the lead is and in whose hands is added here. Without a destination it is
    one look into an empty table.

    Args:
        unit: The transaction that makes what is told.
        event: One of `domain.outgoing.EVENTS`.
        lead_id: Whom it is about.
        payload: What JSON can hold; times as ISO text. "told", if there, is the line that a chat shows.
        now: When it happened.
    """
    if takers := unit.all(compiled.WANTED_BY, **wanted(event)):
        add(unit, [row[0] for row in takers], event, lead_id, payload, now)


def wanted(event: str) -> dict[str, Any]:
    """What asks for the destinations that want an event."""
    return {"event": f",{event},"}


def add(
    unit: Unit, destinations: Sequence[str], event: str, lead_id: str, data: Mapping[str, Any], now: datetime
) -> str:
    """Write a message for each of the destinations; its id."""
    about = {"lead": _about(unit, lead_id)} if lead_id else {}
    message, last = new_id(now), unit.first(compiled.OUTBOX_LAST)
    body = outgoing.payload(event, now, {**about, **data})
    for key in destinations:
        unit.run(
            compiled.ADD_OUTBOX,
            id=message,
            destination=key,
            seq=(last[0] if last else 0) + 1,
            event=event,
            lead_id=lead_id,
            payload=body,
            created_at=now,
            state="new",
            attempts=0,
            next_at=now,
            leased_by="",
            leased_until=None,
            reason="",
            done_at=None,
        )
    return message


def _about(unit: Unit, lead_id: str) -> dict[str, Any]:
    """Who a lead is, for the receiver to find them."""
    names = ("id", "name", "company", "title", "email", "phone", "stage", "tier", "kind", "offer", "owner")
    row = unit.first(compiled.ABOUT_LEAD, lead=lead_id)
    return dict(zip(names, row, strict=True)) if row else {"id": lead_id}


def forget(unit: Unit, lead_id: str) -> int:
    """Delete everything that was, is or was never sent about a lead: for erasing a person; how many messages."""
    return unit.changed(compiled.OUTBOX_FORGET_LEAD, of_lead=lead_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A message as people look at it."""

    id: str
    destination: str
    event: str
    lead_id: str
    created_at: datetime
    state: str
    attempts: int
    next_at: datetime
    reason: str


class Outbox:
    """The messages of the team of the seat, for whoever sends them and whoever looks after them."""

    def __init__(self, seat: Seat) -> None:
        """Work for the team of `seat`."""
        self._seat = seat

    def claim(self, destination: str, by: str, most: int) -> tuple[Message, ...]:
        """Take messages that are due, each for this sender alone until its lease ends.

        Of one lead only the oldest is given, so that its messages arrive in order.
        """
        now = self._seat.clock.now()
        with self._seat.store.reading() as unit:
            rows = unit.all(compiled.OUTBOX_DUE, destination=destination, now=now, limit=most)
        if not rows:
            return ()
        with self._seat.store.writing() as unit:
            rows = unit.all(compiled.OUTBOX_DUE, destination=destination, now=now, limit=most)
            taken = [row for row in rows if self._lease(unit, row[0], destination, by, now)]
        return tuple(
            Message(
                id=row[0],
                destination=destination,
                event=row[1],
                lead_id=row[2],
                payload=row[3],
                attempts=row[4],
                created_at=moment(row[5]),
            )
            for row in taken
        )

    def _lease(self, unit: Unit, message: str, destination: str, by: str, now: datetime) -> bool:
        lease = {"set_leased_by": by, "set_leased_until": now + LEASE}
        return bool(
            unit.changed(compiled.OUTBOX_LEASE, of_message=message, of_destination=destination, now=now, **lease)
        )

    def settle(self, by: str, results: Iterable[tuple[Message, Answer, float]]) -> None:
        """Write what came of tries, in one transaction; each with a number from 0 to 1 that spreads the next ones."""
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            for message, answer, luck in results:
                self._settle(unit, by, message, answer, luck, now)

    def _settle(self, unit: Unit, by: str, message: Message, answer: Answer, luck: float, now: datetime) -> None:
        one = {"of_message": message.id, "of_destination": message.destination}
        end: dict[str, Any] = {"set_done_at": now, "set_reason": answer.reason[:200], "set_leased_until": None}
        if answer.verdict is Verdict.SENT:
            unit.run(compiled.OUTBOX_SENT, **one, **end, set_state="sent")
            return
        if answer.verdict is Verdict.GONE:
            unit.run(compiled.DESTINATION_STATE, of_destination=message.destination, set_state="gone")
            unit.run(compiled.OUTBOX_GIVE_UP, of_destination=message.destination, **end, set_state="dead")
            return
        again = next_try(message.attempts + 1, now, answer.wait, luck)
        if again:
            end["set_done_at"] = None
        unit.run(
            compiled.OUTBOX_FAILED, **one, **end, by=by, set_state="new" if again else "dead", set_next_at=again or now
        )

    def tidy(self) -> int:
        """Delete what was sent, and what died, long ago; how many."""
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            return sum(unit.changed(compiled.OUTBOX_TIDY, state=state, before=now - age) for state, age in KEEP.items())

    # --- for people ---------------------------------------------------------------------------------------------------

    def listed(self, state: str, most: int = 50) -> tuple[Kept, ...]:
        """Messages in a state ("new", "sent", "dead"), the newest first."""
        with self._seat.store.reading() as unit:
            return tuple(_kept(row) for row in unit.all(compiled.OUTBOX_LIST, state=state, limit=most))

    def counts(self) -> dict[str, dict[str, int]]:
        """How many messages of each destination are in each state."""
        found: dict[str, dict[str, int]] = {}
        with self._seat.store.reading() as unit:
            for destination, state, count, _oldest in unit.all(compiled.OUTBOX_COUNTS):
                found.setdefault(destination, {})[state] = count
        return found

    def replay(self, endings: Sequence[str] = ()) -> int:
        """Try dead letters again from the first wait on, those whose ids end so or all; how many.

        Raises:
            Refused: Only a manager says who is told what happens.
            NotFound: No such dead letter.
        """
        with self._seat.store.reading() as unit:
            self._seat.ask(Action.HOOKS, unit=unit)
        now = self._seat.clock.now()
        dead = self.listed("dead", 100_000)
        chosen = [one for one in dead if not endings or any(one.id.endswith(end) for end in endings)]
        if endings and not chosen:
            raise NotFound("There is no such dead letter", ", ".join(endings)[:80], "See: sdrdesk webhook dead")
        with self._seat.store.writing() as unit:
            for one in chosen:
                unit.run(
                    compiled.OUTBOX_REPLAY,
                    of_message=one.id,
                    of_destination=one.destination,
                    set_state="new",
                    set_next_at=now,
                    set_done_at=None,
                    set_attempts=0,
                    set_leased_until=None,
                )
        return len(chosen)


def _kept(row: Row) -> Kept:
    return Kept(
        id=row[0],
        destination=row[1],
        event=row[2],
        lead_id=row[3],
        created_at=moment(row[4]),
        state=row[5],
        attempts=row[6],
        next_at=moment(row[7]),
        reason=row[8],
    )
