"""The lock: it hides the desk, keeps what was being written, and opens with the rep's password alone."""

from __future__ import annotations

from time import monotonic

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.people import passwords
from sdrdesk.desk.people.signing_in import SigningIn
from sdrdesk.settings import Settings
from sdrdesk.store import compiled
from sdrdesk.tui.app import SdrDesk
from sdrdesk.tui.door import Door
from sdrdesk.tui.screens.lock import LockScreen
from tests.tui.conftest import Opened
from tests.tui.robot import Robot, settled
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


async def test_whoever_was_signed_out_signs_in_again_at_the_lock(open_app: Opened, desk: Desk) -> None:
    """The session is over; the password gives the same desk back, note and all, and the new session is remembered."""
    kept: list[str] = []
    desk.seat.remember = kept.append
    desk.identity.set_password(GOOD)
    async with open_app(lock_minutes=5) as robot:
        await ready(robot)
        await robot.press("enter", "tab", *"spring")
        with desk.seat.store.writing() as unit:
            unit.run(compiled.END_SESSIONS, rep=desk.rep.id, set_ended_at=desk.clock.now())
        app = robot.app
        assert isinstance(app, SdrDesk)
        assert app.locking is not None
        for _ in range(6):
            app.locking.look()
        await robot.press()
        assert "signed out" in robot.text
        await robot.press(*typed(GOOD), "enter")
        assert not isinstance(robot.app.screen, LockScreen)
        assert robot.call.draft.note == "spring"
    assert kept == [desk.seat.token]
    assert desk.identity.standing() == ""


async def test_another_member_signs_in_at_the_door(desk: Desk) -> None:
    """A key picks the next of the team, a login may be typed; the password counts for the one that stands there."""
    desk.identity.set_password(GOOD)
    way_in = SigningIn(desk.seat.store, "tui")
    app = Door(way_in, way_in.reps(), "jon", Settings(theme="dark"))
    async with app.run_test(size=(80, 24)) as pilot:
        robot = Robot(pilot)
        await settled(pilot)
        assert "Jon Reyes" in robot.text
        await robot.press("down")
        assert "Maya Chen" in robot.text
        await robot.press("shift+tab", "end", "a", *"x", "enter", *typed(GOOD), "enter")
        assert "Who are you?" in robot.text
        assert "do not fit" in robot.text
        await robot.press("down", "down", *typed(GOOD), "enter")
    assert app.session is not None
    assert app.session.login == "maya"


def typed(words: str) -> list[str]:
    """Keys that type the words."""
    return ["space" if one == " " else one for one in words]
