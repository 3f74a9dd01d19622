"""The leads behind a figure of marketing's: those of a campaign, a week or an age, exactly as they were counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sdrdesk.desk.figures import marketing
from sdrdesk.desk.figures.marketing import KEYS, Sent, each_once, read_sent, reason_of
from sdrdesk.desk.figures.row_values import CountedRow
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import BadInput

Judged = tuple[bool, float | None, str]
"""Whether a lead counts in the numerator, what it brings to a median, and what it is in a few words ("": its state)."""

Judge = Callable[[Sent, datetime], Judged | None]
"""What a figure makes of a lead; None where it does not take it."""

NARROWED = (*KEYS, "week", "age", "reason")
"""What `only` may name: a campaign, source, region, offer or rep (its id), a week (its Monday), an age, a reason."""


def rows(seat: Seat, metric: str, range_: Range, only: Mapping[str, str], limit: int) -> tuple[CountedRow, ...]:
    """The rows of one figure, newest first."""
    if metric not in SOURCES:
        raise BadInput(f'No figure of marketing\'s "{metric}"', "", f"One of: {', '.join(SOURCES)}")
    if wrong := [name for name in only if name not in NARROWED]:
        raise BadInput(f'Leads are not told apart by "{wrong[0]}"', "", f"One of: {', '.join(NARROWED)}")
    now, playbook, judge = seat.clock.now(), seat.playbook, SOURCES[metric]
    with seat.store.reading() as unit:
        names = {rep.id: rep.name for rep in all_reps(unit, "")}
        sent = read_sent(unit, playbook, range_, seat.rep.zone)
    # A group first, each lead of it once, and only then what is asked of a lead: in the order of the counting.
    picked = each_once(one for one in sent if _is_of(one, only, seat.rep.zone))
    found = []
    for one in picked:
        if "age" in only and marketing.age_of(one) != only["age"]:
            continue
        if "reason" in only and one.became != "disqualified":
            continue
        counted = judge(one, now)
        if counted is not None:
            is_part, value, told = counted
            is_part = is_part and ("reason" not in only or reason_of(playbook, one) == only["reason"])
            found.append(
                CountedRow(
                    kind="lead", id=one.lead_id, lead_id=one.lead_id, name=one.name, company=one.company,
                    rep=names.get(one.owner_id, ""), at=one.at, told=told or _told(playbook, one), is_part=is_part,
                    value=value,
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda row: (row.at, row.id), reverse=True)[:limit])


def _is_of(one: Sent, only: Mapping[str, str], zone_name: str) -> bool:
    if any(name in only and KEYS[name](one) != only[name] for name in KEYS):
        return False
    if "week" in only and marketing.week_of(one, zone_name).isoformat() != only["week"]:
        return False
    return "age" not in only or one.touched_at is not None


def _told(playbook: Playbook, one: Sent) -> str:
    """Where a lead stands, in a few words."""
    if one.became == "disqualified":
        return f"disqualified: {reason_of(playbook, one)}"
    return {"sql": "meeting booked", "nurture": "back to nurture"}.get(
        one.became, "talking" if one.has_talked else "called, not reached" if one.touched_at else "not called yet"
    )


def _in_sla(one: Sent, now: datetime) -> Judged | None:
    if one.in_sla is not None:
        after = f" after {one.speed:.1f} working minutes" if one.speed is not None else ""
        return one.in_sla, None, f"first call{after}, {'in time' if one.in_sla else 'late'}"
    return (False, None, "not called yet, and the answer-by has passed") if one.is_missed(now) else None


def _speed(one: Sent, _now: datetime) -> Judged | None:
    if one.in_sla is None or one.speed is None:
        return None
    return True, one.speed, f"first call after {one.speed:.1f} working minutes"


def _became(state: str) -> Judge:
    return lambda one, _now: (one.became == state, None, "")


def _days(state: str) -> Judge:
    def judge(one: Sent, _now: datetime) -> Judged | None:
        value = one.days_to(one.booked_at if state == "sql" else one.ended_at) if one.became == state else None
        return None if value is None else (True, value, f"after {value:.1f} days")

    return judge


SOURCES: dict[str, Judge] = {
    "received": lambda _one, _now: (True, None, ""),
    "received_in_sla": _in_sla,
    "received_speed": _speed,
    "resolved": lambda one, _now: (one.is_resolved, None, ""),
    "sql_rate": _became("sql"),
    "nurture_rate": _became("nurture"),
    "disqualified_rate": _became("disqualified"),
    "days_to_sql": _days("sql"),
    "days_to_nurture": _days("nurture"),
    "days_to_disqualified": _days("disqualified"),
    "reached_rate": lambda one, _now: (one.is_reached, None, "") if one.touched_at else None,
}
"""What each of marketing's figures takes of a lead that was received."""
