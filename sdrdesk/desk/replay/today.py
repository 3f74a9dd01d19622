"""Today's queue under other rules, without writing anything."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk.gate import passbook
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.desk.replay.values import Move, QueueDiff, TabMoves
from sdrdesk.desk.score.resolved import Behaviour
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import gate
from sdrdesk.domain.cadence import Detail, Rules
from sdrdesk.domain.hours import Place, zone
from sdrdesk.domain.lead import Rep, Standing, Touch
from sdrdesk.domain.queue import QueueRow, Tab, tab_of
from sdrdesk.domain.replay import LastTouch, Spot, planned, where, why_moved
from sdrdesk.domain.routing import is_pool, pool_words
from sdrdesk.domain.rule_changes import Reach
from sdrdesk.domain.score import Known, facts_at, grade
from sdrdesk.store import compiled
from sdrdesk.store.leads import QUEUE_COLUMNS, queue_row, restored, words
from sdrdesk.store.sql import maybe, moment
from sdrdesk.store.store import Row, Unit

PIECE = 400
"""Leads whose past is read at once."""

TABS = (Tab.READY, Tab.WAITING, Tab.LOCKED, Tab.DONE, None)


@dataclass(frozen=True, slots=True)
class _Lead:
    """A lead of the queue, as far as rules go."""

    row: QueueRow
    owner: str
    points: int
    people: int | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class _Who:
    """What decides about the queue of one owner: a rep, or a pool."""

    id: str
    passed: frozenset[str]
    start: datetime
    end: datetime


def queue_diff(seat: Seat, unit: Unit, new: Rules, reach: Reach, login: str) -> QueueDiff:
    """Every open lead of the team, or of one rep, under both rules."""
    now = seat.clock.now()
    reps = all_reps(unit, "")
    owners = {rep.id: rep.login for rep in reps}
    called = tuple(
        key for key, kind in new.playbook.offers.items()
        if kind.is_called and not seat.playbook.offers.get(key, kind).is_called
    )  # fmt: skip
    found = [_lead(row) for row in unit.all(compiled.REPLAY_OPEN, kinds=called)]
    found = [one for one in found if not login or owners.get(one.owner) == login]
    others = _others(seat, unit, found, new, reach)
    spots = []
    for rules, standings in ((seat.rules, {}), (new, others)):
        spots.append(_spots(rules, unit, found, reps, standings, now))
    return _told(seat.rules, new, found, spots, owners, now)


def _lead(row: Row) -> _Lead:
    head = queue_row(row)
    owner, retries, yeses, points, people = row[QUEUE_COLUMNS:]
    touch = None
    if head.why is not None and head.due_at is not None and head.answer_by is not None:
        touch = Touch(channel=head.channel, due_at=head.due_at, answer_by=head.answer_by, why=head.why)
    standing = Standing(
        stage=head.stage, kind=head.kind, offer=head.offer, converted_at=head.converted_at, tier=head.tier,
        step=head.step, retries=retries, touch=touch, answered_at=head.answered_at, yeses=words(yeses),
        gate=head.gate, meets_at=head.meets_at,
    )  # fmt: skip
    return _Lead(head, owner, points, people, standing)


# --- planned again ----------------------------------------------------------------------------------------------------


def _others(
    seat: Seat, unit: Unit, found: Sequence[_Lead], new: Rules, reach: Reach
) -> dict[str, tuple[Standing, str, int]]:
    """Standing, grade and points of each lead that the new rules move; a lead that both plan alike stays as it is."""
    changed: dict[str, tuple[Standing, str, int]] = {}
    for start in range(0, len(found), PIECE):
        piece = found[start : start + PIECE]
        if not reach.score:
            piece = [one for one in piece if _may_move(one, reach)]
        if not piece:
            continue
        ids = [one.row.lead_id for one in piece]
        behaviour = Behaviour.of(unit, ids)
        last = {row[0]: row for row in unit.all(compiled.REPLAY_LAST, leads=ids)}
        for one in piece:
            standing, graded = one.standing, (one.row.grade, one.points)
            conversions = behaviour.conversions.get(one.row.lead_id, [])
            if reach.plans(standing, one.row.last_outcome, [each.kind for each in conversions]):
                touch = _last_touch(last[one.row.lead_id]) if one.row.lead_id in last else None
                then = planned(new, seat.rules, one.row.place, standing, conversions, touch)
                # What both rules plan alike stays as it stands, whatever planned that.
                if then != standing and then != planned(
                    seat.rules, seat.rules, one.row.place, standing, conversions, touch
                ):
                    standing = then
            if reach.score or standing.kind != one.standing.kind:
                graded = _graded(seat, new, one, standing, behaviour)
            if (standing, graded) != (one.standing, (one.row.grade, one.points)):
                changed[one.row.lead_id] = (standing, *graded)
    return changed


def _may_move(one: _Lead, reach: Reach) -> bool:
    """Whether it has to be looked at; a lead that was touched may have converted on any kind since."""
    return bool(reach.kinds) or reach.plans(one.standing, one.row.last_outcome, ())


def _last_touch(row: Row) -> LastTouch:
    _, at, outcome, before, after, meets_at, reason = row
    standing, _ = restored(json.loads(before))
    detail = Detail(
        callback_at=maybe(json.loads(after).get("due_at")), meeting_at=maybe(meets_at), reason=reason
    )  # fmt: skip
    return LastTouch(at=moment(at), outcome=outcome, before=standing, detail=detail)


def _graded(seat: Seat, new: Rules, one: _Lead, standing: Standing, behaviour: Behaviour) -> tuple[str, int]:
    """Grade and points by the new rules; as they are stored where both rules give the same."""
    known = Known(
        kind=one.row.kind, offer=one.row.offer, converted_at=one.row.converted_at,
        conversions=behaviour.conversions.get(one.row.lead_id, ()), visits=behaviour.visits.get(one.row.lead_id, ()),
        title=one.row.title, people=one.people, place=one.row.place,
    )  # fmt: skip
    now = seat.clock.now()
    was = grade(facts_at(known, now), seat.playbook.score)
    moved = replace(known, kind=standing.kind, offer=standing.offer, converted_at=standing.converted_at)
    then = grade(facts_at(moved, now), new.playbook.score)
    same = (was.points, was.grade) == (then.points, then.grade)
    return (one.row.grade, one.points) if same else (then.grade, then.points)


# --- where they are ---------------------------------------------------------------------------------------------------


def _spots(
    rules: Rules, unit: Unit, found: Iterable[_Lead], reps: Sequence[Rep],
    changed: dict[str, tuple[Standing, str, int]], now: datetime,
) -> dict[str, Spot]:  # fmt: skip
    """Where each lead is under some rules, with its place among its owner's leads of the tab."""
    people = _people(rules, unit, reps, now)
    nobody = _Who("", frozenset().union(*(one.passed for one in people.values())), now, now + timedelta(days=1))
    is_open: dict[Place, bool] = {}
    spots: dict[str, Spot] = {}
    shelves: dict[tuple[str, Tab], list[tuple[tuple[int, int, datetime, str], str]]] = defaultdict(list)
    for one in found:
        row = one.row
        standing, letter, points = changed.get(row.lead_id, (one.standing, row.grade, one.points))
        moved = row if row.lead_id not in changed else _moved(row, standing, letter)
        if row.place not in is_open:
            is_open[row.place] = rules.calendar.is_open(row.place, now)
        who = people.get(one.owner, nobody)
        has_pass = not moved.gate or moved.gate in who.passed
        tab = tab_of(
            moved, rep_id=who.id, now=now, is_open=is_open[row.place], has_pass=has_pass, day_start=who.start,
            day_end=who.end,
        )  # fmt: skip
        spots[row.lead_id] = Spot(
            tab=tab, standing=standing, grade=letter, points=points, is_open=is_open[row.place]
        )  # fmt: skip
        if tab in (Tab.READY, Tab.LOCKED):
            shelves[one.owner, tab].append((moved.order, row.lead_id))
    numbers = {
        lead_id: number for shelf in shelves.values() for number, (_, lead_id) in enumerate(sorted(shelf), 1)
    }  # fmt: skip
    return {key: spot if key not in numbers else replace(spot, number=numbers[key]) for key, spot in spots.items()}


