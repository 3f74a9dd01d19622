"""The queue in SQL is the queue in plain Python: the same tabs, counts and order, for any leads at any moment."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sdrdesk.domain import gate
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Why
from sdrdesk.domain.playbook import Stage
from sdrdesk.domain.queue import QueueRow, Tab, tab_of
from sdrdesk.domain.span import Window
from sdrdesk.store import leads
from sdrdesk.store.sql import Sql
from sdrdesk.store.store import Unit
from tests.worlds import BERLIN, GATED, NEVER, NEW_YORK, NOWHERE, PLACES, TUESDAY, MakeWorld, World

OUTCOMES = ("no_answer", "voicemail", "busy", "call_back", "sent_information", "meeting_booked", "bad_timing")
FAR = TUESDAY + timedelta(days=36500)


def scatter(world: World, dice: random.Random, count: int = 60) -> None:
    """Fill a world with leads in every state that the desk and the file can hold."""
    kinds = ("demo_request", "contact_us", "webinar", "whitepaper", "ebook", "newsletter")
    # Few moments and places, so that there are ties.
    arrivals = [
        world.arrival(
            dice.choice(kinds),
            place=dice.choice(PLACES if dice.random() < 0.3 else (NEW_YORK, BERLIN)),
            at=world.now - timedelta(hours=dice.choice([0, 1, 3, 26, 50, 80, 200])),
            owner=dice.choice(["maya", "maya", "maya", "jon"]),
            title=dice.choice(["", "CEO", "Manager"]),
            visits=[("Pricing", 300)] * dice.choice([0, 2]),
        )
        for _ in range(count)
    ]
    ids = [taken.lead_id for taken in world.take(arrivals)]
    with world.store.writing() as unit:
        for lead_id in ids:
            shuffle(world, unit, dice, lead_id)


def shuffle(world: World, unit: Unit, dice: random.Random, lead_id: str) -> None:
    """Put one lead somewhere else."""
    record = leads.find(unit, lead_id)
    if record and record.standing.touch:
        standing, last = record.standing, record.last
        assert standing.touch is not None
        move = dice.random()
        at = world.now - timedelta(hours=dice.choice([0, 1, 9, 11, 30]))
        if move < 0.5:
            touch = replace(
                standing.touch,
                due_at=world.now + timedelta(hours=dice.choice([-30, -1, 0, 0, 1, 5, 9, 14, 15, 40])),
                answer_by=world.now + timedelta(hours=dice.choice([-5, 1, 1, 2])),
                why=dice.choice([standing.touch.why, Why.CALLBACK, Why.CADENCE]),
            )
            standing = replace(standing, touch=touch)
        elif move < 0.65:
            standing = replace(standing, touch=None, stage=dice.choice([Stage.NURTURE, Stage.MEETING]))
        if move < 0.9:
            last = replace(last, at=dice.choice([at, None]), outcome="voicemail")
        leads.move(unit, lead_id, standing, record.row.grade, last)
        if dice.random() < 0.3:
            unit.run(
                Sql("test", "UPDATE lead SET held_by = :by, held_until = :until WHERE id = :lead"),
                by=dice.choice([world.maya.rep.id, world.jon.rep.id]),
                until=world.now + timedelta(minutes=dice.choice([-5, 0, 5, 5, 900])),
                lead=lead_id,
            )


def everybody(world: World) -> list[QueueRow]:
    """Every lead of Maya's, each placed by the rules in plain Python."""
    seat = world.maya.seat
    with seat.store.reading() as unit:
        ids = [row[0] for row in unit._connection.execute("SELECT id FROM lead")]
        records = [record for one in ids if (record := leads.find(unit, one))]
        held = gate.held(seat.passes(unit), world.now)
    start, end = seat.today(world.now)
    placed = []
    for row in (record.row for record in records if record.owner_id == seat.rep.id):
        calendar = seat.rules.calendar
        is_open = calendar.is_open(row.place, world.now)
        tab = tab_of(
            row,
            rep_id=seat.rep.id,
            now=world.now,
            is_open=is_open,
            has_pass=row.gate == "" or row.gate in held,
            day_start=start,
            day_end=end,
        )
        if tab:
            placed.append(replace(row, tab=tab, opens_at=opens(world, row, is_open) if tab is Tab.WAITING else None))
    return placed


def opens(world: World, row: QueueRow, is_open: bool) -> datetime | None:
    """When a waiting lead becomes ready."""
    if row.place in (NEVER, NOWHERE):
        return None
    assert row.due_at is not None
    at = max(row.due_at, world.now)
    if row.due_at <= world.now and is_open:
        assert row.held_until is not None
        at = row.held_until
    return world.maya.seat.rules.calendar.next_open(row.place, at)


