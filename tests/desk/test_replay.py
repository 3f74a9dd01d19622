"""Other rules, tried on today's queue and on the last 90 days; nothing is written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sdrdesk.desk.replay.values import Diff
from sdrdesk.domain.cadence import Detail
from sdrdesk.errors import BadInput, Refused
from tests.books import changed, offer
from tests.worlds import MakeWorld, World, world

__all__ = ["world"]

KEPT = (
    "SELECT * FROM lead ORDER BY id", "SELECT * FROM activity ORDER BY id", "SELECT * FROM playbook ORDER BY id",
    "SELECT * FROM audit ORDER BY id",
)  # fmt: skip
SOONER = offer("whitepaper", "first_touch", '"1 h"')


def diff(here: World, *changes: tuple[str, str, str], login: str = "") -> Diff:
    """What changed rules would do; the store is as it was afterwards."""
    before = [here.sql(text) for text in KEPT]
    found = here.nora.replay.diff(changed(*changes)[0], login)
    assert [here.sql(text) for text in KEPT] == before
    return found


def test_the_same_rules_move_nothing(world: MakeWorld) -> None:
    """Whatever happened to leads, the playbook in force moves none of them."""
    here = world()
    here.grant("maya")
    ids = [here.lead(kind) for kind in ("demo_request", "whitepaper", "webinar", "contact_us")]
    here.wait(minutes=20)
    here.maya.calling.log(ids[0], "no_answer")
    here.again(ids[1], "contact_us")
    here.nora.gate.open_lead(ids[2], "a test")
    here.maya.calling.snooze(ids[3], here.now + timedelta(hours=3))
    here.wait(hours=3)
    found = diff(here, ("goals", "dials =", "dials = 70"))

    assert found.queue.leads == 4
    assert (found.queue.moves, found.queue.pushed, found.queue.retimed, found.past.kinds) == ((), 0, 0, ())
    assert [one.rule for one in found.rules] == ["goals.dials"]


def test_a_shorter_wait_brings_leads_into_ready(world: MakeWorld) -> None:
    """A whitepaper that waits its day is ready under one hour, at its place, and it is said which rule moves it."""
    here = world()
    here.grant("maya")
    older, paper = (
        here.lead("whitepaper", at=here.now - timedelta(days=1, hours=1)),
        here.lead("whitepaper", name="Ann"),
    )
    here.wait(hours=2)
    found = diff(here, SOONER)
    (move,) = found.queue.moves

    assert (move.lead_id, move.was, move.then) == (paper, "waiting until tomorrow 10:00", "ready 2")
    assert move.why == "first touch 24 h -> 1 h; due tomorrow 10:00 -> 11:00"
    assert [(one.was, one.then, one.leads) for one in found.queue.tabs] == [("waiting", "ready", 1)]
    # Putting the rules in force and taking the same lead in again puts it where the replay said.
    here.nora.team.apply_playbook(*changed(SOONER))
    again = here.desk("maya")
    assert [row.lead_id for row in again.queue.rows()] == [older]


def test_who_makes_room_is_counted_not_listed(world: MakeWorld) -> None:
    """A lead that jumps the queue is a move; those behind it are counted, as are those with another answer-by."""
    here = world()
    contact, paper = here.lead("contact_us"), here.lead("free_trial")
    here.wait(minutes=1)
    found = diff(here, offer("free_trial", "tier", "1"))

    assert [(one.lead_id, one.was, one.then, one.why) for one in found.queue.moves] == [
        (paper, "ready 2", "ready 1", "tier 2 -> 1")
    ]
    assert (found.queue.pushed, found.queue.retimed) == (1, 0)
    found = diff(here, offer("contact_us", "answer_within", '"20 min"'))
    assert (found.queue.moves, found.queue.pushed, found.queue.retimed) == ((), 0, 1)
    assert contact != paper


def test_gates_grades_and_hours_move_leads_too(world: MakeWorld) -> None:
    """A quiz that is no longer asked unlocks; other points reorder; shorter hours close the door: each says why."""
    here = world()
    here.lead("webinar", at=here.now - timedelta(days=3))
    here.lead("contact_us", title="VP Sales", name="Ann")
    here.wait(minutes=1)
    unlocked = diff(here, offer("webinar", "gated", "false")).queue.moves
    assert [(one.was, one.then, one.why) for one in unlocked] == [("locked 1", "ready 2", "no quiz is asked")]

    graded = diff(here, ("score", "a =", "a = 30"), ("score", "b =", "b = 5"), ("score", "c =", "c = 1"))
    assert all("grade D -> " in one.why for one in graded.queue.moves)
    assert graded.queue.moves or graded.queue.retimed

    here.wait(hours=7, minutes=30)  # 17:31 in New York
    late = diff(here, ("calling_hours.business", "weekday =", 'weekday = "08:00-17:00"'))
    assert [(one.was, one.then, one.why) for one in late.queue.moves if one.name == "Ann"] == [
        ("ready 1", "waiting", "outside calling hours now")
    ]


def test_one_reps_queue(world: MakeWorld) -> None:
    """`login` looks at one rep's leads; a rep may not, and an unknown login is named."""
    here = world()
    here.lead("whitepaper", owner="maya")
    here.lead("whitepaper", owner="jon")

    assert diff(here, SOONER, login="jon").queue.leads == 1
    with pytest.raises(Refused):
        here.maya.replay.diff(here.maya.playbook)
    with pytest.raises(Exception, match="Nobody has the login"):
        diff(here, SOONER, login="nobody")


def test_the_last_days_are_replayed(world: MakeWorld) -> None:
    """A demo answered after seven minutes is met under ten; one that was won and waited a day is reached sooner."""
    here = world()
    here.grant("maya")
    paper = here.lead("whitepaper", name="Won")
    demo = here.lead("demo_request")
    unanswered = here.lead("demo_request")
    here.wait(minutes=7)
    here.maya.calling.log(demo, "no_answer")
    here.wait(days=1)
    here.maya.calling.log(paper, "meeting_booked", detail=Detail(meeting_at=here.now + timedelta(days=1)))
    here.wait(days=2)
    here.maya.meetings.say(paper, "held")
    found = diff(here, SOONER, offer("demo_request", "answer_within", '"10 min"')).past

    assert (found.first_touches, found.unanswered, found.wins) == (2, 1, 1)
    assert [one.lead_id for one in found.met] == [demo]
    assert found.missed == ()
    (win,) = found.wins_earlier
    assert (win.lead_id, win.seconds) == (paper, -23 * 3600)
    assert win.then_at == win.touched_at - timedelta(hours=23)
    assert found.wins_later == ()
    by_kind = {one.kind: one for one in found.kinds}
    assert (by_kind["whitepaper"].earlier, by_kind["demo_request"].met) == (1, 1)
    assert unanswered

    later = diff(here, offer("whitepaper", "first_touch", '"48 h"')).past
    assert [one.lead_id for one in later.wins_later] == [paper]


def test_rules_that_leave_leads_without_a_kind_are_refused(world: MakeWorld) -> None:
    """A playbook that `apply` would refuse is refused here too."""
    here = world()
    _, text = changed()
    from sdrdesk.feeds.playbook_file import check_playbook

    start = text.index("[offers.training]")
    end = text.index("\n[", start) if "\n[" in text[start:] else len(text)
    book = check_playbook(text[:start] + text[end:], "less")
    with pytest.raises(BadInput, match="without rules"):
        here.nora.replay.diff(book)
