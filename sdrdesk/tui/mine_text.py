"""A rep's own figures as lines of panes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual.content import Content

from sdrdesk.dataclasses import replace
from sdrdesk.desk.figures.number_values import MineNumbers, QuotaState, SpeedPart, Trial
from sdrdesk.domain.words import plural
from sdrdesk.tui.format import fit
from sdrdesk.tui.numbers_text import (
    amount,
    counted,
    fact,
    funnel_lines,
    minutes,
    number,
    pair,
    share,
    wrapped,
)
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets import charts
from sdrdesk.tui.widgets.charts import DIM, SOFT, TEXT, Bar, HeatCell
from sdrdesk.tui.widgets.pane import Figure, Line, blank

Write = Callable[[int], Sequence[Line]]

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SPEED_INKS = ("desk-accent", "desk-accent", "desk-warn", "desk-bad")


READING = Content.styled("Reading…", DIM)


def panes(mine: MineNumbers, login: str = "", *, is_plain: bool = False) -> dict[str, tuple[str, Write]]:
    """Title and lines of every pane, by its key; each figure knows whose it is."""
    month = f"{mine.quota.month:%B}"
    found: dict[str, tuple[str, Write]] = {
        "funnel": (plain(mine.range.label) or "These days", lambda width: funnel(mine, width)),
        "quota": (f"Quota, {month}", lambda width: quota(mine.quota, width)),
        "speed": ("Speed to lead", lambda width: speed(mine, width)),
        "pickup": ("When they pick up", lambda width: pick_up(mine, width, is_plain=is_plain)),
        "resolved": ("Leads resolved", lambda width: resolved(mine, width)),
        "yeses": ("Small yeses", lambda width: ladder(mine, width)),
        "promises": ("Promises and what works", lambda width: promises(mine, width)),
    }
    return {key: (title, partial(_of, login, write)) for key, (title, write) in found.items()} if login else found


def _of(login: str, write: Write, width: int) -> Sequence[Line]:
    """The lines with whose figures they are."""
    return [Line(one.text, replace(one.figure, login=login) if one.figure else None) for one in write(width)]


def funnel(mine: MineNumbers, width: int) -> list[Line]:
    """Dials to opportunities."""
    if not mine.funnel.touches and not mine.funnel.opportunities and not mine.funnel.held:
        return [
            Line(Content.styled("Nothing yet in these days", TEXT)),
            Line(Content.styled("1 leads to the queue, enter dials", DIM)),
        ]
    lines = funnel_lines(mine.funnel, mine.before, width)
    lines.append(blank())
    before = mine.before_range
    days = f"{before.first.day} {before.first:%b}"
    if before.last != before.first:
        days += f" to {before.last.day} {before.last:%b}"
    other = mine.funnel.touches - mine.funnel.dials
    lost = f"{plural(mine.funnel.no_shows, 'no-show')}, {mine.funnel.cancelled} cancelled"
    lines.append(Line(Content.styled(lost, SOFT), Figure(metric="no_shows", fact=lost)))
    if other:
        touches = f"{mine.funnel.touches:,} touches: {mine.funnel.dials:,} dials, {other:,} mails and posts"
        lines.append(Line(Content.styled(touches, SOFT), Figure(metric="touches", fact=touches)))
    lines.append(Line(Content.styled(f"▲ ▼ against {days}", DIM)))
    return lines


def quota(state: QuotaState, width: int) -> list[Line]:
    """The month against its target, and what it pays."""
    head = Content.assemble(
        (number(state.made), f"bold {TEXT}"),
        (f" / {state.asked} opportunities", DIM),
        (f"  month {state.month_of_work}, ramping" if state.is_ramping else "", "$desk-warn"),
    )
    is_ahead = state.ahead >= 0
    said = f"{number(abs(state.ahead))} {'ahead' if is_ahead else 'behind'}"
    counts = f"{state.made} of {state.asked} asked; day {state.gone} of {state.of}"
    lines = [
        Line(head, Figure(days="month", metric="opportunities", fact=counts)),
        Line(charts.gauge(state.made, max(state.asked, 1), min(width, 36), mark=state.pace)),
        Line(
            Content.assemble(
                ("pace ", DIM),
                (number(state.pace), f"bold {TEXT}"),
                (" by now  ", DIM),
                (f"{'▲' if is_ahead else '▼'} {said}", "bold $desk-accent" if is_ahead else "bold $desk-warn"),
            ),
            Figure(
                days="month",
                metric="pace",
                fact=f"{state.asked} x {state.gone} / {state.of} = {state.pace:.1f}; {counts}",
            ),
        ),
    ]
    if state.forecast is not None:
        is_good = state.forecast >= state.asked
        ink = "$desk-accent" if is_good else "$desk-warn"
        at_this_pace = f"{state.made} x {state.of} / {state.gone} = {state.forecast:.1f} opportunities"
        text = Content.assemble(
            ("at this pace ", DIM), (number(state.forecast), f"bold {ink}"), (" by the month's end", DIM)
        )
        lines.append(Line(text, Figure(days="month", metric="pace", fact=at_this_pace)))
    lines.append(blank())
    pay = state.pay
    starts = f"paid from {plural(pay.starts_at, 'opportunity').replace('opportunitys', 'opportunities')} on"
    for label, value, note in (
        ("earned so far", pay.so_far, "" if pay.so_far else starts),
        ("at quota", pay.at_quota, ""),
        ("each one over", pay.each_over, "accelerated"),
    ):
        said_pay = f"{label}: {amount(value, pay.currency)}; {state.made} made, {starts}"
        lines.append(
            Line(pair(label, amount(value, pay.currency), 13, note), Figure(days="month", metric="pay", fact=said_pay))
        )
    lines.append(blank())
    more = state.one_more
    if more.extra is None:
        words = f"One call a day more: not enough calls yet to say ({more.per_dial.whole} dials)"
    else:
        words = f"One call a day more: +{more.extra:.1f} by the month's end, {more.assumption}"
    return [*lines, *wrapped(words, width)]


def _part(name: str, key: str, part: SpeedPart, width: int) -> list[Line]:
    tier = (("tier", key),)
    if not part.count and not part.missed:
        return [Line(Content.styled(f"{name}: none in these days", DIM))]
    measure = f"median {minutes(part.median)}, p90 {minutes(part.p90)}, {part.count} first touches"
    missed = f", {part.missed} not called yet" if part.missed else ""
    ink = "$desk-accent" if (part.in_sla.share or 0) >= 0.9 else "$desk-warn"
    lines = [
        Line(
            Content.assemble(
                (f"{name}  ", SOFT),
                ("median ", DIM), (minutes(part.median), f"bold {TEXT}"),
                ("  p90 ", DIM), (minutes(part.p90), TEXT),
            ),
            Figure(metric="speed_to_lead", fact=measure, only=tier),
        ),
        Line(
            Content.assemble(
                (f"{'':<{len(name)}}  ", ""), ("in SLA ", DIM),
                (counted(part.in_sla), f"bold {ink}"), (missed, "$desk-bad"),
            ),
            Figure(metric="in_sla", fact=fact(part.in_sla) + missed, only=tier),
        ),
    ]  # fmt: skip
    rows = [
        Bar(label=one.label, value=one.count, ink=ink_) for one, ink_ in zip(part.buckets, SPEED_INKS, strict=False)
    ]
    figures = [
        Figure(metric="speed_to_lead", fact=f"{one.label}: {one.count} of {measure}", only=(*tier, ("bar", one.label)))
        for one in part.buckets
    ]
    bars = charts.bars(rows, min(width, 40), label=6)
    return lines + [Line(text, figure) for text, figure in zip(bars, figures, strict=True)]


def speed(mine: MineNumbers, width: int) -> list[Line]:
    """Those to be called at once, and the rest."""
    urgent, rest = mine.speed.urgent, mine.speed.rest
    return [*_part("at once", "urgent", urgent, width), blank(), *_part("the rest", "rest", rest, width)]


def pick_up(mine: MineNumbers, width: int, *, is_plain: bool = False) -> list[Line]:
    """Weekday by hour of the prospect's own week."""
    cells = {(one.weekday, one.hour): HeatCell(one.rate.part, one.rate.whole, one.is_few) for one in mine.pick_up}
    if not cells:
        return [
            Line(Content.styled("No calls in these days", TEXT)),
            Line(Content.styled("l looks at more of them: week, month, quarter", DIM)),
        ]
    hours = sorted({hour for _, hour in cells})
    hours = list(range(hours[0], hours[-1] + 1))
    days = WEEK[: max(5, max(day for day, _ in cells) + 1)]
    is_roomy = (width - 4) // len(hours) >= 4
    blocks = charts.heat(cells, days, hours, width, counts=is_roomy, is_plain=is_plain)
    lines = [Line(text) for text in blocks[0]]
    for day, block in enumerate(blocks[1:]):
        mine_day = [(hour, cells[day, hour]) for hour in hours if (day, hour) in cells]
        said = ", ".join(f"{hour:02}h {cell.part}/{cell.whole}" for hour, cell in mine_day) or "no calls"
        told = f"{days[day]}, connects of dials in their own time: {said}"
        figure = Figure(metric="connect_rate", fact=told, only=(("weekday", str(day)),))
        lines += [Line(text, figure if index == 0 else None) for index, text in enumerate(block)]
    sure = [one for one in mine.pick_up if not one.is_few]
    if sure:
        best = max(sure, key=lambda one: (one.rate.share or 0, one.rate.whole))
        words = f"best: {WEEK[best.weekday]} {best.hour:02}h, {counted(best.rate)} · grey: too few calls"
    else:
        words = "grey: too few calls to say anything yet"
    return [*lines, *wrapped(words, width, DIM)]


