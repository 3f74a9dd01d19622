"""A block on the queue: which rows it leaves, and how far it has come. Inside a transaction, imported late."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk.seat import Seat
from sdrdesk.domain import block as blocks
from sdrdesk.domain.block import Block, BlockRule, Call, Goal, Lists, Tally
from sdrdesk.domain.playbook import Then
from sdrdesk.domain.queue import QueueRow
from sdrdesk.store import compiled
from sdrdesk.store.leads import words
from sdrdesk.store.sql import day, maybe, moment
from sdrdesk.store.store import Row, Unit

EVERY = 100_000
"""Ready leads that a rule is tried on."""

PIECE = 5000
"""Leads whose campaigns and files are asked for at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockState:
    """A block that is not put away yet, and how far it has come."""

    block: Block
    runs: bool
    """Whether its clock still runs; else its summary waits to be read."""
    made: Tally
    only: str
    """Which leads, in words."""
    fits: int = 0
    """Ready leads that it is about."""
    through: int = 0
    """Ready leads that it is not about and that come through all the same."""


def read_block(row: Row) -> Block:
    """A row of the blocks' statements as a value."""
    return Block(
        id=row[0],
        rep_id=row[1],
        day=day(row[2]),
        started_at=moment(row[3]),
        ends_at=moment(row[4]),
        ended_at=maybe(row[5]),
        seen_at=maybe(row[6]),
        goal=Goal(row[7]),
        aim=row[8],
        rule=BlockRule(**json.loads(row[9])),
    )


def state_of(seat: Seat, unit: Unit, row: Row, now: datetime) -> BlockState:
    """How far a block has come."""
    block = read_block(row)
    return BlockState(
        block=block,
        runs=block.runs(now),
        made=tally_of(seat, unit, block),
        only=blocks.told_rule(block.rule, labels(seat, unit)),
    )


def tally_of(seat: Seat, unit: Unit, block: Block) -> Tally:
    """What was done in a block, from the activities that stand."""
    found = calls_between(unit, block.rep_id, block.started_at, block.until + blocks.LATEST)
    return blocks.tally(found, block.started_at, block.until, promising(seat))


def promising(seat: Seat) -> frozenset[str]:
    """The outcomes that promise a call back."""
    return frozenset(key for key, rule in seat.playbook.outcomes.items() if rule.then is Then.CALLBACK)


def calls_between(unit: Unit, rep_id: str, since: datetime, until: datetime) -> list[Call]:
    """What a rep logged in a stretch of time and has not taken back."""
    return [
        Call(
            at=moment(row[0]),
            seconds=row[1],
            is_dial=bool(row[2]),
            is_connect=bool(row[3]),
            is_conversation=bool(row[4]),
            is_booked=bool(row[5]),
            outcome=row[6],
            yeses=len(words(row[7])),
        )
        for row in unit.all(compiled.CALLS_BETWEEN, rep=rep_id, since=since, until=until)
    ]


def labels(seat: Seat, unit: Unit) -> dict[str, str]:
    """What offers and kinds are called."""
    titles = {row[0]: row[1] for row in unit.all(compiled.OFFERS)}
    return titles | {key: rule.label for key, rule in seat.playbook.offers.items()}


def lists_of(unit: Unit, lead_ids: Sequence[str]) -> Lists:
    """The campaigns and files that leads came by."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for at in range(0, len(lead_ids), PIECE):
        for lead_id, campaign, file in unit.all(compiled.LISTS_OF, leads=lead_ids[at : at + PIECE]):
            campaigns, files = found.setdefault(lead_id, (set(), set()))
            campaigns |= {campaign} - {""}
            files |= {file} - {None, ""}
    return {lead_id: (frozenset(one), frozenset(other)) for lead_id, (one, other) in found.items()}


def focus(
    unit: Unit, state: BlockState, rows: Iterable[QueueRow], limit: int
) -> tuple[tuple[QueueRow, ...], BlockState]:
    """The rows that a running block leaves, in the order they came, and the block with its counts.

    A promise and tier 1 come through whatever the block is about, and their rows say why: a focus never breaks a
    promise, and never makes somebody wait who asked for a call now.
    """
    every, rule, kept, fitting = list(rows), state.block.rule, list[QueueRow](), 0
    lists = lists_of(unit, [row.lead_id for row in every]) if rule.campaign or rule.file else {}
    for row in every:
        if blocks.fits(rule, row, lists):
            kept.append(row)
            fitting += 1
        elif why := blocks.comes_through(row):
            kept.append(replace(row, through=why))
    return tuple(kept[:limit]), replace(state, fits=fitting, through=len(kept) - fitting)
