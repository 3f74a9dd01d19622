"""Every figure equals a recount from the activity log: random histories over two zones, both clock changes and undo."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.figures.marketing_values import MarketingNumbers
from sdrdesk.desk.figures.number_values import MineNumbers
from sdrdesk.desk.figures.recount import recount
from sdrdesk.domain import figures, meetings, ranges
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.hours import zone
from sdrdesk.domain.playbook import Then
from sdrdesk.domain.ranges import Range
from sdrdesk.errors import Refused
from tests.desk.oracle import marketing_as_shown, marketing_by_hand, received_as_shown, received_by_hand
from tests.worlds import BERLIN, CHICAGO, KATHMANDU, LOS_ANGELES, NEW_YORK, NOWHERE, MakeWorld, World, template

KINDS = ("demo_request", "pricing_inquiry", "contact_us", "free_trial")
PLACES = (NEW_YORK, CHICAGO, LOS_ANGELES, BERLIN, KATHMANDU, NOWHERE)
STARTS = (datetime(2026, 10, 30, 14, tzinfo=UTC), datetime(2027, 3, 11, 15, tzinfo=UTC))
"""Just before the clocks change, in Berlin and in New York."""

NEW_YORK_EVENING = datetime(2026, 11, 18, 2, tzinfo=UTC)
"""Nine in the evening of the day before, in New York."""

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("lead", "log", "log", "log", "log", "again", "undo", "wait", "give", "decide", "snooze")),
        st.integers(0, 10**6),
    ),
    min_size=6,
    max_size=28,
)


class Story:
    """A team at work, at random."""

    def __init__(self, world: World) -> None:
        """Begin with an empty desk."""
        self.world = world
        self.leads: list[str] = []

    def step(self, what: str, number: int) -> None:
        """Do one thing; what the rules refuse is left undone."""
        try:
            getattr(self, f"_{what}")(number)
        except Refused:
            return

    def _desk(self, number: int) -> Desk:
        return (self.world.maya, self.world.jon)[number % 2]

    def _lead(self, number: int) -> None:
        kind, place = KINDS[number % len(KINDS)], PLACES[number // 7 % len(PLACES)]
        owner = ("maya", "jon")[number // 3 % 2]
        campaign, source = ("Spring", "Summer", "")[number // 11 % 3], ("Search", "Fair")[number // 13 % 2]
        self.leads.append(self.world.lead(kind, place=place, owner=owner, campaign=campaign, source=source))

    def _again(self, number: int) -> None:
        if self.leads:
            lead = self.leads[number % len(self.leads)]
            # Logs of one instant keep their order by a moment each: what comes after them comes later.
            self.world.wait(seconds=1)
            self.world.again(lead, KINDS[number // 3 % len(KINDS)], campaign=("Spring", "Autumn")[number // 5 % 2])

    def _log(self, number: int) -> None:
        if not self.leads:
            self._lead(number)
        lead = self.leads[number % len(self.leads)]
        standing = self.world.record(lead).standing
        offered = sorted(meetings.offered(self.world.maya.playbook, standing))
        outcome = offered[number // 11 % len(offered)]
        rule = self.world.maya.playbook.outcomes[outcome]
        if rule.suppress and number % 5:
            return
        later = self.world.now + timedelta(hours=1 + number % 90)
        detail = Detail(
            callback_at=later if rule.then is Then.CALLBACK else None,
            meeting_at=later if rule.then is Then.MEETING else None,
            reason="too_small" if rule.needs_reason else "",
        )
        self._holder(lead).calling.log(lead, outcome, seconds=number % 130, detail=detail)

    def _holder(self, lead: str) -> Desk:
        owner = self.world.record(lead).owner_id
        return next(desk for desk in (self.world.maya, self.world.jon) if desk.rep.id == owner)

    def _undo(self, number: int) -> None:
        self._desk(number).calling.undo()

    def _wait(self, number: int) -> None:
        self.world.clock.advance(timedelta(minutes=number % 2900))

    def _give(self, number: int) -> None:
        if self.leads:
            self.world.nora.manage.reassign([self.leads[number % len(self.leads)]], ("maya", "jon")[number // 5 % 2])

    def _decide(self, number: int) -> None:
        if self.leads:
            state = ("accepted", "refused", "won", "lost")[number // 3 % 4]
            self.world.nora.meetings.decide(
                self.leads[number % len(self.leads)], state, amount=str(number % 999 + 1), reason="because"
            )
            if number % 7 == 0:
                self.world.nora.meetings.undo_decision()

    def _snooze(self, number: int) -> None:
        if self.leads:
            lead = self.leads[number % len(self.leads)]
            self._holder(lead).calling.snooze(lead, self.world.now + timedelta(minutes=1 + number % 500))


def own_day(at: str, desk: Desk) -> date:
    """The calendar day of a stored moment, for a rep."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC).astimezone(zone(desk.rep.zone)).date()