def resolved(mine: MineNumbers, width: int) -> list[Line]:
    """How far the leads received have come, against the mark."""
    found = mine.resolved
    if not found.received:
        return [Line(Content.styled("No leads came in these days", TEXT))]
    of = found.received
    parts = (
        ("Qualified", found.qualified, "desk-accent", "sql_rate", "qualified"),
        ("Nurture", found.nurture, "desk-second", "nurture_rate", "nurture"),
        ("Disqualified", found.disqualified, "desk-bad", "disqualified_rate", "disqualified"),
        ("Bad data", found.bad_data, "desk-dim", "disqualified_rate", "bad_data"),
        ("Talking", found.talking, "desk-warn", "resolved", "talking"),
        ("Not yet", found.unresolved, "desk-faint", "resolved", "unresolved"),
    )
    rows = [
        Bar(label=label, value=count, ink=ink, said=f"{count / of:.0%}", note=f"{count}/{of}")
        for label, count, ink, _, _ in parts
    ]
    lines = [
        Line(text, Figure(metric=metric, fact=f"{label}: {count} of {of} leads received", only=(("became", state),)))
        for text, (label, count, _, metric, state) in zip(charts.bars(rows, width), parts, strict=True)
    ]
    rate, is_good = found.resolved, (found.resolved.share or 0) >= found.mark
    lines.append(blank())
    lines.append(
        Line(
            Content.assemble(
                ("resolved ", DIM),
                (share(rate), "bold $desk-accent" if is_good else "bold $desk-warn"),
                (f" {rate.part}/{rate.whole} · mark {found.mark:.0%} · team {share(found.team)}", DIM),
            ),
            Figure(metric="resolved", fact=f"{fact(rate)}; the team {fact(found.team)}"),
        )
    )
    lines.append(Line(charts.gauge(rate.part, rate.whole, min(width, 40), mark=found.mark * rate.whole)))
    return lines


