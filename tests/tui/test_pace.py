"""Call blocks, the morning page, the day's e-mails and the evening's line, at the keyboard."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from textual.widgets import Input

from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.block import BlockRule, Goal
from sdrdesk.tui.dialogs.block_summary import BlockSummary
from sdrdesk.tui.dialogs.evening import EveningLine
from sdrdesk.tui.screens.mail_round import MailRound
from sdrdesk.tui.screens.today import TodayScreen
from tests.desk.mail_server import serving
from tests.tui.conftest import Opened
from tests.worlds import local


async def test_a_block_is_chosen_key_by_key_and_shows_what_fits(open_app: Opened, desk: Desk) -> None:
    """B, a length, a zone, enter: fewer rows in the same order, a clock, and why somebody else is among them."""
    async with open_app(size=(80, 24)) as robot:
        every = robot.names
        await robot.press("B", "l", "2", "z", "n", "enter")
        assert robot.screen.pacing.runs
        assert robot.screen.pacing.line.words.startswith("▶ 25m left  0/")
        assert robot.names == [name for name in every if name in robot.names] != every
        state = desk.blocks.state()
        assert state
        assert (state.block.minutes, state.block.rule) == (25, BlockRule(zone="America/New_York"))
        assert {row.through for row in robot.view.rows} == {"", "promise", "tier 1"}


async def test_escape_and_the_same_key_ask_before_a_block_ends(open_app: Opened, desk: Desk) -> None:
    """No goes on; yes shows what came of it, which stays until it is put away, and Ready is whole again."""
    desk.blocks.start(25, Goal.DIALS, 5, BlockRule(zone="America/New_York"))
    async with open_app(size=(80, 24)) as robot:
        narrow = robot.names
        for key in ("escape", "B"):
            await robot.press(key)
            assert "End the call block?" in robot.text
            await robot.press("n")
            assert robot.screen.pacing.runs
        await robot.press("B", "y")
        assert isinstance(robot.app.screen, BlockSummary)
        summary = robot.app.screen
        summary._at = float("inf")  # too soon for anybody to have read it
        await robot.press("enter")
        assert isinstance(robot.app.screen, BlockSummary)
        summary._at = 0
        await robot.press("enter")
        assert len(robot.names) > len(narrow)
        assert desk.blocks.state() is None


async def test_a_block_whose_clock_runs_out_waits_for_the_call(open_app: Opened, desk: Desk, clock: FixedClock) -> None:
    """A call that began in time is finished and counted; then the summary comes up."""
    desk.blocks.start(25, Goal.DIALS, 1)
    clock.advance(timedelta(minutes=1))
    async with open_app(size=(80, 24)) as robot:
        await robot.press("enter")
        clock.advance(timedelta(minutes=26))
        robot.call._since -= 26 * 60
        robot.screen._tick()
        await robot.press()
        assert robot.screen.is_calling
        await robot.wait(0.35)
        await robot.press("n")
        robot.screen._tick()
        await robot.press()
        assert isinstance(robot.app.screen, BlockSummary)
        assert robot.app.screen._summary.made.dials == 1


async def test_another_terminal_and_a_restart_show_the_block(open_app: Opened, desk: Desk, other: Desk) -> None:
    """It is in the store: whoever opens the rep's desk is in it."""
    other.blocks.start(25, Goal.DIALS, 5)
    async with open_app(size=(120, 40)) as robot:
        assert robot.screen.pacing.line.words.startswith("▶ 25m left  0/5 dials")
    assert desk.blocks.state()


async def test_in_a_block_nothing_but_tier_1_is_told(open_app: Opened, desk: Desk) -> None:
    """A toast that only informs is left out; a fault is shown."""
    desk.blocks.start(25, Goal.DIALS, 5)
    async with open_app(size=(80, 24)) as robot:
        robot.app.notify("well done")
        robot.app.notify("that failed", severity="error")
        await robot.press()
        assert [one.message for one in robot.app._notifications] == ["that failed"]