def by_hand(world: World, desk: Desk, over: Range) -> dict[str, object]:
    """A rep's figures counted with loops over the raw log."""
    gone = {row[0] for row in world.sql("SELECT activity_id FROM activity_undo")}
    rows = [
        row
        for row in world.sql(
            "SELECT id, at, rep_id, channel, outcome, seconds, is_first, speed_minutes, tier, answer_by, promised,"
            " due_at, meeting_id, meeting_state, meets_at, lead_id FROM activity ORDER BY at, id"
        )
        if row[0] not in gone
    ]
    rules = world.maya.playbook.outcomes
    count: Counter[str] = Counter()
    speeds: list[float] = []
    in_time = kept = promised = 0
    booked_by: dict[str, str] = {}
    last: dict[str, tuple[str, str]] = {}
    for row in rows:
        rule = rules[row[4]]
        if row[13]:
            booked_by.setdefault(row[12], row[2])
            last[row[12]] = (row[13], row[14])
        if row[2] != desk.rep.id or own_day(row[1], desk) not in over:
            continue
        is_dial = row[3] == "call"
        count["touches"] += 1
        count["dials"] += is_dial
        count["connects"] += is_dial and rule.connect
        count["conversations"] += is_dial and (rule.conversation or (rule.connect and row[5] >= 60))
        count["booked"] += row[4] == "meeting_booked"
        if row[6]:
            in_time += row[1] <= row[9]
            if row[8] == 1:
                speeds.append(row[7])
        if row[10]:
            promised += 1
            gap = datetime.fromisoformat(row[1]) - datetime.fromisoformat(row[11])
            kept += abs(gap) <= timedelta(minutes=15)
    for meeting, (state, starts) in last.items():
        if booked_by[meeting] == desk.rep.id and own_day(starts, desk) in over:
            count["held"] += state == "held"
            count["no_shows"] += state == "no_show"
    for state, decided, meeting in world.sql("SELECT state, decided_at, meeting_id FROM opportunity"):
        if booked_by[meeting] == desk.rep.id and own_day(decided, desk) in over:
            count["opportunities"] += state in ("accepted", "won", "lost")
    return dict(count) | {"median": median(speeds) if speeds else None, "in_time": in_time, "kept": (kept, promised)}


