"""A call from enter to the next lead: keys per outcome, what is asked, what is kept when something fails."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from sdrdesk.clock import FixedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import Refused, StoreError
from sdrdesk.tui.dialogs.ask_moment import AskMoment
from sdrdesk.tui.dialogs.pick import Pick
from sdrdesk.tui.guard import OutcomeGuard
from sdrdesk.tui.screens.calling import continued
from tests.tui.conftest import Opened
from tests.tui.robot import Robot


class Seconds:
    """A clock for the guard and the timer."""

    def __init__(self) -> None:
        """Later than anything that was measured by the real one."""
        self.at = monotonic() + 1000.0

    def __call__(self) -> float:
        """The seconds."""
        return self.at


async def ready(robot: Robot) -> Seconds:
    """Give the guard a clock of the test's own, already past its first wait."""
    seconds = Seconds()
    robot.screen.shown.guard.clock = seconds
    await robot.press()
    robot.call.clock = seconds
    seconds.at += 10
    return seconds


async def test_two_keys_for_a_no_answer(open_app: Opened, desk: Desk) -> None:
    """Enter, n: logged, the next lead is up with its brief, the status line says what follows and how to undo."""
    async with open_app() as robot:
        await ready(robot)
        await robot.press("enter", "n")

        assert robot.current == "Tom Okafor"
        assert robot.brief.startswith("Tom Okafor")
        assert robot.status == "✓ Logged no answer for Lena Fischer: call 2 of 6, Thu 14:30 u undo"
        assert not robot.call.is_open
        assert "Dials  1/60" in robot.text
        assert desk.queue.counts().done == 1


@pytest.mark.parametrize("keys", ["nvbg", "itwd"])
async def test_outcomes_that_ask_nothing_take_two_keys(open_app: Opened, keys: str) -> None:
    """Each of them is one key after enter, and its consequence was written beside it before."""
    async with open_app(size=(80, 24)) as robot:
        seconds = await ready(robot)
        for key in keys:
            seconds.at += 10
            name = robot.current
            await robot.press("enter")
            assert robot.call.dialled is not None
            choice = next(one for one in robot.call.dialled.choices if one.key == key)
            assert f" {key}  {choice.label}" in robot.text
            assert choice.told in robot.text
            await robot.press(key)

            assert robot.status.startswith(f"✓ Logged {choice.label.lower()} for {name}")


async def test_keys_pressed_before_the_call_is_placed_count(open_app: Opened) -> None:
    """Enter and n in one breath are enough: the outcome waits for the desk's word."""
    async with open_app() as robot:
        await ready(robot)
        await robot.rush("enter", "n")
        await robot.press()

        assert robot.current == "Tom Okafor"
        assert "Logged no answer for Lena Fischer" in robot.status


async def test_keys_that_come_in_one_burst_go_where_they_are_meant(open_app: Opened, desk: Desk) -> None:
    """Dial, note, words, back, outcome, all at once: the words are the note and the last key logs with all of them."""
    words = "bad timing, next year"
    async with open_app() as robot:
        await ready(robot)
        lead = robot.view.rows[0].lead_id
        await robot.burst("enter", "tab", *words)
        assert (robot.call.draft.note, robot.status) == (words, "")
        await robot.burst("tab", "tab", *" 2", "escape", "1", "n")

        made = desk.queue.brief(lead).history[0]
        assert (made.outcome_label, made.note, made.yeses) == ("No answer", f"{words} 2", ("will_read",))


async def test_the_panel_tells_all_before_the_choice(open_app: Opened) -> None:
    """Which call it is, who, the number, their time, the timer, every outcome, the small yeses."""
    async with open_app(size=(160, 45)) as robot:
        seconds = await ready(robot)
        await robot.press("j", "j", "enter")
        seconds.at += 134
        robot.screen._tick()
        await robot.press("1")

        text = robot.text
        assert "Call 1 of 6" in text
        assert "Ana Souza  VP Sales Ops, Northwind Traders" in text
        assert "On the line  02:14" in text
        assert "1 ■ will read what we send" in text
        assert "Why now" in text
        assert robot.app.clipboard == "+13125550142"


async def test_a_small_yes_is_kept_with_the_call(open_app: Opened, desk: Desk) -> None:
    """Digits tick and untick what was agreed to."""
    async with open_app() as robot:
        await ready(robot)
        lead = robot.view.rows[0].lead_id
        await robot.press("enter", "2", "1", "2", "n")

        assert desk.queue.brief(lead).history[0].yeses == ("will_read",)


