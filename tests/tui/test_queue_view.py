"""The list by itself: the cursor is a lead, stays on it and on its line, and says so exactly when it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.strip import Strip

from sdrdesk.desk.desk import Desk
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.tui import themes
from sdrdesk.tui.widgets.queue_view import QueueView
from tests.tui import seeded
from tests.tui.robot import settled


class Bench(App[None]):
    """A list and nothing else."""

    def __init__(self, desk: Desk) -> None:
        """With the playbook of `desk`."""
        super().__init__()
        self.view = QueueView(desk.playbook, desk.rep.zone, seeded.NOW)
        self.said: list[str | None] = []
        self.register_theme(themes.dark())
        self.theme = themes.DARK

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.view

    def on_queue_view_current(self, event: QueueView.Current) -> None:
        """Note what it says."""
        self.said.append(event.lead_id)


@pytest.fixture
def rows(desk: Desk) -> list[QueueRow]:
    """A hundred leads: n000 to n099."""
    one = desk.queue.rows()[2]
    return [replace(one, lead_id=f"n{index:03}", name=f"Lead {index:03}") for index in range(100)]


async def shown(bench: Bench, pilot: Any, rows: Sequence[QueueRow], at: str) -> int:
    """Show the rows with the cursor on a lead; the line it is on."""
    bench.view.set_rows(rows, seeded.NOW, tab=Tab.READY)
    await settled(pilot)
    bench.view.go(at)
    await settled(pilot)
    bench.said.clear()
    return line_of(bench, rows, at)


def line_of(bench: Bench, rows: Sequence[QueueRow], lead_id: str) -> int:
    """The line of the screen a lead is on."""
    return [row.lead_id for row in rows].index(lead_id) - bench.view.scroll_offset.y


async def test_rows_that_come_and_go_above_move_nothing(desk: Desk, rows: list[QueueRow]) -> None:
    """Inserts, removals and another order leave the lead and its line where they were, and say nothing."""
    bench = Bench(desk)
    async with bench.run_test(size=(80, 20)) as pilot:
        line = await shown(bench, pilot, rows, "n050")
        for changed in (rows[3:], [*rows[90:], *rows[:90]], sorted(rows, key=lambda row: row.name[-2:]), rows):
            bench.view.set_rows(changed, seeded.NOW, tab=Tab.READY)
            await settled(pilot)
            assert bench.view.current == "n050"
            assert line_of(bench, changed, "n050") == line

    assert bench.said == []


async def test_the_current_row_goes(desk: Desk, rows: list[QueueRow]) -> None:
    """Then the lead that took its place is current, and it is said once."""
    bench = Bench(desk)
    async with bench.run_test(size=(80, 20)) as pilot:
        await shown(bench, pilot, rows, "n050")
        bench.view.set_rows([row for row in rows if row.lead_id != "n050"], seeded.NOW, tab=Tab.READY)
        await settled(pilot)
        assert bench.said == ["n051"]
        bench.view.set_rows([], seeded.NOW, tab=Tab.READY)
        await settled(pilot)
        assert bench.said == ["n051", None]
        assert bench.view.current is None
        bench.view.move(1)
        bench.view.page(1)
        bench.view.edge(1)
        bench.view.set_rows(rows, seeded.NOW, tab=Tab.READY)
        await settled(pilot)
        assert bench.view.current == "n000"


async def test_the_last_row_goes(desk: Desk, rows: list[QueueRow]) -> None:
    """Then the one above it is current."""
    bench = Bench(desk)
    async with bench.run_test(size=(80, 20)) as pilot:
        await shown(bench, pilot, rows, "n099")
        bench.view.set_rows(rows[:-1], seeded.NOW, tab=Tab.READY)
        await settled(pilot)

    assert bench.said == ["n098"]


async def test_another_tab_starts_at_its_top(desk: Desk, rows: list[QueueRow]) -> None:
    """Whatever was current, the first row of another shelf is, unless a lead is asked for."""
    bench = Bench(desk)
    async with bench.run_test(size=(80, 20)) as pilot:
        await shown(bench, pilot, rows[:50], "n040")
        bench.view.set_rows(rows[50:], seeded.NOW, tab=Tab.WAITING)
        await settled(pilot)
        assert bench.view.current == "n050"
        assert bench.view.scroll_offset.y == 0
        bench.view.set_rows(rows, seeded.NOW, tab=Tab.READY, go_to="n077")
        await settled(pilot)
        assert bench.view.current == "n077"
        assert 0 <= line_of(bench, rows, "n077") < 20


async def test_moving_stops_at_the_ends(desk: Desk, rows: list[QueueRow]) -> None:
    """Keys move by one, a page or to an end, and no further; a move that changes nothing says nothing."""
    bench = Bench(desk)
    async with bench.run_test(size=(80, 20)) as pilot:
        await shown(bench, pilot, rows, "n000")
        bench.view.move(-1)
        bench.view.page(1)
        bench.view.page(-1)
        bench.view.edge(1)
        bench.view.move(1)
        bench.view.edge(-1)
        await settled(pilot)

    assert bench.said == ["n019", "n000", "n099", "n000"]


async def test_a_second_repaints_only_what_reads_differently(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours stand still while seconds run; the trial's 42 minutes have just become 41."""
    bench = Bench(desk)
    painted: list[int] = []
    async with bench.run_test(size=(80, 20)) as pilot:
        real = desk.queue.rows()
        bench.view.set_rows(real, seeded.NOW, tab=Tab.READY)
        await settled(pilot)
        monkeypatch.setattr(bench.view, "refresh_line", painted.append)
        bench.view.tick(seeded.NOW + timedelta(seconds=1))

    names = [real[index].name for index in painted]
    assert names == ["Tom Okafor", "Ana Souza", "Priya Raman", "Marcus Lee"]


async def test_a_long_list_paints_as_fast_as_a_short_one(
    desk: Desk, rows: list[QueueRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is seen is drawn: a move in a long list draws two lines."""
    bench = Bench(desk)
    async with bench.run_test(size=(80, 20)) as pilot:
        many = [replace(rows[0], lead_id=f"x{index}") for index in range(20_000)]
        await shown(bench, pilot, many, "x10000")
        drawn: list[int] = []
        draw = bench.view.render_line

        def counted(y: int) -> Strip:
            drawn.append(y)
            return draw(y)

        monkeypatch.setattr(bench.view, "render_line", counted)
        bench.view.move(-1)
        await settled(pilot)

    assert len(set(drawn)) <= 4
