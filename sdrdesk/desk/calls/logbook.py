"""The log book: what one log or its undoing writes, inside the transaction that the use case holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.calls import bookings
from sdrdesk.desk.calls.bookings import Booked
from sdrdesk.desk.law import digests
from sdrdesk.desk.outward import telling
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import cadence
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.hours import zone
from sdrdesk.domain.lead import Standing, Why
from sdrdesk.domain.playbook import Channel, On, OutcomeRule, Stage, Then
from sdrdesk.domain.variants import variants_of, written
from sdrdesk.store import compiled, leads
from sdrdesk.store.leads import Last, LeadRecord
from sdrdesk.store.store import Unit
from sdrdesk.typing import Any

CONVERSATION = 60
"""Seconds from which a connect counts as a conversation (DESIGN section 7)."""

MakeId = Callable[[datetime], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One contact as it will stand in the book."""

    activity_id: str
    record: LeadRecord
    outcome: str
    rule: OutcomeRule
    at: datetime
    seconds: int
    note: str
    detail: Detail
    after: Standing
    meeting: Booked | None = None
    """The booked meeting that the lead's touch was about."""
    is_dialled: bool = True
    """Whether a call was placed for it; what is said of a meeting need not be."""
    by: Channel | None = None
    """How it was said, where that is not the outcome's own way."""

    @property
    def channel(self) -> Channel:
        """How the contact was made."""
        if self.by is not None:
            return self.by
        is_told = self.rule.on is On.MEETING and self.rule.channel is Channel.CALL and not self.is_dialled
        return Channel.MEETING if is_told else self.rule.channel

    @property
    def counts(self) -> dict[str, int]:
        """What the entry adds to the day's counters."""
        is_call = self.channel is Channel.CALL
        talked = self.rule.conversation or (self.rule.connect and self.seconds >= CONVERSATION)
        return {
            "dials": int(is_call),
            "connects": int(is_call and self.rule.connect),
            "conversations": int(is_call and talked),
            "booked": int(self.rule.then is Then.MEETING and self.rule.on is On.LEAD),
        }


def write(seat: Seat, unit: Unit, entry: Entry, make_id: MakeId, with_whom: str) -> None:
    """Write an entry: the activity, the lead's new standing, the day's counters, the meeting, the suppression."""
    last = Last(entry.outcome, entry.at, seat.rep.id)
    before = leads.snapshot(entry.record.standing, entry.record.last)
    # Undo plays again what came later. No clock says what that is: one may be set back, and an import arrives unseen.
    before["came"] = [row[0] for row in unit.all(compiled.CAME, lead=entry.record.row.lead_id)]
    if entry.rule.suppress and (others := _suppress(seat, unit, entry, make_id)):
        before["others"] = others
    who = (seat.rep.id, seat.rep.zone)
    meeting, kept = bookings.write(
        unit, entry.activity_id, who, entry.record, entry.rule, entry.at, entry.detail.meeting_at, with_whom,
        entry.meeting,
    )  # fmt: skip
    if kept:
        before["meeting"] = kept
    _write_activity(seat, unit, entry, before, leads.snapshot(entry.after, last), meeting)
    leads.move(unit, entry.record.row.lead_id, entry.after, entry.record.row.grade, last)
    bump(seat, unit, day_of(seat, entry.at), entry.counts, 1)
    telling.logged(unit, seat.rep.login, entry, meeting, is_changed=bool(kept or entry.counts["booked"]))
    for other in before.get("others", ()):
        telling.ended(unit, other, Stage.SUPPRESSED, "", entry.at)


def day_of(seat: Seat, at: datetime) -> date:
    """The rep's own calendar day."""
    return at.astimezone(zone(seat.rep.zone)).date()


def bump(seat: Seat, unit: Unit, on: date, counts: dict[str, int], by: int) -> None:
    """Add an entry to its day's counters, or take it out again."""
    numbers = {name: count * by for name, count in counts.items()}
    unit.run(compiled.BUMP_DAY, rep_id=seat.rep.id, day=on, touches=by, **numbers)


