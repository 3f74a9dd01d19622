"""The ways to the pictures of a paced day: name, walk, size."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from tests.tui.robot import Robot

Walk = Callable[[Robot], Awaitable[None]]

WIDE, MIDDLE, SMALL = (160, 45), (120, 36), (80, 24)


async def _day(robot: Robot) -> None:
    await robot.press("7")


async def _ask_block(robot: Robot) -> None:
    await robot.press("B", "z", "c")


async def _block(robot: Robot) -> None:
    await robot.press("B", "z", "c", "enter")


async def _summary(robot: Robot) -> None:
    await robot.press("B", "g", "D", "2", "enter", "enter")
    for outcome in ("n", "v"):
        robot.screen._desk.clock.advance(timedelta(minutes=4))  # type: ignore[attr-defined]
        await robot.press("enter")
        await robot.wait(0.5)
        await robot.press(outcome)
    robot.screen._desk.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    await robot.press("r", "B", "y")


async def _mails(robot: Robot) -> None:
    await robot.press(*"jjjjj", "enter")
    await robot.wait(0.5)
    await robot.press("v", "E")


PACE: tuple[tuple[str, Walk, tuple[int, int]], ...] = (
    ("day", _day, MIDDLE),
    ("day-compact", _day, SMALL),
    ("block", _block, WIDE),
    ("block-compact", _block, SMALL),
    ("block-new", _ask_block, SMALL),
    ("block-over", _summary, SMALL),
    ("mails", _mails, SMALL),
)
