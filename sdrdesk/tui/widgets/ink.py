"""Writes text into strips, for widgets that are painted with every key.

Textual's way from a `Content` to a strip makes a style of its own for each piece of text, with its place in it for a
selection that the desk does not have; so no strip finds the codes of another one again. A pen works out each mixture
of inks once, until the theme changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style as Ink
from textual.content import Content
from textual.geometry import Region, Size, Spacing
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget


class Pen:
    """The inks of one widget."""

    def __init__(self, widget: Widget) -> None:
        """Write on the ground of `widget`."""
        self._widget = widget
        self._inks: dict[tuple[str | Style, ...], Ink] = {}

    def forget(self) -> None:
        """Another theme: every ink is mixed anew."""
        self._inks.clear()

    @property
    def ground(self) -> Ink:
        """What stands where nothing is written."""
        return self._ink(())

    def lines(self, content: Content, width: int) -> Iterator[Content]:
        """The text in lines of at most `width` cells, broken between words."""
        for line in content.split("\n", allow_blank=True):
            if line.cell_length <= width:
                yield line
            else:
                yield from line.wrap(width)

    def segments(self, line: Content) -> list[Segment]:
        """One line, piece by piece, later inks over earlier ones."""
        text, spans = line.plain, line.spans
        cuts = sorted({0, len(text)}.union(*((span.start, span.end) for span in spans)))
        return [
            Segment(
                text[start:end], self._ink(tuple(one.style for one in spans if one.start <= start and end <= one.end))
            )
            for start, end in pairwise(cuts)
        ]

    def _ink(self, styles: tuple[str | Style, ...]) -> Ink:
        ink = self._inks.get(styles)
        if ink is None:
            whole = self._widget.visual_style
            for one in styles:
                whole += Style.parse(one) if isinstance(one, str) else one
            ink = self._inks[styles] = whole.rich_style
        return ink


class Written(Widget):
    """A widget of a line or two: `render` says what they read, and what reads as before is not cut anew."""

    def __init__(self) -> None:
        """Nothing written yet."""
        super().__init__()
        self._pen = Pen(self)
        self._kept: tuple[tuple[object, ...], Content, list[Strip]] | None = None

    def render(self) -> Content:
        """What it says."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some lines of the screen."""
        size, gutter, filters = self.outer_size, self.styles.gutter, tuple(self.get_line_filters())
        look = (size, gutter, filters)
        if self._kept is None or self._kept[0] != look or self._dirty_regions:
            self._dirty_regions.clear()
            content = self.render()
            if self._kept is None or self._kept[0] != look or not self._kept[1].is_same(content):
                lines = self._written(content, size, gutter)
                for one in filters:
                    lines = [line.apply_filter(one, self.background_colors[1]) for line in lines]
                self._kept = (look, content, lines)
        lines = self._kept[2][crop.y : crop.bottom]
        if crop.column_span != (0, size.width):
            lines = [line.crop(*crop.column_span) for line in lines]
        return lines

    def _written(self, content: Content, size: Size, gutter: Spacing) -> list[Strip]:
        ground = self._pen.ground
        left, blank = Segment(" " * gutter.left, ground), Strip.blank(size.width, ground)
        lines = [blank] * gutter.top
        for line in self._pen.lines(content, size.width - gutter.width):
            lines.append(Strip([left, *self._pen.segments(line)]).adjust_cell_length(size.width, ground))
        return (lines + [blank] * size.height)[: size.height]

    def notify_style_update(self) -> None:
        """Another theme: its inks are mixed anew."""
        super().notify_style_update()
        self._pen.forget()
        self._kept = None
