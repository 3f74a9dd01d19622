"""What no front may do, whoever asks: the gate, the hours, the law, those who asked not to be called."""

from __future__ import annotations

from datetime import datetime, timedelta

from sdrdesk.desk.law import listings
from sdrdesk.domain import gate
from sdrdesk.domain import law as laws
from sdrdesk.domain.basis import BASIS_WORDS, Basis, Ground
from sdrdesk.domain.lead import Why
from sdrdesk.domain.playbook import Channel, Stage
from sdrdesk.domain.words import moment as said_moment
from sdrdesk.errors import Refused
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Asked
from sdrdesk.typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sdrdesk.desk.law.listings import Listing
    from sdrdesk.desk.seat import Seat
    from sdrdesk.domain.law import LawOf
    from sdrdesk.store.leads import LeadRecord
    from sdrdesk.store.store import Unit

DAY, WEEK = timedelta(days=1), timedelta(days=7)


def asked(lead_id: str) -> tuple[Asked, ...]:
    """What is read of a lead, and to see whether it may be contacted at all."""
    lead: dict[str, Any] = {"lead": lead_id}
    return (compiled.LEAD, lead), (compiled.ERASED, lead), (compiled.ANY_SUPPRESSED, {})


def may_log(seat: Seat, unit: Unit, record: LeadRecord, now: datetime) -> None:
    """Refuse what no front may do: log on a lead that has ended, is locked or suppressed, or that a colleague holds."""
    row = record.row
    may_contact(seat, unit, record, now)
    if row.stage is not Stage.OPEN:
        raise Refused(f"{row.name} has ended: {row.stage}", "A new conversion opens the lead again", code="ended")
    blocked = row.gate and gate.check(row.gate, row.offer_title, seat.passes(unit, row.gate), now)
    if blocked:
        raise Refused(blocked.reason, blocked.cure, code=blocked.code)
    if row.held_until and row.held_until > now and row.held_by not in ("", seat.rep.id):
        raise Refused(f"A colleague is on the line with {row.name}", "Take the next lead", code="held")


def may_contact(seat: Seat, unit: Unit, record: LeadRecord, now: datetime) -> tuple[Listing, ...]:
    """Refuse any contact with somebody who asked for none; the entries of public registers, which forbid calls only."""
    row = record.row
    if unit.first(compiled.ERASED, lead=row.lead_id):
        raise Refused("This person was erased", "Nobody may contact them", code="erased")
    entries = listings.of_person(seat, unit, row.phone, row.email)
    if entry := listings.forbidding(entries):
        raise Refused(
            f"{row.name}: {entry.told(now, seat.rep.zone)}",
            "Nobody may contact them, by any channel",
            code="suppressed",
        )
    if row.stage is Stage.SUPPRESSED:
        raise Refused(f"{row.name} asked not to be contacted", "Nobody may call", code="suppressed")
    return entries


def may_dial(seat: Seat, unit: Unit, record: LeadRecord, now: datetime) -> None:
    """Refuse a call that would be too early, outside hours, once too often, on no basis, or to a suppressed number."""
    row, calendar = record.row, seat.rules.calendar
    if row.channel is Channel.CALL and not row.phone:
        raise Refused(f"{row.name} has no number", "Edit the lead with e, or log another way", code="no_number")
    first = _first_call(seat, record)
    if first and now < first:
        raise Refused(
            f"Too early: {row.name} is still reading",
            f"The first call comes up at {said_moment(first, row.place, now)} their time",
            code="early",
        )
    if not row.place.is_known:
        raise Refused(f"Nobody knows what time it is for {row.name}", "Set the zone with z", code="no_zone")
    law = laws.law_of(seat.playbook.calling_hours, row.place.region)
    if not calendar.is_open(row.place, now):
        opens = calendar.next_open(row.place, now)
        when = said_moment(opens, row.place, now) if opens else "never under these rules"
        raise Refused(
            f"Outside calling hours for {row.name}", f"They open {when} their time ({law.cited})", code="outside_hours"
        )
    if row.channel is Channel.EMAIL:
        may_email(seat, unit, record, now)
        return
    entries = may_contact(seat, unit, record, now)
    ground = ground_of(unit, record)
    _on_a_basis(record, ground, law, law.call_basis, "call")
    if registered := next((one for one in entries if one.kind == "tel"), None):
        _off_the_register(seat, record, ground, law, registered, now)
    _not_too_often(unit, record, law, now)


