"""A pane of figures: lines, some of which are figures that can be asked about; and one that is a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.words import plural
from sdrdesk.tui.format import fit, right


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure under the cursor: what it is called, and what it says."""

    metric: str = ""
    """Its key in METRICS; "" for something that is not counted."""
    also: str = ""
    """The rate that stands beside it; "" for none."""
    fact: str = ""
    """Numerator and denominator in words."""
    about: str = ""
    """What it is, where it is a state of now and not a figure of METRICS."""
    login: str = ""
    """Whose it is; "" for oneself, "*" for the team."""
    days: str = ""
    """The range it is counted over, where that is not the screen's: "month"."""
    only: tuple[tuple[str, str], ...] = ()
    """Which of its rows, where it is a part of a figure: ("weekday", "2")."""
    also_only: tuple[tuple[str, str], ...] = ()
    """The same for the rate beside it."""
    is_sent: bool = False
    """Whether it is marketing's, of the leads that were received."""
    target: object = None
    """What else a key acts on: a need, a row."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a pane."""

    text: Content
    figure: Figure | None = None


def blank() -> Line:
    """An empty line."""
    return Line(Content(""))


def under_cursor(text: Content, width: int, *, is_plain: bool) -> Content:
    """A line as the cursor shows it, over the whole width."""
    padded = Content.assemble(text, " " * max(0, width - text.cell_length))
    return padded.stylize("reverse" if is_plain else "on $desk-cursor")


class Pane(Widget):
    """Titled lines; `j k` of the screen walk over its figures."""

    DEFAULT_CSS = "Pane { height: auto; border: round $desk-track; padding: 0 1; }"

    @dataclass
    class Picked(Message):
        """A figure was clicked."""

        pane: Pane

    def __init__(self, title: str, write: Callable[[int], Sequence[Line]], *, id: str | None = None) -> None:
        """Show what `write` makes of the width there is, under a title of ours."""
        super().__init__(id=id)
        self.border_title = title
        self._write = write
        self._lines: tuple[int, Sequence[Line]] | None = None
        self._cursor: int | None = None

    def show(self, write: Callable[[int], Sequence[Line]], title: str = "") -> None:
        """Show other lines."""
        self._write, self._lines = write, None
        if title:
            self.border_title = Content(title)
        if self._cursor is not None:
            self._cursor = min(self._cursor, max(0, len(self._figures) - 1))
        self.refresh(layout=True)

    def lines(self, width: int) -> Sequence[Line]:
        """The lines in `width` cells."""
        if self._lines is None or self._lines[0] != width:
            self._lines = (width, self._write(width))
        return self._lines[1]

    @property
    def _figures(self) -> list[int]:
        """The places of the figures among the lines."""
        width = self._lines[0] if self._lines else self.content_size.width or 40
        return [at for at, one in enumerate(self.lines(width)) if one.figure is not None]

    @property
    def figure(self) -> Figure | None:
        """The figure under the cursor."""
        places = self._figures
        if self._cursor is None or self._cursor >= len(places):
            return None
        return self.lines(self._lines[0] if self._lines else 40)[places[self._cursor]].figure

    @property
    def cursor_line(self) -> int:
        """The line of the cursor, for scrolling to it."""
        places = self._figures
        return places[self._cursor] if self._cursor is not None and self._cursor < len(places) else 0

    @property
    def has_figures(self) -> bool:
        """Whether the cursor can be here."""
        return bool(self._figures)

    def enter(self, *, from_below: bool = False) -> None:
        """The cursor comes in."""
        if self._cursor is None:
            self._cursor = max(0, len(self._figures) - 1) if from_below else 0
        self.add_class("-current")
        self.refresh()

    def leave(self) -> None:
        """The cursor goes out."""
        self._cursor = None
        self.remove_class("-current")
        self.refresh()

    def move(self, by: int) -> bool:
        """Move the cursor; False if it would go out."""
        at = (self._cursor or 0) + by
        if not 0 <= at < len(self._figures):
            return False
        self._cursor = at
        self.refresh()
        return True

    def jump_spots(self) -> list[tuple[int, int, Callable[[], object]]]:
        """Each figure."""
        return [(0, line, partial(self.jump, at)) for at, line in enumerate(self._figures)]

    def jump(self, at: int) -> None:
        """The cursor comes in at a figure; in a table, at a row."""
        self.enter()
        self.move(at - (self._cursor or 0))
        self.post_message(self.Picked(self))

    def side(self, by: int) -> bool:  # noqa: ARG002 - a table goes sideways
        """Move sideways; False where there is no such way."""
        return False

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002 - the hook's signature
        """As many lines as there are."""
        return len(self.lines(width))

    def render(self) -> Content:
        """The lines, the one under the cursor on its own ground."""
        width = self.content_size.width
        lines = self.lines(width)
        places = self._figures
        at = places[self._cursor] if self._cursor is not None and self._cursor < len(places) else -1
        is_plain = self.app.current_theme.ansi
        return Content("\n").join(
            under_cursor(one.text.truncate(width), width, is_plain=is_plain)
            if index == at
            else one.text.truncate(width)
            for index, one in enumerate(lines)
        )

    def on_click(self, event: events.Click) -> None:
        """The figure that was clicked has the cursor."""
        at = event.get_content_offset(self)
        if at is None:
            return
        places = self._figures
        if at.y in places:
            self._cursor = places.index(at.y)
            self.post_message(self.Picked(self))
            self.refresh()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

    key: str
    """What it sorts by; "" for one that does not."""
    label: str
    width: int
    metric: str = ""
    is_left: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and what the cursor finds there."""

    text: Content
    figure: Figure


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its columns, its rows, and by what it is sorted."""

    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Cell]] = ()
    sort: str = ""
    is_down: bool = False
    empty: str = "Nothing yet"
    total: Sequence[Content] = field(default=())


