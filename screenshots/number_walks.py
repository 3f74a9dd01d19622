"""The walks to the pictures of the number screens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.tui.robot import Robot

WIDE, MIDDLE, SMALL = (160, 45), (120, 36), (80, 24)


async def _stats(robot: Robot) -> None:
    await robot.press("2", "l")


async def _definition(robot: Robot) -> None:
    await robot.press("2", "j", "question_mark")


async def _team(robot: Robot) -> None:
    await robot.press("3", "]")


async def _marketing(robot: Robot) -> None:
    await robot.press("4")


async def _giving(robot: Robot) -> None:
    await robot.press("3", "o", "space", "space", "a")


async def _meetings(robot: Robot) -> None:
    await robot.press("m", "tab", "tab", "tab")


async def _compare(robot: Robot) -> None:
    await robot.press("3", "]", "x", "o")


NUMBERS: tuple[tuple[str, Callable[[Robot], Awaitable[None]], tuple[int, int], str, str], ...] = (
    ("stats", _stats, WIDE, "dark", "maya"),
    ("stats-light", _stats, WIDE, "light", "maya"),
    ("stats-what", _definition, MIDDLE, "dark", "maya"),
    ("stats-compact", _stats, SMALL, "dark", "maya"),
    ("team", _team, WIDE, "dark", "nora"),
    ("team-light", _team, WIDE, "light", "nora"),
    ("team-colour-blind", _team, WIDE, "colour-blind", "nora"),
    ("team-contrast", _team, WIDE, "contrast", "nora"),
    ("team-compact", _team, SMALL, "dark", "nora"),
    ("team-leads", _giving, MIDDLE, "dark", "nora"),
    ("team-compare", _compare, SMALL, "dark", "nora"),
    ("meetings", _meetings, MIDDLE, "light", "maya"),
    ("marketing", _marketing, WIDE, "dark", "nora"),
    ("marketing-light", _marketing, MIDDLE, "light", "nora"),
)
"""Name, walk, size, colours, and who sits there."""
