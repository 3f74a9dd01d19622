"""Figures as tables, for spreadsheets: what outside people wrote in them is never run."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.figures.marketing_values import MarketingNumbers, ReturnedLead
from sdrdesk.desk.figures.number_values import Funnel, MineNumbers, TeamNumbers
from sdrdesk.desk.figures.row_values import CallRow
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.metrics import METRICS
from sdrdesk.errors import BadInput

Cell = str | int | float | date | None

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What a spreadsheet may run, at the start of a cell."""

_PLAIN = re.compile(r"\+[1-9]\d{6,14}|-?\d+(\.\d+)?")
"""A number or a phone number: these begin so and mean no harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of figures."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def defused(text: str) -> str:
    """A text that no spreadsheet runs: with a quote in front where it would."""
    start = unicodedata.normalize("NFKC", text).lstrip(" \u00a0")
    return f"'{text}" if start.startswith(RISKY) and not _PLAIN.fullmatch(text) else text


def csv_text(sheet: Sheet, *, raw: bool = False) -> str:
    """A table as CSV, every cell in quotes; `raw` leaves texts as they are."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(sheet.head)
    for row in sheet.rows:
        writer.writerow([_written(cell, raw=raw) for cell in row])
    return out.getvalue()


def make_room(path: Path) -> None:
    """Make the folder of a file that is to be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"Cannot write {path}", error.strerror or str(error), "Name another place") from error


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads: it holds people's names."""
    try:
        with open(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            file.write(text)
    except OSError as error:
        raise BadInput(f"Cannot write {path}", error.strerror or str(error), "Name another place") from error


def _written(cell: Cell, *, raw: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.4f}".rstrip("0").rstrip(".")
    return str(cell) if raw or not isinstance(cell, str) else defused(cell)


def write_xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write tables as a workbook; texts are texts there, whatever they begin with."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for sheet in sheets:
            page = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.name)[:31])
            page.freeze_panes(1, 0)
            for column, name in enumerate(sheet.head):
                page.write_string(0, column, name, bold)
                longest = max([len(name), *(len(str(row[column])) for row in sheet.rows[:200])])
                page.set_column(column, column, min(longest + 2, 48))
            for line, row in enumerate(sheet.rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, bool | int | float):
                        page.write_number(line, column, cell)
                    elif cell is not None:
                        page.write_string(line, column, _written(cell, raw=True))


# --- the tables -------------------------------------------------------------------------------------------------------

RATE_HEAD = ("part", "whole", "share")
FUNNEL = ("touches", "dials", "connects", "conversations", "booked", "held", "no_shows", "opportunities")


def _rate(rate: Rate) -> tuple[Cell, ...]:
    return rate.part, rate.whole, rate.share


def _rated(*names: str) -> tuple[str, ...]:
    return tuple(f"{METRICS[name].label if name in METRICS else name} {part}" for name in names for part in RATE_HEAD)


def _counts(funnel: Funnel) -> tuple[int, ...]:
    return tuple(getattr(funnel, name) for name in FUNNEL)


