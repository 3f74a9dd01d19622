"""A seeded desk on a real file for every test, made once and copied."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.settings import Settings
from sdrdesk.tui.app import SdrDesk
from sdrdesk.tui.screens import queue
from tests.seeds import Seeds
from tests.tui import seeded
from tests.tui.robot import Robot, opened, unpainted
from tests.tui.sheets import parsed_once
from tests.worlds import copy_desk

NEVER = 86400.0
"""Seconds that no test lasts."""

Opened = Callable[..., AbstractAsyncContextManager[Robot]]


@pytest.fixture(autouse=True, scope="session")
def _sheets() -> Iterator[None]:
    """Every style sheet is parsed once."""
    with parsed_once:
        yield


@pytest.fixture(scope="session")
def template(seeds: Seeds) -> Path:
    """The seeded file that tests copy."""
    return seeds.get("team", seeded.seed)


@pytest.fixture
def desk_file(template: Path, tmp_path: Path) -> Path:
    """A copy of the seeded file."""
    return copy_desk(template, tmp_path / "desk.db")


@pytest.fixture
def clock() -> FixedClock:
    """Tuesday, 11:42 in New York, until it is moved."""
    return FixedClock(seeded.NOW)


@pytest.fixture
def desk(desk_file: Path, clock: FixedClock) -> Iterator[Desk]:
    """Maya's desk."""
    opened = seeded.open_at(desk_file, clock)
    yield opened
    opened.close()


@pytest.fixture
def other(desk_file: Path, clock: FixedClock) -> Iterator[Desk]:
    """The same rep at another terminal."""
    opened = seeded.open_at(desk_file, clock)
    yield opened
    opened.close()


@pytest.fixture
def open_app(desk: Desk, tmp_path: Path) -> Opened:
    """What opens the app on the desk, in an async with.

    It looks for what others did only where a test `watches`: on a busy machine a look, each half second of real time,
    would come into the middle of what another test counts.
    """

    @asynccontextmanager
    async def start(
        at: Desk | None = None,
        *,
        size: tuple[int, int] = (120, 40),
        first_board: bool = True,
        watches: bool = False,
        **settings: object,
    ) -> AsyncIterator[Robot]:
        sat = at or desk
        values = {"theme": "dark", "dial_command": "none", "downloads": str(tmp_path)} | settings
        board = sat.queue.board() if first_board else None
        app = SdrDesk(sat, Settings(**values), board)  # type: ignore[arg-type]
        async with AsyncExitStack() as stack:
            if not watches:
                stack.enter_context(patch.object(queue, "POLL", NEVER))
            with unpainted():
                pilot = await stack.enter_async_context(app.run_test(size=size, notifications=True))
            await opened(pilot)
            yield Robot(pilot)

    return start
