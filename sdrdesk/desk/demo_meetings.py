"""What became of the demo's meetings: told at their time, decided by the words of the lead, the same in every seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sdrdesk.desk import bookings, opportunities
from sdrdesk.desk.opportunities import Decision
from sdrdesk.domain import meetings
from sdrdesk.domain.lead import Standing, Why
from sdrdesk.domain.meetings import State
from sdrdesk.ids import entropy_of
from sdrdesk.store.store import Unit

REFUSALS = ("No budget this year", "Too small for the team plan", "Only gathering prices", "Bought elsewhere")
LOSSES = ("Went with what they have", "Budget moved to next year", "Chose a cheaper tool")
SIZES = (480_000, 720_000, 960_000, 1_250_000, 1_800_000, 2_400_000, 3_600_000)
"""Amounts of a year, in cents."""

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


def decide(unit: Unit, lead: str, lead_id: str, until: datetime, make_id: Callable[[datetime], str]) -> None:
    """Write what the account executive made of the lead's held meeting, as far as it has come by `until`."""
    held = next((one for one in bookings.of_lead(unit, lead_id) if one.state is State.HELD), None)
    if held is None or held.ended_at is None:
        return
    decided = held.ended_at + DECIDES_AFTER
    if decided > until:
        return
    number, amount = draw(lead, "decision"), SIZES[draw(lead, "size") * len(SIZES) // 100]
    if number < 55:
        why = REFUSALS[draw(lead, "why") * len(REFUSALS) // 100]
        opportunities.decide(unit, held, Decision(state="refused", reason=why, at=decided), decided, make_id(decided))
        return
    said = Decision(state="accepted", amount=amount, currency="$", at=decided)
    opportunities.decide(unit, held, said, decided, make_id(decided))
    closed = decided + CLOSES_AFTER
    if closed > until or number >= 90:
        return
    why = "" if number < 75 else LOSSES[draw(lead, "why") * len(LOSSES) // 100]
    opportunities.decide(unit, held, Decision(state="lost" if why else "won", reason=why, at=closed), closed)