def as_shown(mine: MineNumbers, overdue: int) -> dict[str, object]:
    """The same figures as the desk shows them."""
    names = ("touches", "dials", "connects", "conversations", "booked", "held", "no_shows", "opportunities")
    return {name: getattr(mine.funnel, name) for name in names} | {
        "median": mine.speed.urgent.median,
        "in_time": mine.speed.in_sla.part,
        "kept": (mine.promises.part, mine.promises.whole - overdue),
    }


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, start=st.sampled_from(STARTS))
def test_every_figure_equals_a_recount(steps: list[tuple[str, int]], start: datetime) -> None:
    """Whatever happened, in whatever zone, and however much of it was taken back, the figures are those of the log."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        shutil.copyfile(template(), path)
        world = World(path, start)
        try:
            story = Story(world)
            for what, number in steps:
                story.step(what, number)
            today = world.now.date()
            wide = Range(today - timedelta(days=40), today + timedelta(days=20))
            for desk in (world.maya, world.jon):
                for over in (Range(today, today), wide):
                    got = desk.numbers.mine(over)
                    overdue = _overdue(world, desk, over)
                    expected = dict.fromkeys(as_shown(got, 0), 0) | by_hand(world, desk, over)
                    assert as_shown(got, overdue) == expected
                    assert received_as_shown(got) == received_by_hand(world, desk, over)
                # The figures hold for both ranges; that the rows are those of the figures is the same for any.
                for key in ("dials", "connects", "conversations", "booked", "held", "opportunities", "no_shows"):
                    assert len(desk.numbers.rows(key, over)) == expected[key]
                _rates_equal_their_rows(desk, got, over)
                _pay_is_of_the_month(world, desk)
            for by, over in (("campaign", wide), ("source", wide), ("rep", Range(today, today))):
                sent = world.nora.marketing.numbers(over, by)
                assert marketing_as_shown(sent) == marketing_by_hand(world, over, by)
                _cells_equal_their_rows(world.nora, sent, over)
            assert recount(world.nora.seat).differences == ()
        finally:
            world.close()


def test_a_lead_of_the_evening_belongs_to_the_managers_own_day(world: MakeWorld) -> None:
    """At nine in the evening in New York it is tomorrow in UTC, and still today for marketing."""
    one = world(NEW_YORK_EVENING)
    one.lead(campaign="Late")
    today = NEW_YORK_EVENING.date() - timedelta(days=1)

    for day, received in ((today, ["Late"]), (today + timedelta(days=1), [])):
        over = Range(day, day)
        sent = one.nora.marketing.numbers(over, "campaign")
        assert [row.key for row in sent.rows] == received
        assert marketing_as_shown(sent) == marketing_by_hand(one, over, "campaign")


def _rates_equal_their_rows(desk: Desk, mine: MineNumbers, over: Range) -> None:
    """The rows of each rate come to its numerator and denominator."""
    funnel = mine.funnel
    rates = {
        "connect_rate": funnel.connect_rate,
        "conversation_rate": funnel.conversation_rate,
        "booking_rate": funnel.booking_rate,
        "held_rate": funnel.held_rate,
        "opportunity_rate": funnel.opportunity_rate,
        "in_sla": mine.speed.in_sla,
        "promises_kept": mine.promises,
        "resolved": mine.resolved.resolved,
    }
    for key, rate in rates.items():
        rows = desk.numbers.rows(key, over)
        assert Rate(sum(row.is_part for row in rows), sum(row.is_whole for row in rows)) == rate, key


def _cells_equal_their_rows(nora: Desk, sent: MarketingNumbers, over: Range) -> None:
    """The rows of each cell of marketing's are those that it counts."""
    for row in sent.rows:
        cells = {
            "received": Rate(row.received, row.received),
            "received_in_sla": row.in_sla,
            "resolved": row.resolved,
            "sql_rate": row.sql,
            "nurture_rate": row.nurture,
            "disqualified_rate": row.disqualified,
        }
        for key, rate in cells.items():
            rows = nora.marketing.rows(key, over, {sent.by: row.key})
            assert Rate(sum(one.is_part for one in rows), len(rows)) == rate, (key, row.label)


def _pay_is_of_the_month(world: World, desk: Desk) -> None:
    """Quota and pay take the opportunities of the rep's own month, as a loop over them counts."""
    month = ranges.month(desk.numbers.today())
    made = by_hand(world, desk, month).get("opportunities", 0)
    state = desk.numbers.mine(month).quota

    assert state.made == made
    assert state.pay.so_far == figures.pay(desk.playbook.quota, state.asked, state.made)


def _overdue(world: World, desk: Desk, over: Range) -> int:
    """Promised call backs of a rep that nobody made, a quarter of an hour after their minute."""
    rows = world.sql("SELECT due_at FROM lead WHERE stage = 'open' AND why = 'callback' AND owner_id = ?", desk.rep.id)
    late = world.now - timedelta(minutes=15)
    return sum(
        datetime.fromisoformat(row[0]).replace(tzinfo=UTC) < late and own_day(row[0], desk) in over for row in rows
    )


