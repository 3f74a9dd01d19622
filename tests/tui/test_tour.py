"""The tour: real keys on practice leads that leave no trace, one step after another."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk import paths, state
from sdrdesk.desk.demo import demo
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.queue import Tab
from sdrdesk.tui import touring
from sdrdesk.tui.app import SdrDesk
from sdrdesk.tui.screens import tour
from sdrdesk.tui.screens.tour import TourScreen
from sdrdesk.tui.tour_steps import STEPS
from tests.seeds import Seeds
from tests.tui import seeded
from tests.tui.conftest import Opened
from tests.tui.robot import Robot, settled
from tests.worlds import copy_desk


@pytest.fixture
def practised(desk_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small seed instead of the demo's, which takes seconds to write."""
    folder = tmp_path / "practice"

    def made(now: object) -> tuple[Desk, Path]:
        folder.mkdir()
        copy_desk(desk_file, folder / "practice.db")
        return seeded.open_at(folder / "practice.db"), folder

    monkeypatch.setattr(tour, "practice", made)
    return folder


async def started(robot: Robot) -> TourScreen:
    """The tour, from the palette."""
    await robot.press("ctrl+p", *"tour")
    await robot.wait(0.2)
    await robot.press("enter")
    await robot.until(lambda: isinstance(robot.app.screen, TourScreen))
    await robot.wait(0.2)
    screen = robot.app.screen
    assert isinstance(screen, TourScreen)
    return screen


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_each_key_leads_to_the_next_step(
    open_app: Opened, desk: Desk, practised: Path, size: tuple[int, int]
) -> None:
    """Every step is done by doing it; the own desk is untouched and the practice leads are gone afterwards."""
    before = desk.queue.board()
    async with open_app(size=size) as robot:
        screen = await started(robot)
        ways = (
            ("space",), ("escape",), ("enter",), ("tab", "h", "i", "tab"), ("n",), ("u",), ("l", "l"), ("t", "escape"),
            ("slash", "escape"), ("question_mark", "escape"),
        )  # fmt: skip
        assert len(ways) == len(STEPS)
        for number, keys in enumerate(ways, 1):
            assert f"{number} of {len(STEPS)}" in robot.text
            if keys == ("n",):
                await robot.wait(0.4)
            await robot.press(*keys)
            await robot.until(lambda number=number: screen.step == number)  # type: ignore[misc]
            await settled(robot.pilot)
            assert screen.step == number, keys
        assert "That was the day" in robot.text
        await robot.press("h", "h", "escape")

        assert robot.app.screen is robot.screen
        assert "brings it back" in robot.status
        await robot.until(lambda: not practised.exists())
        assert not practised.exists()
    after = desk.queue.board()
    assert (after.day, [row.lead_id for row in after.rows]) == (before.day, [row.lead_id for row in before.rows])
    assert not list(paths.drafts_folder("x", "y").parent.parent.rglob("*.json"))


async def test_a_key_that_did_nothing_leads_nowhere(open_app: Opened, practised: Path) -> None:
    """Only what was asked for counts, and quitting the tour does not quit the desk."""
    async with open_app(size=(80, 24)) as robot:
        screen = await started(robot)
        await robot.press("j", "k", "l", "h", "u")
        assert screen.step == 0
        await robot.press("q")

        assert robot.app.screen is robot.screen
        assert robot.app.is_running


async def test_it_is_offered_once(open_app: Opened, desk: Desk) -> None:
    """Whoever sits down for the first time reads of it below the list, and how to get there; later starts are quiet."""
    for expected in ("three minutes on practice leads", ""):
        async with open_app(size=(80, 24)) as robot:
            assert isinstance(robot.app, SdrDesk)
            touring.offer(robot.app, desk)
            await settled(robot.pilot)

            assert expected in robot.status
            assert ("^p Tour" in robot.text) is bool(expected)
    assert state.read("tour") == {desk.rep.id: "offered"}


def test_practice_leads_are_a_demo_of_their_own(seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is laid out is a whole desk with ready and locked leads, and nothing of it stays."""
    monkeypatch.setattr(demo, "seed", seeds.remembered)
    desk, folder = tour.practice(seeded.NOW)
    board = desk.queue.board()
    assert board.counts.of(Tab.READY) > 3
    assert board.counts.of(Tab.LOCKED) > 0
    tour.throw_away(desk, folder)

    assert not folder.exists()
