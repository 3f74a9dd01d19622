"""Clocks that are set, and files that are no desk: what a rep logs across them, and what is said."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from benchmarks.faults_kit import Fault, team
from benchmarks.load import NOW
from benchmarks.load_team import login
from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.domain import hours
from sdrdesk.errors import DeskError

SPRING, AUTUMN = datetime(2027, 3, 14, 6, 59, tzinfo=UTC), datetime(2027, 11, 7, 5, 59, tzinfo=UTC)
"""A minute before New York's clocks are set forward, and before they are set back."""


def set_clock(name: str, start: datetime, step: timedelta) -> Callable[[Path, int], Fault]:
    """The clock is set between two logs; undo still takes the last one, and every day adds up."""

    def run(folder: Path, rounds: int) -> Fault:
        fault = Fault(name)
        with team(folder) as (where, desk, lead):
            clock = desk.clock
            assert isinstance(clock, FixedClock)  # noqa: S101 - as `sit` gave it
            for _ in range(rounds):
                clock.move_to(start)
                fault.log(desk, lead)
                clock.move_to(start + step)
                fault.recovers(desk, lead)
                undone = desk.calling.undo()
                if undone is None or undone.lead_id != lead:
                    sys.exit("the last log was not taken back")
                fault.rounds += 1
            clock.move_to(max(start, start + step))
            fault.said = "nothing: logs stay in order"
            return fault.judge(where)

    run.__doc__ = name
    return run


def no_zones(folder: Path, rounds: int) -> Fault:
    """The time zone data is gone, and comes back."""
    fault = Fault("time zone data missing")
    with team(folder) as (where, desk, lead):
        for _ in range(rounds):
            hours.zone.cache_clear()
            with mock.patch.object(hours, "ZoneInfo", side_effect=hours.ZoneInfoNotFoundError):
                failed = fault.fails(desk, lead)
            fault.again(desk, lead, failed)
            fault.rounds += 1
        return fault.judge(where)


def no_desk(folder: Path, rounds: int) -> Fault:
    """Something else lies where the desk should: a zip file, text, nothing but zeros; nothing of it is changed."""
    fault, packed = Fault("a foreign file named desk.db"), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("leads.csv", "name\n")
    where = folder / "other.db"
    for _ in range(rounds):
        for content in (packed.getvalue(), b"name,email\n" * 500, bytes(8192)):
            where.write_bytes(content)
            try:
                open_desk(where, FixedClock(NOW), login(0))
                sys.exit("a foreign file was opened")
            except DeskError as error:
                fault.said = str(error)
            fault.lost += where.read_bytes() != content
        fault.rounds += 1
    return fault
