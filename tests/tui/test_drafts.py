"""A note that was being written survives a kill and a closed terminal, and is back when the lead is dialled again."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

import pytest

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.drafts import LEAD, NOTE, Draft
from sdrdesk.tui.draft_saver import Draft as CallDraft
from sdrdesk.tui.screens.calling import Calling
from tests.tui.conftest import Opened
from tests.tui.terminal import Terminal
from tests.tui.test_app import program
from tests.tui.test_calling import ready

WORDS = "wants a call in spring"


@pytest.mark.skipif(sys.platform == "win32", reason="no pty")
@pytest.mark.parametrize("way", ["SIGKILL", "SIGHUP"])
async def test_a_note_survives(open_app: Opened, desk: Desk, desk_file: Path, way: str) -> None:
    """Typed in a real terminal; the program is killed, or its terminal closed; the next one has the words.

    The key to the note and the words come in one piece.
    """
    body = "from sdrdesk.tui.app import run; sys.exit(run(desk, Settings(dial_command='none'), board))"
    environ = {**os.environ, "TERM": "xterm-256color"}
    with Terminal(program(body, desk_file), environ, size=(40, 120)) as terminal:
        assert terminal.wait(b"Lena Fischer", 20)
        terminal.pump(0.2)
        terminal.send(b"\r")
        assert terminal.wait(b"How did it go", 10)
        terminal.send(b"\t" + WORDS.encode())
        end = monotonic() + 10
        while way == "SIGKILL" and monotonic() < end:
            terminal.pump(0.05)
            if any(one.data["note"] == WORDS for one in desk.drafts.all(NOTE).values()):
                break
        if way == "SIGHUP":
            assert terminal.wait(b"spring", 10)
        os.kill(terminal.pid, getattr(signal, way))
        assert terminal.ended(10) is not None
    async with open_app() as robot:
        await ready(robot)
        await robot.press("enter")
        assert robot.call.draft.note == WORDS
        assert "Draft from" in robot.status
        await robot.press("n")
        assert robot.status.startswith("\N{CHECK MARK} Logged")
    assert desk.drafts.all(NOTE) == {}


async def test_a_draft_that_is_found_late_is_not_lost(
    open_app: Opened, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who dials before the drafts are read gets theirs all the same, ahead of what has been typed meanwhile."""
    lead, deliver = desk.queue.board().rows[0].lead_id, Calling._found_drafts
    late: list[tuple[Calling, Mapping[str, Draft]]] = []
    monkeypatch.setattr(Calling, "_found_drafts", lambda calls, found: late.append((calls, found)))
    desk.drafts.put(NOTE, lead, {"note": WORDS, "yeses": ["demo"]})
    async with open_app() as robot:
        await ready(robot)
        await robot.burst("enter", "tab", *"now")
        await robot.wait(0.5)  # longer than it takes to keep what is typed
        deliver(*late[0])
        await robot.wait(0.5)

        assert "Draft from" in robot.status
        assert robot.call.draft == CallDraft(note=f"{WORDS}\nnow", yeses=("demo",))
        assert desk.drafts.all(NOTE)[lead].data == {"note": f"{WORDS}\nnow", "yeses": ["demo"]}


async def test_a_form_survives(open_app: Opened, desk: Desk) -> None:
    """What was typed into the form of a new lead is back after a crash; left on purpose it is dropped."""
    for _ in range(2):
        async with open_app() as robot:
            await robot.press("a", *"Ada Voss")
    async with open_app() as robot:
        await robot.press("a")
        assert "Ada VossAda Voss" in robot.text
        assert "restored; esc drops it" in robot.text
        await robot.press("escape")
    assert desk.drafts.all(LEAD) == {}
