"""What became of the demo's meetings: each thing said at its time, the same in every seed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.calls import bookings, opportunities
from sdrdesk.desk.calls.opportunities import Decision
from sdrdesk.domain import meetings
from sdrdesk.domain.lead import Standing, Why
from sdrdesk.domain.meetings import State
from sdrdesk.feeds.demo_files import DemoDecision
from sdrdesk.ids import entropy_of
from sdrdesk.store.store import Unit

DECIDES_AFTER = timedelta(hours=20)
CLOSES_AFTER = timedelta(days=12)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a meeting, and when."""

    at: datetime
    outcome: str


def draw(*words: str) -> int:
    """A number from 0 to 99 that belongs to these words."""
    return entropy_of("demo meeting", *words)[0] * 100 // 256


def next_said(lead: str, standing: Standing) -> Said | None:
    """What somebody says next of the lead's meeting; None for a lead without one."""
    if not meetings.has_meeting(standing) or standing.touch is None:
        return None
    at = standing.touch.due_at + timedelta(minutes=2 + draw(lead, "minutes") // 20)
    if standing.touch.why is Why.CONFIRM:
        return Said(at, "confirmed")
    number = draw(lead, "went")
    return Said(at, "held" if number < 78 else "no_show" if number < 90 else "cancelled")


def decide(unit: Unit, told: DemoDecision, lead_id: str, until: datetime, make_id: Callable[[datetime], str]) -> None:
    """Write what the account executive made of the lead's held meeting, as far as it has come by `until`."""
    held = next((one for one in bookings.of_lead(unit, lead_id) if one.state is State.HELD), None)
    if held is None or held.ended_at is None:
        return
    decided = held.ended_at + DECIDES_AFTER
    if decided > until:
        return
    if told.decision == "refused":
        said = Decision(state="refused", reason=told.reason, at=decided)
    else:
        said = Decision(state=told.decision, amount=told.amount, currency="$", at=decided)
    opportunities.decide(unit, held, said, decided, make_id(decided))
    closed = decided + CLOSES_AFTER
    if told.closed and closed <= until:
        opportunities.decide(unit, held, Decision(state=told.closed, reason=told.reason, at=closed), closed)
