"""The ways to the gate's pictures: name, walk, size, colours, who sits there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from sdrdesk.desk.desk import Desk
from sdrdesk.tui.app import SdrDesk
from tests.tui import pupil
from tests.tui.robot import Robot

Walk = Callable[[Robot], Awaitable[None]]

WIDE, MIDDLE, SMALL = (160, 45), (120, 36), (80, 24)


def _desk(robot: Robot) -> Desk:
    """The desk of whoever sits there, with quizzes that ask the same each time."""
    desk = cast(SdrDesk, robot.app)._desk
    pupil.steady_draws(desk)
    return desk


async def _cover(robot: Robot) -> Desk:
    desk = _desk(robot)
    await robot.press("l", "l", "t")
    return desk


async def _quiz(robot: Robot) -> None:
    desk = await _cover(robot)
    await robot.press("enter")
    await robot.press(*pupil.keys_for(desk, robot))
    await robot.press(*pupil.keys_for(desk, robot))
    await robot.press(*pupil.keys_for(desk, robot)[:-1])


async def _result(robot: Robot) -> None:
    desk = await _cover(robot)
    await robot.press("enter")
    await pupil.answer_all(desk, robot, wrong=2)
    await robot.press("enter")


async def _unlocked(robot: Robot) -> None:
    desk = await _cover(robot)
    await robot.press("enter")
    await pupil.answer_all(desk, robot)
    await robot.press("enter", "enter")


async def _offer(robot: Robot) -> None:
    await robot.press("l", "l", "o")


async def _offer_in_call(robot: Robot) -> None:
    await robot.press("j", "j", "enter", "o")


async def _library(robot: Robot) -> None:
    await robot.press("ctrl+o")


async def _road(robot: Robot) -> None:
    await robot.press()


async def _certification(robot: Robot) -> None:
    await robot.press("6", *["l"] * 8)


GATE: tuple[tuple[str, Walk, tuple[int, int], str, str], ...] = (
    ("quiz", _quiz, WIDE, "dark", "maya"),
    ("quiz-light", _quiz, MIDDLE, "light", "maya"),
    ("quiz-compact", _quiz, SMALL, "dark", "maya"),
    ("result", _result, MIDDLE, "dark", "maya"),
    ("unlocked", _unlocked, MIDDLE, "dark", "maya"),
    ("offer", _offer, MIDDLE, "dark", "maya"),
    ("offer-in-call", _offer_in_call, WIDE, "dark", "maya"),
    ("library", _library, WIDE, "dark", "maya"),
    ("onboarding", _road, MIDDLE, "dark", "aisha"),
    ("onboarding-compact", _road, SMALL, "dark", "aisha"),
    ("certification", _certification, WIDE, "dark", "nora"),
)
