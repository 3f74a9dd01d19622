"""The screens as pictures: a change of one cell has to be looked at and accepted (`make snapshots`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sdrdesk.desk.desk import Desk
from sdrdesk.settings import Settings
from sdrdesk.tui.app import SdrDesk
from tests.seeds import Seeds
from tests.tui import seeded
from tests.tui.robot import Robot, opened, settled
from tests.worlds import copy_desk

Compare = Callable[..., bool]

SMALL, MIDDLE, WIDE = (80, 24), (120, 36), (160, 45)


@pytest.fixture
def desk(seeds: Seeds, tmp_path: Path) -> Iterator[Desk]:
    """Maya's desk on the seed, Tuesday 11:42, with a clock that stands."""
    path = copy_desk(seeds.get("team", seeded.seed), tmp_path / "desk.db")
    opened = seeded.open_at(path)
    yield opened
    opened.close()


def pressing(*keys: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Wait for the first screen, press keys, wait for what they bring."""

    async def walk(pilot: Pilot[Any]) -> None:
        await opened(pilot)
        robot = Robot(pilot)
        robot.call.clock = lambda: 0.0
        await robot.press(*keys)
        await settled(pilot)

    return walk


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        pytest.param(WIDE, "dark", ("j", "j"), id="queue-160"),
        pytest.param(MIDDLE, "dark", ("j", "j"), id="queue-120"),
        pytest.param(SMALL, "dark", ("j", "j"), id="queue-80"),
        pytest.param(WIDE, "light", ("j", "j"), id="queue-160-light"),
        pytest.param(SMALL, "ansi", ("j", "j"), id="queue-80-ansi"),
        pytest.param(WIDE, "dark", ("j", "j", "enter", "1"), id="call-160"),
        pytest.param(SMALL, "dark", ("j", "j", "enter"), id="call-80"),
        pytest.param(SMALL, "dark", ("j", "j", "space"), id="brief-80"),
        pytest.param(MIDDLE, "dark", ("l", "l", "l"), id="done-empty-120"),
        pytest.param(MIDDLE, "dark", ("l",), id="waiting-120"),
        pytest.param(SMALL, "dark", ("s",), id="snooze-80"),
    ],
)
def test_screen(snap_compare: Compare, desk: Desk, size: tuple[int, int], theme: str, keys: tuple[str, ...]) -> None:
    """The screen looks as it did when somebody looked at it."""
    app = SdrDesk(desk, Settings(theme=theme, dial_command="none"), desk.queue.board())

    assert snap_compare(app, terminal_size=size, run_before=pressing(*keys))
