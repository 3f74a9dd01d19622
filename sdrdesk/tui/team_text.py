"""The team's figures as a table and lines of panes. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from sdrdesk.dataclasses import replace
from sdrdesk.desk.figures.comparing import LEAST, Compared, Comparison
from sdrdesk.desk.figures.marketing_values import MarketingNumbers
from sdrdesk.desk.figures.needs import Need
from sdrdesk.desk.figures.number_values import TeamNumbers, TeamRow
from sdrdesk.desk.figures.team_filter import FLAGS, NUMBERS
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.metrics import METRICS, Unit
from sdrdesk.domain.words import ago, plural
from sdrdesk.tui.format import fit, hours_and_date, right
from sdrdesk.tui.numbers_text import amount, change, fact, funnel_lines, minutes, share, short_minutes
from sdrdesk.tui.safe import plain
from sdrdesk.tui.widgets import charts
from sdrdesk.tui.widgets.charts import DIM, SOFT, TEXT, Bar
from sdrdesk.tui.widgets.pane import Cell, Column, Figure, Grid, Line, blank

COLUMNS = (
    Column(key="name", label="Rep", width=16, is_left=True),
    Column(key="dials", label="Dials", width=7, metric="dials"),
    Column(key="", label="last 10", width=10, metric="dials", is_left=True),
    Column(key="connect_rate", label="Connect", width=9, metric="connect_rate"),
    Column(key="conversations", label="Talks", width=7, metric="conversations"),
    Column(key="booked", label="Booked", width=8, metric="booked"),
    Column(key="held", label="Held", width=6, metric="held"),
    Column(key="opportunities", label="Opps", width=6, metric="opportunities"),
    Column(key="speed_to_lead", label="Speed", width=8, metric="speed_to_lead"),
    Column(key="in_sla", label="In SLA", width=8, metric="in_sla"),
    Column(key="quota", label="Quota", width=21, metric="opportunities", is_left=True),
    Column(key="passes", label="Quizzes", width=9),
    Column(key="promises_kept", label="Promises", width=10, metric="promises_kept"),
    Column(key="open_leads", label="Open", width=6),
    Column(key="locked", label="Locked", width=7),
)


ABOUT = {
    "name": "A rep who calls leads; behind the name stands the month's quota. Enter opens the rep's own figures.",
    "passes": "Offers whose quiz the rep has passed / offers whose leads stay locked without it. A new version of an"
    " offer ends its passes after the playbook's grace. Enter opens the rep's quizzes.",
    "open_leads": "Leads in the rep's hands that have a next touch. Enter lists them, to be given away.",
    "locked": "Open leads behind a quiz that the rep has not passed: nobody calls them until then. Enter lists them.",
}
"""What the columns are that show how things are now."""

FILTERS = (
    f'A name, or figures: {", ".join(NUMBERS)}. Shares in percent: "sla < 85 and locked > 0". Also: {", ".join(FLAGS)}'
)
"""What a filter can say."""


def sla_ink(rate: Rate) -> str:
    """The colour of a share in SLA."""
    if rate.share is None:
        return DIM
    return "$desk-accent" if rate.share >= 0.85 else "$desk-warn" if rate.share >= 0.7 else "$desk-bad"


def reps(team: TeamNumbers, sort: str, *, down: bool, rows: Sequence[TeamRow]) -> Grid:
    """A line for each of `rows`, which a filter may have left of the team's."""
    top = max((max(row.spark, default=0) for row in team.rows), default=0)
    return Grid(
        columns=COLUMNS,
        rows=[_row(row, top) for row in rows],
        sort=sort,
        is_down=down,
        empty="No rep fits; esc shows everybody" if team.rows else "Nobody calls leads on this team yet",
        total=_total(team),
    )


