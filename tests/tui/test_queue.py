"""The queue: what it opens with, how one moves in it, what others and the clock do to it."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from unittest.mock import patch

import pytest

from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.queue import Counts, Tab
from sdrdesk.errors import StoreError
from sdrdesk.tui.widgets.brief_panel import BriefPanel
from sdrdesk.tui.widgets.tab_bar import TabBar
from tests.tui import seeded
from tests.tui.conftest import Opened

READY = [
    "Lena Fischer", "Tom Okafor", "Ana Souza", "Priya Raman", "Marcus Lee",
    "Yuki Tanaka", "Diego Ruiz", "Sara Lindqvist", "Ines Moreau", "Owen Brady",
]  # fmt: skip


async def test_opens_on_ready_in_order(open_app: Opened) -> None:
    """The first screen is Ready, promises first, with the top lead's brief and true counts."""
    async with open_app() as robot:
        assert robot.names == READY
        assert robot.current == "Lena Fischer"
        assert "You promised to call back" in robot.brief
        assert "Ready 10   Waiting 3   Locked 1   Done today 0" in robot.text


async def test_very_many_leads_are_counted_out_behind_the_first_screen(
    open_app: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tabs say how many leads there are at least, then how many; while those are counted anew, how many there were."""
    monkeypatch.setattr("sdrdesk.desk.queue.MOST_COUNTED", 4)
    said, show = list[str](), TabBar.show

    def noted(self: TabBar, tab: Tab, counts: Counts) -> None:
        show(self, tab, counts)
        said.append(self.render().plain.strip())

    monkeypatch.setattr(TabBar, "show", noted)
    exact = "Ready 10   Waiting 3   Locked 1   Done today 0"
    async with open_app() as robot:
        await robot.until(lambda: exact in robot.text)
        assert said[0] == "Ready 4+   Waiting 0+   Locked 0+   Done today 0+"
        said.clear()
        await robot.press("r")
        assert set(said) == {exact}


async def test_first_paint_needs_no_desk(open_app: Opened, desk: Desk) -> None:
    """A board that was read before is painted as it is; without one the screen says that it is reading."""
    async with open_app(first_board=False) as robot:
        assert robot.names == READY


async def test_the_brief_follows_the_cursor(open_app: Opened) -> None:
    """The brief and the cursor never show two people."""
    async with open_app() as robot:
        for name in READY[1:4]:
            await robot.press("j")
            assert robot.current == name
            assert robot.brief.startswith(name)
        await robot.press("k", "up")
        assert robot.brief.startswith(READY[1])
        await robot.press("G")
        assert robot.brief.startswith(READY[-1])
        await robot.press("home")
        assert robot.brief.startswith(READY[0])


async def test_the_brief_answers_before_the_call(open_app: Opened) -> None:
    """Why now, how to open, the path with minutes, the next small yes, what to ask, the facts."""
    async with open_app(size=(160, 50)) as robot:
        await robot.press("j", "j")

        said = robot.brief

    assert "Northwind Traders · 450 people" in said
    assert "+1 312 555 0142   Chicago, 10:42 local" in said
    assert "Demo requested 1m48s ago, answer within 3:12, grade A" in said
    assert "Open on the Pricing page, read for 4 min" in said
    assert "10:35  Pricing" in said
    assert "4m06s" in said
    assert "12 Nov Speed to Lead" in said
    assert "▸ picked up" in said
    assert "? Who else decides?" in said
    assert re.search(r"First sentence: (Name what they took|Ask for half a minute)", said)
    assert re.search(r"Asking for the meeting: (Offer two times|Ask what would)", said)
    assert "no touches yet" in said


async def test_small_screen_tells_the_brief_in_lines(open_app: Opened) -> None:
    """At 80x24 who, why, how, the path and the next yes stand below the list, and no line is wider than the screen."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("j", "j")

        lines = robot.lines()

    text = "\n".join(lines)
    for words in (
        "Ana Souza VP Sales Ops",
        "Why now  Demo requested",
        "Approach",
        "Ask      ",
        "Path     Ask for a demo",
        "Next yes",
    ):
        assert words in text
    assert "enter dial" in lines[-1]
    assert "? keys" in lines[-1]
    assert "Maya Chen" in lines[0]
    assert "dials 0/60" in lines[0]
    assert "11:42" in lines[0]


async def test_tabs(open_app: Opened) -> None:
    """Left and right, h and l go through the four shelves and round."""
    async with open_app() as robot:
        await robot.press("l")
        assert robot.names == ["Kenji Mori", "Zoë Novák", "Uma Falken"]
        assert "no zone: z" in robot.text
        await robot.press("right")
        assert robot.names == ["Gita Rao"]
        await robot.press("l", "l")
        assert robot.names == READY
        await robot.press("h")
        assert "No lead is done yet today" in robot.text
        await robot.press("1")
        assert robot.names == READY


async def test_tabs_are_never_lost(open_app: Opened) -> None:
    """Keys faster than the desk, and a look at what others did in between, end on the tab that was asked for."""
    async with open_app() as robot:
        robot._send("l")
        robot.screen.watching.look()
        await robot.rush("l")
        robot.screen.watching.look()
        await robot.press()

        assert robot.names == ["Gita Rao"]


async def test_a_click_on_a_tab_opens_it(open_app: Opened) -> None:
    """The mouse may do what the keys do."""
    async with open_app(size=(80, 24)) as robot:
        await robot.pilot.click("TabBar", offset=(16, 0))
        await robot.press()

        assert robot.names[0] == "Kenji Mori"


async def test_locked_says_what_unlocks(open_app: Opened) -> None:
    """Enter on a locked lead opens no call but the offer whose quiz is missing."""
    async with open_app() as robot:
        await robot.press("l", "l")
        assert 'locked until you pass the quiz on "What an answered lead' in robot.brief.replace("\n", " ")
        await robot.press("enter")

        assert not robot.call.is_open
        assert "What an answered lead is worth" in robot.text


async def test_outside_hours_is_refused(open_app: Opened) -> None:
    """Enter on a lead whose hours are shut opens no call and says why."""
    async with open_app() as robot:
        await robot.press("l", "enter")

        assert not robot.call.is_open
        assert robot.toasts


async def test_others_changes_appear_under_a_still_cursor(open_app: Opened, other: Desk) -> None:
    """A lead above the cursor that somebody else logs goes; the cursor stays on its lead and the brief with it."""
    async with open_app(watches=True) as robot:
        await robot.press("j", "j")
        top = robot.view.rows[0].lead_id
        other.calling.log(top, "no_answer")
        await robot.until(lambda: robot.names == READY[1:])

        assert robot.names == READY[1:]
        assert robot.current == "Ana Souza"
        assert robot.brief.startswith("Ana Souza")


async def test_a_new_demo_request_announces_itself(open_app: Opened, other: Desk) -> None:
    """A new tier-1 lead is told by name and deadline once, and takes neither cursor nor screen."""
    async with open_app(watches=True) as robot:
        await robot.press("j", "j", "j", "j")
        newcomer = seeded.Someone(
            name="Nora Quist", title="CEO", company="Fjord", phone="+12125550199", city="New York",
            place="US-NY|America/New_York", offer="demo-request", ago=timedelta(seconds=5),
        )  # fmt: skip
        seeded.arrive(other, FixedClock(seeded.NOW), newcomer)
        await robot.until(lambda: bool(robot.toasts))

        assert robot.toasts[-1].startswith("Demo request Nora Quist, Fjord: answer within")
        assert "Nora Quist" in robot.names
        assert robot.current == "Marcus Lee"
        told = len(robot.toasts)
        await robot.wait(0.7)
        assert len(robot.toasts) == told


async def test_the_countdown_runs(open_app: Opened, clock: FixedClock) -> None:
    """What is left is told anew each second, in the list and in the brief."""
    async with open_app() as robot:
        await robot.press("j", "j")
        clock.advance(timedelta(seconds=12))
        robot.screen._tick()
        await robot.press()

        assert "SLA 3:00" in robot.text
        assert "answer within 3:00" in robot.brief


async def test_a_second_lays_nothing_out_anew(open_app: Opened, clock: FixedClock) -> None:
    """Another second is painted where it is read; a brief that stays as high moves nothing else."""
    async with open_app(size=(160, 45)) as robot:
        await robot.press("j", "j")
        compositor = robot.screen._compositor
        with patch.object(compositor, "reflow", wraps=compositor.reflow) as laid_out:
            clock.advance(timedelta(seconds=1))
            robot.screen._tick()
            await robot.press()

        assert "answer within 3:11" in robot.brief
        assert laid_out.call_count == 0


async def test_the_queue_stands_still_behind_what_is_in_front(open_app: Opened, clock: FixedClock) -> None:
    """Behind help no second is painted, whatever wakes the queue; when it is closed, the times are right at once."""
    async with open_app() as robot:
        queue = robot.screen
        await robot.press("j", "j", "question_mark")
        before = queue.query_one(BriefPanel).text
        clock.advance(timedelta(seconds=12))
        in_front = robot.app.screen
        with patch.object(in_front, "refresh", wraps=in_front.refresh) as painted:
            queue._tick()
            for _ in range(3):
                queue.call_next(lambda: None)
                await asyncio.sleep(0.05)
        assert painted.call_count == 0
        assert queue.query_one(BriefPanel).text == before

        await robot.press("escape")
        assert "answer within 3:00" in robot.brief


async def test_empty_ready_says_what_opens_next(open_app: Opened, desk: Desk, clock: FixedClock) -> None:
    """An empty Ready names the next lead, when it opens and the keys that go on."""
    for row in desk.queue.rows():
        desk.calling.log(row.lead_id, "bad_timing")
        clock.advance(timedelta(seconds=1))
    async with open_app() as robot:
        assert "Nothing to call right now" in robot.text
        assert "Next: Kenji Mori, Aoyagi Kogei" in robot.text
        assert "opens 18:00 your time" in robot.text
        assert "1 lead locked until you pass a quiz" in robot.text
        assert robot.brief == ""
        await robot.press("enter", "s", "e", "space", "escape")
        assert not robot.call.is_open


async def test_a_queue_that_cannot_be_read_says_so(open_app: Opened, desk: Desk, monkeypatch: object) -> None:
    """The first read may fail: the list says why, and r tries again."""
    board = desk.queue.board

    def fails(*_: object, **__: object) -> None:
        raise StoreError("The desk's file is busy", "Another program holds it", "Wait a moment")

    desk.queue.board = fails  # type: ignore[assignment, method-assign]
    async with open_app(first_board=False) as robot:
        assert "The desk's file is busy" in robot.text
        assert "r tries again" in robot.text
        desk.queue.board = board  # type: ignore[method-assign]
        await robot.press("r")
        assert robot.names == READY


async def test_the_whole_brief(open_app: Opened) -> None:
    """Space gives the brief the whole screen; every key works on it; brackets go to the neighbours."""
    async with open_app(size=(80, 24)) as robot:
        await robot.press("j", "j", "space")
        assert robot.screen.is_reading
        assert "Path to us" in robot.text
        await robot.press("right_square_bracket")
        assert robot.brief.startswith("Priya Raman")
        await robot.press("left_square_bracket", "j", "pagedown", "k")
        assert robot.brief.startswith("Ana Souza")
        await robot.press("escape")
        assert not robot.screen.has_class("-reading")
        assert robot.current == "Ana Souza"


async def test_search_opens_anybody(open_app: Opened) -> None:
    """A lead of another tab is found by a part of the name, and enter on it dials under the same rules."""
    async with open_app() as robot:
        await robot.press("slash", *"novak")
        await robot.until(lambda: "Zoë Novák" in robot.text)
        assert "Zoë Novák" in robot.text
        await robot.press("enter")
        assert robot.screen.is_reading
        assert robot.brief.startswith("Zoë Novák")
        await robot.press("enter")
        assert not robot.call.is_open
        assert robot.toasts
        await robot.press("escape")
        assert robot.brief.startswith("Lena Fischer")


async def test_search_finds_nobody(open_app: Opened) -> None:
    """A search without a match says so; escape leads back."""
    async with open_app() as robot:
        await robot.press("slash", *"qqqq")
        await robot.until(lambda: "Nobody matches qqqq" in robot.text)
        assert "Nobody matches qqqq" in robot.text
        await robot.press("enter", "escape")
        assert robot.app.screen is robot.screen


async def test_a_fast_enter_in_search_waits_for_the_answer(open_app: Opened) -> None:
    """Enter before the answer opens the first match once it is there."""
    async with open_app() as robot:
        await robot.rush("slash", *"okafor", "enter")
        await robot.until(lambda: robot.brief.startswith("Tom Okafor"))

        assert robot.brief.startswith("Tom Okafor")


async def test_mouse(open_app: Opened) -> None:
    """A click chooses a lead, a double click opens its brief."""
    async with open_app() as robot:
        await robot.pilot.click("QueueView", offset=(20, 3))
        await robot.press()
        assert robot.current == "Priya Raman"
        await robot.pilot.click("QueueView", offset=(20, 4), times=2)
        await robot.press()
        assert robot.screen.is_reading
        assert robot.brief.startswith("Marcus Lee")


async def test_light_and_dark(open_app: Opened) -> None:
    """The palette's command switches the look, and the list is painted in it."""
    async with open_app() as robot:
        await robot.press("ctrl+p", *"other col")
        await robot.wait(0.2)
        await robot.press("enter")

        assert robot.app.theme == "desk-light"


async def test_resizing_changes_the_layout(open_app: Opened) -> None:
    """From wide to narrow and back the same lead stays up."""
    async with open_app(size=(160, 45)) as robot:
        await robot.press("j", "j")
        await robot.pilot.resize_terminal(80, 24)
        await robot.press()
        assert "Why now  Demo requested" in robot.text
        assert robot.current == "Ana Souza"
        await robot.pilot.resize_terminal(50, 18)
        await robot.press()
        assert "Ana Souza" in robot.text
        await robot.pilot.resize_terminal(160, 45)
        await robot.press()
        assert "Path to us" in robot.text


async def test_quit(open_app: Opened) -> None:
    """Q leaves with status 0."""
    async with open_app() as robot:
        await robot.pilot.press("q")
        await robot.pilot.pause()

        assert robot.app.return_code == 0
