"""What a key may cost: which work Textual does for it is counted, never timed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet
from textual.geometry import Region
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from sdrdesk.desk.desk import Desk
from sdrdesk.tui.rows import Sight
from sdrdesk.tui.screens import calling
from sdrdesk.tui.widgets.brief_panel import BriefPanel
from sdrdesk.tui.widgets.call_panel import CallPanel
from sdrdesk.tui.widgets.ink import Pen, Written
from sdrdesk.tui.widgets.lined import SlimBar
from sdrdesk.tui.widgets.queue_view import QueueView
from sdrdesk.tui.widgets.quick import Cropping
from tests.tui.conftest import Opened
from tests.tui.test_calling import ready
from tests.tui.test_queue_view import Bench, shown

WORK: dict[str, tuple[type, str]] = {
    "layouts": (Screen, "_refresh_layout"),
    "styles": (Stylesheet, "update_nodes"),
    "resizes": (BriefPanel, "on_resize"),
    "rows": (Sight, "parts"),
    "texts": (Pen, "lines"),
}
"""What is counted, by name."""

FEW = 12
"""Lines of day, tabs, status and keys; a brief has forty."""


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each kind of work is done inside."""
    count: Counter[str] = Counter()

    def counting(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def work(*args: Any, **words: Any) -> Any:
            count[name] += 1
            return call(*args, **words)

        return work

    with monkeypatch.context() as patch:
        for name, (kind, method) in WORK.items():
            patch.setattr(kind, method, counting(name, getattr(kind, method)))
        yield count


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
async def test_the_cursor_moves_without_a_layout(
    open_app: Opened, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another lead's brief comes up, and nothing is laid out or styled anew, nor is a row cut that was seen before."""
    async with open_app(size=size) as robot:
        await robot.press("down")  # each is painted, and kept
        await robot.press("up")
        with counted(monkeypatch) as count:
            await robot.press("down")

        assert robot.current == "Tom Okafor"
        assert robot.brief.startswith("Tom Okafor")
        assert count["layouts"] == count["styles"] == count["resizes"] == count["rows"] == 0


@pytest.mark.parametrize("size", [(160, 45), (120, 40)])
async def test_a_log_lays_out_once_and_leaves_list_and_brief_as_large_as_they_are(
    open_app: Opened, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The panel goes, which takes one layout; no style is worked out, two rows are cut and no line of the brief is."""
    monkeypatch.setattr(calling, "PATIENCE", 30.0)  # on a busy machine "Logging..." would come in between
    async with open_app(size=size) as robot:
        seconds = await ready(robot)
        await robot.press("enter", "n")
        seconds.at += 10
        await robot.press("enter")
        with counted(monkeypatch) as count:
            await robot.press("n")

        assert robot.status.startswith("✓ Logged no answer for Tom Okafor")
        assert count["layouts"] == 1
        assert count["styles"] == count["resizes"] == 0
        assert count["rows"] <= 2
        assert count["texts"] <= FEW


async def test_no_style_depends_on_who_has_the_keys(open_app: Opened) -> None:
    """List and panel take and give the keys without a look at the style sheet, so no rule in it may ask for focus."""
    async with open_app() as robot:
        rules = [
            rule.selectors
            for rule in robot.app.stylesheet.rules
            if not rule.pseudo_classes.isdisjoint({"focus", "blur", "focus-within"})
            and any(
                one.name in (*QueueView._css_type_names, *CallPanel._css_type_names)
                for selectors in rule.selector_set
                for one in selectors.selectors
                if not one.pseudo_classes.isdisjoint({"focus", "blur", "focus-within"})
            )
        ]

        assert rules == []


@pytest.mark.parametrize("theme", ["dark", "light", "ansi-dark"])
@pytest.mark.parametrize("size", [(160, 45), (120, 40), (80, 24)])
async def test_the_lines_are_those_that_textual_would_paint(
    open_app: Opened, size: tuple[int, int], theme: str
) -> None:
    """List and brief keep their lines themselves, and cell by cell these look as Textual's own way has them look."""
    async with open_app(size=size, theme=theme) as robot:
        await robot.press("down")
        for widget in (robot.view, robot.screen.query_one(BriefPanel)):
            whole = Region(0, 0, *widget.outer_size)
            ours = looks(widget.render_lines(whole))
            widget.refresh()

            assert ours == looks(ScrollView.render_lines(widget, whole))


@pytest.mark.parametrize("theme", ["dark", "light", "ansi-dark"])
@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
async def test_short_texts_are_those_that_textual_would_paint(
    open_app: Opened, size: tuple[int, int], theme: str
) -> None:
    """Day, tabs, status and keys are written by a pen of our own, and look as Textual's own way has them look."""
    async with open_app(size=size, theme=theme) as robot:
        robot.screen.status.say("Logged [b]no answer[/b] for 王小明", hint="u undo")
        await robot.press()
        for widget in robot.screen.query(Written):
            whole = Region(0, 0, *widget.outer_size)
            ours = looks(widget.render_lines(whole))
            widget.refresh()

            assert ours == looks(Widget.render_lines(widget, whole))


@pytest.mark.parametrize("at", [0, 3, 40, 99])
async def test_a_scroll_bar_is_the_one_that_textual_would_paint(desk: Desk, at: int) -> None:
    """A bar of one cell is painted by itself, wherever it stands, and answers the mouse as Textual's own does."""
    one = desk.queue.rows()[2]
    bench = Bench(desk)
    async with bench.run_test(size=(80, 24)) as pilot:
        await shown(bench, pilot, [replace(one, lead_id=f"n{index:03}") for index in range(100)], f"n{at:03}")
        bar = bench.view.vertical_scrollbar
        assert isinstance(bar, SlimBar)
        assert bar.display
        whole = Region(0, 0, *bar.outer_size)
        ours, textual = bar.render_lines(whole), ScrollBar.render_lines(bar, whole)

        assert looks(ours) == looks(textual)
        assert [[style and style.meta for _, style, _ in strip] for strip in ours] == [
            [style and style.meta for _, style, _ in strip] for strip in textual
        ]


def looks(strips: list[Strip]) -> list[list[tuple[str, object, object, object]]]:
    """Each line as characters with ink, ground and weight; a blank has a ground only."""
    lines = []
    for strip in strips:
        line: list[tuple[str, object, object, object]] = []
        for text, style, _ in strip:
            assert style is not None
            ink, ground = (style.bgcolor, style.color) if style.reverse else (style.color, style.bgcolor)
            line += [(one, None, ground, None) if one == " " else (one, ink, ground, style.bold) for one in text]
        lines.append(line)
    return lines


async def test_only_lines_that_changed_are_asked_for(open_app: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cursor that moves by a row has the list asked for two lines, not for all that are in sight."""
    asked: list[int] = []
    whole_lines = QueueView.whole_lines

    def asking(view: QueueView, lines: range) -> list[Strip]:
        asked.append(len(lines))
        return whole_lines(view, lines)

    async with open_app(size=(160, 45)) as robot:
        await robot.press("down")
        with monkeypatch.context() as patch:
            patch.setattr(robot.screen.shown, "follow", lambda _: None)
            patch.setattr(QueueView, "whole_lines", asking)
            await robot.press("down")

        assert asked
        assert max(asked) == 2


@pytest.mark.parametrize("rows", [(7, 2), (0, 45), (43, 1)])
async def test_lines_that_are_asked_for_alone_look_as_they_do_among_all(
    open_app: Opened, rows: tuple[int, int]
) -> None:
    """What is painted of a part of the screen is what Textual's compositor would paint there, widget over widget."""
    async with open_app(size=(160, 45)) as robot:
        await ready(robot)
        await robot.press("enter")
        compositor = robot.screen._compositor
        crop = Region(0, rows[0], 160, rows[1])
        ours = compositor._render_chops(crop, lambda y: y in crop.line_range)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Cropping, "_get_renders", Compositor._get_renders)
            textual = compositor._render_chops(crop, lambda y: y in crop.line_range)

        for y in crop.line_range:
            assert looks([Strip.join(ours[y].values())]) == looks([Strip.join(textual[y].values())])


@pytest.mark.parametrize("keymap", ["default", "vim"])
async def test_keys_of_the_list_do_what_textual_would_have_them_do(open_app: Opened, keymap: str) -> None:
    """The list swallows no key, so nobody is asked whether it does; every key still means the same."""
    async with open_app(keymap=keymap) as robot:
        ours = robot.screen._binding_chain
        textual = Screen._binding_chain.fget(robot.screen)  # type: ignore[attr-defined]

        assert robot.app.focused is robot.view
        assert [(node, bindings.key_to_bindings) for node, bindings in ours] == [
            (node, bindings.key_to_bindings) for node, bindings in textual
        ]
