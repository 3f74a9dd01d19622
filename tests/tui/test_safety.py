"""Outside text on the screen: shown as it is, run never, and nothing of it reaches the terminal as a control."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from textual.color import Color

from sdrdesk.desk.desk import Desk
from sdrdesk.text import is_clean
from sdrdesk.tui.format import fit, right
from sdrdesk.tui.safe import ControlFilter, cell, is_openable, lit, plain, write_report
from tests.tui.conftest import Opened
from tests.tui.hostile import LEAKS, LITERAL, PAYLOADS, HostileDesk, MotleyDesk
from tests.tui.robot import Robot


async def walk(robot: Robot) -> list[str]:
    """Every screen there is; what each shows."""
    seen = [robot.text]
    for keys in (
        ["j"], ["space"], ["escape"], ["l"], ["l"], ["l"], ["1"],
        ["slash", "a"], ["escape"], ["e"], ["escape"], ["s"], ["escape"], ["z", "x"], ["escape"],
        ["o"], ["escape"], ["ctrl+o"], ["escape"], ["question_mark"], ["escape"], ["ctrl+p", "a", "b"], ["escape"],
        ["enter"], ["1"], ["tab", "x", "tab"], ["f", "i", "n"], ["escape"], ["x"], ["escape"], ["escape"],
    ):  # fmt: skip
        await robot.press(*keys)
        if keys[0] in {"slash", "ctrl+p", "f"}:
            await robot.wait(0.17)
        seen.append(robot.text)
    return seen


CONTROLS = "".join(one for name, one in PAYLOADS.items() if name not in {*LITERAL, "long", "osc_open"})
"""Everything that has to be taken out, in one value; the sequence without an end comes last."""


@pytest.mark.parametrize(
    "payload",
    [CONTROLS + PAYLOADS["osc_open"], "".join(PAYLOADS[name] for name in LITERAL) + PAYLOADS["long"]],
    ids=["controls", "markup"],
)
async def test_hostile_text_goes_through_every_screen(open_app: Opened, desk: Desk, payload: str) -> None:
    """In every field of everything: no crash, no control on any screen, and brackets are brackets."""
    hostile: Any = HostileDesk(desk, payload)
    async with open_app(hostile, size=(100, 30)) as robot:
        # Neither the guard nor the pauses of typing are what is tried here.
        robot.screen.shown.guard.clock = iter(range(10**9, 2 * 10**9, 10)).__next__
        screens = await walk(robot)

    assert all(is_clean(text.replace("\n", "")) for text in screens)
    if payload.startswith(PAYLOADS["tag"]):
        assert all("A[red]x[/]BA[@cli" in text for text in screens[:3])


async def test_every_payload_in_the_list_and_its_brief(open_app: Opened, desk: Desk) -> None:
    """Each by itself, one lead after the other, on the small screen."""
    motley: Any = MotleyDesk(desk)
    async with open_app(motley, size=(80, 24)) as robot:
        for name, payload in PAYLOADS.items():
            text = robot.text
            assert is_clean(text.replace("\n", "")), name
            if name in LITERAL:
                assert f"{payload} {payload}" in text, name
            robot.app.notify(plain(payload), title=plain(payload), markup=False)
            await robot.press("j")
            assert is_clean(robot.text.replace("\n", "")), name
            robot.app.clear_notifications()
            await robot.press()


@settings(max_examples=60)
@given(st.text())
def test_lit_and_cell_are_literal(text: str) -> None:
    """Whatever the text, it is shown letter by letter without controls."""
    assert lit(text).plain == plain(text, multiline=True)
    assert cell(text).plain == plain(text)
    assert is_clean(cell(text).plain)


@settings(max_examples=60)
@given(st.text(), st.integers(0, 30))
def test_fit_is_exact(text: str, width: int) -> None:
    """A cut text takes exactly its cells, whatever is in it."""
    from rich.cells import cell_len

    assert cell_len(fit(text, width)) == width
    assert cell_len(right(text, width)) == width


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_the_filter_is_the_last_line(payload: str) -> None:
    """Whatever a widget lets through, no control leaves the app."""
    (segment,) = ControlFilter().apply([Segment(payload)], Color.parse("black"))

    assert is_clean(segment.text)
    assert ControlFilter().apply([Segment("plain")], Color.parse("black")) == [Segment("plain")]


@pytest.mark.parametrize(
    ("url", "opens"),
    [
        ("tel:+13125550142", True), ("mailto:a@example.com", True), ("https://example.com", True),
        ("javascript:alert(1)", False), ("file:///etc/passwd", False), ("http://example.com", False),
        ("tel:+1\x1b[2J", False), ("", False), ("TEL:+1", True),
    ],
)  # fmt: skip
def test_only_known_links_open(url: str, *, opens: bool) -> None:
    """A link of another scheme is dropped."""
    assert is_openable(url) is opens


async def test_the_app_opens_only_known_links(open_app: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when a widget asks for it."""
    opened: list[str] = []
    async with open_app() as robot:
        driver = robot.app._driver
        monkeypatch.setattr(driver, "open_url", lambda url, *_: opened.append(url))
        robot.app.open_url("javascript:alert(1)")
        robot.app.open_url("tel:+1312")

    assert opened == ["tel:+1312"]


