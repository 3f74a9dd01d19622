"""The clocks of the desk: the machine's, one that stands still, one that runs on another day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import time_machine

from sdrdesk.clock import FixedClock, ShiftedClock, Steady, SystemClock

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_the_machines_clock_tells_utc() -> None:
    """The desk's time is aware and in UTC."""
    with time_machine.travel(NOON, tick=False):
        got = SystemClock().now()

    assert (got, got.tzinfo) == (NOON, UTC)


def test_a_fixed_clock_moves_only_when_told() -> None:
    """A report, a dry run or a test sees one moment until it is moved."""
    clock = FixedClock(NOON.astimezone(timezone(timedelta(hours=5, minutes=45))))
    seen = [clock.now(), clock.now()]
    clock.advance(timedelta(minutes=5))
    seen.append(clock.now())
    clock.move_to(datetime(2026, 11, 20, 8, tzinfo=timezone(timedelta(hours=-5))))
    seen.append(clock.now())

    assert seen == [NOON, NOON, NOON + timedelta(minutes=5), datetime(2026, 11, 20, 13, tzinfo=UTC)]
    assert {moment.tzinfo for moment in seen} == {UTC}


def test_a_shifted_clock_runs_on_from_its_day() -> None:
    """A demo on another day lives on: its time passes as ours does."""
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False) as machine:
        clock = ShiftedClock(NOON)
        machine.shift(timedelta(minutes=7))

        assert clock.now() == NOON + timedelta(minutes=7)


def test_the_steady_clock_knows_nothing_of_set_clocks() -> None:
    """Setting the machine's clock, or the desk's, moves no steady second; letting time pass does."""
    clock = FixedClock(NOON)
    with time_machine.travel(NOON, tick=False) as machine:
        before, running = clock.steady(), SystemClock().steady()
        machine.shift(timedelta(days=40))
        clock.move_to(NOON + timedelta(days=40))

        assert clock.steady().since(before) == timedelta(0)
        assert SystemClock().steady().since(running) == timedelta(0)
        assert ShiftedClock(NOON).steady().since(running) == timedelta(0)
    clock.advance(timedelta(minutes=30))
    assert clock.steady().since(before) == timedelta(minutes=30)


def test_two_runs_of_the_machine_cannot_be_compared() -> None:
    """After a restart, or where the machine names no run, nobody knows how long it was; time never runs back."""
    assert Steady("one", 50).since(Steady("two", 20)) is None
    assert Steady("", 50).since(Steady("", 20)) is None
    assert Steady("one", 50.9).since(Steady("one", 20)) == timedelta(seconds=30)
    assert Steady("one", 20).since(Steady("one", 50)) == timedelta(0)