class TablePane(Pane):
    """A table whose cursor is a cell; the first column stays, the others go along with the cursor."""

    def __init__(self, title: str, *, id: str | None = None) -> None:
        """Nothing read yet."""
        super().__init__(title, self._paint, id=id)
        self._grid = Grid(empty="Reading…")
        self._row = self._column = 0
        self._has_cursor = False

    def set(self, grid: Grid, title: str = "") -> None:
        """Show another table; the cursor stays on its row's owner."""
        before = self._here
        self._grid = grid
        if before is not None and grid.rows:
            mine = [at for at, row in enumerate(grid.rows) if row[0].figure.target == before.target]
            self._row = mine[0] if mine and before.target is not None else min(self._row, len(grid.rows) - 1)
        self._column = min(self._column, max(0, len(grid.columns) - 1))
        self.show(self._paint, title)

    @property
    def _here(self) -> Figure | None:
        if not self._grid.rows or self._row >= len(self._grid.rows):
            return None
        return self._grid.rows[self._row][0].figure

    @property
    def column(self) -> Column | None:
        """The column under the cursor."""
        return self._grid.columns[self._column] if self._grid.columns else None

    @property
    def figure(self) -> Figure | None:
        """The cell under the cursor."""
        if not self._has_cursor or not self._grid.rows:
            return None
        return self._grid.rows[self._row][self._column].figure

    @property
    def row_figure(self) -> Figure | None:
        """The first cell of the row under the cursor, wherever the cursor of the screen is."""
        return self._here

    @property
    def cursor_line(self) -> int:
        """The line of the cursor."""
        return self._row + 1

    @property
    def has_figures(self) -> bool:
        """Whether there is a row."""
        return bool(self._grid.rows)

    def enter(self, *, from_below: bool = False) -> None:
        """The cursor comes in, at the last row from below."""
        if from_below and self._grid.rows:
            self._row = len(self._grid.rows) - 1
        self._has_cursor = True
        self.add_class("-current")
        self._again()

    def leave(self) -> None:
        """The cursor goes out."""
        self._has_cursor = False
        self.remove_class("-current")
        self._again()

    def find(self, target: object) -> bool:
        """Put the cursor on the row of a target; whether there is one."""
        found = [at for at, row in enumerate(self._grid.rows) if row[0].figure.target == target]
        if found:
            self._row = found[0]
            self._again()
        return bool(found)

    def move(self, by: int) -> bool:
        """Another row."""
        if not 0 <= self._row + by < len(self._grid.rows):
            return False
        self._row += by
        self._again()
        return True

    def jump_spots(self) -> list[tuple[int, int, Callable[[], object]]]:
        """Each row."""
        return [(0, at + 1, partial(self.jump, at - self._row)) for at in range(len(self._grid.rows))]

    def side(self, by: int) -> bool:
        """Another column."""
        if not 0 <= self._column + by < len(self._grid.columns):
            return False
        self._column += by
        self._again()
        return True

    def _again(self) -> None:
        self._lines = None
        self.refresh()

    # ------------------------------------------------------------------------------------ painting

    def shown(self, width: int) -> list[int]:
        """The columns that fit, always with the first and the one under the cursor."""
        columns = self._grid.columns
        if not columns:
            return []
        left = width - columns[0].width
        start = 1
        while True:
            found, used = [0], 0
            for at in range(start, len(columns)):
                if used + columns[at].width + 1 > left:
                    break
                used += columns[at].width + 1
                found.append(at)
            if self._column in found or start >= self._column:
                return found
            start += 1

    def _paint(self, width: int) -> Sequence[Line]:
        grid = self._grid
        if not grid.rows:
            return [Line(Content.styled(grid.empty, "$desk-dim"))]
        shown = self.shown(width)
        lines = [Line(self._head(shown))]
        is_plain = self.app.current_theme.ansi
        for index, row in enumerate(grid.rows):
            has = self._has_cursor and index == self._row
            parts = []
            for at in shown:
                text = _pad(row[at].text, grid.columns[at])
                if has and at == self._column:
                    text = text.stylize("reverse" if is_plain else "underline")
                parts.append(text)
            line = Content(" ").join(parts)
            if has:
                line = Content.assemble(line, " " * max(0, width - line.cell_length))
                line = line.stylize("bold" if is_plain else "on $desk-cursor")
            lines.append(Line(line))
        if grid.total:
            lines.append(Line(Content(" ").join(_pad(grid.total[at], grid.columns[at]) for at in shown)))
        if hidden := len(grid.columns) - len(shown):
            lines.append(Line(Content.styled(f"{plural(hidden, 'more column')}: h l", "$desk-dim")))
        return lines

    def _head(self, shown: Sequence[int]) -> Content:
        parts = []
        for at in shown:
            one = self._grid.columns[at]
            is_sorted = bool(one.key) and one.key == self._grid.sort
            words = one.label + ("▼" if self._grid.is_down else "▲") * is_sorted
            words = fit(words, one.width) if one.is_left else right(words, one.width)
            is_here = self._has_cursor and at == self._column
            parts.append(Content.styled(words, "bold $desk-accent" if is_sorted or is_here else "$desk-dim"))
        return Content(" ").join(parts)

    def on_click(self, event: events.Click) -> None:
        """The cell that was clicked has the cursor."""
        at = event.get_content_offset(self)
        if at is None or not 0 < at.y <= len(self._grid.rows):
            return
        self._row = at.y - 1
        edge = 0
        for index in self.shown(self.content_size.width):
            edge += self._grid.columns[index].width + 1
            if at.x < edge:
                self._column = index
                break
        self.post_message(self.Picked(self))
        self._again()


def _pad(text: Content, column: Column) -> Content:
    text = text.truncate(column.width, ellipsis=True)
    gap = " " * max(0, column.width - text.cell_length)
    return Content.assemble(text, gap) if column.is_left else Content.assemble(gap, text)
