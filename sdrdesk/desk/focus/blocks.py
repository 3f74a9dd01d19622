"""Call blocks of the rep in the seat: start one, see how far it is, end it, and what came of those of some days."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk.focus import focusing
from sdrdesk.desk.focus.focusing import BlockState
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.queue import Queue
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import block as rules
from sdrdesk.domain.block import Block, BlockRule, Goal, Tally, Usual
from sdrdesk.domain.policy import Action
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.errors import BadInput, NotFound, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled
from sdrdesk.store.store import Unit

FOCUSED = 2
"""How many times the pace of a whole day a focused stretch is offered to make."""

USUAL_DAYS = 28
"""Days before a block whose calls make the usual hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What came of a block."""

    block: Block
    made: Tally
    only: str
    """Which leads, in words."""
    usual: Usual | None
    """The rep's usual hour before; None for somebody who had none."""

    @property
    def done(self) -> int:
        """What was made of the goal."""
        return self.made.of(self.block.goal)

    @property
    def is_reached(self) -> bool:
        """Whether the goal was."""
        return self.done >= self.block.aim


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One value that Ready leads can be narrowed to."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a block can be made of now."""

    ready: int
    facets: Mapping[str, tuple[Facet, ...]]
    """By field of the rule, most leads first."""
    usual: Usual | None
    asked: Mapping[Goal, float]
    """What the day's goals ask for in an hour."""
    last: Block | None
    """The block before, whose length and goal are offered again."""

    def aim(self, goal: Goal, minutes: int) -> int:
        """What is offered as a goal: the rep's usual pace, or twice that of the day's goals if it is more."""
        usual = self.usual
        each = max(getattr(usual, goal.value) if usual else 0, self.asked[goal] * FOCUSED)
        return max(1, min(rules.MOST, round(each * minutes / 60)))


