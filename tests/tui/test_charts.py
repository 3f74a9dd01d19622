"""Charts of characters: true to their numbers, readable without colour, right at any width."""

from __future__ import annotations

import pytest
from textual.content import Content

from sdrdesk.domain.figures import Rate
from sdrdesk.tui import numbers_text
from sdrdesk.tui.widgets import charts
from sdrdesk.tui.widgets.charts import Bar, HeatCell
from sdrdesk.tui.widgets.pane import Cell, Column, Figure, Grid, TablePane

STEPS = (Bar(label="Dials", value=370), Bar(label="Connects", value=100, note="27.0%"), Bar(label="Held", value=0))


def test_bars_are_as_long_as_their_numbers() -> None:
    """The longest fills the room, a number stands beside each, nothing has no bar."""
    dials, connects, held = (line.plain for line in charts.bars(STEPS, 50))

    assert dials.count("█") > 3 * connects.count("█")
    assert dials.endswith(" 370")
    assert connects.split()[2:] == ["100", "27.0%"]
    assert "█" not in held
    assert held.split() == ["Held", "0"]


@pytest.mark.parametrize("width", [16, 24, 40, 76, 150])
def test_bars_never_leave_their_pane(width: int) -> None:
    """At no width a line is longer than the room."""
    assert all(line.cell_length <= width + 4 for line in charts.bars(STEPS, width))


def test_something_is_never_drawn_as_nothing() -> None:
    """One of a thousand has a mark; none has none; no chart has no lines."""
    assert charts.block(1, 1000, 20) == "▏"
    assert charts.block(0, 10, 20) == ""
    assert charts.block(5, 0, 20) == ""
    assert charts.bars([], 40) == []


def test_a_gauge_shows_where_one_should_stand() -> None:
    """The mark is there before and behind the end of the bar, and the length is the width."""
    ahead, behind = charts.gauge(8, 10, 20, mark=5).plain, charts.gauge(2, 10, 20, mark=5).plain

    assert len(ahead) == len(behind) == 20
    assert ahead.index("┃") == behind.index("┃") == 9
    assert charts.gauge(0, 0, 10).plain == "━" * 10


def test_a_sparkline_has_a_column_for_each_day() -> None:
    """The highest day is full, a day without anything a dot."""
    assert charts.spark((0, 4, 8)).plain == "·▅█"
    assert charts.spark(()).plain == ""


def test_the_heat_map_says_its_counts() -> None:
    """A share in each cell, its calls below, a dot where there were none."""
    cells = {(0, 9): HeatCell(3, 10, False), (0, 10): HeatCell(1, 1, True)}

    head, monday, tuesday = charts.heat(cells, ("Mon", "Tue"), (9, 10, 11), 40, counts=True)

    assert head[0].plain.split() == ["09", "10", "11"]
    assert monday[0].plain.split() == ["Mon", "30%", "100%", "·"]
    assert monday[1].plain.split() == ["3/10", "1/1"]
    assert tuesday[0].plain.split() == ["Tue", "·", "·", "·"]


def test_too_few_calls_are_grey() -> None:
    """Whatever the share, a cell with too few calls has no colour."""
    assert "accent" not in charts.heat_style(1.0, is_few=True)
    assert "accent" in charts.heat_style(1.0, is_few=False)
    assert "accent" not in charts.heat_style(0.0, is_few=False)


def test_a_line_needs_two_points() -> None:
    """One point is said to be too few; more are drawn between their highest and nothing."""
    assert "Too few" in charts.line([1], ["Mon"], 30)[0].plain
    drawn = charts.line([10, 40, 20], ["2 Nov", "9 Nov", "16 Nov"], 40)

    assert drawn[0].plain.startswith("40 │")
    assert drawn[-1].plain.endswith("16 Nov")
    assert all(one.cell_length <= 40 for one in drawn)


def _table() -> TablePane:
    columns = [Column(key="name", label="Rep", width=10, is_left=True)]
    columns += [Column(key=f"c{at}", label=f"C{at}", width=8, metric="dials") for at in range(8)]
    pane = TablePane("Reps")
    row = [Cell(Content(f"{at}"), Figure(metric="dials", target="maya")) for at in range(9)]
    pane._grid = Grid(columns=columns, rows=[row])
    return pane


def test_a_table_goes_along_with_its_cursor() -> None:
    """The first column stays; the column under the cursor is always among those that fit."""
    pane = _table()
    assert pane.shown(40) == [0, 1, 2, 3]
    for at in range(1, 9):
        pane._column = at
        assert pane.shown(40)[0] == 0
        assert at in pane.shown(40)


def test_figures_are_written_as_people_say_them() -> None:
    """Minutes, shares with their counts, and how a count moved."""
    assert [numbers_text.minutes(one) for one in (None, 0.8, 3.2, 443.2)] == ["-", "48s", "3m 12s", "7h 23m"]
    assert numbers_text.counted(Rate(100, 370)) == "27% (100/370)"
    assert numbers_text.counted(Rate(0, 0)) == "- (0/0)"
    assert [numbers_text.change(*one) for one in ((5, 5), (3, 0), (9, 10), (12, 10), (50, 10))] == [
        "=", "▲ new", "▼ 10%", "▲ 20%", "▲ x5",
    ]  # fmt: skip
    assert numbers_text.amount(1166.7, "$") == "$1,167"
    assert numbers_text.amount(1166.7, "EUR") == "1,167 EUR"
