"""The ways to the pictures of what comes in and goes out: name, walk, size."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.tui.robot import Robot

Walk = Callable[[Robot], Awaitable[None]]

WIDE, SMALL = (160, 45), (80, 24)

SAMPLE = Path(__file__).parents[1] / "data" / "leads_hubspot_sample.csv"


async def _import(robot: Robot) -> None:
    text = SAMPLE.read_text(encoding="utf-8-sig").replace("Trial Signup", "Autumn fair").replace("ROI Guide", "Desk")
    path = Path(tempfile.mkdtemp()) / "contacts-2026-11-24.csv"
    path.write_text(text, encoding="utf-8")
    await robot.press("f", *str(path), "enter")


TOUCHES: tuple[tuple[str, Walk, tuple[int, int]], ...] = (
    ("import", _import, WIDE),
    ("import-compact", _import, SMALL),
)