def _row(row: TeamRow, top: int) -> list[Cell]:
    funnel, login = row.funnel, row.rep.login
    quota = Content.assemble(
        charts.gauge(row.quota.part, row.quota.whole, 10, ink="desk-warn"),
        (f" {share(row.quota):>4}", TEXT),
        (" ramp" if row.is_ramping else "", DIM),
    )
    said = f"{row.quota.part} of {row.quota.whole} opportunities asked, pace {row.pace:.1f}"
    away = " away" if row.is_absent else ""
    name = Content.assemble((fit(row.rep.name, 16 - len(away)), f"bold {TEXT}"), (away, "$desk-warn"))
    missed = f"; {row.missed} not called yet" if row.missed else ""
    found: list[tuple[Content, str]] = [
        (name, said),
        (_count(funnel.dials), f"{funnel.dials:,}, {row.before.dials:,} before"),
        (charts.spark(row.spark, top=top), f"last ten working days: {', '.join(map(str, row.spark))}"),
        (Content.styled(share(funnel.connect_rate, 1), TEXT), fact(funnel.connect_rate)),
        (_count(funnel.conversations), f"{funnel.conversations:,}, {row.before.conversations:,} before"),
        (_count(funnel.booked), f"{funnel.booked:,}, {row.before.booked:,} before"),
        (_count(funnel.held), f"{funnel.held:,}; held rate {fact(funnel.held_rate)}"),
        (_count(funnel.opportunities), f"{funnel.opportunities:,}; of held {fact(funnel.opportunity_rate)}"),
        (Content.styled(short_minutes(row.speed), TEXT), f"median {minutes(row.speed)}, leads to be called at once"),
        (Content.styled(share(row.in_sla), f"bold {sla_ink(row.in_sla)}"), fact(row.in_sla) + missed),
        (quota, said),
        (Content.styled(f"{row.passes.part}/{row.passes.whole}", TEXT), f"quizzes passed: {fact(row.passes)}"),
        (Content.styled(share(row.promises), TEXT), fact(row.promises)),
        (_count(row.open_leads), f"{row.open_leads} open leads"),
        (Content.styled(f"{row.locked:,}", "$desk-warn" if row.locked else DIM), f"{row.locked} locked leads"),
    ]
    return [
        Cell(
            text,
            Figure(
                metric=column.metric,
                fact=f"{plain(row.rep.name)}: {words}",
                login=login,
                days="month" if column.key == "quota" else "",
                only=(("tier", "urgent"),) if column.key == "speed_to_lead" else (),
                target=login,
                about=ABOUT.get(column.key, ""),
            ),
        )
        for column, (text, words) in zip(COLUMNS, found, strict=True)
    ]


def _count(value: int) -> Content:
    return Content.styled(f"{value:,}", TEXT if value else DIM)


def _total(team: TeamNumbers) -> list[Content]:
    funnel, empty = team.funnel, Content("")
    words = [
        "Team", f"{funnel.dials:,}", "", share(funnel.connect_rate, 1), f"{funnel.conversations:,}",
        f"{funnel.booked:,}", f"{funnel.held:,}", f"{funnel.opportunities:,}",
        short_minutes(team.speed.urgent.median), share(team.speed.in_sla),
    ]  # fmt: skip
    return [Content.styled(one, SOFT) for one in words] + [empty] * (len(COLUMNS) - len(words))


def head(team: TeamNumbers, zone: str, width: int) -> Content:
    """Whose team, what was booked, how fast, and what waits too long."""
    date, clock = hours_and_date(team.now, zone)
    moved = change(team.funnel.booked, team.before.booked)
    median, rate, late = team.speed.urgent.median, team.speed.in_sla, team.waiting
    oldest = f"oldest {ago(late[0].converted_at, team.now)}, {plain(late[0].company or late[0].name)}" if late else ""
    if width < 100:
        return Content.assemble(
            (fit(team.team, min(len(team.team), 18)), f"bold {TEXT}"), (f"  {plural(len(team.rows), 'rep')}", DIM),
            ("   booked ", DIM), (f"{team.funnel.booked}", f"bold {TEXT}"), (f" {moved}", "$desk-accent"),
            ("   SLA ", DIM), (share(rate), f"bold {sla_ink(rate)}"),
            ("   late ", DIM), (f"{len(late)}", "bold $desk-bad" if late else f"bold {TEXT}"), (f"   {clock}", SOFT),
        ).truncate(width)  # fmt: skip
    each = width // 4
    beside = " on the period before" if team.before.booked else ", none before"
    blocks = (
        (((plain(team.team), f"bold {TEXT}"), (f"  {plural(len(team.rows), 'rep')}", DIM)),
         ((f"{date} {clock}", DIM),)),
        ((("Booked  ", DIM), (f"{team.funnel.booked}", f"bold {TEXT}")),
         ((moved, "$desk-accent" if moved.startswith("▲") else "$desk-warn"), (beside, DIM))),
        ((("Speed to lead  ", DIM), (minutes(median), f"bold {TEXT}")),
         ((f"{share(rate)} in SLA", sla_ink(rate)), (f"  {rate.part}/{rate.whole}", DIM))),
        ((("Waiting too long  ", DIM), (f"{len(late)}", "bold $desk-bad" if late else "bold $desk-accent")),
         ((oldest or "nobody waits", DIM),)),
    )  # fmt: skip
    tops, belows = [], []
    for top, below in blocks:
        tops.append(_padded(Content.assemble(*top), each))
        belows.append(_padded(Content.assemble(*below), each))
    return Content.assemble(*tops, "\n", *belows)


def _padded(text: Content, width: int) -> Content:
    text = text.truncate(width - 1, ellipsis=True)
    return Content.assemble(text, " " * (width - text.cell_length))


def needs(found: Sequence[Need], width: int) -> list[Line]:
    """What needs the manager, each with its action."""
    if not found:
        return [Line(Content.styled("✓ Nothing needs you now", "$desk-accent"))]
    lines = []
    for one in found:
        mark, ink = ("●", "bold $desk-bad") if one.is_urgent else ("○", "bold $desk-warn")
        action = Content.styled(f" · {plain(one.action_label)[:1].lower()}{plain(one.action_label)[1:]}", DIM)
        first, *rest = _with_action(Content.styled(plain(one.told), TEXT).wrap(max(16, width - 2)), action, width - 2)
        figure = Figure(fact=plain(one.told), login=one.login, target=one)
        lines.append(Line(Content.assemble((f"{mark} ", ink), first), figure))
        lines += [Line(Content.assemble("  ", part)) for part in rest[:4]]
    return [
        *lines,
        blank(),
        Line(Content.assemble(("enter ", "bold $desk-accent"), ("does what stands behind the dot", DIM))),
    ]