async def test_escape_leaves_without_logging_and_keeps_the_note(open_app: Opened, desk: Desk) -> None:
    """Back without logging lets the lead go; the note is there again at the next call and goes with its log."""
    async with open_app() as robot:
        seconds = await ready(robot)
        lead = robot.view.rows[0].lead_id
        await robot.press("enter", "tab", *"asks for numbers", "escape", "escape")
        assert not robot.call.is_open
        assert robot.current == "Lena Fischer"
        assert desk.queue.rows(Tab.READY)[0].held_until is None
        await robot.press("enter")
        assert "asks for numbers" in robot.text
        seconds.at += 1
        await robot.press("n")
        assert desk.queue.brief(lead).history[0].note == "asks for numbers"


async def test_a_note_left_faster_than_it_is_painted_is_shown(open_app: Opened) -> None:
    """To the note, words and back in one go: the panel shows what the note holds."""
    async with open_app() as robot:
        await ready(robot)
        await robot.press("enter")
        await robot.burst("tab", *"spring", "tab")

        assert "✎ spring" in robot.text


async def test_letters_in_a_note_are_no_outcomes(open_app: Opened) -> None:
    """While the note has the keys, nothing is logged."""
    async with open_app(size=(80, 24)) as robot:
        await ready(robot)
        await robot.press("enter", "tab", *"nvbgdq", "tab")

        assert robot.call.is_open
        assert robot.call.draft.note == "nvbgdq"
        assert robot.status == ""


async def test_brackets_go_to_the_neighbour(open_app: Opened, desk: Desk) -> None:
    """The next lead without logging and without the list."""
    async with open_app() as robot:
        await ready(robot)
        await robot.press("enter", "right_square_bracket")

        assert not robot.call.is_open
        assert robot.brief.startswith("Tom Okafor")


async def test_no_key_of_the_queue_works_behind_a_call(open_app: Opened) -> None:
    """Quit, add, undo, tabs and search wait until the call is over."""
    async with open_app() as robot:
        await ready(robot)
        await robot.press("enter", "q", "a", "u", "slash", "left", "ctrl+p", "j")

        assert robot.call.is_open
        assert robot.app.screen is robot.screen
        assert robot.brief.startswith("Lena Fischer")


async def test_call_back_says_what_it_understood(open_app: Opened, desk: Desk) -> None:
    """The time is read on the prospect's clock and echoed before it is saved; nonsense is said to be."""
    async with open_app() as robot:
        seconds = await ready(robot)
        await robot.press("j", "j", "enter")
        seconds.at += 1
        await robot.press("f", *"blue moon")
        await robot.until(lambda: "✗" in robot.text)
        assert "✗" in robot.text
        await robot.press("enter")
        assert isinstance(robot.app.screen, AskMoment)
        await robot.press(*["backspace"] * 9, *"tomorrow 3pm")
        await robot.until(lambda: "Wed 25 Nov 15:00 in Chicago, 16:00 for you" in robot.text)
        assert "Wed 25 Nov 15:00 in Chicago, 16:00 for you" in robot.text
        await robot.press("enter")

        assert "Logged call back later for Ana Souza: call back tomorrow 15:00" in robot.status


async def test_enter_before_the_echo_waits_for_it(open_app: Opened) -> None:
    """A fast rep types and presses enter: it is saved once it was understood."""
    async with open_app() as robot:
        seconds = await ready(robot)
        await robot.press("j", "j", "enter")
        seconds.at += 1
        await robot.press("f")
        await robot.rush(*"in 2h", "enter")
        await robot.press()

        assert "Logged call back later for Ana Souza: call back 12:42" in robot.status


async def test_escape_from_the_time_leads_back_to_the_outcomes(open_app: Opened) -> None:
    """Nothing is logged, the call goes on."""
    async with open_app() as robot:
        seconds = await ready(robot)
        await robot.press("enter", "f", "escape")
        assert robot.call.is_open
        seconds.at += 1
        await robot.press("n")
        assert "Logged no answer" in robot.status


