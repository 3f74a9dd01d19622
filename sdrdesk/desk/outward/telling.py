"""What other programs are told of a log, of its undoing, of an account executive's decision, and of a new owner.

Called after the change, in its transaction. The words are those of the playbook, so that a CRM shows what a rep chose.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sdrdesk.desk.outward import outbox
from sdrdesk.domain.playbook import Stage
from sdrdesk.store import compiled
from sdrdesk.store.store import Asked, Unit
from sdrdesk.typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sdrdesk.desk.calls.bookings import Booked
    from sdrdesk.desk.calls.logbook import Entry

ENDED = {Stage.NURTURE: "lead.nurtured", Stage.DISQUALIFIED: "lead.ended", Stage.SUPPRESSED: "lead.ended"}
"""What is told of a lead that has no next touch any more."""


def asked(event: str) -> Asked:
    """What telling of an event reads first."""
    return compiled.WANTED_BY, outbox.wanted(event)


def logged(unit: Unit, by: str, entry: Entry, meeting: Booked | None, *, is_changed: bool) -> None:
    """A contact was logged by the rep with the login `by`; `is_changed`: whether it did something to the meeting."""
    lead_id, at = entry.record.row.lead_id, entry.at
    activity = {
        "activity": entry.activity_id,
        "at": at.isoformat(),
        "by": by,
        "channel": entry.channel.value,
        "outcome": entry.outcome,
        "outcome_label": entry.rule.label,
        "seconds": entry.seconds,
        "note": entry.note,
        "reason": entry.detail.reason,
        "small_yeses": list(entry.detail.yeses),
    }
    outbox.put(unit, "activity.logged", lead_id, activity | {"told": entry.rule.label}, at)
    if meeting is not None and is_changed:
        outbox.put(unit, f"meeting.{meeting.state.value}", lead_id, _meeting(meeting), at)
    if entry.after.stage is not entry.record.standing.stage:
        ended(unit, lead_id, entry.after.stage, entry.detail.reason, at)


def ended(unit: Unit, lead_id: str, stage: Stage, reason: str, at: datetime) -> None:
    """A lead has no next touch any more."""
    if event := ENDED.get(stage):
        outbox.put(unit, event, lead_id, {"stage": stage.value, "reason": reason}, at)


def undone(unit: Unit, by: str, activity_id: str, lead_id: str, outcome: str, now: datetime) -> None:
    """A log was taken back, with what it did to the lead and to its meeting."""
    outbox.put(unit, "activity.undone", lead_id, {"activity": activity_id, "by": by, "outcome": outcome}, now)


def decided(unit: Unit, opportunity: Mapping[str, Any], now: datetime, *, is_undone: bool = False) -> None:
    """An opportunity, as its columns, was decided on; or what was decided is taken back."""
    names = ("state", "day", "amount", "currency", "reason", "external_id")
    data = {"opportunity": opportunity["id"], "meeting": opportunity["meeting_id"]}
    data |= {name: opportunity[name] for name in names}
    event = "opportunity.undone" if is_undone else f"opportunity.{opportunity['state']}"
    outbox.put(unit, event, str(opportunity["lead_id"]), data, now)


def hand(unit: Unit, lead_id: str, to_id: str, now: datetime, *, before: str = "", why: str = "") -> None:
    """Give a lead to the rep with the id `to_id`; `before` is who had it, by login; `why` stays with it."""
    unit.run(compiled.GIVE_LEAD, of_lead=lead_id, set_owner_id=to_id, set_routed=why[:1].upper() + why[1:])
    reassigned(unit, lead_id, now, before=before, why=why)


def reassigned(unit: Unit, lead_id: str, now: datetime, *, before: str = "", why: str = "") -> None:
    """A lead has a new owner."""
    outbox.put(unit, "lead.reassigned", lead_id, {"from": before, "why": why, "told": "has a new owner"}, now)


def _meeting(meeting: Booked) -> dict[str, Any]:
    """A meeting; its amounts of time as ISO text."""
    starts = meeting.starts_at.isoformat()
    state = meeting.state.value
    told = f"meeting {state.replace('_', ' ')}, {meeting.starts_at:%Y-%m-%d %H:%M} UTC"
    return {"meeting": meeting.id, "state": state, "starts_at": starts, "with": meeting.with_whom, "told": told}
