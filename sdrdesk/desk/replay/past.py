"""The last days under other rules: answer-bys that turn out otherwise, wins that come sooner or later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sdrdesk.dataclasses import replace
from sdrdesk.desk.replay.values import Answer, KindDiff, PastDiff, Win
from sdrdesk.desk.score.resolved import Behaviour
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Conversion
from sdrdesk.domain.replay import Came, First, Replayed, replayed
from sdrdesk.domain.rule_changes import Reach
from sdrdesk.store import compiled
from sdrdesk.store.leads import queue_row
from sdrdesk.store.sql import maybe, moment
from sdrdesk.store.store import Unit

DAYS = 90
PIECE = 400
"""Leads whose conversions are read at once."""


def past_diff(seat: Seat, unit: Unit, new: Rules, reach: Reach) -> PastDiff:
    """Every conversion of the last 90 days that asked for a first touch, under both rules."""
    now = seat.clock.now()
    since = now - timedelta(days=DAYS)
    came = [*_answered(unit, since), *_unanswered(unit, since)]
    found = list(_replayed(seat, unit, new, reach, came))
    return PastDiff(
        days=DAYS, first_touches=sum(one.touched_at is not None for one in came),
        unanswered=sum(one.touched_at is None for one in came),
        wins=sum(one.won and one.touched_at is not None for one in came),
        kinds=_kinds(seat, found, now),
        missed=tuple(_answers(found, now, was_met=True)), met=tuple(_answers(found, now, was_met=False)),
        wins_earlier=tuple(sorted(_wins(found, -1), key=lambda win: (win.seconds, win.lead_id))),
        wins_later=tuple(
            sorted(_wins(found, 1), key=lambda win: (win.then_at is not None, -win.seconds, win.lead_id))
        ),
    )  # fmt: skip


def _answered(unit: Unit, since: datetime) -> Iterator[Came]:
    rows = unit.all(compiled.REPLAY_FIRST, since=since)
    for lead_id, at, kind, converted_at, due_at, answer_by, name, place, won in rows:
        yield Came(
            lead_id=lead_id, name=name, place=Place.parse(place), kind=kind, converted_at=moment(converted_at),
            conversions=(), touched_at=moment(at), stored=_first(maybe(due_at), maybe(answer_by)), won=bool(won),
        )  # fmt: skip


def _unanswered(unit: Unit, since: datetime) -> Iterator[Came]:
    for row in unit.all(compiled.REPLAY_OPEN, kinds=()):
        lead = queue_row(row)
        if lead.answered_at is None and lead.converted_at >= since:
            yield Came(
                lead_id=lead.lead_id, name=lead.name, place=lead.place, kind=lead.kind,
                converted_at=lead.converted_at, conversions=(), touched_at=None,
                stored=_first(lead.due_at, lead.answer_by),
            )  # fmt: skip


def _first(due_at: datetime | None, answer_by: datetime | None) -> First | None:
    return First(due_at=due_at, answer_by=answer_by) if due_at and answer_by else None


def _replayed(seat: Seat, unit: Unit, new: Rules, reach: Reach, came: Sequence[Came]) -> Iterator[Replayed]:
    """What the changes can have moved, under both rules."""
    if not reach.first_touches:
        return
    for start in range(0, len(came), PIECE):
        piece = came[start : start + PIECE]
        ids = list({one.lead_id for one in piece})
        conversions = Behaviour.of(unit, ids, with_visits=False).conversions
        touches: dict[str, list[datetime]] = defaultdict(list)
        for row in unit.all(compiled.TOUCHES_OF, leads=ids):
            touches[row[0]].append(moment(row[1]))
        for one in piece:
            asked = _asked(one, conversions.get(one.lead_id, ()), touches[one.lead_id])
            if asked and (reach.hours or reach.kinds.intersection(each.kind for each in asked)):
                yield replayed(seat.rules, new, replace(one, conversions=asked))


def _asked(one: Came, conversions: Iterable[Conversion], touches: Iterable[datetime]) -> list[Conversion]:
    """The conversions that the first touch answered: those since the touch before it, and the one it was made for."""
    before = max((at for at in touches if one.touched_at is None or at < one.touched_at), default=None)
    return sorted(
        (
            each
            for each in conversions
            if (one.touched_at is None or each.at <= one.touched_at)
            and (before is None or each.at > before or each.at == one.converted_at)
        ),
        key=lambda each: (each.at, each.id),
    )


# --- told -------------------------------------------------------------------------------------------------------------


def _kinds(seat: Seat, found: Sequence[Replayed], now: datetime) -> tuple[KindDiff, ...]:
    groups: dict[str, list[Replayed]] = defaultdict(list)
    for one in found:
        groups[one.came.kind].append(one)
    told = []
    for kind in seat.playbook.offers:
        group = groups.get(kind, [])
        pairs = [(one.was_met(now), one.would_be_met(now)) for one in group]
        counts = KindDiff(
            kind=kind, first_touches=len(group), was_met=sum(was is True for was, _ in pairs),
            would_be_met=sum(then is True for _, then in pairs),
            missed=sum(was is True and then is False for was, then in pairs),
            met=sum(was is False and then is True for was, then in pairs),
            earlier=sum(one.later < timedelta() for one in group),
            later=sum(one.later > timedelta() for one in group),
            never=sum(one.new is None and one.old is not None for one in group),
        )  # fmt: skip
        if counts.missed or counts.met or counts.earlier or counts.later or counts.never:
            told.append(counts)
    return tuple(told)


def _answers(found: Sequence[Replayed], now: datetime, *, was_met: bool) -> Iterator[Answer]:
    """Those that were met and would be missed, or the other way about, the newest first."""
    for one in sorted(found, key=lambda one: (one.came.converted_at, one.came.lead_id), reverse=True):
        turned = (one.was_met(now), one.would_be_met(now)) == (was_met, not was_met)
        if turned and isinstance(one.old, First) and isinstance(one.new, First):
            yield Answer(
                lead_id=one.came.lead_id, name=one.came.name, kind=one.came.kind, converted_at=one.came.converted_at,
                touched_at=one.came.touched_at, then_at=one.then_at, was_by=one.old.answer_by,
                then_by=one.new.answer_by,
            )  # fmt: skip


def _wins(found: Sequence[Replayed], sign: int) -> Iterator[Win]:
    for one in found:
        touched = one.came.touched_at
        if not one.came.won or touched is None or one.old is None:
            continue
        seconds = int(one.later.total_seconds())
        if seconds * sign > 0 or (one.new is None and sign > 0):
            yield Win(
                lead_id=one.came.lead_id, name=one.came.name, kind=one.came.kind, touched_at=touched,
                then_at=one.then_at, seconds=seconds,
            )  # fmt: skip
