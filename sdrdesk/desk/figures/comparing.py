"""Two sides held against each other: two reps, or two periods."""

from __future__ import annotations

from collections.abc import Sequence

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.figures import tallies
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import figures
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.metrics import METRICS
from sdrdesk.domain.ranges import Range
from sdrdesk.store.store import Unit

Side = tuple[Sequence[Rep], str, Range]
"""Whose figures, the login they were asked by ("" for the team), over which range."""

LEAST = 20
"""What each rate must be counted from before two are called different."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One figure of both sides."""

    metric: str
    label: str
    one: float | None
    other: float | None
    one_rate: Rate | None = None
    other_rate: Rate | None = None
    said: str = ""
    """For rates: whether they differ, in words."""
    verdict: str = ""
    """For rates: "few" (not enough counted), "chance", or which side does better: "one" or "other"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Both sides, figure by figure."""

    one: str
    other: str
    rows: tuple[Compared, ...]


def compare(seat: Seat, unit: Unit, one: Side, other: Side) -> Comparison:
    """Every figure of both sides."""
    left, right = _figures(seat, unit, one), _figures(seat, unit, other)
    return Comparison(
        one=_label(one), other=_label(other), rows=tuple(_row(key, left[key], right[key]) for key in left)
    )


def _label(side: Side) -> str:
    reps, login, range_ = side
    who = reps[0].name if login else "The team"
    return f"{who}, {range_.label or f'{range_.first} to {range_.last}'}"


def _figures(seat: Seat, unit: Unit, side: Side) -> dict[str, float | Rate | None]:
    reps, _, range_ = side
    now = seat.clock.now()
    funnel = tallies.together(tallies.funnels(unit, reps, range_).values())
    speed = tallies.speeds(unit, reps, range_, now)[""]
    kept = Rate(0, 0)
    for rate in tallies.promises(unit, reps, range_, now).values():
        kept += rate
    became = tallies.became(unit, seat.playbook, reps, range_)
    counts = ("dials", "connects", "conversations", "booked", "held", "opportunities")
    found: dict[str, float | Rate | None] = {name: getattr(funnel, name) for name in counts}
    rates = ("connect_rate", "conversation_rate", "booking_rate", "held_rate", "opportunity_rate")
    found |= {name: getattr(funnel, name) for name in rates}
    return found | {
        "speed_to_lead": speed.urgent.median,
        "in_sla": speed.in_sla,
        "resolved": tallies.resolved(became, became).resolved,
        "promises_kept": kept,
    }


def _row(key: str, one: float | Rate | None, other: float | Rate | None) -> Compared:
    label = METRICS[key].label
    if isinstance(one, Rate) and isinstance(other, Rate):
        said = figures.differ(one, other, least=LEAST).replace("calls", "counted")
        return Compared(
            metric=key, label=label, one=one.share, other=other.share, one_rate=one, other_rate=other, said=said,
            verdict=_verdict(one, other),
        )  # fmt: skip
    plain = [None if isinstance(side, Rate) else side for side in (one, other)]
    return Compared(metric=key, label=label, one=plain[0], other=plain[1])


def _verdict(one: Rate, other: Rate) -> str:
    """What two rates say about each other, by their intervals."""
    first, second = one.interval, other.interval
    if min(one.whole, other.whole) < LEAST or first is None or second is None:
        return "few"
    return "one" if first[0] > second[1] else "other" if second[0] > first[1] else "chance"
