"""Call blocks: what they show, what comes through, and what is counted of them."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from sdrdesk.domain.block import BlockRule, Goal
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.queue import Tab
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import BadInput, NotFound, Refused
from tests.worlds import BERLIN, CHICAGO, NEW_YORK, TUESDAY, MakeWorld, World

DAY = Range(TUESDAY.date(), TUESDAY.date())
KINDS = ("demo_request", "contact_us", "free_trial", "whitepaper")


def busy(here: World) -> None:
    """Ready leads of four kinds in three zones; one promise and two of tier 1 among them."""
    here.grant("maya")
    for number, (kind, place) in enumerate((kind, place) for kind in KINDS for place in (NEW_YORK, CHICAGO, BERLIN)):
        days = 3 if kind == "whitepaper" else 0
        at = here.now - timedelta(days=days, minutes=number)
        here.lead(kind, place=place, at=at, campaign="spring" if number % 2 else "fall", name=f"{kind} {number}")


def shown(here: World) -> list[str]:
    """The leads on the first screen."""
    return [row.lead_id for row in here.maya.queue.board().rows]


def test_a_block_shows_what_fits_in_the_order_there_is(world: MakeWorld) -> None:
    """Whatever the rule, the rows of the block are those of Ready, fewer, and in the same order."""
    here = world()
    busy(here)
    every = here.maya.queue.rows(Tab.READY)
    for rule in (BlockRule(zone="America/Chicago"), BlockRule(kind="whitepaper"), BlockRule(campaign="spring"),
                 BlockRule(offer="free-trial"), BlockRule(grade=every[-1].grade), BlockRule()):  # fmt: skip
        state = here.maya.blocks.start(25, Goal.DIALS, 5, rule)
        board = here.maya.queue.board()
        ids = [row.lead_id for row in board.rows]
        kept = [row for row in every if row.lead_id in ids]
        assert ids == [row.lead_id for row in kept], rule
        assert all(row.band <= 1 for row in board.rows if row.through), rule
        assert state.fits == sum(not row.through for row in board.rows) == here.maya.blocks.count(rule), rule
        here.maya.blocks.end()


def test_a_promise_and_tier_1_come_through_any_rule(world: MakeWorld) -> None:
    """A promised call at its minute and a demo request stand where they always stand, and say why."""
    here = world()
    busy(here)
    promised = here.lead("contact_us", place=BERLIN)
    here.maya.calling.log(promised, "call_back", detail=Detail(callback_at=here.now + timedelta(minutes=20)))
    here.maya.blocks.start(25, Goal.DIALS, 5, BlockRule(zone="America/Chicago"))
    assert promised not in shown(here)
    here.wait(minutes=20)
    demo = here.lead("demo_request", place=NEW_YORK)
    board = here.maya.queue.board()
    rows = {row.lead_id: row for row in board.rows}

    assert board.rows[0].lead_id == promised
    assert (rows[promised].through, rows[demo].through) == ("promise", "tier 1")
    assert here.maya.queue.why(rows[promised]).endswith("outside your block: a promise is kept all the same")
    assert here.maya.queue.why(rows[demo]).endswith("outside your block: tier 1 never waits")


def test_a_lead_that_fits_is_not_said_to_come_through(world: MakeWorld) -> None:
    """A demo request of the block's own zone belongs to it."""
    here = world()
    demo = here.lead("demo_request", place=CHICAGO)
    state = here.maya.blocks.start(25, Goal.DIALS, 5, BlockRule(zone="America/Chicago"))
    (row,) = here.maya.queue.board().rows

    assert (row.lead_id, row.through, state.fits, state.through) == (demo, "", 1, 0)


def test_the_counts_of_tabs_and_the_other_tabs_stay_whole(world: MakeWorld) -> None:
    """A block hides nothing for good: Ready is counted in full, Waiting and Locked are untouched."""
    here = world()
    busy(here)
    before = {tab: here.maya.queue.board(tab) for tab in Tab}
    here.maya.blocks.start(25, Goal.DIALS, 5, BlockRule(zone="Asia/Tokyo"))
    after = {tab: here.maya.queue.board(tab) for tab in Tab}

    assert after[Tab.READY].counts == before[Tab.READY].counts
    assert [after[tab].rows for tab in Tab if tab is not Tab.READY] == [
        before[tab].rows for tab in Tab if tab is not Tab.READY
    ]


