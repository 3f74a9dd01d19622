"""The team's figures: a row for each rep, what waits too long, and what the team earns by the hour and the dial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sdrdesk.desk.figures import tallies
from sdrdesk.desk.figures.number_values import Funnel, Speed, TeamNumbers, TeamRow
from sdrdesk.desk.figures.numbers import quota_state
from sdrdesk.desk.figures.team_picture import TeamPicture
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import figures, ranges
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import BadInput
from sdrdesk.store import compiled
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit

SPARK = 10
"""Working days of the sparkline."""

SORTS: dict[str, Callable[[TeamRow], Any]] = {
    "name": lambda row: row.rep.name.casefold(),
    "dials": lambda row: row.funnel.dials,
    "connects": lambda row: row.funnel.connects,
    "connect_rate": lambda row: _share(row.funnel.connect_rate),
    "conversations": lambda row: row.funnel.conversations,
    "booked": lambda row: row.funnel.booked,
    "held": lambda row: row.funnel.held,
    "opportunities": lambda row: row.funnel.opportunities,
    "speed_to_lead": lambda row: row.speed if row.speed is not None else float("inf"),
    "in_sla": lambda row: _share(row.in_sla),
    "quota": lambda row: _share(row.quota),
    "passes": lambda row: _share(row.passes),
    "promises_kept": lambda row: _share(row.promises),
    "open_leads": lambda row: row.open_leads,
    "locked": lambda row: row.locked,
}
"""What the reps can be sorted by."""


def _share(rate: Rate) -> float:
    return -1.0 if rate.share is None else rate.share


def team_numbers(picture: TeamPicture, range_: Range, sort: str, *, down: bool) -> TeamNumbers:
    """The team's figures over a range."""
    if sort not in SORTS:
        raise BadInput(f'Reps cannot be sorted by "{sort}"', "", f"One of: {', '.join(SORTS)}")
    seat, unit, members = picture.seat, picture.unit, picture.members
    before_range = ranges.before(range_, picture.today)
    funnels, before = picture.funnels(range_), picture.funnels(before_range)
    speeds = tallies.speeds(unit, members, range_, picture.now)
    rows = _rows(picture, range_, (funnels, before), speeds)
    became = tallies.became(unit, seat.playbook, members, range_)
    won = _won(unit, members, range_)
    total = tallies.together(funnels.values())
    return TeamNumbers(
        team=seat.rep.team_name,
        now=picture.now,
        range=range_,
        before_range=before_range,
        rows=tuple(sorted(sorted(rows, key=SORTS["name"]), key=SORTS[sort], reverse=down)),
        funnel=total,
        before=tallies.together(before.values()),
        speed=speeds[""],
        resolved=tallies.resolved(became, became),
        waiting=picture.waiting,
        won=tuple(sorted(won.items())),
        colleagues=members,
        productivity=(
            *_productivity(seat, range_.upto(picture.today), len(picture.reps), total, won),
            ("velocity", _velocity(seat, unit, members, range_, total.opportunities)),
        ),
    )


def _rows(
    picture: TeamPicture,
    range_: Range,
    counted: tuple[dict[str, Funnel], dict[str, Funnel]],
    speeds: dict[str, Speed],
) -> list[TeamRow]:
    unit, reps, now, today = picture.unit, picture.reps, picture.now, picture.today
    playbook, calendar = picture.seat.playbook, picture.seat.rules.calendar
    promises = tallies.promises(unit, reps, range_, now)
    passes = _passed(picture)
    loads = picture.loads()
    late: dict[str, int] = {row[0]: row[1] for row in unit.all(compiled.LATE_OF, reps=tallies.ids(reps), now=now)}
    mentors: dict[str, str] = {row[0]: row[1] for row in unit.all(compiled.MENTORS)}
    logins = {rep.id: rep.login for rep in picture.members}
    spark_days = ranges.working_days(calendar, Range(today - timedelta(days=4 * SPARK), today))[-SPARK:]
    dials = tallies.dials_by_day(unit, reps, Range(spark_days[0], spark_days[-1])) if spark_days else {}
    (funnels, before), month = counted, picture.month(today)
    found = []
    for rep in reps:
        quota = quota_state(playbook, rep, picture.aims.get(rep.id, ()), month)
        speed, (open_leads, behind_quizzes) = speeds[rep.id], loads.get(rep.id, (0, 0))
        found.append(
            TeamRow(
                rep=rep,
                funnel=funnels[rep.id],
                before=before[rep.id],
                spark=tuple(dials.get(rep.id, {}).get(one, 0) for one in spark_days),
                speed=speed.urgent.median,
                in_sla=speed.in_sla,
                quota=quota.share,
                pace=quota.pace,
                forecast=quota.forecast,
                month_of_work=quota.month_of_work,
                is_ramping=quota.is_ramping,
                passes=passes[rep.id],
                promises=promises[rep.id],
                open_leads=open_leads,
                missed=speed.urgent.missed + speed.rest.missed,
                late=late.get(rep.id, 0),
                is_absent=rep.id in picture.away,
                locked=behind_quizzes,
                mentor=logins.get(mentors[rep.id] or "", ""),
            )
        )
    return found


def _passed(picture: TeamPicture) -> dict[str, Rate]:
    """Quizzes each rep has passed, of those that the team's offers ask for."""
    gated = {row[0] for row in picture.offers if picture.seat.playbook.offers[row[2]].gated}
    return {
        rep.id: Rate(sum(offer in gated and one.is_good for offer, one in views.items()), len(gated))
        for rep, views in ((rep, picture.passes.get(rep.id, {})) for rep in picture.reps)
    }


def _won(unit: Unit, reps: Sequence[Rep], range_: Range) -> Counter[str]:
    """Amounts won in a range by currency."""
    found: Counter[str] = Counter()
    rows = unit.all(compiled.WON, reps=tallies.ids(reps), first=range_.first, last=range_.last)
    for _rep_id, currency, _count, amount in rows:
        found[currency] += amount
    return found


def _productivity(
    seat: Seat, range_: Range, reps: int, total: Funnel, won: Counter[str]
) -> tuple[tuple[str, float | None], ...]:
    """Money won for each rep, working hour and dial, in the playbook's currency."""
    amount = won[seat.playbook.quota.currency] / 100
    calendar = seat.rules.calendar
    hours = len(ranges.working_days(calendar, range_)) * calendar.working_day.total_seconds() / 3600 * reps
    return (
        ("revenue_per_rep", figures.per(amount, reps)),
        ("revenue_per_hour", figures.per(amount, hours)),
        ("value_of_dial", figures.per(amount, total.dials)),
    )


def _velocity(seat: Seat, unit: Unit, reps: Sequence[Rep], range_: Range, opportunities: int) -> float | None:
    """Pipeline velocity in the playbook's currency a day; None before anything was won."""
    rows = unit.all(compiled.CLOSED, reps=tallies.ids(reps), first=range_.first, last=range_.last)
    currency = seat.playbook.quota.currency
    won = [row[2] / 100 for row in rows if row[0] == "won" and row[1] == currency]
    if not won:
        return None
    days = [(moment(row[4]) - moment(row[3])).total_seconds() / 86_400 for row in rows]
    return figures.velocity(opportunities, len(won) / len(rows), sum(won) / len(won), sum(days) / len(days))
