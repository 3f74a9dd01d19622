"""Marketing's side as tables and lines of panes. Pure."""

from __future__ import annotations

from textual.content import Content

from sdrdesk.desk.figures.marketing_values import MarketingNumbers, MarketingRow
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.words import plural
from sdrdesk.tui.format import fit, right
from sdrdesk.tui.numbers_text import counted, fact, minutes, share, short_minutes, wrapped
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets import charts
from sdrdesk.tui.widgets.charts import DIM, SOFT, TEXT
from sdrdesk.tui.widgets.pane import Cell, Column, Figure, Grid, Line, blank

FEW = 5
"""Leads of one age below which nothing is said."""

GOOD, POOR = 0.4, 0.15
"""From which SQL rate on a row is good, and below which it is poor."""

COLUMNS = (
    Column(key="", label="", width=22, metric="received", is_left=True),
    Column(key="received", label="Leads", width=6, metric="received"),
    Column(key="in_sla", label="In SLA", width=7, metric="received_in_sla"),
    Column(key="resolved", label="Resolved", width=9, metric="resolved"),
    Column(key="sql", label="SQL", width=6, metric="sql_rate"),
    Column(key="nurture", label="Nurture", width=8, metric="nurture_rate"),
    Column(key="disqualified", label="Disq", width=6, metric="disqualified_rate"),
    Column(key="to_touch", label="To touch", width=9, metric="received_speed"),
    Column(key="to_sql", label="To SQL", width=8, metric="days_to_sql"),
    Column(key="to_nurture", label="To nurt", width=8, metric="days_to_nurture"),
    Column(key="to_disqualified", label="To disq", width=8, metric="days_to_disqualified"),
    Column(key="", label="  Why disqualified", width=32, metric="disqualified_rate", is_left=True),
)
SHORT = tuple(COLUMNS[at] for at in (0, 1, 4, 5, 6))
"""What the team's screen shows of it."""


def head(sent: MarketingNumbers, width: int) -> Content:
    """The days, and what came of everything received in them; where there is little room, the most important."""
    total = sent.total
    parts = [
        (plain(sent.range.label) or f"{sent.range.first} to {sent.range.last}", "bold $desk-warn"),
        (f"   {plural(total.received, 'lead')}", f"bold {TEXT}"),
        (f"   in SLA {counted(total.in_sla)}", SOFT),
        (f"   resolved {counted(total.resolved)}", SOFT),
        (f"   SQL {counted(total.sql)}", "bold $desk-accent"),
    ]
    for spare in (2, 2):
        if sum(len(words) for words, _ in parts) > width:
            del parts[spare]
    return Content.assemble(*parts).truncate(width)


def days(value: float | None) -> str:
    """Days as a column: "1.5 d"."""
    return "-" if value is None else f"{value:.1f} d"


def table(sent: MarketingNumbers, sort: str = "", *, down: bool = True, short: bool = False, width: int = 0) -> Grid:
    """A row for each campaign, source, region, offer or rep."""
    rows = list(sent.rows)
    if sort:
        rows.sort(key=lambda row: _value(row, sort), reverse=down)
    columns = list(SHORT if short else COLUMNS)
    first = columns[0]
    columns[0] = Column(
        key="", label=sent.by.capitalize(), width=width or first.width, metric=first.metric, is_left=True
    )
    keys = [COLUMNS.index(one) for one in (SHORT if short else COLUMNS)]
    made = [[_cells(row, columns[0].width, sent.by)[at] for at in keys] for row in rows]
    total = [_cells(sent.total, columns[0].width, "")[at].text for at in keys]
    return Grid(columns=columns, rows=made, sort=sort, is_down=down, empty="No leads in these days", total=total)


def _value(row: MarketingRow, sort: str) -> float:
    value = getattr(row, sort)
    if isinstance(value, Rate):
        return -1.0 if value.share is None else value.share
    return float("-inf") if value is None else float(value)