@pytest.mark.parametrize(
    "harm",
    [
        "SELECT 1",
        "UPDATE activity SET is_conversation = 0",
        "UPDATE activity SET is_booked = 0",
        "UPDATE lead SET stage = 'nurture' WHERE stage = 'disqualified'",
        "UPDATE lead SET yeses = ''",
        "UPDATE activity SET answer_by = '2000-01-01 00:00:00.000000'",
    ],
)
def test_the_recount_sees_what_it_is_for(world: MakeWorld, harm: str) -> None:
    """A flag, a state or an answer-by that went wrong makes the loops over the log and the figures differ."""
    one = world()
    talked, ended, booked = one.lead(), one.lead(campaign="Spring"), one.lead(campaign="Spring")
    one.maya.calling.log(talked, "call_back", seconds=90, detail=Detail(callback_at=one.now + timedelta(days=1)))
    one.maya.calling.log(ended, "disqualified", seconds=30, detail=Detail(reason="too_small"))
    one.maya.calling.log(booked, "meeting_booked", detail=Detail(meeting_at=one.now + timedelta(days=2)))
    over = Range(one.now.date(), one.now.date())
    by_loops = received_by_hand(one, one.maya, over), marketing_by_hand(one, over, "campaign")
    one.write(harm)

    mine, sent = one.maya.numbers.mine(over), one.nora.marketing.numbers(over)
    assert ((received_as_shown(mine), marketing_as_shown(sent)) == by_loops) == (harm == "SELECT 1")


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE rep_day SET dials = dials + 3",
        "DELETE FROM rep_day",
        "UPDATE meeting SET state = 'held'",
        "UPDATE activity SET day = '2026-01-01' WHERE outcome = 'no_answer'",
        "UPDATE lead SET last_outcome = 'busy'",
        "UPDATE lead SET last_outcome = '', last_at = NULL, last_by = '' WHERE last_outcome = 'no_answer'",
        "UPDATE lead SET answered_at = NULL",
        "UPDATE lead SET yeses = 'will_read'",
        "UPDATE lead SET stage = 'nurture', due_at = NULL, answer_by = NULL, order_at = NULL, why = ''",
    ],
)
def test_a_counter_that_went_wrong_is_found_and_mended(world: MakeWorld, harm: str) -> None:
    """The recount names what differs, a rep may not mend it, and the repair leaves nothing to find."""
    one = world()
    one.maya.calling.log(one.lead(), "no_answer")
    later = one.now + timedelta(days=3)
    one.maya.calling.log(one.lead(), "meeting_booked", detail=Detail(meeting_at=later))
    before = one.counted()
    one.write(harm)

    with pytest.raises(Refused):
        recount(one.maya.seat, fix=True)
    found = recount(one.nora.seat)
    assert found.differences
    assert not found.mended
    assert recount(one.nora.seat, fix=True).mended
    assert recount(one.nora.seat).differences == ()
    assert one.counted() == before == one.recount()


def test_what_is_done_to_a_lead_without_a_contact_is_no_difference(world: MakeWorld) -> None:
    """A list, a merge and a conversion write a lead's standing too; each is told apart from a row that went wrong."""
    one = world()
    listed, kept, other, again = (one.lead(phone=f"+1312555014{number}") for number in range(4))
    for lead in (listed, kept, other, again):
        one.maya.calling.log(lead, "no_answer")
    one.wait(hours=1)
    one.nora.suppressing.add("+13125550140")
    one.nora.merging.merge(kept, other)
    one.again(again, "demo_request")

    assert recount(one.nora.seat).differences == ()
    one.wait(hours=1)
    one.nora.suppressing.remove("+13125550140", reason="asked back")
    one.nora.merging.unmerge(kept)
    assert recount(one.nora.seat).differences == ()


def test_a_clock_that_was_set_back_is_no_difference(world: MakeWorld) -> None:
    """Merged, listed or converted anew by a clock that runs behind the last log: the leads stand right all the same."""
    one = world()
    talked, kept, other, listed = (one.lead(phone=f"+1312555014{number}") for number in range(4))
    for lead in (talked, kept, listed):
        one.maya.calling.log(lead, "bad_timing")
    one.clock.move_to(one.now - timedelta(days=1))
    one.again(talked, "demo_request")
    one.nora.merging.merge(kept, other)
    one.nora.suppressing.add("+13125550143")

    assert [one.record(lead).standing.stage for lead in (talked, kept)] == ["open", "open"]
    assert recount(one.nora.seat).differences == ()


def test_a_conversion_that_arrives_late_is_no_difference(world: MakeWorld) -> None:
    """A form of three days ago that comes in after the last call opens its lead anew, and the recount knows why."""
    one = world()
    lead = one.lead("contact_us")
    one.wait(seconds=1)
    one.maya.calling.log(lead, "bad_timing")
    one.wait(seconds=1)
    one.again(lead, "demo_request", at=one.now - timedelta(days=3))

    assert one.record(lead).standing.stage == "open"
    assert recount(one.nora.seat).differences == ()
