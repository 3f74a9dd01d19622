"""The gate: no call on an offer the rep has not passed the quiz on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sdrdesk.dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a lead may not be called now, and the way on."""

    reason: str
    cure: str
    code: str = "locked"


Passes = Mapping[str, datetime | None]
"""Offers a rep holds a pass on, with the end of each; None means it does not end."""


def held(passes: Passes, now: datetime) -> frozenset[str]:
    """Offers whose pass is good at `now`."""
    return frozenset(offer for offer, until in passes.items() if until is None or now < until)


def check(gate: str, title: str, passes: Passes, now: datetime, *, opened: bool = False) -> Blocked | None:
    """None if the rep may call, else what is missing.

    Args:
        gate: Offer whose pass is asked; "" asks none.
        title: That offer's title, for the words.
        passes: The rep's passes.
        now: The moment of the call.
        opened: Whether a manager opened this one lead, with a reason.
    """
    if not gate or opened or gate in held(passes, now):
        return None
    if gate in passes:
        return Blocked(f'Your pass on "{title}" has run out', "Pass its quiz again: press t on the lead")
    return Blocked(f'You have not passed the quiz on "{title}"', "Read the offer with o, then take the quiz with t")
