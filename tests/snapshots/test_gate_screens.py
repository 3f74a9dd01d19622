"""The gate's screens as pictures: a change of one cell has to be looked at and accepted (`make snapshots`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.settings import Settings
from sdrdesk.tui.app import SdrDesk
from tests.seeds import Seeds
from tests.tui import seeded
from tests.tui.pupil import answer_all, keys_for, steady_draws
from tests.tui.robot import Robot, opened, settled
from tests.worlds import copy_desk

Compare = Callable[..., bool]
Walk = Callable[[Desk, Robot], Awaitable[None]]

SMALL, MIDDLE, WIDE = (80, 24), (120, 36), (160, 45)


@pytest.fixture(scope="module")
def template(seeds: Seeds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeded team with a manager, Tuesday 11:42."""
    path = copy_desk(seeds.get("team", seeded.seed), tmp_path_factory.mktemp("gate") / "desk.db")
    desk = seeded.open_at(path)
    desk.team.add_rep(login="nora", name="Nora Weiss", role="manager", zone_name="America/New_York")
    desk.close()
    return path


@pytest.fixture
def sit(template: Path, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Sits somebody down at a copy of it, with a clock that stands and quizzes that ask the same."""
    desks: list[Desk] = []

    def down(login: str) -> Desk:
        path = tmp_path / "desk.db"
        path.write_bytes(template.read_bytes())
        desks.append(open_desk(path, FixedClock(seeded.NOW), login))
        steady_draws(desks[-1])
        return desks[-1]

    yield down
    for desk in desks:
        desk.close()


async def _locked(_: Desk, robot: Robot) -> None:
    await robot.press("l", "l")


async def _quiz(desk: Desk, robot: Robot) -> None:
    await robot.press("l", "l", "t", "enter")
    await robot.press(*keys_for(desk, robot))
    await robot.press(*keys_for(desk, robot))
    await robot.press("4")


async def _result(desk: Desk, robot: Robot) -> None:
    await robot.press("l", "l", "t", "enter")
    await answer_all(desk, robot, wrong=2)
    await robot.press("enter")


async def _road(_: Desk, robot: Robot) -> None:
    await robot.press("5")


async def _library(_: Desk, robot: Robot) -> None:
    await robot.press("ctrl+o")


async def _passes(_: Desk, robot: Robot) -> None:
    await robot.press("6", "j", "l", "l")


@pytest.mark.parametrize(
    ("size", "theme", "login", "walk"),
    [
        pytest.param(SMALL, "dark", "maya", _locked, id="locked-80"),
        pytest.param(WIDE, "dark", "maya", _quiz, id="quiz-160"),
        pytest.param(SMALL, "ansi", "maya", _quiz, id="quiz-80-ansi"),
        pytest.param(MIDDLE, "light", "maya", _result, id="result-120-light"),
        pytest.param(SMALL, "dark", "maya", _road, id="road-80"),
        pytest.param(MIDDLE, "dark", "maya", _library, id="library-120"),
        pytest.param(SMALL, "ansi", "nora", _passes, id="passes-80-ansi"),
    ],
)
def test_screen(
    snap_compare: Compare, sit: Callable[[str], Desk], size: tuple[int, int], theme: str, login: str, walk: Walk
) -> None:
    """The screen looks as it did when somebody looked at it."""
    desk = sit(login)
    app = SdrDesk(desk, Settings(theme=theme, dial_command="none"), desk.queue.board())

    async def run(pilot: Pilot[Any]) -> None:
        await opened(pilot)
        robot = Robot(pilot)
        await walk(desk, robot)
        await settled(pilot)

    assert snap_compare(app, terminal_size=size, run_before=run)
