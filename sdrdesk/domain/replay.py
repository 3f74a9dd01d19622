"""What other rules would have planned: of a lead that is open now, and of a first touch that has long been made.

Nobody knows what reps would have done instead. What is assumed is said: after a lead falls due, its call comes as many
open minutes later as it really did.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.domain import cadence
from sdrdesk.domain.cadence import Detail, Rules
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Conversion, Standing, Why
from sdrdesk.domain.playbook import AnswerClock, OfferKind, Stage
from sdrdesk.domain.queue import Tab
from sdrdesk.domain.words import moment

BY_HAND = (Why.SNOOZED, Why.CALLBACK)
"""Touches whose moment a person has set: no rule moves them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTouch:
    """What was done with a lead last, and where it stood before."""

    at: datetime
    outcome: str
    before: Standing
    detail: Detail


def planned(
    rules: Rules, old: Rules, place: Place, stored: Standing, conversions: Sequence[Conversion], last: LastTouch | None
) -> Standing:
    """Where a lead stands when `rules` plan what follows the last thing that happened to it.

    Args:
        rules: The rules to plan by: those in force, or others.
        old: Those in force, to tell a gate that was opened by hand.
        place: Where the prospect is.
        stored: Where it stands.
        conversions: All of its conversions.
        last: Its last touch, if there was one.
    """
    if stored.touch is not None and stored.touch.why in BY_HAND:
        return _retold(rules, old, stored)
    standing = None
    if last is not None:
        if last.outcome not in rules.playbook.outcomes:
            return _retold(rules, old, stored)
        before = _retold(rules, old, last.before)
        standing = cadence.consequence(rules, place, before, last.outcome, at=last.at, detail=last.detail)
    for one in sorted(conversions, key=lambda one: (one.at, one.id)):
        if last is not None and one.at <= last.at:
            continue
        if standing is None:
            standing = cadence.arrive(rules, place, kind=one.kind, offer=one.offer, at=one.at, arm=one.arm)
        else:
            standing = cadence.convert(rules, place, standing, kind=one.kind, offer=one.offer, at=one.at, arm=one.arm)
    return replace(standing, yeses=stored.yeses) if standing is not None else stored


def _retold(rules: Rules, old: Rules, standing: Standing) -> Standing:
    """A standing with the tier and the gate that other rules give to its kind of offer."""
    kind, was = rules.playbook.offers[standing.kind], old.playbook.offers[standing.kind]
    if kind == was:
        return standing
    gate = standing.gate
    if kind.gated != was.gated:
        gate = standing.offer if kind.gated else ""
    return replace(standing, tier=kind.tier or standing.tier, gate=gate)


# --- where a lead moves, and why --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a lead is in the queue, and what puts it there."""

    tab: Tab | None
    """None where it has left the queue."""
    standing: Standing
    grade: str
    points: int
    is_open: bool
    """Whether its place may be called now."""
    number: int = 0
    """Its place in Ready or Locked, from 1; 0 elsewhere."""

    @property
    def key(self) -> tuple[object, ...]:
        """What puts it there, without what others do."""
        touch = self.standing.touch
        return (self.tab, self.standing.band, self.standing.rank(self.grade), self.standing.order_at, self.grade,
                touch.due_at if touch else None)  # fmt: skip


def where(spot: Spot, place: Place, now: datetime) -> str:
    """A spot in a few words: "ready 3", "waiting until Thu 09:00"."""
    if spot.tab is None:
        return {Stage.NURTURE: "to nurture", Stage.OPEN: "out of the queue"}.get(spot.standing.stage, "ended")
    if spot.number:
        return f"{spot.tab.value} {spot.number}"
    touch = spot.standing.touch
    if spot.tab is Tab.WAITING and touch is not None and touch.due_at > now:
        return f"waiting until {moment(touch.due_at, place, now)}"
    return spot.tab.value