async def test_a_meeting_writes_its_invite(
    open_app: Opened, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is asked, and after a tab who takes it; the .ics is in the downloads, named without surprises."""
    real = desk.calling.log
    whom: list[object] = []

    def log(*args: object, **values: object) -> object:
        whom.append(values["with_whom"])
        return replace(real(*args, **values), invite="BEGIN:VCALENDAR\r\n")  # type: ignore[arg-type]

    monkeypatch.setattr(desk.calling, "log", log)
    async with open_app(size=(160, 40)) as robot:
        seconds = await ready(robot)
        await robot.press("j", "j", "enter")
        seconds.at += 1
        await robot.press("m", *"next tue 10am", "tab")
        await robot.press(*["backspace"] * 9, *"Jo Park", "enter")
        await robot.until(lambda: any(tmp_path.glob("*.ics")))

        (invite,) = tmp_path.glob("*.ics")
        assert invite.name == "meeting-ana-souza-2026-12-01.ics"
        assert "BEGIN:VCALENDAR" in invite.read_text(encoding="utf-8")
        assert "Logged meeting booked for Ana Souza" in robot.status
        assert f"invite {invite}" in robot.status
        assert whom == ["Jo Park"]


async def test_disqualified_asks_for_a_reason_by_one_key(open_app: Opened, desk: Desk) -> None:
    """Enter, x, letter: three keys."""
    async with open_app() as robot:
        await ready(robot)
        lead = robot.view.rows[0].lead_id
        await robot.press("enter", "x")
        assert isinstance(robot.app.screen, Pick)
        await robot.press("t")

        assert desk.queue.brief(lead).history[0].reason
        assert robot.current == "Tom Okafor"


async def test_undo_takes_back_again_and_again(open_app: Opened, desk: Desk) -> None:
    """Each u takes one more log back and puts its lead up; then there is nothing left to take back."""
    async with open_app() as robot:
        seconds = await ready(robot)
        await robot.press("enter", "n")
        seconds.at += 1
        await robot.press("enter", "n")
        assert robot.current == "Ana Souza"
        await robot.press("u")
        assert robot.status.startswith("↶ Took back no answer for Tom Okafor")
        assert robot.current == "Tom Okafor"
        await robot.press("u")
        assert robot.current == "Lena Fischer"
        assert desk.queue.counts().done == 0


async def test_an_outcome_right_after_another_lead_came_up_is_not_taken(open_app: Opened) -> None:
    """Within 300 ms of a new lead no outcome counts, and the panel says why."""
    async with open_app() as robot:
        seconds = await ready(robot)
        await robot.press("enter", "n")
        await robot.press("enter", "n")
        assert robot.call.is_open
        assert "quicker than a name can be read" in robot.text
        seconds.at += 0.5
        await robot.press("n")
        assert "Logged no answer for Tom Okafor" in robot.status


def test_the_guard() -> None:
    """No outcome within 300 ms of another lead, nor within 400 ms of the last one."""
    seconds = Seconds()
    guard = OutcomeGuard(seconds)
    guard.lead_shown("a")
    assert not guard.is_meant()
    seconds.at += 0.31
    assert guard.is_meant()
    guard.taken()
    seconds.at += 0.39
    assert not guard.is_meant()
    guard.lead_shown("a")
    seconds.at += 0.02
    assert guard.is_meant()


async def test_a_failed_log_comes_back_with_everything(
    open_app: Opened, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The call is on the screen again with its note and ticks, says so, and the same key logs it once."""
    real, seen = desk.calling.log, []

    def fails(*args: object, **values: object) -> object:
        seen.append(values["activity_id"])
        if len(seen) == 1:
            raise StoreError("The disk is full", "Nothing was written", "Free some space")
        return real(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.calling, "log", fails)
    async with open_app() as robot:
        seconds = await ready(robot)
        lead = robot.view.rows[0].lead_id
        await robot.press("enter", "tab", *"hello", "tab", "1", "n")
        assert robot.call.is_open
        assert robot.call.draft.note == "hello"
        assert "Not logged" in robot.text
        assert robot.toasts[-1].startswith("The disk is full")
        seconds.at += 1
        await robot.press("n")

        assert seen[0] == seen[1]
        first = desk.queue.brief(lead).history[0]
        assert (first.note, first.yeses) == ("hello", ("will_read",))


async def test_a_slow_log_gets_out_of_the_way(open_app: Opened, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the desk takes its time the status line says so; the next lead comes with the answer."""
    real, gate = desk.calling.log, threading.Event()

    def slow(*args: object, **values: object) -> object:
        gate.wait(5)
        return real(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.calling, "log", slow)
    async with open_app() as robot:
        await ready(robot)
        await robot.press("enter")
        robot._send("n")
        for _ in range(50):
            await robot.pilot.pause()
            if robot.status:
                break
        assert robot.status == "… Logging no answer for Lena Fischer"
        gate.set()
        await robot.press()
        assert "Logged no answer" in robot.status
        assert robot.brief.startswith("Tom Okafor")


async def test_a_call_that_is_refused_closes_the_panel(
    open_app: Opened, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A colleague was quicker: the reason and the way on are said, the list has the keys again."""

    def held(_: str) -> None:
        raise Refused("A colleague is on the line with Lena Fischer", "Take the next lead", code="held")

    monkeypatch.setattr(desk.calling, "dial", held)
    async with open_app() as robot:
        await ready(robot)
        await robot.press("enter")
        assert not robot.call.is_open
        assert "A colleague is on the line" in robot.toasts[-1]
        await robot.press("j")
        assert robot.current == "Tom Okafor"


async def test_others_do_not_take_the_lead_away_during_a_call(open_app: Opened, other: Desk, clock: FixedClock) -> None:
    """Whatever changes behind it, the call and the brief stay with the person on the line."""
    async with open_app(watches=True) as robot:
        await ready(robot)
        await robot.press("j", "enter")
        other.calling.snooze(robot.view.rows[1].lead_id, clock.now() + timedelta(days=2))
        await robot.wait(0.7)
        assert robot.call.is_open
        assert robot.brief.startswith("Tom Okafor")
        await robot.press("escape")
        await robot.until(lambda: "Tom Okafor" not in robot.names)
        assert "Tom Okafor" not in robot.names
        assert robot.brief.startswith(robot.current)


async def test_calls_from_the_whole_brief_and_from_a_search(open_app: Opened) -> None:
    """The same keys call from there, on both sizes."""
    for size in ((80, 24), (160, 45)):
        async with open_app(size=size) as robot:
            seconds = await ready(robot)
            await robot.press("slash", *"marcus")
            await robot.wait(0.2)
            await robot.press("enter", "enter")
            seconds.at += 1
            assert robot.call.is_open
            assert "Marcus Lee" in robot.text
            await robot.press("escape")
            assert robot.brief.startswith("Marcus Lee")


async def test_the_dial_command_runs_without_a_shell(open_app: Opened, tmp_path: Path) -> None:
    """Its words get the number as one argument; a command that fails says so and the call goes on."""
    out = tmp_path / "dialled"
    script = tmp_path / "dial"
    script.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{out}"\n', encoding="utf-8")
    script.chmod(0o755)
    async with open_app(dial_command=f"{script} {{number}}") as robot:
        await robot.press("enter")
        assert out.read_text(encoding="utf-8") == "+494055501234"
    async with open_app(dial_command="/no/such/dialler {uri}") as robot:
        await robot.press("j", "enter")
        assert robot.call.is_open
        assert "Nothing was dialled" in robot.toasts[-1]


async def test_a_brief_that_was_read_ahead_is_never_the_last_word(open_app: Opened, desk: Desk, other: Desk) -> None:
    """While a call is on, the next lead is corrected elsewhere: the brief that comes up after the log has it right."""
    async with open_app() as robot:
        await ready(robot)
        await robot.press("enter")
        row = robot.view.rows[1]
        assert robot.screen.shown.foreseen(row) is not None
        form = other.leads.form(row.lead_id)
        other.leads.edit(row.lead_id, replace(form, title="Chief of Sales"))
        await robot.press("n")

        assert robot.current == row.name
        assert "Chief of Sales" in robot.brief


async def test_the_rest_of_the_desk_follows_the_first_leads(open_app: Opened, desk: Desk) -> None:
    """After a log the first screenful is painted before the rest is read; in the end all is what the desk says."""
    async with open_app(size=(80, 24)) as robot:
        seconds = await ready(robot)
        for _ in range(3):
            seconds.at += 10
            await robot.press("enter", "n")

            assert robot.screen.board == desk.queue.board()


def test_a_list_of_which_only_the_first_leads_were_read(desk: Desk) -> None:
    """Behind them stand the leads that stood there before, each once, without the one that was just called."""
    rows = desk.queue.rows()
    assert len(rows) > 4

    assert continued(rows[1:3], rows, rows[0].lead_id) == rows[1:]
    assert continued((rows[0], rows[2]), rows, rows[4].lead_id) == (rows[0], rows[2], rows[3], *rows[5:])
