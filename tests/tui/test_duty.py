"""What a rep is told of leads that wait too long: never of the one on the line, never what no longer holds."""

from __future__ import annotations

from sdrdesk.desk.care.duty import Told
from tests.tui.conftest import Opened
from tests.tui.robot import Robot
from tests.tui.seeded import NOW


def told(lead_id: str, *, has_come: bool = False) -> Told:
    """A step of an escalation, as the desk tells it."""
    what = "it goes to Maya Ortiz" if has_come else "it is yours to call"
    return Told(
        lead_id=lead_id, name="Ann Late", company="Acme", at=NOW, tier=1, is_mine=True, has_come=has_come,
        reason=f"Demo request unanswered, due 2m40s ago: {what}",
    )  # fmt: skip


def toasts(robot: Robot) -> list[tuple[str, str]]:
    """Title and text of every toast that is up."""
    return [(one.title, one.message) for one in robot.app._notifications]


async def test_the_line_that_stands_names_no_age(open_app: Opened) -> None:
    """The toast may say how late; the status line stays for minutes, so it says who waits and what follows."""
    async with open_app() as robot:
        robot.screen.duty.tell([told("nobody")])
        await robot.press()
        assert toasts(robot) == [
            ("Ann Late, Acme waits", "Demo request unanswered, due 2m40s ago: it is yours to call")
        ]
        assert robot.status == "! Ann Late, Acme waits: it is yours to call"


async def test_a_lead_that_comes_is_said_to_be_the_reps(open_app: Opened) -> None:
    """Nobody is told that a lead goes to somebody of their own name."""
    async with open_app() as robot:
        robot.screen.duty.tell([told("nobody", has_come=True)])
        await robot.press()
        assert toasts(robot) == [("Ann Late, Acme is yours now", "Demo request unanswered, due 2m40s ago")]
        assert robot.status == "! Ann Late, Acme is yours now"


async def test_the_lead_on_the_line_does_not_wait(open_app: Opened) -> None:
    """During a call the rep is told of others, not of whom they talk to; logged, a lead is told of no more."""
    async with open_app() as robot:
        first = robot.view.rows[0].lead_id
        robot.screen.duty.tell([told(first)])
        await robot.press("enter")
        assert len(toasts(robot)) == 1
        await robot.wait(0.35)
        await robot.press("n")
        assert toasts(robot) == []
        lead_id = robot.view.rows[0].lead_id
        await robot.press("enter")
        robot.screen.duty.tell([told(lead_id)])
        assert toasts(robot) == []
        robot.screen.duty.tell([told("nobody")])
        await robot.press()
        assert len(toasts(robot)) == 1


async def test_a_small_screen_has_no_toast_over_a_call(open_app: Opened) -> None:
    """At 80x24 a toast goes when a call opens, and during the call the status line says what the next one would."""
    async with open_app(size=(80, 24)) as robot:
        robot.app.notify("[b]Well[/b] done", title="✓ Goals", markup=False)
        await robot.press()
        assert len(toasts(robot)) == 1
        await robot.press("enter")
        assert toasts(robot) == []
        assert robot.status == "✓ Goals: [b]Well[/b] done"
        robot.screen.duty.tell([told("nobody")])
        await robot.press()
        assert toasts(robot) == []
        assert robot.status == "! Ann Late, Acme waits: it is yours to call"
        await robot.press("escape")
        robot.app.notify("Well done")
        await robot.press()
        assert len(toasts(robot)) == 1


async def test_a_toast_over_a_dialog_does_not_stay_over_the_call(open_app: Opened) -> None:
    """What is told while a dialog of the call is up goes into the status line when the call is in front again."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("enter")
        await robot.wait(0.35)
        await robot.press("m")
        robot.app.notify("Ann waits", severity="error")
        await robot.press()
        assert len(toasts(robot)) == 1
        await robot.press("escape")
        assert toasts(robot) == []
        assert robot.status == "! Ann waits"


async def test_a_large_screen_has_room_beside_a_call(open_app: Opened) -> None:
    """Where the brief stands beside the call, a toast lies over the brief and stays."""
    async with open_app(size=(160, 45)) as robot:
        await robot.press("enter")
        robot.app.notify("Well done")
        await robot.press()
        assert len(toasts(robot)) == 1


async def test_a_key_puts_toasts_away(open_app: Opened) -> None:
    """ctrl+x does on every screen, in a call too, and leaves nothing else; on the queue esc does as well."""
    async with open_app(size=(160, 45)) as robot:
        await robot.press("enter")
        robot.app.notify("Well done")
        await robot.press("ctrl+x")
        assert toasts(robot) == []
        assert robot.call.is_open
        await robot.press("escape")
        robot.app.notify("Well done")
        await robot.press("escape")
        assert toasts(robot) == []
        await robot.press("B", "enter")
        robot.app.notify("That failed", severity="error")
        await robot.press("escape")
        assert toasts(robot) == []
        assert "End the call block?" not in robot.text
        await robot.press("escape")
        assert "End the call block?" in robot.text


async def test_a_lead_is_told_of_once(open_app: Opened) -> None:
    """A lead that comes because it waits too long is not announced as a new one as well."""
    async with open_app() as robot:
        row = robot.view.rows[0]
        robot.screen.watching._news._told.clear()
        robot.screen.duty.tell([told(row.lead_id, has_come=True)])
        assert row not in robot.screen.watching._news.of(robot.view.rows)