def why_moved(old: Rules, new: Rules, before: Spot, after: Spot, place: Place, now: datetime) -> str:
    """Why a lead moves, in the words of the rules."""
    was, then = before.standing, after.standing
    rule, other = old.playbook.offers[was.kind], new.playbook.offers[then.kind]
    said = []
    if then.kind != was.kind:
        said.append(f"worked for the {other.label.lower()}, not the {rule.label.lower()}")
    if then.touch is None and was.touch is not None:
        said.append("no next touch is planned" if other.is_called else f"{other.label} is never called")
    elif then.touch is not None:
        said += _kind_words(rule, other) if then.touch.why is Why.FIRST else []
        if was.tier != then.tier:
            said.append(f"tier {was.tier or 'none'} -> {then.tier}")
        if was.touch is not None and was.touch.due_at != then.touch.due_at:
            said.append(f"due {moment(was.touch.due_at, place, now)} -> {moment(then.touch.due_at, place, now)}")
        elif was.touch is not None and was.touch.answer_by != then.touch.answer_by:
            said.append(
                f"answer by {moment(was.touch.answer_by, place, now)} -> {moment(then.touch.answer_by, place, now)}"
            )
    if bool(was.gate) != bool(then.gate):
        said.append("its quiz is asked" if then.gate else "no quiz is asked")
    if before.is_open != after.is_open:
        said.append("inside calling hours now" if after.is_open else "outside calling hours now")
    if before.grade != after.grade:
        said.append(f"grade {before.grade} -> {after.grade}, {before.points} -> {after.points} points")
    return "; ".join(said) or "the pass on its quiz counts otherwise"


def _kind_words(rule: OfferKind, other: OfferKind) -> list[str]:
    said = []
    if rule.first_touch != other.first_touch:
        said.append(f"first touch {rule.first_touch} -> {other.first_touch}")
    if (rule.answer_within, rule.clock) != (other.answer_within, other.clock):
        clocks = f" ({rule.clock.value} -> {other.clock.value} clock)" if rule.clock != other.clock else ""
        said.append(f"answer within {rule.answer_within} -> {other.answer_within}{clocks}")
    return said


# --- first touches that have been made --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """A first touch as rules plan it."""

    due_at: datetime
    answer_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A conversion that asked for a first touch, and what came of it."""

    lead_id: str
    name: str
    place: Place
    kind: str
    converted_at: datetime
    conversions: Sequence[Conversion]
    """Those that were there before the first touch, oldest first."""
    touched_at: datetime | None
    """When the first touch was made; None while there is none."""
    stored: First | None = None
    """The first touch as it was planned: it saves planning it again where the other rules plan the same."""
    won: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One conversion under the rules in force and under others."""

    came: Came
    old: First | None
    new: First | None
    """None where the kind of offer is never called."""
    then_at: datetime | None
    """When the first touch comes under the other rules, as far as anybody can tell; None for never, or not yet."""

    def was_met(self, now: datetime) -> bool | None:
        """Whether the answer-by of the rules in force was kept; None while it is still to come."""
        return _met(self.old, self.came.touched_at, now)

    def would_be_met(self, now: datetime) -> bool | None:
        """Whether that of the other rules would have been."""
        return _met(self.new, self.then_at, now)

    @property
    def later(self) -> timedelta:
        """How much later the first touch comes; less than nothing for earlier."""
        if self.came.touched_at is None or self.then_at is None:
            return timedelta()
        return self.then_at - self.came.touched_at


def replayed(old: Rules, new: Rules, came: Came) -> Replayed:
    """One conversion under both rules."""
    then = first_touch(new, came.place, came.conversions)
    was = then if then is not None and then == came.stored else first_touch(old, came.place, came.conversions)
    touched = came.touched_at
    if was is None or then is None:
        return Replayed(came=came, old=was, new=then, then_at=None)
    then_at = touched
    if touched is not None and touched >= was.due_at and then.due_at != was.due_at:
        waited = old.calendar.open_minutes(came.place, was.due_at, touched, AnswerClock.BOTH)
        then_at = new.calendar.after(came.place, then.due_at, timedelta(minutes=waited), AnswerClock.BOTH)
    return Replayed(came=came, old=was, new=then, then_at=then_at)


def first_touch(rules: Rules, place: Place, conversions: Sequence[Conversion]) -> First | None:
    """The first touch that rules plan for conversions nobody has answered yet."""
    standing: Standing | None = None
    for one in conversions:
        if standing is None:
            standing = cadence.arrive(rules, place, kind=one.kind, offer=one.offer, at=one.at, arm=one.arm)
        else:
            standing = cadence.convert(rules, place, standing, kind=one.kind, offer=one.offer, at=one.at, arm=one.arm)
    if standing is None or standing.touch is None:
        return None
    return First(due_at=standing.touch.due_at, answer_by=standing.touch.answer_by)


def _met(first: First | None, touched: datetime | None, now: datetime) -> bool | None:
    if first is None:
        return None
    if touched is None:
        return None if now <= first.answer_by else False
    return touched <= first.answer_by
