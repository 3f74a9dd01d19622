"""The screens of a paced day as pictures: a change of one cell has to be looked at and accepted (`make snapshots`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.block import Goal
from sdrdesk.settings import Settings
from sdrdesk.tui.app import SdrDesk
from tests.seeds import Seeds
from tests.tui import seeded
from tests.tui.robot import Robot, opened, settled
from tests.worlds import copy_desk

Compare = Callable[..., bool]
Walk = Callable[[Desk, Robot], Awaitable[None]]


@pytest.fixture
def desk(seeds: Seeds, tmp_path: Path) -> Iterator[Desk]:
    """Maya's desk, with a commitment, a colleague's shared one and an e-mail that is due."""
    path = copy_desk(seeds.get("team", seeded.seed), tmp_path / "desk.db")
    clock = FixedClock(seeded.NOW - timedelta(seconds=10))
    found = seeded.open_at(path, clock)
    found.commitments.make("5 dials before 5pm")
    found.calling.log(found.leads.find("Marcus Lee"), "voicemail")
    clock.move_to(seeded.NOW)
    yield found
    found.close()


async def _day(_: Desk, robot: Robot) -> None:
    await robot.press("7")


async def _block(_: Desk, robot: Robot) -> None:
    await robot.press("B", "z", "n", "enter")


async def _over(desk: Desk, robot: Robot) -> None:
    desk.blocks.start(25, Goal.DIALS, 1)
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(minutes=6))
    desk.calling.log(desk.leads.find("Ana Souza"), "no_answer")
    await robot.press("r")
    # The header's clock moves once a second; whether a second has passed by now is not what is looked at.
    robot.screen._tick()
    await robot.press("B", "y")


async def _mails(_: Desk, robot: Robot) -> None:
    await robot.press("E")


@pytest.mark.parametrize(
    ("size", "theme", "walk"),
    [
        pytest.param((80, 24), "dark", _day, id="day-80"),
        pytest.param((120, 36), "light", _day, id="day-120-light"),
        pytest.param((80, 24), "dark", _block, id="block-80"),
        pytest.param((80, 24), "dark", _over, id="block-over-80"),
        pytest.param((80, 24), "dark", _mails, id="mails-80"),
    ],
)
def test_screen(snap_compare: Compare, desk: Desk, size: tuple[int, int], theme: str, walk: Walk) -> None:
    """The screen looks as it did when somebody looked at it."""
    app = SdrDesk(desk, Settings(theme=theme, dial_command="none"), desk.queue.board())

    async def go(pilot: Pilot[Any]) -> None:
        await opened(pilot)
        await walk(desk, Robot(pilot))
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=go)