def ladder(mine: MineNumbers, width: int) -> list[Line]:
    """Each rung of the ladder, and from rung to rung."""
    if not mine.ladder or not mine.ladder[0].won.whole:
        return [Line(Content.styled("No leads came in these days", TEXT))]
    inks = ("desk-accent", "desk-accent", "desk-second", "desk-second", "desk-warn", "desk-third")
    rows = [
        Bar(
            label=plain(one.label)[:1].upper() + plain(one.label)[1:],
            value=one.won.part,
            ink=inks[min(at, 5)],
            note=share(one.won),
        )
        for at, one in enumerate(mine.ladder)
    ]
    lines = [
        Line(
            text,
            Figure(metric="small_yes_rate", fact=f"{plain(one.label)}: {fact(one.won)}", only=(("rung", one.key),)),
        )
        for text, one in zip(charts.bars(rows, width), mine.ladder, strict=True)
    ]
    lines.append(blank())
    steps = [
        (f"{plain(before.label)} → {plain(one.label)}", one.onward, (("rung", one.key), ("below", before.key)))
        for before, one in zip(mine.ladder, mine.ladder[1:], strict=False)
        if one.onward is not None and one.onward.whole
    ]
    for words, onward, only in steps[-3:]:
        said = counted(onward)
        text = Content.assemble((fit(words, max(8, width - len(said) - 1)).rstrip(), DIM), (f" {said}", SOFT))
        lines.append(Line(text, Figure(metric="small_yes_rate", fact=f"{words}: {fact(onward)}", only=only)))
    return lines