async def test_the_morning_page_greets_once_and_enter_goes_to_who_may_not_wait(
    open_app: Opened, desk: Desk, clock: FixedClock
) -> None:
    """The next day's first start shows it, before it a lead of tier 1; the second start begins at the queue."""
    clock.move_to(local("2026-11-25 09:30"))
    async with open_app(size=(80, 24)) as robot:
        assert isinstance(robot.app.screen, TodayScreen)
        page = desk.today.page()
        assert page.urgent
        assert "! Now" in robot.text
        await robot.press("enter")
        assert robot.current == page.urgent.name
    async with open_app(size=(80, 24)) as robot:
        assert robot.app.screen is robot.screen


async def test_without_the_setting_no_page_greets(open_app: Opened, clock: FixedClock) -> None:
    """Morning = false begins every day at the queue; 7 has the page."""
    clock.move_to(local("2026-11-25 09:30"))
    async with open_app(size=(80, 24), morning=False) as robot:
        assert robot.app.screen is robot.screen
        await robot.press("7")
        assert isinstance(robot.app.screen, TodayScreen)


async def test_a_commitment_is_typed_and_shared_at_the_morning_page(open_app: Opened, desk: Desk) -> None:
    """c, o, words, enter; s shows it to the team."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("7", "c", "o", *"5 dials by 5pm", "enter")
        assert "counted: 5 dials before 17:00" in robot.text
        await robot.press("s")
        assert "shared with the team" in robot.text
    view = desk.commitments.mine()
    assert view
    assert view.commitment.is_shared


async def test_what_is_decided_is_not_asked_for_again(open_app: Opened, desk: Desk) -> None:
    """There is one commitment for each day: c says so at once, and offers nothing that would be refused."""
    desk.commitments.make("1 dial")
    desk.calling.log(desk.queue.rows()[0].lead_id, "no_answer")
    async with open_app(size=(80, 24)) as robot:
        await robot.press("7", "c")
        assert isinstance(robot.app.screen, TodayScreen)
        assert robot.app.screen.status.words == '· "1 dial" was kept: there is one for each day'


async def test_the_days_e_mails_go_one_by_one_and_none_unseen(open_app: Opened, desk: Desk, clock: FixedClock) -> None:
    """Each is shown before enter sends it; a key held down sends one; passing over keeps it due."""
    names = ("Marcus Lee", "Ana Souza")
    for name in names:
        desk.calling.log(desk.leads.find(name), "voicemail")
    clock.advance(timedelta(hours=3))
    due = [row.name for row in desk.mailing.due().rows]
    with serving() as (post, server):
        mail = {"smtp_host": server.host, "smtp_port": str(server.port), "smtp_security": "none"}
        async with open_app(size=(80, 24), email="maya@desk.example", **mail) as robot:
            await robot.press("E")
            assert f"1 of {len(due)} e-mails" in robot.text
            screen = robot.app.screen
            assert isinstance(screen, MailRound)
            screen._shown_at = float("inf")  # nobody has read it yet
            await robot.burst("enter", "enter", "enter")
            assert post.taken == []
            await robot.press("n")
            assert "1 skipped" in robot.text
            await robot.press("p")
            screen._shown_at = 0
            await robot.burst("enter", "enter")
            await robot.until(lambda: bool(post.taken))
            assert "1 sent" in robot.text
            assert isinstance(robot.app.screen, MailRound)
    assert len(post.taken) == 1
    assert [row.name for row in desk.mailing.due().rows] == due[1:]


async def test_without_e_mails_the_round_says_so(open_app: Opened) -> None:
    """And leads back."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("E")
        assert "None is due now" in robot.text
        await robot.press("escape")
        assert robot.app.screen is robot.screen


async def test_leaving_after_closing_asks_for_one_line(open_app: Opened, desk: Desk, clock: FixedClock) -> None:
    """The day's result, a line, enter; then the desk is left. Before closing it is left at once."""
    clock.move_to(local("2026-11-24 19:30"))
    async with open_app(size=(80, 24)) as robot:
        await robot.press("q")
        assert isinstance(robot.app.screen, EveningLine)
        assert isinstance(robot.app.focused, Input)
        await robot.press(*"Asked more")
        robot._send("enter")
        for _ in range(500):
            if robot.app.return_code is not None:
                break
            await asyncio.sleep(0.01)
        assert robot.app.return_code == 0
    assert desk.today.evening().words == "Asked more"
    assert not desk.today.is_over()
