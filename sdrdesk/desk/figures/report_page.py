"""The weekly report as one page that opens alone, in a mail or in print: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.figures import svg
from sdrdesk.desk.figures.marketing_values import MarketingNumbers, WeekRow
from sdrdesk.desk.figures.needs import Need
from sdrdesk.desk.figures.number_values import Funnel, MineNumbers, SpeedPart, TeamNumbers, TeamRow
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.hours import zone
from sdrdesk.domain.metrics import METRICS
from sdrdesk.domain.money import shown
from sdrdesk.domain.ranges import Range
from sdrdesk.domain.words import length

TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class Tile:
    """One large number."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its title; `svg` is drawn by us and safe to stand in the page."""

    title: str
    svg: Any


@dataclass(frozen=True, slots=True)
class Part:
    """One cell of a table."""

    text: str
    note: str = ""
    is_words: bool = False
    svg: Any = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the page."""

    head: tuple[str, ...]
    rows: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page."""

    title: str
    charts: tuple[Chart, ...] = ()
    table: Grid | None = None
    note: str = ""


def team_page(
    team: TeamNumbers,
    marketing: MarketingNumbers,
    trend: Sequence[WeekRow],
    needs: Sequence[Need],
    zone_name: str,
    version: str,
) -> str:
    """The manager's report; `trend` reaches further back than its days."""
    funnel, before = team.funnel, team.before
    won = ", ".join(shown(amount, currency) for currency, amount in team.won) or "nothing yet"
    tiles = [
        Tile("Booked", f"{funnel.booked}", _change(funnel.booked, before.booked)),
        Tile("Held", f"{funnel.held}", _of(funnel.held_rate)),
        Tile("Opportunities", f"{funnel.opportunities}", _change(funnel.opportunities, before.opportunities)),
        Tile("Speed to lead", minutes(team.speed.urgent.median), f"p90 {minutes(team.speed.urgent.p90)}, at once"),
        Tile("In SLA", percent(team.speed.in_sla), _of(team.speed.in_sla)),
        Tile("Won", won, "in these days"),
    ]
    sections = [
        _funnel_section(funnel, team.speed.urgent),
        Section("Reps", table=Grid(REP_HEAD, tuple(_rep_row(row) for row in team.rows))),
        _marketing_section(marketing),
        _reasons_section(marketing, trend),
        _ages_section(marketing),
    ]
    keys = (
        "dials",
        "connects",
        "conversations",
        "booked",
        "held",
        "opportunities",
        "speed_to_lead",
        "in_sla",
        "resolved",
    )
    return render(
        title=f"{team.team}: the week's report" if team.range.days == 7 else _title(team.team, team.range),
        subtitle=_days(team.range),
        tiles=tiles,
        needs=needs,
        sections=sections,
        metrics=[METRICS[key] for key in (*keys, "sql_rate", "nurture_rate", "disqualified_rate", "promises_kept")],
        footer=_footer(team.now, zone_name, version),
    )


def my_page(mine: MineNumbers, version: str) -> str:
    """A rep's own report."""
    quota = mine.quota
    tiles = [
        Tile("Dials", f"{mine.funnel.dials:,}", _change(mine.funnel.dials, mine.before.dials)),
        Tile("Conversations", f"{mine.funnel.conversations}", _of(mine.funnel.conversation_rate)),
        Tile("Booked", f"{mine.funnel.booked}", _change(mine.funnel.booked, mine.before.booked)),
        Tile(f"Quota, {quota.month:%B}", f"{quota.made} of {quota.asked}", f"pace {quota.pace:.1f}"),
        Tile(
            "Pay so far",
            f"{quota.pay.currency}{quota.pay.so_far:,.0f}",
            f"{quota.pay.currency}{quota.pay.at_quota:,.0f} at quota",
        ),
        Tile("Promises kept", percent(mine.promises), _of(mine.promises)),
    ]
    rungs = [(rung.label, rung.won.part, f"{rung.won.part} · {percent(rung.won)}") for rung in mine.ladder]
    trials = tuple(
        (
            Part(trial.label, is_words=True),
            Part(arm.text, is_words=True),
            _rate(arm.rate),
            Part(trial.said, is_words=True),
        )
        for trial in mine.trials
        for arm in trial.arms
    )
    one_more = quota.one_more
    extra = (
        f"One call a day more for {one_more.days_left} days: about {one_more.extra:.1f} more opportunities, "
        if one_more.extra
        else ""
    )
    sections = [
        _funnel_section(mine.funnel, mine.speed.urgent),
        Section(
            "When they pick up, and small yeses",
            charts=(
                Chart("Share of dials picked up, their time", _safe(svg.heat("When they pick up", mine.pick_up))),
                Chart("Leads that won each rung", _safe(svg.bars("Small yeses", rungs, ink="b"))),
            ),
            note=f"{extra}{one_more.assumption}.",
        ),
        Section("Openings and asks", table=Grid(("What", "Said", "Rate", "So far"), trials)),
    ]
    keys = ("dials", "connects", "conversations", "booked", "held", "opportunities", "pace", "pay", "promises_kept")
    return render(
        title=_title(mine.rep.name, mine.range),
        subtitle=_days(mine.range),
        tiles=tiles,
        needs=(),
        sections=sections,
        metrics=[METRICS[key] for key in keys],
        footer=_footer(mine.now, mine.rep.zone, version),
    )