def in_order(tab: Tab, rows: list[QueueRow]) -> list[QueueRow]:
    """The rows of a tab in the order that the tab promises."""
    mine = [row for row in rows if row.tab is tab]
    match tab:
        case Tab.DONE:
            mine.sort(key=lambda row: row.lead_id)
            return sorted(mine, key=lambda row: row.last_at or FAR, reverse=True)
        case Tab.WAITING:
            return sorted(mine, key=lambda row: (row.opens_at or FAR, row.due_at or FAR, row.lead_id))
        case _:
            return sorted(mine, key=lambda row: row.order)


def listed(rows: tuple[QueueRow, ...] | list[QueueRow]) -> list[tuple[str, Tab, datetime | None]]:
    """What matters of rows: which, where, and when they open."""
    return [(row.lead_id, row.tab, row.opens_at) for row in rows]


@pytest.mark.parametrize("seed", range(16))
def test_the_tabs_are_what_the_rules_say(world: MakeWorld, seed: int) -> None:
    """Every lead is in exactly one tab, counted there, in the order of the rules; a shorter list is the top of it."""
    dice = random.Random(seed)
    here = world(TUESDAY + timedelta(minutes=dice.choice([0, -90, 45, 480, 600, 1440 * 2, 1440 * 4 + 600])))
    scatter(here, dice)
    here.grant("maya", offers=dice.sample(GATED, dice.randint(0, len(GATED))))
    placed = everybody(here)
    queue = here.maya.queue

    seen: list[str] = []
    for tab in Tab:
        want = in_order(tab, placed)
        board = queue.board(tab)
        assert listed(board.rows) == listed(want), tab
        assert queue.counts().of(tab) == board.counts.of(tab) == len(want)
        for limit in {0, 1, 3, len(want) // 2, max(len(want) - 1, 0)}:
            assert listed(queue.rows(tab, limit)) == listed(want[:limit]), (tab, limit)
        seen += [row.lead_id for row in board.rows]
    assert sorted(seen) == sorted(row.lead_id for row in placed)


@pytest.mark.parametrize("most", [1, 12, 10_000])
def test_very_many_leads_are_counted_up_to_a_limit(
    world: MakeWorld, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """A first screen counts so many open leads and says that there are more; whoever asks for all gets all."""
    here = world()
    scatter(here, random.Random(7))
    here.grant("maya", offers=GATED[:2])
    queue, counts = here.maya.queue, here.maya.queue.counts()
    open_leads = here.sql("SELECT count(*) FROM lead WHERE owner_id = ? AND stage = 'open'", here.maya.rep.id)[0][0]
    monkeypatch.setattr("sdrdesk.desk.queue.MOST_COUNTED", most)
    first = queue.board().counts

    assert first.is_least == (open_leads >= most)
    assert all(first.of(tab) <= counts.of(tab) for tab in Tab)
    assert sum(first.of(tab) for tab in (Tab.READY, Tab.WAITING, Tab.LOCKED)) <= most
    assert first == counts if most > open_leads else first != counts
    assert queue.board(exact=True).counts == queue.counts() == counts


@pytest.mark.parametrize("seed", range(3))
def test_a_brief_places_its_lead_where_the_queue_does(world: MakeWorld, seed: int) -> None:
    """The brief says the same tab, opening and reason as the row that was chosen."""
    here = world()
    scatter(here, random.Random(100 + seed), 40)
    queue = here.maya.queue

    for tab in Tab:
        for row in queue.rows(tab):
            got = queue.brief(row.lead_id)
            assert (got.row, got.why) == (row, queue.why(row))


def test_nothing_is_hidden_in_a_place_that_never_opens(world: MakeWorld) -> None:
    """A lead whose two zones never meet is listed last among those that wait, and says so."""
    here = world()
    never = here.lead(place=Place("US-NY", ("America/New_York", "Asia/Tokyo")))
    nowhere = here.lead(place=Place())
    later = here.lead("webinar")
    here.grant("maya")

    rows = here.maya.queue.rows(Tab.WAITING)

    assert [row.lead_id for row in rows] == [later, *sorted([never, nowhere])]
    assert here.maya.queue.counts().waiting == 3
    assert here.maya.queue.why(rows[1]).endswith(("never open under these rules", "press z to set it"))


def test_new_rules_are_in_the_queue_at_once(world: MakeWorld) -> None:
    """Closing the calling hours moves ready leads to waiting without a restart."""
    here = world()
    here.lead()
    assert here.maya.queue.counts().ready == 1
    playbook = here.maya.playbook
    hours = playbook.calling_hours
    shut = replace(hours.business, weekday=Window.parse("06:00-07:00"))
    changed = replace(playbook, calling_hours=replace(hours, business=shut))
    calendar = replace(here.maya.seat.rules.calendar, calling=changed.calling_hours)
    here.maya.seat.rules = Rules(changed, calendar)

    assert here.maya.queue.counts().ready == 0