def restore_others(unit: Unit, others: dict[str, Any]) -> None:
    """Give back the leads that a do-not-call ended along with the one that was called."""
    if others:
        unit.seen_by_all()
    for lead_id, data in others.items():
        found = leads.find(unit, lead_id)
        if found and found.row.stage is Stage.SUPPRESSED:
            standing, last = leads.restored(data)
            leads.move(unit, lead_id, standing, found.row.grade, last)


def _write_activity(
    seat: Seat, unit: Unit, entry: Entry, before: dict[str, Any], after: dict[str, Any], meeting: Booked | None
) -> None:
    standing, counts = entry.record.standing, entry.counts
    touch, place = standing.touch, entry.record.place
    there = place.local(entry.at)
    is_first = standing.answered_at is None
    unit.run(
        compiled.ADD_ACTIVITY,
        id=entry.activity_id,
        lead_id=entry.record.row.lead_id,
        rep_id=seat.rep.id,
        at=entry.at,
        day=day_of(seat, entry.at),
        channel=entry.channel.value,
        outcome=entry.outcome,
        seconds=entry.seconds,
        note=entry.note,
        reason=entry.detail.reason,
        yeses=",".join(entry.detail.yeses),
        is_dial=counts["dials"],
        is_connect=counts["connects"],
        is_conversation=counts["conversations"],
        is_booked=counts["booked"],
        is_first=is_first,
        speed_minutes=_speed(seat, entry) if is_first else None,
        kind=standing.kind,
        offer=standing.offer,
        tier=standing.tier,
        converted_at=standing.converted_at,
        due_at=touch.due_at if touch else None,
        answer_by=touch.answer_by if touch else None,
        promised=touch is not None and touch.why is Why.CALLBACK,
        there=there.weekday() * 24 + there.hour if place.is_known else None,
        variants=written(variants_of(seat.playbook, entry.record.row.lead_id, standing.kind)),
        meeting_id=meeting.id if meeting else "",
        meeting_state=meeting.state.value if meeting else "",
        meets_at=meeting.starts_at if meeting else None,
        before=_json(before),
        after=_json(after),
    )


def _speed(seat: Seat, entry: Entry) -> float:
    """Speed to lead: open minutes from the conversion to this first touch, on the clock of its kind."""
    standing = entry.record.standing
    clock = seat.playbook.offers[standing.kind].clock
    return seat.rules.calendar.open_minutes(entry.record.place, standing.converted_at, entry.at, clock)


def _suppress(seat: Seat, unit: Unit, entry: Entry, make_id: MakeId) -> dict[str, Any]:
    """Remember the number and address, and end every other open lead with the number; what each was before."""
    lead_id, at = entry.record.row.lead_id, entry.at
    row, digest = entry.record.row, digests.for_writing(seat, unit)
    asked = [one for one in digests.contacts(row.phone, row.email) if one[0] != "domain"]
    for value in digest.all(asked):
        unit.run(
            compiled.ADD_SUPPRESSION,
            id=make_id(at),
            digest=value,
            at=at,
            rep_id=seat.rep.id,
            activity_id=entry.activity_id,
            reason="asked",
        )
    ended: dict[str, Any] = {}
    for (other,) in unit.all(compiled.SAME_CONTACT, phone=entry.record.row.phone, lead=lead_id):
        if found := leads.find(unit, other):
            unit.seen_by(found.owner_id)
            ended[other] = leads.snapshot(found.standing, found.last)
            after = cadence.ended(found.standing, Stage.SUPPRESSED)
            leads.move(unit, other, after, found.row.grade, found.last)
            since = leads.after_last(at, found.last.at)
            leads.write_audit(
                unit,
                make_id(since),
                at=since,
                rep_id=seat.rep.id,
                what="suppressed with",
                lead_id=other,
                detail={"lead": lead_id},
            )
    return ended


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
