"""The number screens as pictures: a change of one cell has to be looked at and accepted (`make snapshots`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.build import open_desk
from sdrdesk.clock import FixedClock
from sdrdesk.settings import Settings
from sdrdesk.tui.app import SdrDesk
from tests.seeds import Seeds
from tests.snapshots.test_screens import MIDDLE, SMALL, WIDE, Compare, pressing
from tests.tui import seeded
from tests.worlds import copy_desk


@pytest.mark.parametrize(
    ("login", "size", "theme", "keys"),
    [
        pytest.param("maya", WIDE, "dark", ("2", "l"), id="mine-160"),
        pytest.param("maya", SMALL, "light", ("2", "l"), id="mine-80-light"),
        pytest.param("maya", SMALL, "ansi", ("2", "l"), id="mine-80-ansi"),
        pytest.param("nora", WIDE, "dark", ("3",), id="team-160"),
        pytest.param("nora", SMALL, "dark", ("3",), id="team-80"),
        pytest.param("nora", MIDDLE, "light", ("4",), id="marketing-120-light"),
    ],
)
def test_screen(
    snap_compare: Compare,
    seeds: Seeds,
    tmp_path: Path,
    login: str,
    size: tuple[int, int],
    theme: str,
    keys: tuple[str, ...],
) -> None:
    """The screen looks as it did when somebody looked at it."""
    path = copy_desk(seeds.demo(seeded.NOW), tmp_path / "desk.db")
    desk = open_desk(path, FixedClock(seeded.NOW), login)
    app = SdrDesk(desk, Settings(theme=theme, dial_command="none"), desk.queue.board())

    assert snap_compare(app, terminal_size=size, run_before=pressing(*keys))
    desk.close()