def _moved(row: QueueRow, standing: Standing, letter: str) -> QueueRow:
    touch = standing.touch
    return replace(
        row, stage=standing.stage, band=standing.band, grade=letter, gate=standing.gate,
        due_at=touch.due_at if touch else None, answer_by=touch.answer_by if touch else None,
    )  # fmt: skip


def _people(rules: Rules, unit: Unit, reps: Sequence[Rep], now: datetime) -> dict[str, _Who]:
    views = passbook.of_team(unit, rules.playbook, now)
    found = {}
    for rep in reps:
        local = zone(rep.zone)
        day = now.astimezone(local).date()
        start, end = (datetime.combine(day + timedelta(days=ahead), time(0), local).astimezone(UTC) for ahead in (0, 1))
        held = gate.held(passbook.ends(views.get(rep.id, {})), now)
        found[rep.id] = _Who(rep.id, held, start, end)
    return found


# --- told -------------------------------------------------------------------------------------------------------------


def _told(
    old: Rules, new: Rules, found: Sequence[_Lead], spots: Sequence[dict[str, Spot]], owners: dict[str, str],
    now: datetime,
) -> QueueDiff:  # fmt: skip
    moves, tabs, pushed, retimed = [], Counter[tuple[str, str]](), 0, 0
    for one in found:
        was, then = (side[one.row.lead_id] for side in spots)
        if was.key == then.key:
            pushed += was.number != then.number and was.tab is Tab.READY
            continue
        places = [where(spot, one.row.place, now) for spot in (was, then)]
        if places[0] == places[1]:
            retimed += 1
            continue
        tabs[_tab(was), _tab(then)] += 1
        owner = pool_words(one.owner) if is_pool(one.owner) else owners.get(one.owner, "")
        move = Move(
            lead_id=one.row.lead_id, name=one.row.name, kind=one.row.kind, owner=owner,
            was=places[0], then=places[1], why=why_moved(old, new, was, then, one.row.place, now),
        )  # fmt: skip
        at = (was.tab is then.tab, TABS.index(then.tab), then.number, TABS.index(was.tab), one.row.lead_id)
        moves.append((at, move))
    counted = sorted(tabs.items(), key=lambda item: (-item[1], item[0]))
    return QueueDiff(
        leads=len(found), moves=tuple(move for _, move in sorted(moves, key=lambda item: item[0])),
        tabs=tuple(TabMoves(was=was, then=then, leads=count) for (was, then), count in counted),
        retimed=retimed, pushed=pushed,
    )  # fmt: skip


def _tab(spot: Spot) -> str:
    return spot.tab.value if spot.tab else spot.standing.stage.value
