"""How figures are written on the screen: shares with their counts, minutes, money. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from sdrdesk.desk.figures.number_values import Funnel
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.metrics import METRICS, Metric
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets.charts import DIM, SOFT, TEXT, Bar, bars
from sdrdesk.tui.widgets.pane import Figure, Line

STEP_INKS = {
    "dials": "desk-accent",
    "connects": "desk-accent",
    "conversations": "desk-second",
    "booked": "desk-warn",
    "held": "desk-warn",
    "opportunities": "desk-third",
}


def share(rate: Rate, digits: int = 0) -> str:
    """A share, or a dash where nothing was counted."""
    return "-" if rate.share is None else f"{rate.share:.{digits}%}"


def counted(rate: Rate, digits: int = 0) -> str:
    """A share with its counts: "27% (100/370)"."""
    return f"{share(rate, digits)} ({rate.part:,}/{rate.whole:,})"


def minutes(value: float | None) -> str:
    """Working minutes as people say them: "48s", "3m 12s", "7h 24m"."""
    if value is None:
        return "-"
    seconds = round(value * 60)
    if seconds < 60:
        return f"{seconds}s"
    if seconds < 3600:
        return f"{seconds // 60}m {seconds % 60:02}s"
    return f"{seconds // 3600}h {seconds % 3600 // 60:02}m"


def short_minutes(value: float | None) -> str:
    """The same for a column: "3m12s", "7h24m"."""
    return minutes(value).replace(" ", "")


def amount(value: float, currency: str) -> str:
    """Money in whole units: "$1,167", "1,167 EUR"."""
    return f"{currency}{value:,.0f}" if len(currency) == 1 else f"{value:,.0f} {currency}".rstrip()


def number(value: float) -> str:
    """A number without a needless digit: "8.4", "8"."""
    return f"{value:,.1f}".removesuffix(".0")


def change(now: float, before: float) -> str:
    """How a count moved against the period before: "▲ 12%", "▼ 3%", "▲ x5", "=", "▲ new"."""
    if now == before:
        return "="
    if not before:
        return "▲ new"
    if now >= 4 * before:
        return f"▲ x{now / before:.0f}"
    moved = round((now - before) / before * 100)
    return f"{'▲' if now > before else '▼'} {abs(moved)}%"


def fact(rate: Rate) -> str:
    """Numerator and denominator in words."""
    return f"{rate.part:,} of {rate.whole:,} = {share(rate, 1)}" if rate.whole else "nothing was counted yet"


def funnel_lines(funnel: Funnel, before: Funnel, width: int, *, login: str = "") -> list[Line]:
    """The funnel: each step with its count, and its rate against the step before."""
    earlier = {key: count for key, count, _, _ in before.steps}
    rows, figures = [], []
    for key, count, rate_key, rate in funnel.steps:
        note = share(rate, 1) if rate is not None else ""
        moved = change(count, earlier[key]) if width >= 44 else ""
        rows.append(
            Bar(
                label=METRICS[key].label,
                value=count,
                ink=STEP_INKS[key],
                note=f"{note:>6}  {moved}".rstrip(),
            )
        )
        said = f"{count:,}, {earlier[key]:,} in as much of the period before"
        if rate is not None:
            said += f"; {METRICS[rate_key].label.lower()} {fact(rate)}"
        figures.append(Figure(metric=key, also=rate_key, fact=said, login=login))
    return [Line(text, figure) for text, figure in zip(bars(rows, width), figures, strict=True)]


def pair(label: str, value: str, width: int, note: str = "", ink: str = TEXT) -> Content:
    """A name, a figure, and a word behind it."""
    return Content.assemble(
        (f"{label:<{width}} ", DIM), (plain(value), f"bold {ink}"), (f"  {plain(note)}" if note else "", SOFT)
    )


def wrapped(words: str, width: int, style: str = SOFT) -> list[Line]:
    """A sentence over as many lines as it needs."""
    return [Line(line) for line in Content.styled(plain(words), style).wrap(max(10, width))]


def definition(metric: Metric) -> Sequence[tuple[str, str]]:
    """A metric's definition, line by line."""
    return (
        ("Counted", metric.formula),
        ("Unit", metric.unit.value),
        ("Over", metric.population),
        ("Says", metric.source),
    )
