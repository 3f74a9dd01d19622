"""The team's figures: a row for each rep, what waits too long, and what the team earns by the hour and the dial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sdrdesk.desk.figures import tallies
from sdrdesk.desk.figures.number_values import Funnel, TeamNumbers, TeamRow, Waiting
from sdrdesk.desk.figures.numbers import month_so_far, quota_state
from sdrdesk.desk.gate import passbook
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import figures, ranges
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.hours import zone
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import BadInput
from sdrdesk.store import compiled
from sdrdesk.store.sql import day, moment
from sdrdesk.store.store import Row, Unit

if TYPE_CHECKING:
    from sdrdesk.desk.gate.passbook import PassView

    Views = Mapping[str, Mapping[str, PassView]]

SPARK = 10
"""Working days of the sparkline."""

LONGEST_LIST = 200
"""Waiting leads that are listed."""

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


def calls_leads(rep: Rep) -> bool:
    """Whether a member is on the reps' table: managers coach, they have no quota."""
    return not rep.is_manager


def team_numbers(seat: Seat, range_: Range, sort: str, *, down: bool) -> TeamNumbers:
    """The team's figures over a range, in one transaction."""
    if sort not in SORTS:
        raise BadInput(f'Reps cannot be sorted by "{sort}"', "", f"One of: {', '.join(SORTS)}")
    now = seat.clock.now()
    today = now.astimezone(zone(seat.rep.zone)).date()
    before_range = ranges.before(range_, today)
    with seat.store.reading() as unit:
        members = all_reps(unit, seat.rep.team_name)
        reps = [rep for rep in members if calls_leads(rep)]
        counted = tallies.funnels_of(unit, members, range_, before_range, ranges.month(today))
        funnels, before, _ = counted
        speeds = tallies.speeds(unit, members, range_, now)
        rows = _rows(seat, unit, members, range_, today, counted, speeds)
        became = tallies.became(unit, seat.playbook, members, range_)
        won = _won(unit, members, range_)
        total = tallies.together(funnels.values())
        return TeamNumbers(
            team=seat.rep.team_name,
            now=now,
            range=range_,
            before_range=before_range,
            rows=tuple(sorted(sorted(rows, key=SORTS["name"]), key=SORTS[sort], reverse=down)),
            funnel=total,
            before=tallies.together(before.values()),
            speed=speeds[""],
            resolved=tallies.resolved(became, became),
            waiting=waiting(unit, members, now),
            won=tuple(sorted(won.items())),
            colleagues=members,
            productivity=(
                *_productivity(seat, range_.upto(today), len(reps), total, won),
                ("velocity", _velocity(seat, unit, members, range_, total.opportunities)),
            ),
        )


def _rows(
    seat: Seat,
    unit: Unit,
    members: Sequence[Rep],
    range_: Range,
    today: date,
    counted: tuple[dict[str, Funnel], ...],
    speeds: dict[str, Any],
) -> list[TeamRow]:
    now, calendar, reps = seat.clock.now(), seat.rules.calendar, [rep for rep in members if calls_leads(rep)]
    set_by_hand = tallies.aims(unit)
    promises = tallies.promises(unit, reps, range_, now)
    offers, views = unit.all(compiled.OFFERS), passbook.of_team(unit, seat.playbook, now)
    passes = _passed({row[0] for row in offers if seat.playbook.offers[row[2]].gated}, views, reps)
    loads = _loads(unit, _lacking(offers, views, reps))
    late: dict[str, int] = {row[0]: row[1] for row in unit.all(compiled.LATE_OF, reps=tallies.ids(reps), now=now)}
    mentors: dict[str, str] = {row[0]: row[1] for row in unit.all(compiled.MENTORS)}
    logins = {rep.id: rep.login for rep in members}
    away = absent(unit, today)
    spark_days = ranges.working_days(calendar, Range(today - timedelta(days=4 * SPARK), today))[-SPARK:]
    dials = tallies.dials_by_day(unit, reps, Range(spark_days[0], spark_days[-1])) if spark_days else {}
    funnels, before, of_month = counted
    month = month_so_far(calendar, today, of_month)
    found = []
    for rep in reps:
        quota = quota_state(seat.playbook, rep, set_by_hand.get(rep.id, []), month)
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
                is_absent=rep.id in away,
                locked=behind_quizzes,
                mentor=logins.get(mentors[rep.id] or "", ""),
            )
        )
    return found


def _passed(gated: set[str], views: Views, reps: Iterable[Rep]) -> dict[str, Rate]:
    """Quizzes each rep has passed, of those that the team's offers ask for."""
    return {
        rep.id: Rate(sum(view.is_good for offer, view in views.get(rep.id, {}).items() if offer in gated), len(gated))
        for rep in reps
    }


def _lacking(offers: Iterable[Row], views: Views, reps: Iterable[Rep]) -> dict[tuple[str, ...], list[str]]:
    """Ids of reps by the offers of which they have no good pass: those alike are asked for together."""
    found: dict[tuple[str, ...], list[str]] = {}
    for rep in reps:
        own = views.get(rep.id, {})
        missing = tuple(row[0] for row in offers if not own.get(row[0], passbook.NO_PASS).is_good)
        found.setdefault(missing, []).append(rep.id)
    return found


def _loads(unit: Unit, lacking: Mapping[tuple[str, ...], list[str]]) -> dict[str, tuple[int, int]]:
    """Of each rep with any: open leads, and how many of them are behind a quiz that the rep has not passed."""
    return {
        rep_id: (count, locked)
        for missing, ids in lacking.items()
        for rep_id, count, locked in unit.all(compiled.OPEN_AND_LOCKED, reps=ids, missing=missing)
    }


def locked(seat: Seat, unit: Unit, offers: Iterable[Row], reps: Sequence[Rep], now: datetime) -> list[Row]:
    """Open leads behind a quiz that their rep has not passed: rep, offer, tier, count, soonest answer-by, an id."""
    lacking = _lacking(offers, passbook.of_team(unit, seat.playbook, now), reps)
    asked = ((missing, ids) for missing, ids in lacking.items() if missing)
    return [row for missing, ids in asked for row in unit.all(compiled.GATED_OPEN, reps=ids, missing=missing)]


def absent(unit: Unit, today: date) -> dict[str, str]:
    """Reps who are away today, with the id of the absence."""
    return {
        row[1]: row[0] for row in unit.all(compiled.ABSENCES) if row[4] is None and day(row[2]) <= today <= day(row[3])
    }


def waiting(unit: Unit, reps: Sequence[Rep], now: datetime) -> tuple[Waiting, ...]:
    """Leads that nobody has called although their answer-by has passed, the longest first."""
    since = now - timedelta(days=365)
    return tuple(
        Waiting(
            lead_id=row[0],
            name=row[1],
            company=row[2],
            rep_id=row[3],
            kind=row[4],
            tier=row[5],
            converted_at=moment(row[6]),
            answer_by=moment(row[7]),
            gate=row[8],
        )
        for row in tallies.unanswered(unit, tallies.ids(reps), since, now, LONGEST_LIST)
    )


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
