"""The pace of an import: nobody who writes waits long, and nobody's absence is wasted."""

from __future__ import annotations

import contextlib
import gc

import pytest

from sdrdesk.desk.intake import pace
from sdrdesk.desk.intake.pace import SMALL, Behind, Pace, seldom_collecting
from sdrdesk.errors import StoreError
from sdrdesk.store import compiled
from tests.worlds import MakeWorld, World

MOST = 5 * SMALL


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team with no leads yet."""
    return world()


def write(here: World) -> None:
    """Anybody's commit."""
    with here.maya.seat.store.writing() as unit:
        unit.run(compiled.BUMP_SUPPRESSION)


def test_an_import_begins_as_if_somebody_were_there(here: World) -> None:
    """Nobody knows yet whether a rep is about to log a call."""
    assert Pace(here.nora.seat.store, MOST).size() == SMALL
    assert Pace(here.nora.seat.store, 5).size() == 5


def test_pieces_grow_when_nobody_writes_and_shrink_when_somebody_does(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own commits are nobody's; another program's brings the small pieces and the pauses back."""
    paused: list[float] = []
    monkeypatch.setattr("time.sleep", paused.append)
    monkeypatch.setattr(pace, "CALM", -1.0)
    own = Pace(here.nora.seat.store, MOST)
    write(here)
    own.wrote()
    assert (own.size(), own.asked, paused) == (MOST, MOST, [])

    monkeypatch.setattr(pace, "CALM", 60.0)
    own._others_at -= 100
    write(here)
    own.wrote()
    assert own.size() == MOST

    write(here)
    write(here)
    own.wrote()
    assert own.size() == SMALL
    assert paused == [pace.PAUSE]


def test_an_import_rests_until_all_who_waited_for_it_are_through(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever had to wait writes and then looks at the next lead: the import comes back after them, not among them."""
    own, paused = Pace(here.nora.seat.store, MOST), list[float]()

    def three_write(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) <= 3:
            write(here)

    monkeypatch.setattr("time.sleep", three_write)
    own.wrote()
    assert paused == [pace.PAUSE] * 4


def test_reps_who_never_stop_writing_do_not_keep_an_import_for_ever(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred reps always have somebody who writes; the list comes in all the same."""
    own, paused = Pace(here.nora.seat.store, MOST), list[float]()

    def somebody_writes(seconds: float) -> None:
        paused.append(seconds)
        write(here)

    monkeypatch.setattr("time.sleep", somebody_writes)
    own.wrote()
    assert len(paused) == pace.PAUSES


def test_where_commits_cannot_be_counted_somebody_may_always_be_there(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a server the pieces stay small."""
    monkeypatch.setattr(type(here.nora.seat.store), "commits", lambda _store: None)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    own = Pace(here.nora.seat.store, MOST)
    own._others_at -= 100
    own.wrote()
    assert own.size() == SMALL


def test_what_is_done_behind_the_reading_is_done_in_its_order_and_its_fault_is_told() -> None:
    """A commit that fails is not followed by what was to come after it, and whoever waits for it hears why."""
    done: list[str] = []

    def fail() -> None:
        raise StoreError("The disk is full", "", "")

    with Behind() as behind:
        behind.wait()
        behind.start(lambda: done.append("commit"), lambda: done.append("settle"))
        behind.wait()
        behind.start(fail, lambda: done.append("after"))
        with pytest.raises(StoreError, match="The disk is full"):
            behind.wait()
        behind.start(lambda: done.append("last"))
    assert done == ["commit", "settle", "last"]


def test_garbage_is_looked_for_as_before_when_an_import_has_ended() -> None:
    """The screen that an import was started from is as quick, and as small, as it was, however the import ended."""
    before = gc.get_threshold()

    with seldom_collecting():
        assert gc.get_threshold()[0] >= pace.MANY
    assert gc.get_threshold() == before
    with contextlib.suppress(ValueError), seldom_collecting():
        raise ValueError
    assert gc.get_threshold() == before
