"""Jump mode: letters over what one can go to, on every screen with more than one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.tui.dialogs.jump import LETTERS, Jump, spots
from sdrdesk.tui.screens.figures import FiguresScreen
from sdrdesk.tui.widgets.pane import Pane
from tests.tui.conftest import Opened
from tests.tui.robot import Robot


def letter_at(robot: Robot, words: str) -> str:
    """The letter at the line of the screen that holds the words."""
    line = next(at for at, one in enumerate(robot.lines()) if words in one)
    found = spots(robot.app.screen)
    return LETTERS[next(at for at, (_, y, _) in enumerate(found) if y == line)]


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_a_letter_goes_to_a_lead(open_app: Opened, size: tuple[int, int]) -> None:
    """Each lead in sight has a letter beside it; typing it puts the cursor there."""
    async with open_app(size=size) as robot:
        letter = letter_at(robot, "Marcus Lee")
        await robot.press("semicolon")
        assert type(robot.app.screen) is Jump
        assert f" {letter} " in next(one for one in robot.lines() if "inch & Co" in one)
        await robot.press(letter)

        assert len(robot.app.screen_stack) == 1
        assert robot.current == "Marcus Lee"
        assert robot.view.has_focus


async def test_a_letter_opens_a_tab(open_app: Opened) -> None:
    """The tabs have letters too."""
    async with open_app() as robot:
        await robot.press("ctrl+g", LETTERS[1])

        assert robot.screen.board is not None
        assert robot.screen.board.tab == "waiting"


@pytest.mark.parametrize("key", ["escape", "semicolon", "7"])
async def test_anything_else_leaves(open_app: Opened, key: str) -> None:
    """Escape, the same key again or a key without a place: everything is as it was."""
    async with open_app() as robot:
        before = robot.current
        await robot.press("semicolon", key)

        assert robot.app.screen is robot.screen
        assert robot.current == before


@pytest.mark.parametrize(
    ("keys", "login"), [("2", "maya"), ("3", "nora"), ("4", "nora"), ("m", "maya"), ("6", "nora"), ("5", "maya")]
)
async def test_every_screen_with_several_places_has_letters(
    open_app: Opened, desk: Desk, desk_file: Path, clock: FixedClock, keys: str, login: str
) -> None:
    """Figures, pages and rows: a letter for each, and typing the last one is answered."""
    desk.team.add_rep(login="nora", name="Nora Weiss", role="manager", zone_name="America/New_York")
    at = open_desk(desk_file, clock, login)
    async with open_app(at) as robot:
        await robot.press(keys)
        screen = robot.app.screen
        found = spots(screen)
        assert len(found) > 1
        await robot.press("semicolon", LETTERS[len(found) - 1])

        assert robot.app.screen is screen
        if isinstance(screen, FiguresScreen):
            lines = [pane for pane in screen.query(Pane) if pane.has_class("-current")]
            assert lines == [screen.pane]
            assert screen.figure is not None
    at.close()


async def test_no_jump_behind_a_call(open_app: Opened) -> None:
    """During a call the key belongs to the call."""
    async with open_app() as robot:
        await robot.press("enter", "ctrl+g")

        assert robot.screen.is_calling
        assert robot.app.screen is robot.screen