def _with_action(lines: list[Content], action: Content, width: int) -> list[Content]:
    """The action behind the last line, or whole on a line of its own."""
    if lines[-1].rstrip().cell_length + action.cell_length <= width:
        return [*lines[:-1], lines[-1].rstrip().append(action)]
    return [*lines, action[1:]]


def why(sent: MarketingNumbers, width: int) -> list[Line]:
    """Why leads were disqualified."""
    total = sent.total
    if not total.reasons:
        return [Line(Content.styled("Nobody was disqualified in these days", TEXT))]
    most = total.disqualified.part
    rows = [
        Bar(label=plain(reason), value=count, ink="desk-bad", note=f"{count / max(most, 1):.0%}")
        for reason, count in total.reasons[:8]
    ]
    figure = Figure(metric="disqualified_rate", fact=fact(total.disqualified), is_sent=True)
    figures = [
        replace(figure, fact=f"{plain(reason)}: {count} of {most} disqualified leads", only=(("reason", reason),))
        for reason, count in total.reasons[:8]
    ]
    bars = charts.bars(rows, width, label=min(22, width // 2))
    lines = [Line(text, one) for text, one in zip(bars, figures, strict=True)]
    of = Content.styled(f"{total.disqualified.part} of {total.received} leads, {share(total.disqualified)}", DIM)
    return [*lines, blank(), Line(of, figure)]


def team_funnel(team: TeamNumbers, width: int) -> list[Line]:
    """Everybody's funnel, and what it earns."""
    lines = funnel_lines(team.funnel, team.before, width, login="*")
    lines.append(blank())
    rate = team.resolved.resolved
    text = Content.assemble(
        ("leads resolved ", DIM), (share(rate), f"bold {TEXT}"), (f" {rate.part}/{rate.whole} · mark 60%", DIM)
    )
    lines.append(Line(text, Figure(metric="resolved", fact=fact(rate), login="*")))
    for key, value in team.productivity:
        if value is None or (value == 0 and key != "velocity"):
            said = "nothing won yet"
        else:
            said = amount(value, "$") + (" a day" if key == "velocity" else "")
        metric = METRICS[key]
        words = Content.assemble((f"{metric.label.lower()} ", DIM), (said, f"bold {TEXT}"))
        lines.append(Line(words, Figure(metric=key, fact=f"{metric.label}: {said}", login="*")))
    return lines


def compared(found: Comparison, width: int) -> Content:
    """Two sides, figure by figure, with how far apart they are and whether chance alone could do that."""
    size = max(16, min(26, (width - 18 - 16) // 2))
    (one, over), (other, besides) = (name.rsplit(", ", 1) for name in (found.one, found.other))
    heads = ((one, other, f"bold {TEXT}"), (over, besides, DIM))
    lines = [Content.assemble(" " * 18, (right(left, size) + right(beside, size), ink)) for left, beside, ink in heads]
    for row in found.rows:
        sides = [_side(row.metric, *side) for side in ((row.one, row.one_rate), (row.other, row.other_rate))]
        apart, ink = _apart(row)
        line = ((fit(row.label, 18), DIM), (right(sides[0], size) + right(sides[1], size), TEXT), (f"  {apart}", ink))
        lines.append(Content.assemble(*line))
    note = f"too few: fewer than {LEAST} counted on a side · chance: chance alone could make that difference"
    return Content("\n").join([*lines, Content(""), *Content.styled(note, DIM).wrap(width)])


VERDICTS = {"few": "too few", "chance": "chance", "one": "left is better", "other": "right is better"}
"""What stands behind two rates."""


def _apart(row: Compared) -> tuple[str, str]:
    """How far apart two sides are: counts by their difference, rates by what can be said of it."""
    if row.one_rate is not None:
        ink = DIM if row.verdict in ("few", "chance") else "bold $desk-warn"
        return VERDICTS[row.verdict], ink
    if row.one is None or row.other is None:
        return "", DIM
    if METRICS[row.metric].unit is Unit.MINUTES:
        return ("slower" if row.one > row.other else "faster" if row.one < row.other else "as fast"), SOFT
    return (f"{row.one - row.other:+,.0f}" if row.one != row.other else "the same"), SOFT


def _side(metric: str, value: float | None, rate: Rate | None) -> str:
    if rate is not None:
        return f"{share(rate, 1)} {rate.part}/{rate.whole}"
    if value is None:
        return "-"
    return minutes(value) if METRICS[metric].unit is Unit.MINUTES else f"{value:,.0f}"
