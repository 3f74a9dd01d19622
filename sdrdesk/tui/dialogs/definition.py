"""What a figure is: its formula, unit, population and source, and what it was counted from."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from sdrdesk.dataclasses import replace
from sdrdesk.domain.metrics import METRICS
from sdrdesk.domain.ranges import Range
from sdrdesk.tui.background import DeskDialog
from sdrdesk.tui.numbers_text import definition
from sdrdesk.tui.safe import lit, plain
from sdrdesk.tui.widgets.pane import Figure

WIDTH = 56
"""Cells of a definition beside its name."""


def text(figure: Figure, range_: Range) -> Content:
    """The definition of a figure, and of the rate beside it."""
    parts: list[Content] = [
        Content.styled(plain(figure.fact), "bold $desk-text"),
        Content.styled(f"{range_.label or 'These days'}: {range_.first} to {range_.last}", "$desk-dim"),
    ]
    for key in filter(None, (figure.metric, figure.also)):
        metric = METRICS[key]
        parts += [Content(""), Content.styled(metric.label, "bold $desk-warn")]
        for name, said in definition(metric):
            first, *rest = Content.styled(said, "$desk-text").wrap(WIDTH)
            parts.append(Content.assemble((f"{name:<8} ", "$desk-dim"), first))
            parts += [Content.assemble(" " * 9, line) for line in rest]
    return Content("\n").join(parts)


class Definition(DeskDialog[Figure]):
    """Shows what a figure is; answers the figure whose rows are wanted: itself, or the rate beside it."""

    BINDINGS = [
        ("question_mark,q", "cancel", "Back"),
        ("enter", "rows(0)", "Rows"),
        ("r", "rows(1)", "Rows of the rate"),
    ]

    def __init__(self, figure: Figure, range_: Range) -> None:
        """Define `figure`, counted over a range."""
        super().__init__()
        self._figure, self._range = figure, range_

    def compose(self) -> ComposeResult:
        """The words."""
        metric = METRICS[self._figure.metric]
        with Vertical(classes="dialog") as box:
            box.border_title = lit(metric.label)
            yield Static(text(self._figure, self._range))
            rate = f" · r those of the {METRICS[self._figure.also].label.lower()}" if self._figure.also else ""
            yield Static(lit(f"enter the {metric.rows} it was counted from{rate} · esc back"), classes="hint")

    def action_rows(self, of_rate: int) -> None:
        """On to the rows."""
        figure = self._figure
        if not of_rate:
            self.dismiss(figure)
        elif figure.also:
            self.dismiss(replace(figure, metric=figure.also, only=figure.also_only, also="", also_only=()))


class About(DeskDialog[None]):
    """Says what a cell is that shows how things are now: counted over no days, and from no rows."""

    BINDINGS = [("question_mark,q,enter", "cancel", "Back")]

    def __init__(self, figure: Figure) -> None:
        """Explain `figure`."""
        super().__init__()
        self._figure = figure

    def compose(self) -> ComposeResult:
        """The words."""
        with Vertical(classes="dialog") as box:
            box.border_title = "What it is"
            yield Static(lit(self._figure.fact, "bold $desk-text"))
            yield Static(lit(f"\n{self._figure.about}\n", "$desk-text"))
            yield Static(lit("As it is now, whatever days are shown · esc back"), classes="hint")