def render(**values: Any) -> str:
    """The page; every value is escaped but the charts that we drew."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("report.html").render(**values)


# --- parts ------------------------------------------------------------------------------------------------------------

REP_HEAD = (
    "Rep", "Dials", "Last 10 days", "Connect", "Talks", "Booked", "Held", "Accepted", "Speed", "In SLA", "Quota",
    "Quizzes", "Promises",
)  # fmt: skip


def _rep_row(row: TeamRow) -> tuple[Part, ...]:
    funnel = row.funnel
    ramp = f"month {row.month_of_work} of ramp" if row.is_ramping else ""
    return (
        Part(row.rep.name, "away" if row.is_absent else ""),
        Part(f"{funnel.dials:,}"),
        Part("", svg=_safe(svg.spark(row.spark))),
        _rate(funnel.connect_rate),
        Part(f"{funnel.conversations}"),
        Part(f"{funnel.booked}"),
        Part(f"{funnel.held}"),
        Part(f"{funnel.opportunities}"),
        Part(minutes(row.speed)),
        _rate(row.in_sla),
        Part(f"{row.quota.part} of {row.quota.whole}", ramp),
        Part(f"{row.passes.part}/{row.passes.whole}"),
        _rate(row.promises),
    )


def _funnel_section(funnel: Funnel, speed: SpeedPart) -> Section:
    steps = [
        (METRICS[key].label, float(count), f"{count:,}" + (f" · {percent(rate)}" if rate and rate.whole else ""))
        for key, count, _, rate in funnel.steps
    ]
    buckets = [(bucket.label, float(bucket.count), str(bucket.count)) for bucket in speed.buckets]
    return Section(
        "From dials to opportunities",
        charts=(
            Chart("Each step, with its rate", _safe(svg.bars("Funnel", steps))),
            Chart("Speed to lead, leads to be called at once", _safe(svg.bars("Speed to lead", buckets, ink="b"))),
        ),
    )


def _marketing_section(marketing: MarketingNumbers) -> Section:
    head = (
        marketing.by.capitalize(),
        "Received",
        "In SLA",
        "Resolved",
        "SQL",
        "Nurture",
        "Disqualified",
        "Days to SQL",
    )
    rows = tuple(
        (
            Part(row.label, is_words=True), Part(f"{row.received}"), _rate(row.in_sla), _rate(row.resolved),
            _rate(row.sql), _rate(row.nurture), _rate(row.disqualified),
            Part("" if row.to_sql is None else f"{row.to_sql:.1f}"),
        )
        for row in (*marketing.rows, marketing.total)
    )  # fmt: skip
    return Section("Leads marketing sent", table=Grid(head, rows))


def _reasons_section(marketing: MarketingNumbers, trend: Sequence[WeekRow]) -> Section:
    reasons = [(label, float(count), str(count)) for label, count in marketing.total.reasons[:8]]
    weeks = [(f"{week.first.day} {week.first:%b}", float(week.received)) for week in trend]
    return Section(
        "Why disqualified, and the trend",
        charts=(
            Chart("Leads disqualified, by reason", _safe(svg.bars("Why disqualified", reasons, ink="d"))),
            Chart("Leads received by week", _safe(svg.columns("Leads by week", weeks))),
        ),
    )


def _ages_section(marketing: MarketingNumbers) -> Section:
    """Does waiting a day cost us? Reached by age, offer by offer, with a word of caution."""
    labels = tuple(label for label, _ in marketing.ages[0].parts) if marketing.ages else ()
    rows = tuple((Part(row.title, is_words=True), *(_rate(rate) for _, rate in row.parts)) for row in marketing.ages)
    table = Grid(("Leads reached, by age at the first touch", *labels), rows)
    return Section("Does waiting cost us?", table=table, note=marketing.caution)


def _safe(drawn: str) -> Any:
    """Our own drawing, whose texts were escaped where it was drawn."""
    from markupsafe import Markup

    return Markup(drawn)  # noqa: S704 - drawn by svg.py, which escapes every label


def percent(rate: Rate) -> str:
    """A share in words."""
    return "-" if rate.share is None else f"{rate.share:.0%}"


def _of(rate: Rate) -> str:
    return f"{rate.part:,} of {rate.whole:,}"


def _rate(rate: Rate) -> Part:
    return Part(percent(rate), _of(rate) if rate.whole else "")


def minutes(value: float | None) -> str:
    """Working minutes in words: "3m12s"."""
    return "-" if value is None else length(round(value * 60))


def _change(now: int, before: int) -> str:
    if not before or now > 4 * before:
        return f"{before:,} before"
    return f"{(now - before) / before:+.0%} on {before} before"


def _title(name: str, range_: Range) -> str:
    return f"{name}: {range_.label or 'report'}"


def _days(range_: Range) -> str:
    first, last = range_.first, range_.last
    return f"{first:%a} {first.day} {first:%b} to {last:%a} {last.day} {last:%b %Y}"


def _footer(now: datetime, zone_name: str, version: str) -> str:
    local = now.astimezone(zone(zone_name))
    return (
        f"Counted {local:%a} {local.day} {local:%b %Y %H:%M} ({zone_name}) by sdrdesk {version} from the activity log"
    )
