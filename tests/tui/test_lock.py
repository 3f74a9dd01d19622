"""The lock: it hides the desk, keeps what was being written, and opens with the rep's password alone."""

from __future__ import annotations

from time import monotonic

import pytest

from sdrdesk.desk import passwords
from sdrdesk.desk.desk import Desk
from sdrdesk.store import compiled
from sdrdesk.tui.app import SdrDesk
from sdrdesk.tui.screens.lock import LockScreen
from tests.tui.conftest import Opened
from tests.tui.robot import Robot
from tests.tui.test_calling import ready

GOOD = "seven grey herons"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost little."""
    monkeypatch.setattr(passwords, "TIME_COST", 1)
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "LANES", 1)


def is_locked(app: SdrDesk) -> bool:
    """Whether the lock has the screen."""
    return isinstance(app.screen, LockScreen)


async def idle(robot: Robot, minutes: float) -> SdrDesk:
    """Nobody touches a key for so long; the lock looks."""
    app = robot.app
    assert isinstance(app, SdrDesk)
    assert app.locking is not None
    app.locking._touched = monotonic() - minutes * 60
    app.locking.look()
    await robot.press()
    return app


async def test_the_desk_locks_and_opens_again(open_app: Opened, desk: Desk) -> None:
    """After some minutes no lead is in sight, not even in a toast; a note waits for the right password."""
    desk.identity.set_password(GOOD)
    async with open_app(lock_minutes=5) as robot:
        await ready(robot)
        await robot.press("enter", "tab", *"spring")
        app = await idle(robot, 4.9)
        assert not is_locked(app)
        await idle(robot, 5.1)
        assert is_locked(app)
        app.notify("Lena Fischer converted again")
        assert "Fischer" not in robot.text
        await robot.press("ctrl+p")
        assert is_locked(app)
        await robot.press(*"wrong", "enter")
        assert "do not fit" in robot.text
        await robot.press(*(key if key != " " else "space" for key in GOOD), "enter")
        assert not is_locked(app)
        assert robot.call.draft.note == "spring"


async def test_a_desk_without_a_password_does_not_lock(open_app: Opened, desk: Desk) -> None:
    """There would be nothing to open it with; but whoever was signed out or has left finds it closed."""
    async with open_app(lock_minutes=5) as robot:
        app = await idle(robot, 600)
        assert not is_locked(app)
        with desk.seat.store.writing() as unit:
            unit.run(compiled.CHANGE_REP, of_rep=desk.rep.id, set_role="rep", set_left_at=desk.clock.now())
        assert app.locking is not None
        for _ in range(6):
            app.locking.look()
        await robot.press()
        assert is_locked(app)
        assert "not on the team any more" in robot.text