def _cells(row: MarketingRow, width: int, by: str) -> list[Cell]:
    only = ((by, row.key),) if by else ()
    rate = row.sql.share or 0
    ink = "$desk-accent" if rate >= GOOD else "$desk-bad" if rate < POOR and row.received >= FEW else "$desk-warn"
    bad = "$desk-bad" if (row.disqualified.share or 0) >= GOOD and row.received >= FEW else TEXT
    why = ", ".join(f"{plain(reason)} {count}" for reason, count in row.reasons[:3])
    found: tuple[tuple[str, str, str], ...] = (
        (fit(row.label, width), f"bold {TEXT}", plural(row.received, "lead")),
        (f"{row.received:,}", TEXT, f"{plural(row.received, 'lead')}, each counted once"),
        (share(row.in_sla), TEXT, fact(row.in_sla)),
        (share(row.resolved), TEXT, fact(row.resolved)),
        (share(row.sql), f"bold {ink}", fact(row.sql)),
        (share(row.nurture), TEXT, fact(row.nurture)),
        (share(row.disqualified), bad, f"{fact(row.disqualified)}{f': {why}' if why else ''}"),
        (short_minutes(row.to_touch), TEXT, f"median {minutes(row.to_touch)} of working time to the first touch"),
        (days(row.to_sql), SOFT, f"median {days(row.to_sql)} to the booked meeting"),
        (days(row.to_nurture), SOFT, f"median {days(row.to_nurture)} to nurture"),
        (days(row.to_disqualified), SOFT, f"median {days(row.to_disqualified)} to the end"),
        (f"  {why}", DIM, why or "nobody was disqualified"),
    )
    return [
        Cell(
            Content.styled(text, style),
            Figure(metric=column.metric, fact=f"{plain(row.label)}: {words}", only=only, is_sent=True, target=row.key),
        )
        for column, (text, style, words) in zip(COLUMNS, found, strict=True)
    ]


def trend(sent: MarketingNumbers, width: int) -> list[Line]:
    """Leads and SQL by week."""
    weeks = sent.weeks
    if not weeks:
        return [Line(Content.styled("No leads in these days", TEXT))]
    names = [f"{one.first.day} {one.first:%b}" for one in weeks]
    lines = [Line(Content.styled("SQL of the leads received, by week", SOFT))]
    shares = [(one.sql.share or 0) * 100 for one in weeks]
    lines += [Line(text) for text in charts.line(shares, names, width, say=lambda value: f"{value:.0f}%")]
    lines.append(blank())
    top = max(one.received for one in weeks)
    for name, one in zip(names, weeks, strict=True):
        bar = charts.block(one.received, top, max(4, width - 38))
        tail = f" SQL {counted(one.sql)}"
        text = Content.assemble(
            (f"{name:<7}", DIM), (bar, "$desk-accent"), (f" {one.received}", f"bold {TEXT}"), (tail, DIM)
        )
        words = f"week of {name}: {one.received} received, SQL {fact(one.sql)}, nurture {fact(one.nurture)}"
        only = (("week", one.first.isoformat()),)
        lines.append(Line(text, Figure(metric="sql_rate", fact=words, only=only, is_sent=True)))
    return lines


def ages(sent: MarketingNumbers, width: int, *, is_plain: bool = False) -> list[Line]:
    """Whether leads were reached, by their age at the first touch, per offer."""
    if not sent.ages:
        return [Line(Content.styled("No lead was touched in these days", TEXT))]
    labels = [label for label, _ in sent.ages[0].parts]
    size = 11 if width >= 80 else 10
    title = max(10, width - size * len(labels))
    lines = [Line(Content.assemble((fit("", title), ""), *((right(label, size), DIM) for label in labels)))]
    for one in sent.ages:
        cells, words = [], []
        for label, rate in one.parts:
            said = f"{share(rate)} /{rate.whole}" if rate.whole else "·"
            style = (
                charts.heat_style(rate.share or 0, is_few=rate.whole < FEW, is_plain=is_plain) if rate.whole else DIM
            )
            cells += [(" ", ""), (right(said, size - 1), style)]
            words.append(f"{label} {rate.part}/{rate.whole}")
        told = f"{plain(one.title)}, reached by age: {', '.join(words)}"
        figure = Figure(metric="reached_rate", fact=told, only=(("offer", one.offer),), is_sent=True)
        lines.append(Line(Content.assemble((fit(one.title, title), TEXT), *cells), figure))
    return [*lines, *wrapped(f"grey: fewer than {FEW} leads. {sent.caution}", width, DIM)]