def my_sheets(mine: MineNumbers) -> tuple[Sheet, ...]:
    """The tables of a rep's own figures."""
    speed = [("at once", mine.speed.urgent), ("the rest", mine.speed.rest)]
    return (
        Sheet(
            name="Funnel",
            head=("Step", "Count", "Before", "Rate part", "Rate whole", "Rate share"),
            rows=tuple(
                (METRICS[key].label, count, getattr(mine.before, key), *(_rate(rate) if rate else (None,) * 3))
                for key, count, _, rate in mine.funnel.steps
            ),
        ),
        Sheet(
            name="Speed to lead",
            head=("Leads", "First touches", "Median min", "P90 min", "In SLA", "Of", "Missed"),
            rows=tuple(
                (name, part.count, part.median, part.p90, part.in_sla.part, part.in_sla.whole, part.missed)
                for name, part in speed
            ),
        ),
        Sheet(
            name="When they pick up",
            head=("Weekday", "Hour there", "Connects", "Dials", "Share"),
            rows=tuple((WEEKDAYS[slot.weekday], slot.hour, *_rate(slot.rate)) for slot in mine.pick_up),
        ),
        Sheet(
            name="Small yeses",
            head=("Rung", "Won", "Received", "Share", "Onward part", "Onward whole", "Onward share"),
            rows=tuple(
                (rung.label, *_rate(rung.won), *(_rate(rung.onward) if rung.onward else (None,) * 3))
                for rung in mine.ladder
            ),
        ),
        Sheet(
            name="Openings and asks",
            head=("Experiment", "Variant", "Text", "Part", "Whole", "Share", "Said"),
            rows=tuple(
                (trial.label, arm.arm, arm.text, *_rate(arm.rate), trial.said)
                for trial in mine.trials
                for arm in trial.arms
            ),
        ),
    )


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def team_sheets(team: TeamNumbers) -> tuple[Sheet, ...]:
    """The tables of the team's figures."""
    head = (
        "Rep", *(METRICS[name].label for name in FUNNEL), *_rated("connect_rate"), "Speed median min",
        *_rated("in_sla"), "Quota made", "Quota asked", "Quota share", "Pace", "Forecast", "Month of work",
        *_rated("Quizzes", "promises_kept"), "Open leads", "Missed",
    )  # fmt: skip
    rows = tuple(
        (
            row.rep.name, *_counts(row.funnel), *_rate(row.funnel.connect_rate), row.speed, *_rate(row.in_sla),
            *_rate(row.quota), row.pace, row.forecast, row.month_of_work, *_rate(row.passes), *_rate(row.promises),
            row.open_leads, row.missed,
        )
        for row in team.rows
    )  # fmt: skip
    waiting = tuple((one.name, one.company, one.kind, one.converted_at, one.answer_by) for one in team.waiting)
    return (
        Sheet(name="Reps", head=head, rows=rows),
        Sheet(name="Waiting too long", head=("Lead", "Company", "Kind", "Converted", "Answer by"), rows=waiting),
    )


def marketing_sheets(numbers: MarketingNumbers) -> tuple[Sheet, ...]:
    """The tables of marketing's figures."""
    parts = ("In SLA", "Resolved", "SQL", "Nurture", "Disqualified")
    head = (
        numbers.by.capitalize(), "Received", *(f"{name} {part}" for name in parts for part in RATE_HEAD),
        "Median min to touch", "Median days to SQL", "to nurture", "to disqualified", "Reasons",
    )  # fmt: skip
    rows = tuple(
        (
            row.label, row.received, *_rate(row.in_sla), *_rate(row.resolved), *_rate(row.sql), *_rate(row.nurture),
            *_rate(row.disqualified), row.to_touch, row.to_sql, row.to_nurture, row.to_disqualified,
            "; ".join(f"{label} {count}" for label, count in row.reasons),
        )
        for row in (*numbers.rows, numbers.total)
    )  # fmt: skip
    weeks = tuple(
        (week.first, week.received, week.sql.part, week.nurture.part, week.disqualified.part) for week in numbers.weeks
    )
    ages = tuple((row.title, label, *_rate(rate)) for row in numbers.ages for label, rate in row.parts)
    return (
        Sheet(name=f"By {numbers.by}", head=head, rows=rows),
        Sheet(name="By week", head=("Week of", "Received", "SQL", "Nurture", "Disqualified"), rows=weeks),
        Sheet(name="Reached by age", head=("Offer", "Age at first touch", "Reached", "Called", "Share"), rows=ages),
    )


def calls_sheet(rows: Iterable[CallRow]) -> Sheet:
    """A list of calls."""
    return Sheet(
        name="Calls",
        head=("At", "Rep", "Lead", "Company", "Channel", "Outcome", "Offer", "Seconds", "Note", "Reason"),
        rows=tuple(
            (
                one.at, one.rep, one.name, one.company, one.channel, one.outcome_label, one.offer_title, one.seconds,
                one.note, one.reason,
            )
            for one in rows
        ),
    )  # fmt: skip


def returned_sheet(rows: Iterable[ReturnedLead]) -> Sheet:
    """Leads for the marketing system."""
    head = (
        "Email", "Name", "Company", "Status", "Reason", "Outcome", "Returned at", "Offer", "Converted at", "Rep",
        "Small yeses", "Lead id",
    )  # fmt: skip
    return Sheet(
        name="Returned leads",
        head=head,
        rows=tuple(
            (
                one.email, one.name, one.company, one.stage, one.reason, one.outcome, one.at, one.offer,
                one.converted_at, one.rep, one.small_yeses, one.lead_id,
            )
            for one in rows
        ),
    )  # fmt: skip
