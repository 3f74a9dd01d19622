"""What no front may do, whoever asks: the gate, the hours, the promises to people who asked not to be called."""

from __future__ import annotations

from datetime import datetime, timedelta

from sdrdesk.desk.seat import Seat
from sdrdesk.domain import gate
from sdrdesk.domain.lead import Why
from sdrdesk.domain.playbook import Channel, Stage
from sdrdesk.domain.words import moment as said_moment
from sdrdesk.errors import Refused
from sdrdesk.store import compiled
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.store import Unit


def may_log(seat: Seat, unit: Unit, record: LeadRecord, now: datetime) -> None:
    """Refuse what no front may do: log on a lead that has ended or is locked, or that a colleague holds."""
    row = record.row
    if row.stage is Stage.SUPPRESSED:
        raise Refused(f"{row.name} asked not to be contacted", "Nobody may call", code="suppressed")
    if row.stage is not Stage.OPEN:
        raise Refused(f"{row.name} has ended: {row.stage}", "A new conversion opens the lead again", code="ended")
    blocked = row.gate and gate.check(row.gate, row.offer_title, seat.passes(unit, row.gate), now)
    if blocked:
        raise Refused(blocked.reason, blocked.cure, code=blocked.code)
    if row.held_until and row.held_until > now and row.held_by not in ("", seat.rep.id):
        raise Refused(f"A colleague is on the line with {row.name}", "Take the next lead", code="held")


def may_dial(seat: Seat, unit: Unit, record: LeadRecord, now: datetime) -> None:
    """Refuse a call that would be too early, outside hours, once too often, or to a suppressed number."""
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
    if not calendar.is_open(row.place, now):
        opens = calendar.next_open(row.place, now)
        when = said_moment(opens, row.place, now) if opens else "never under these rules"
        raise Refused(f"Outside calling hours for {row.name}", f"They open {when} their time", code="outside_hours")
    digests = digests_of(seat, record)
    if digests and unit.first(compiled.SUPPRESSED, digests=digests):
        raise Refused(f"The number or address of {row.name} is suppressed", "Nobody may call", code="suppressed")
    law = seat.playbook.calling_hours.law
    rule = law.get(row.place.region) or law.get(row.place.country) or law.get("default")
    if rule and rule.calls_per_day:
        calls = unit.first(compiled.CALLS_SINCE, lead=row.lead_id, since=now - timedelta(days=1)) or (0,)
        if calls[0] >= rule.calls_per_day:
            raise Refused(
                f"{row.name} has had {calls[0]} calls in 24 hours",
                f"{row.place.region} allows no more",
                code="too_often",
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


def digest(team_id: str, kind: str, value: str) -> str:
    """A keyed hash of a number or address: it can be recognised and not read back."""
    import hashlib
    import hmac

    return hmac.new(team_id.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def digests_of(seat: Seat, record: LeadRecord) -> tuple[str, ...]:
    """The keyed hashes of a lead's number and address."""
    return tuple(
        digest(seat.store.team_id, kind, value)
        for kind, value in (("tel", record.row.phone), ("email", record.row.email.casefold()))
        if value
    )