def test_what_was_done_in_a_block_is_counted_from_the_log(world: MakeWorld) -> None:
    """Dials, connects, conversations, meetings, promises and small yeses; one taken back is not among them."""
    here = world()
    leads = [here.lead() for _ in range(6)]
    here.maya.calling.log(leads[0], "no_answer")
    here.wait(minutes=1)
    here.maya.blocks.start(50, Goal.CONVERSATIONS, 1)
    here.wait(minutes=2)
    log = here.maya.calling.log
    log(leads[1], "no_answer")
    log(leads[2], "call_back", seconds=40, detail=Detail(callback_at=here.now + timedelta(hours=2)))
    log(
        leads[3],
        "meeting_booked",
        detail=Detail(meeting_at=here.now + timedelta(days=1, hours=3), yeses=("will_read",)),
    )
    log(leads[4], "busy")
    here.maya.calling.undo()
    state = here.maya.blocks.state()
    assert state
    made = state.made

    assert (made.dials, made.meetings, made.promises) == (3, 1, 1)
    assert (made.connects, made.conversations, made.yeses) == (2, 1, 1)
    here.wait(minutes=8)
    summary = here.maya.blocks.end()
    assert (summary.made, summary.block.minutes, summary.done, summary.is_reached) == (made, 10, 1, True)


def test_a_call_belongs_to_the_block_in_which_it_began(world: MakeWorld) -> None:
    """One on the line when the clock runs out counts; one that began before the block does not."""
    here = world()
    first, second, third = here.lead(), here.lead(), here.lead()
    here.maya.blocks.start(25, Goal.DIALS, 2)
    here.wait(minutes=1)
    here.maya.calling.log(first, "voicemail", seconds=90)
    here.wait(minutes=26)
    here.maya.calling.log(second, "voicemail", seconds=180)
    here.maya.calling.log(third, "voicemail", seconds=30)

    assert here.maya.blocks.end().made.dials == 1


def test_a_block_ends_with_its_clock_whoever_looks_when(world: MakeWorld) -> None:
    """After a crash, or a night, its summary is that of its own minutes, and Ready is whole again."""
    here = world()
    busy(here)
    here.maya.blocks.start(25, Goal.DIALS, 5, BlockRule(zone="Asia/Tokyo"))
    narrow = len(shown(here))
    here.wait(hours=3)
    again = here.desk("maya")
    state = again.blocks.state()

    assert state
    assert not state.runs
    assert len(shown(here)) > narrow
    assert again.blocks.end().block.ended_at == state.block.ends_at


def test_another_terminal_shows_the_same_block_and_a_colleague_none(world: MakeWorld) -> None:
    """It is kept in the store, by rep."""
    here = world()
    other = here.desk("maya")
    other.queue.board()
    other.queue.changed()
    started = here.maya.blocks.start(25, Goal.DIALS, 5)

    assert here.hears(other)
    assert other.queue.board().block == started
    assert here.jon.queue.board().block is None
    here.maya.queue.changed()
    other.blocks.end()
    assert here.hears(here.maya)
    ended = here.maya.blocks.state()
    assert ended
    assert not ended.runs


def test_a_summary_waits_until_it_is_put_away(world: MakeWorld) -> None:
    """Then the board has no block any more, and the day's list still has it."""
    here = world()
    here.maya.blocks.start(25, Goal.DIALS, 5)
    here.wait(minutes=10)
    summary = here.maya.blocks.end()
    assert here.maya.queue.board().block
    assert here.maya.blocks.end() == summary
    here.maya.blocks.put_away(summary.block.id)
    (kept,) = here.maya.blocks.of_days(DAY.first, DAY.last)

    assert here.maya.queue.board().block is None
    assert (kept.block.id, kept.made) == (summary.block.id, summary.made)
    with pytest.raises(NotFound):
        here.maya.blocks.end()