class Blocks:
    """Call blocks of the rep in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Look after the blocks of `seat`."""
        self._seat = seat

    # --- before -------------------------------------------------------------------------------------------------------

    def choices(self) -> Choices:
        """What Ready leads can be told apart by, and the usual pace."""
        ready = Queue(self._seat).rows(Tab.READY, focusing.EVERY)
        now = self._seat.clock.now()
        with self._seat.store.reading() as unit:
            names = focusing.labels(self._seat, unit)
            facets = _facets(ready, focusing.lists_of(unit, [row.lead_id for row in ready]), names)
            row = unit.first(compiled.LAST_BLOCK, rep=self._seat.rep.id)
            usual = self._usual(unit, self._seat.rep.id, self._seat.today(now)[0])
        hours, goals = self._seat.rules.calendar.working_day.total_seconds() / 3600, self._seat.playbook.goals
        return Choices(
            ready=len(ready),
            facets=facets,
            usual=usual,
            asked={Goal.DIALS: goals.dials / hours, Goal.CONVERSATIONS: goals.conversations / hours},
            last=focusing.read_block(row) if row else None,
        )

    def count(self, rule: BlockRule) -> int:
        """How many Ready leads a rule lets in."""
        ready = Queue(self._seat).rows(Tab.READY, focusing.EVERY)
        with self._seat.store.reading() as unit:
            lists = focusing.lists_of(unit, [row.lead_id for row in ready]) if rule.campaign or rule.file else {}
        return sum(rules.fits(rule, row, lists) for row in ready)

    # --- during -------------------------------------------------------------------------------------------------------

    def start(
        self, minutes: int = 50, goal: Goal = Goal.DIALS, aim: int = 0, rule: BlockRule | None = None
    ) -> BlockState:
        """Start a block.

        Args:
            minutes: How long.
            goal: What it aims at.
            aim: How many of them; 0 for the rep's usual pace.
            rule: Which leads.
        """
        from sdrdesk.desk.calls.logbook import day_of  # nobody who only reads blocks needs it

        if not 1 <= minutes <= rules.LONGEST:
            raise BadInput("How long is the block?", f"{minutes} minutes", f"1 to {rules.LONGEST} minutes")
        if not 0 <= aim <= rules.MOST:
            raise BadInput("What is its goal?", f"{aim}", f"1 to {rules.MOST}")
        aim = aim or self.choices().aim(goal, minutes)
        now, seat = self._seat.clock.now(), self._seat
        with seat.store.writing() as unit:
            before = self._open(unit)
            if before and before.runs(now):
                left = max(1, round((before.ends_at - now).total_seconds() / 60))
                raise Refused("A block runs already", f"{left} minutes are left", code="running")
            if before:
                self._write(unit, before, before.until, now)
            unit.seen_by(seat.rep.id)
            block_id = new_id(now)
            unit.run(
                compiled.ADD_BLOCK, id=block_id, rep_id=seat.rep.id, day=day_of(seat, now), started_at=now,
                ends_at=now + timedelta(minutes=minutes), ended_at=None, seen_at=None, goal=goal.value, aim=aim,
                rule=json.dumps((rule or BlockRule()).said, ensure_ascii=False),
            )  # fmt: skip
        found = self.state()
        if found is None or found.block.id != block_id:
            raise Refused("The block was ended meanwhile", "Another terminal of yours did", code="changed")
        return found

    def state(self) -> BlockState | None:
        """The block that runs, or the one whose summary was not put away; None without either."""
        board = Queue(self._seat).board(Tab.READY, 1)
        return board.block

    # --- after --------------------------------------------------------------------------------------------------------

    def end(self) -> Summary:
        """End the block that runs, or whose clock ran out; what came of it."""
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            block = self._open(unit)
            if block is None:
                raise NotFound("No block runs", "", "Start one: sdrdesk block start")
            if block.ended_at is None:
                block = replace(block, ended_at=min(now, block.ends_at))
                self._write(unit, block, block.until, None)
            return self._summary(unit, block)

    def put_away(self, block_id: str) -> None:
        """The summary was read."""
        with self._seat.store.writing() as unit:
            block = self._open(unit)
            if block and block.id == block_id and block.ended_at:
                self._write(unit, block, block.ended_at, self._seat.clock.now())

    def of_days(self, first: date, last: date, login: str = "") -> tuple[Summary, ...]:
        """The blocks of some days that are over, the oldest first; a manager sees anybody's."""
        now = self._seat.clock.now()
        with self._seat.store.reading() as unit:
            rep = self._seat.rep
            if login:
                rep = rep_by_login(all_reps(unit, rep.team_name), login)
            self._seat.ask(Action.SEE_FIGURES, is_own=rep.id == self._seat.rep.id)
            rows = unit.all(compiled.BLOCKS_OF, rep=rep.id, first=first, last=last)
            found = [focusing.read_block(row) for row in rows]
            return tuple(self._summary(unit, one) for one in found if not one.runs(now))

    # --- inside a transaction -----------------------------------------------------------------------------------------

    def _open(self, unit: Unit) -> Block | None:
        row = unit.first(compiled.OPEN_BLOCK, rep=self._seat.rep.id)
        return focusing.read_block(row) if row else None

    def _write(self, unit: Unit, block: Block, ended_at: datetime, seen_at: datetime | None) -> None:
        unit.seen_by(self._seat.rep.id)
        unit.run(
            compiled.CHANGE_BLOCK, of_block=block.id, rep=self._seat.rep.id, set_ended_at=ended_at, set_seen_at=seen_at
        )

    def _summary(self, unit: Unit, block: Block) -> Summary:
        return Summary(
            block=block,
            made=focusing.tally_of(self._seat, unit, block),
            only=rules.told_rule(block.rule, focusing.labels(self._seat, unit)),
            usual=self._usual(unit, block.rep_id, self._seat.today(block.started_at)[0]),
        )

    def _usual(self, unit: Unit, rep_id: str, until: datetime) -> Usual | None:
        return rules.usual(focusing.calls_between(unit, rep_id, until - timedelta(days=USUAL_DAYS), until))


def _facets(ready: tuple[QueueRow, ...], lists: rules.Lists, names: Mapping[str, str]) -> dict[str, tuple[Facet, ...]]:
    """By field of the rule: what Ready leads are, and how many."""
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("zone", "offer", "kind", "campaign", "file", "grade")
    }
    for row in ready:
        campaigns, files = lists.get(row.lead_id, rules.NOWHERE)
        counts["zone"].update([rules.zone_of(row)])
        counts["offer"].update([row.offer])
        counts["kind"].update([row.kind])
        counts["grade"].update([row.grade])
        counts["campaign"].update(campaigns)
        counts["file"].update(files)
    return {
        field: tuple(
            Facet(value=value, label=_label(field, value, names), count=count)
            for value, count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
            if value
        )
        for field, counted in counts.items()
    }


def _label(field: str, value: str, names: Mapping[str, str]) -> str:
    if field == "zone":
        return value.rpartition("/")[2].replace("_", " ")
    return f"Grade {value}" if field == "grade" else names.get(value, value)