def may_email(seat: Seat, unit: Unit, record: LeadRecord, now: datetime) -> None:
    """Refuse an e-mail to nobody, to a suppressed address, domain or person, or on a basis that the law does not take.

    Gate, holds and ended leads are `may_log`'s to refuse: ask it too before a touch is sent.
    """
    if not record.row.email:
        raise Refused(f"{record.row.name} has no e-mail address", "Edit the lead, or call", code="no_address")
    may_contact(seat, unit, record, now)
    law = laws.law_of(seat.playbook.calling_hours, record.place.region)
    _on_a_basis(record, ground_of(unit, record), law, law.email_basis, "e-mail")


def ground_of(unit: Unit, record: LeadRecord) -> Ground:
    """What we stand on with this lead: the best that one of its conversions gave, of several inquiries the newest."""
    found: Ground | None = None
    for basis, at, given_at, text in unit.all(compiled.GROUNDS, lead=record.row.lead_id):
        one = Ground(basis=Basis(basis), at=moment(given_at or at), text=text)
        found = found.joined(one) if found else one
    return found or Ground(basis=Basis.NONE, at=record.row.converted_at)


def _on_a_basis(record: LeadRecord, ground: Ground, law: LawOf, allowed: tuple[Basis, ...], what: str) -> None:
    """Refuse a contact on a basis that does not do there."""
    if ground.basis in allowed:
        return
    has = "nothing" if ground.basis is Basis.NONE else BASIS_WORDS[ground.basis]
    raise Refused(
        f"Nothing allows us to {what} {record.row.name}: we have {has}",
        f"Needed: {laws.needed(allowed)} ({law.cited})",
        code="no_basis",
    )


def _off_the_register(
    seat: Seat, record: LeadRecord, ground: Ground, law: LawOf, entry: Listing, now: datetime
) -> None:
    """Refuse a call to a number on a public register that nothing exempts."""
    if laws.may_call_registered(law, ground, now):
        return
    until = laws.exempt_until(law, ground)
    ended = f"Their {ground.basis} let us call until {until.day} {until:%b %Y}" if until else "Nothing exempts them"
    raise Refused(
        f"{record.row.name}: {entry.told(now, seat.rep.zone)}",
        f"{ended}; a new inquiry or consent would ({law.cited})",
        code="registered",
    )


def _not_too_often(unit: Unit, record: LeadRecord, law: LawOf, now: datetime) -> None:
    """Refuse one call more than the law allows to a number, whoever's lead it is."""
    row = record.row
    limits = ((law.calls_per_day, DAY, "24 hours"), (law.calls_per_week, WEEK, "7 days"))
    for most, period, words in limits:
        if not most:
            continue
        same = {row.lead_id, *(one for (one,) in unit.all(compiled.WITH_NUMBER, phone=row.phone))}
        calls = [moment(at) for (at,) in unit.all(compiled.CALLS_TO, leads=sorted(same), since=now - period)]
        if again := laws.again_at(calls, most, period):
            raise Refused(
                f"The number of {row.name} has had {len(calls)} calls in {words}",
                f"The law allows {most}; the next at {said_moment(again, row.place, now)} their time ({law.cited})",
                code="too_often",
                until=again,
            )


def _first_call(seat: Seat, record: LeadRecord) -> datetime | None:
    """When a lead that nobody has touched may be called first; snoozing it makes that no sooner."""
    row, standing = record.row, record.standing
    if row.why is Why.FIRST:
        return row.due_at
    kind = seat.playbook.offers.get(row.kind)
    if row.why is not Why.SNOOZED or standing.answered_at is not None or kind is None:
        return None
    return seat.rules.calendar.due(row.place, row.converted_at, kind.first_touch)