def test_one_block_at_a_time(world: MakeWorld) -> None:
    """While one runs another is refused; one whose clock ran out is ended for the next."""
    here = world()
    here.maya.blocks.start(25, Goal.DIALS, 5)
    with pytest.raises(Refused):
        here.maya.blocks.start(25, Goal.DIALS, 5)
    here.wait(minutes=26)
    here.maya.blocks.start(50, Goal.DIALS, 5)
    (over,) = here.maya.blocks.of_days(DAY.first, DAY.last)

    assert over.block.minutes == 25


@pytest.mark.parametrize(("minutes", "aim"), [(0, 1), (241, 1), (25, -1), (25, 501)])
def test_lengths_and_goals_have_bounds(world: MakeWorld, minutes: int, aim: int) -> None:
    """A block is neither nothing nor a day."""
    with pytest.raises(BadInput):
        world().maya.blocks.start(minutes, Goal.DIALS, aim)


def test_the_usual_hour_is_that_of_the_days_before(world: MakeWorld) -> None:
    """Twelve dials in two clock hours are six an hour; the block's own day is not among them."""
    here = world()
    here.clock.move_to(TUESDAY - timedelta(days=1))
    for hour in range(2):
        for _ in range(6):
            here.maya.calling.log(here.lead(), "no_answer")
        here.wait(hours=1 - hour)
    here.clock.move_to(TUESDAY)
    choices = here.maya.blocks.choices()
    here.maya.calling.log(here.lead(), "no_answer")
    here.maya.blocks.start(50)
    state = here.maya.blocks.state()
    usual = here.maya.blocks.end().usual

    assert usual
    assert (usual.hours, usual.dials, usual.connects) == (2, 6.0, 0.0)
    hours = here.maya.seat.rules.calendar.working_day.total_seconds() / 3600
    assert choices.aim(Goal.DIALS, 60) == round(2 * here.maya.playbook.goals.dials / hours) > 6
    assert state
    assert state.block.aim == choices.aim(Goal.DIALS, 50)


def test_what_a_block_can_be_about_is_what_is_ready(world: MakeWorld) -> None:
    """Zones, offers, kinds, campaigns and grades of Ready leads, the most first."""
    here = world()
    busy(here)
    choices = here.maya.blocks.choices()

    assert choices.ready == 12
    assert {one.value: one.count for one in choices.facets["zone"]} == {
        "America/New_York": 4, "America/Chicago": 4, "Europe/Berlin": 4,
    }  # fmt: skip
    assert {one.label for one in choices.facets["kind"]} == {here.maya.playbook.offers[kind].label for kind in KINDS}
    assert {one.value for one in choices.facets["campaign"]} == {"spring", "fall"}


def test_a_manager_sees_a_reps_blocks_and_a_colleague_does_not(world: MakeWorld) -> None:
    """They are figures, with the rights of figures."""
    here = world()
    here.maya.blocks.start(25, Goal.DIALS, 5)
    here.maya.blocks.end()

    assert len(here.nora.blocks.of_days(DAY.first, DAY.last, "maya")) == 1
    assert here.nora.blocks.of_days(DAY.first, DAY.last) == ()
    with pytest.raises(Refused):
        here.jon.blocks.of_days(DAY.first, DAY.last, "maya")


@pytest.mark.parametrize("seed", range(4))
def test_the_log_and_the_block_never_disagree(world: MakeWorld, seed: int) -> None:
    """Whatever is logged and taken back at whatever moment, the block says what a recount by hand says."""
    here, dice = world(), random.Random(seed)
    here.maya.blocks.start(50, Goal.DIALS, 5)
    start, begun = here.now, list[tuple[str, float]]()
    for _ in range(12):
        here.wait(minutes=dice.randrange(1, 7))
        seconds = dice.choice((0, 30, 200, 400))
        lead = here.lead()
        logged = here.maya.calling.log(lead, dice.choice(("no_answer", "voicemail", "busy")), seconds=seconds)
        begun.append((logged.activity_id, (here.now - start).total_seconds() - seconds))
        if dice.random() < 0.3:
            undone = here.maya.calling.undo()
            begun = [one for one in begun if undone is None or one[0] != undone.activity_id]
    state = here.maya.blocks.state()
    assert state

    assert state.made.dials == sum(0 <= at < 50 * 60 for _, at in begun)
