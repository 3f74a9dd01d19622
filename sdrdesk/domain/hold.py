"""The experiment on waiting: of a kind of offer whose leads are held, some are called sooner, and a hash says which.

Reps cannot choose: what decides is who the person is, not when or by whom the lead was made. The same person is always
in the same arm of an experiment, whether a file is imported again or a call taken back.
"""

from __future__ import annotations

from sdrdesk.domain.process import HELD, SOONER
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.domain.playbook import OfferKind
    from sdrdesk.domain.process import Hold

WHOLE = 1 << 64


def arm_of(key: str, hold: Hold, who: str) -> str:
    """The arm of a person, as a conversion keeps it: "wait-a-day=b".

    Args:
        key: A secret of the team's.
        hold: The experiment.
        who: What tells the person from others: an address, a number.
    """
    # Late: a desk on which nothing is tried starts without it.
    from hmac import digest

    drawn = int.from_bytes(digest(key.encode(), f"{hold.name}\x1f{who}".encode("utf-8", "surrogatepass"), "sha256")[:8])
    return f"{hold.name}={HELD if drawn < hold.share * WHOLE else SOONER}"


def arm_words(rule: OfferKind, arm: str) -> str:
    """An arm as the why line says it; "" for none, or for an experiment that is over."""
    if rule.hold is None or arm.rpartition("=")[0] != rule.hold.name:
        return ""
    letter = arm[-1].upper()
    if rule.hold.is_sooner(arm):
        return f"called after {rule.hold.instead}, not {rule.first_touch}: arm {letter} of {rule.hold.name}"
    return f"held {rule.first_touch}: arm {letter} of {rule.hold.name}"
