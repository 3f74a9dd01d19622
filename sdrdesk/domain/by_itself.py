"""What the team's clock does, at whichever desk looks first: nobody chose it, so nobody is named for it."""

from __future__ import annotations

ESCALATED = "escalated"
GIVEN_BACK = "given back"
"""The audit's words."""
RAN_OUT = "nobody called it in time"
"""Why a loan from the pool ends by itself."""
NOBODY = "the desk"
"""Who did it, for readers."""


def is_by_itself(what: str, why: str) -> bool:
    """Whether an entry of the audit is of something whose time had come."""
    return what == ESCALATED or (what == GIVEN_BACK and why == RAN_OUT)