def _trial(trial: Trial, width: int) -> list[Line]:
    lines = [Line(Content.styled(plain(trial.label), "$desk-warn").truncate(width, ellipsis=True))]
    metric = "conversation_rate" if trial.about == "opening" else "booking_rate"
    for one in trial.arms:
        ends = one.rate.interval
        reach = f" {ends[0]:.0%} to {ends[1]:.0%}" if ends else ""
        said = f"{share(one.rate)} {one.rate.part}/{one.rate.whole}"
        room = width - len(said) - len(reach) - 5
        text = Content.assemble(
            (f" {one.arm.upper()} ", "bold $desk-accent"),
            (fit(f"“{plain(one.text)}”", max(8, room)), TEXT),
            (f" {said}", f"bold {TEXT}"),
            (reach, DIM),
        )
        told = f"{one.arm.upper()}: {plain(one.text)} · {fact(one.rate)}{reach}"
        figure = Figure(metric=metric, fact=told, only=(("arm", f"{trial.key}={one.arm}"),))
        lines.append(Line(text, figure))
    return [*lines, *wrapped(f"{trial.said}.", width)]


def _beside(left: list[Line], right: list[Line], width: int) -> list[Line]:
    """Two experiments side by side; the cursor asks about both."""
    size = max(len(left), len(right))
    left, right = left + [blank()] * (size - len(left)), right + [blank()] * (size - len(right))
    lines = []
    for one, other in zip(left, right, strict=True):
        gap = " " * (width - one.text.cell_length + 3)
        figure = one.figure
        if figure and other.figure:
            figure = replace(
                figure,
                fact=f"{figure.fact}\n{other.figure.fact}",
                also=other.figure.metric,
                also_only=other.figure.only,
            )
        lines.append(Line(Content.assemble(one.text, gap, other.text), figure))
    return lines


def promises(mine: MineNumbers, width: int) -> list[Line]:
    """Promised call backs, and which way to say a thing works."""
    rate = mine.promises
    text = Content.assemble(
        ("call backs kept within 15 minutes ", DIM), (share(rate), f"bold {TEXT}"), (f" {rate.part}/{rate.whole}", DIM)
    )
    lines = [Line(text, Figure(metric="promises_kept", fact=fact(rate)))]
    trials = list(mine.trials)
    if width >= 120 and len(trials) > 1:
        size = (width - 3) // 2
        while len(trials) > 1:
            lines += [blank(), *_beside(_trial(trials.pop(0), size), _trial(trials.pop(0), size), size)]
    for one in trials:
        lines += [blank(), *_trial(one, width)]
    if not mine.trials:
        lines.append(Line(Content.styled("The playbook tries no two ways of saying a thing", DIM)))
    return lines