def test_a_report_holds_no_values(tmp_path: Path) -> None:
    """The crash report names frames and lines, no locals, and is its owner's alone."""
    secret_name = "Ana Souza"
    try:
        raise KeyError(len(secret_name))
    except KeyError as error:
        path = write_report(error)

    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "KeyError" in text
    assert "Ana Souza" not in text.replace('secret_name = "Ana Souza"', "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_an_unexpected_error_is_told_and_the_desk_lives_on(
    open_app: Opened, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of ours in a desk call opens the problem dialog, with the report's place; escape goes on."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("[/] oh \x1b[2J no")

    monkeypatch.setattr(desk.calling, "undo", broken)
    async with open_app() as robot:
        await robot.press("u")
        assert "Something went wrong" in robot.text
        assert "ZeroDivisionError: [/] oh  no" in robot.text
        await robot.press("y", "escape", "j")
        assert robot.current == "Tom Okafor"


PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from sdrdesk.clock import ShiftedClock
from sdrdesk.settings import Settings
from sdrdesk.tui.app import run
from tests.tui import hostile, seeded
desk = seeded.open_at(Path({path!r}), ShiftedClock(seeded.NOW))
payload = "".join(one for name, one in hostile.PAYLOADS.items() if name not in ("surrogate", "long", "osc_open"))
bad = hostile.HostileDesk(desk, payload + hostile.PAYLOADS["osc_open"])
sys.exit(run(bad, Settings(theme="dark", dial_command="none"), bad.queue.board()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no pty")
def test_no_control_reaches_a_real_terminal(desk_file: Path) -> None:
    """On a pty that answers every query as a terminal would, hostile names press no key and leave no byte."""
    from tests.tui.terminal import Terminal

    program = PROGRAM.format(root=str(Path(__file__).parents[2]), path=str(desk_file))
    environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with Terminal([sys.executable, "-c", program], environ, size=(30, 110)) as terminal:
        assert terminal.wait(b"Ready", 20)
        terminal.pump(0.6)
        terminal.send(b"\r")
        assert terminal.wait(b"How did it go", 10)
        terminal.pump(1.2)
        painted = terminal.painted()
        assert terminal.is_alive
        terminal.send(b"\x1b")
        terminal.pump(0.5)
        terminal.send(b"q")
        assert terminal.ended(10) == 0

    for leak in LEAKS:
        assert leak not in painted, leak
    assert b"Logged" not in terminal.output
    from tests.tui import seeded

    desk = seeded.open_at(desk_file)
    assert desk.queue.counts().done == 0
    desk.close()
