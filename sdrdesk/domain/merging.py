"""Two leads that are one person: where the one that is kept stands."""

from __future__ import annotations

from datetime import UTC, datetime

from sdrdesk.dataclasses import replace
from sdrdesk.domain import cadence
from sdrdesk.domain.lead import Standing
from sdrdesk.domain.playbook import Stage

_FAR = datetime.max.replace(tzinfo=UTC)


def joined(kept: Standing, other: Standing) -> Standing:
    """Where a person stands whom we had twice: the stronger standing, with the small yeses of both.

    Who asked never to be called is never called, whichever lead it was said of. A booked meeting goes before an open
    lead, a promise before a plan, the stronger conversion before the weaker, an end before all that was only put away.
    """
    best = min((kept, other), key=_strength)
    yeses = tuple(dict.fromkeys((*kept.yeses, *other.yeses)))
    if Stage.SUPPRESSED in (kept.stage, other.stage):
        return replace(cadence.ended(best, Stage.SUPPRESSED), meets_at=None, yeses=yeses)
    return replace(best, yeses=yeses)


def _strength(standing: Standing) -> tuple[int, int, datetime]:
    """What goes first, smallest first; for equals the kept lead, as `min` takes the first."""
    ranks = {Stage.MEETING: 1, Stage.OPEN: 2, Stage.DISQUALIFIED: 3, Stage.NURTURE: 4, Stage.SUPPRESSED: 5}
    rank = 0 if standing.stage is Stage.OPEN and standing.meets_at else ranks[standing.stage]
    return rank, standing.band, standing.order_at or _FAR
