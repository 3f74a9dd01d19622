"""What waiting is worth, counted: by age at the first touch, and by arm where an experiment is on."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.hours import Place
from sdrdesk.domain.process import HELD, SOONER
from sdrdesk.domain.waiting import WINDOW, AgeRow, Comparison, Waited, age_of, by_age, compare
from sdrdesk.store import compiled
from sdrdesk.store.sql import maybe, moment

if TYPE_CHECKING:
    from sdrdesk.desk.seat import Seat
    from sdrdesk.store.store import Unit

DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWaiting:
    """First touches of one kind of offer by age."""

    kind: str
    label: str
    ages: tuple[AgeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmWaiting:
    """One experiment on waiting."""

    name: str
    kinds: tuple[str, ...]
    """Kinds of offers whose leads were drawn."""
    is_on: bool
    """Whether the playbook in force draws for it."""
    contact: Comparison
    meeting: Comparison
    young: int
    """Leads whose two weeks are not over."""
    mixed: int
    """Leads that a merge brought into both arms: left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What is known about waiting."""

    days: int
    kinds: tuple[KindWaiting, ...]
    experiments: tuple[ArmWaiting, ...]


def waiting(seat: Seat, unit: Unit) -> Waiting:
    """Everything of the last year."""
    now = seat.clock.now()
    since = now - timedelta(days=DAYS)
    groups: dict[str, list[Waited]] = defaultdict(list)
    for kind, converted_at, at, place, reached, booked in unit.all(compiled.WAITED, since=since):
        age = age_of(Place.parse(place), moment(converted_at), moment(at))
        groups[kind].append(Waited(kind=kind, age=age, reached=bool(reached), booked=bool(booked)))
    kinds = tuple(
        KindWaiting(kind=key, label=rule.label, ages=by_age(groups[key]))
        for key, rule in seat.playbook.offers.items()
        if key in groups
    )
    return Waiting(days=DAYS, kinds=kinds, experiments=_experiments(seat, unit, since, now))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A lead's first conversion in an experiment."""

    kind: str
    at: datetime
    reached_at: datetime | None
    booked_at: datetime | None


def _experiments(seat: Seat, unit: Unit, since: datetime, now: datetime) -> tuple[ArmWaiting, ...]:
    drawn: dict[str, dict[str, dict[str, _Drawn]]] = defaultdict(lambda: defaultdict(dict))
    for lead_id, kind, at, arm, reached_at, booked_at in unit.all(compiled.DRAWN, since=since):
        name, _, letter = arm.rpartition("=")
        one = _Drawn(kind, moment(at), maybe(reached_at), maybe(booked_at))
        drawn[name][lead_id].setdefault(letter, one)
    names = {rule.hold.name for rule in seat.playbook.offers.values() if rule.hold is not None}
    return tuple(_experiment(name, drawn[name], now, is_on=name in names) for name in sorted({*drawn, *names}))


def _experiment(name: str, leads: dict[str, dict[str, _Drawn]], now: datetime, *, is_on: bool) -> ArmWaiting:
    clear = [next(iter(arms.items())) for arms in leads.values() if len(arms) == 1]
    old = [(letter, one) for letter, one in clear if one.at + WINDOW <= now]

    def rate(letter: str, what: str) -> Rate:
        times = [(one.at, getattr(one, what)) for own, one in old if own == letter]
        return Rate(sum(at is not None and at <= came + WINDOW for came, at in times), len(times))

    return ArmWaiting(
        name=name, kinds=tuple(sorted({one.kind for _, one in clear})), is_on=is_on,
        contact=compare(rate(SOONER, "reached_at"), rate(HELD, "reached_at")),
        meeting=compare(rate(SOONER, "booked_at"), rate(HELD, "booked_at")),
        young=len(clear) - len(old), mixed=len(leads) - len(clear),
    )  # fmt: skip
