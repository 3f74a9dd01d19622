"""Lists and texts on the Line API that are painted without Textual's detours.

Measured on the way from an outcome key to the next lead (`benchmarks/goals/g10_log.py`): Textual's cache of lines
makes new strips of every line whenever anything of a widget is refreshed; a scroll bar of one cell's width takes as
long to paint as fifty leads; and another number of lines has the whole screen laid out anew. Here a line is cut once
and kept by its widget, because a strip remembers how it was filtered, divided and written out; a scroll bar is painted
as one strip a line, and only where it looks different; and a layout is asked for only where a scroll bar comes or goes.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, cast

from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.widget import Widget


class SlimBar(ScrollBar):
    """A scroll bar that is one cell wide."""

    _kept: tuple[tuple[object, ...], list[Strip]] = ((), [])
    """What the bar was last painted from, and how it looked."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the bar."""
        owner = cast("Widget", self.parent)
        state = "_active" if self.grabbed else "_hover" if self.mouse_over else ""
        ground = getattr(owner.styles, f"scrollbar_background{state}")
        if ground.a < 1:
            ground = owner.background_colors[0] + ground
        ink = ground + getattr(owner.styles, f"scrollbar_color{state}")
        height, virtual = self.size.height, ceil(self.window_virtual_size)
        window = ceil(self.window_size) if self.window_size < virtual else 0
        look = (height, virtual, window, self.position, ink, ground, filters := tuple(self.get_line_filters()))
        if self._kept[0] != look:
            bar = self.renderer.render_bar(
                size=height,
                virtual_size=virtual,
                window_size=window,
                position=self.position,
                back_color=ground.rich_color,
                bar_color=ink.rich_color,
            )
            behind = Style(color=ink.rich_color, bgcolor=ground.rich_color)
            # Most lines are one and the same piece, so they can be one and the same strip.
            pieces = {id(piece): Strip([piece], 1).apply_style(behind) for piece in bar.segments}
            strips = [pieces[id(piece)] for piece in bar.segments]
            for one in filters:
                strips = [strip.apply_filter(one, ground) for strip in strips]
            self._kept = (look, strips)
        return self._kept[1][crop.y : crop.bottom]


class Lined(ScrollView, inherit_bindings=False):
    """A widget of lines, each of which is kept by who makes it."""

    DEFAULT_CSS = "Lined { overflow-x: hidden; scrollbar-size-vertical: 1; }"

    def whole_lines(self, lines: range) -> list[Strip]:
        """Lines of the widget from edge to edge, each the same strip as long as it looks the same."""
        raise NotImplementedError

    def set_length(self, lines: int) -> None:
        """How many lines there are. Set past the reactive, which would lay out the whole screen."""
        if self.virtual_size.height != lines:
            self.set_reactive(ScrollView.virtual_size, Size(0, lines))
            self._scroll_update(self.virtual_size)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some lines of the screen."""
        strips = self.whole_lines(crop.line_range)
        behind = self.background_colors[1]
        for one in self.get_line_filters():
            strips = [strip.apply_filter(one, behind) for strip in strips]
        if crop.column_span != (0, self.outer_size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scroll bar, made when it is first asked for."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = SlimBar(vertical=True, name="vertical", thickness=1)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar
