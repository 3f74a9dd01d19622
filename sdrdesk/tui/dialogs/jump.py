"""Jump mode: letters over everything one can go to; a letter goes there, escape leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.spots import Spot

LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"
"""In the order of handing out: the row where fingers rest comes first."""


def spots(screen: Screen[Any]) -> list[tuple[int, int, Spot]]:
    """Column, line and way of everything on a screen that one can go to and that is in sight, from the top down."""
    width, height = screen.app.size
    found = []
    for widget in screen.walk_children(Widget):
        # Nothing that is hidden, by itself or by what it lies in, and nothing scrolled away.
        seen = widget.region.intersection(screen.find_widget(widget).clip) if widget.is_on_screen else None
        if not seen or not widget.display:
            continue
        for spot in _of(widget):
            x, y = widget.content_region.x + spot.x, widget.content_region.y + spot.y
            if seen.contains(x, y) and x + 3 <= width and y < height:
                found.append((x, y, spot))
    return sorted(found, key=lambda one: (one[1], one[0]))[: len(LETTERS)]


def _of(widget: Widget) -> Iterator[Spot]:
    """The places in a widget: those it offers, the lines of a list, a field."""
    offered = getattr(widget, "jump_spots", None)
    if offered is not None:
        yield from (Spot(*one) for one in offered())
    elif isinstance(widget, OptionList):
        yield from _lines(widget)
    elif isinstance(widget, Input) and widget.focusable:
        yield Spot(0, 0, widget.focus)


def _lines(widget: OptionList) -> Iterator[Spot]:
    """The lines of a list that are in sight."""

    def go(index: int) -> None:
        widget.highlighted = index
        widget.focus()

    top = widget.scroll_offset.y
    for index, option in enumerate(widget.options):
        line = widget._index_to_line.get(index, index)
        if not option.disabled and top <= line < top + widget.scrollable_content_region.height:
            yield Spot(0, line - top, partial(go, index))


class Jump(DeskDialog[Spot]):
    """Letters over a screen; answers the place that was chosen."""

    BINDINGS = [("semicolon,ctrl+g", "cancel", "Back")]

    DEFAULT_CSS = """
    Jump { background: transparent; }
    Jump > Static { position: absolute; width: 3; height: 1; background: $desk-warn; color: $background;
        text-style: bold; }
    App:ansi Jump > Static { text-style: bold reverse; color: ansi_default; background: ansi_default; }
    """

    def __init__(self, found: Sequence[tuple[int, int, Spot]]) -> None:
        """Offer these places."""
        super().__init__()
        self._found = dict(zip(LETTERS, found, strict=False))

    def compose(self) -> ComposeResult:
        """A letter for each."""
        for letter, (x, y, _) in self._found.items():
            label = Static(Content(f" {letter} "))
            label.styles.offset = (x, y)  # where it stands is what it says: no style sheet can know that
            yield label

    def on_key(self, event: events.Key) -> None:
        """A letter goes there; any other key leaves."""
        event.stop()
        found = self._found.get(event.character or "")
        self.dismiss(found[2] if found else None)
