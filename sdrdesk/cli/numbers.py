"""The figures from the shell: the day, a range, the team, the calls behind them, and what each figure means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.dataclasses import fields, is_dataclass, replace
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.words import length
from sdrdesk.errors import BadInput
from sdrdesk.typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sdrdesk.desk.figures.number_values import MineNumbers, TeamNumbers, TeamRow
    from sdrdesk.desk.figures.row_values import CountedRow

RANGES = "today, yesterday, week, last-week, month, last-month, quarter, year or 2026-11-01..2026-11-20"
"""How a range is written, as the help says it."""


def stats_options(parser: Parser) -> None:
    """The options of `sdrdesk stats`."""
    parser.add_argument("--range", metavar="RANGE", help=RANGES)
    parser.add_argument("--team", action="store_true", help="a row for each rep (managers)")
    parser.add_argument("--of", default="", metavar="LOGIN", help="another rep's figures (managers)")
    parser.add_argument("--sort", default="name", metavar="KEY", help="what reps are sorted by, with --team")
    parser.add_argument("--down", action="store_true", help="largest first, with --sort")
    parser.add_argument(
        "--where", default="", metavar="WHAT", help='with --team: only some, "pace < 80 and locked > 0"'
    )
    parser.add_argument("--needs", action="store_true", help="what needs you (managers)")
    parser.add_argument("--rows", metavar="METRIC", help="the rows that a figure was counted from")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME=VALUE", help="with --rows: tier, bar, weekday (0 is"
        " Monday), arm (experiment=a), rung, below or became, where the figure has such parts"
    )  # fmt: skip
    parser.add_argument("--calls", action="store_true", help="the calls of the range")
    parser.add_argument("--outcome", default="", metavar="KEY", help="with --calls: only this outcome")
    parser.add_argument("--offer", default="", metavar="KEY", help="with --calls: only this offer")
    parser.add_argument("--words", default="", metavar="TEXT", help="with --calls: in name, company or note")


def stats(shell: Shell) -> int:
    """Print the day so far or, for a range, the figures."""
    args = shell.args
    if args.team:
        return _team(shell)
    if args.needs:
        needs = shell.open_desk().numbers.needs_you()
        lines = [f"{'!' if need.is_urgent else '-'} {need.told} ({need.action_label})" for need in needs]
        shell.answer(as_object(needs), lines or ["Nothing needs you."])
        return ExitCode.OK
    if args.rows or args.calls:
        return _rows(shell)
    if not args.range and not args.of:
        from sdrdesk.cli.queue import day

        return day(shell)
    desk = shell.open_desk()
    from sdrdesk.cli.block import block_table, summary_object

    over = desk.numbers.range(args.range or "week")
    mine, blocks = desk.numbers.mine(over, args.of), desk.blocks.of_days(over.first, over.last, args.of)
    listed = ["", "Call blocks", *block_table(blocks, mine.rep.zone)] if blocks else []
    shell.answer(as_object(mine) | {"blocks": [summary_object(one) for one in blocks]}, [*mine_lines(mine), *listed])
    return ExitCode.OK


def _rows(shell: Shell) -> int:
    args, desk = shell.args, shell.open_desk()
    over, login = desk.numbers.range(args.range or "week"), "*" if args.of == "team" else args.of
    if args.calls:
        calls = desk.numbers.calls(over, login=login, outcome=args.outcome, offer=args.offer, words=args.words)
        cells = [
            [f"{call.at:%Y-%m-%d %H:%M}", call.rep, call.name, call.company, call.outcome_label, call.activity_id[-8:],
             "; ".join((call.note, *call.coaching))]
            for call in calls
        ]  # fmt: skip
        shell.answer(
            as_object(calls), columns(["When UTC", "Rep", "Lead", "Company", "Outcome", "Call", "Note"], cells)
        )
        return ExitCode.OK
    found = desk.numbers.rows(args.rows.replace("-", "_"), over, login, only=narrowed(args.only))
    shell.answer(as_object(found), counted_lines(found))
    return ExitCode.OK


def narrowed(given: Sequence[str]) -> dict[str, str]:
    """The parts of `--only`: "campaign=Spring" and the like."""
    if wrong := [one for one in given if "=" not in one]:
        raise BadInput("Which rows?", f'"{wrong[0]}" has no =', "Write --only NAME=VALUE")
    return {name.strip(): value.strip() for name, _, value in (one.partition("=") for one in given)}


def counted_lines(found: Sequence[CountedRow]) -> list[str]:
    """The rows behind a figure as a table."""
    cells = [
        [f"{row.at:%Y-%m-%d %H:%M}", row.rep, row.name, row.company, "yes" if row.is_part else "no", row.told]
        for row in found
    ]
    return columns(["When UTC", "Rep", "Lead", "Company", "Counts", "What"], cells)


def _team(shell: Shell) -> int:
    args, desk = shell.args, shell.open_desk()
    team = desk.numbers.team(desk.numbers.range(args.range or "week"), args.sort.replace("-", "_"), down=args.down)
    if args.where:
        from sdrdesk.desk.figures.team_filter import read_filter

        only = read_filter(args.where)
        team = replace(team, rows=tuple(row for row in team.rows if only.fits(row)))
    shell.answer(as_object(team), team_lines(team))
    return ExitCode.OK


# --- words ------------------------------------------------------------------------------------------------------------


def percent(rate: Rate) -> str:
    """A share with its counts: "14.6% (31 of 212)"."""
    return "-" if rate.share is None else f"{rate.share:.1%} ({rate.part:,} of {rate.whole:,})"


def minutes(value: float | None) -> str:
    """Working minutes in words."""
    return "-" if value is None else length(round(value * 60))


def mine_lines(mine: MineNumbers) -> list[str]:
    """A rep's figures as lines."""
    from sdrdesk.domain.metrics import METRICS

    quota, speed, pay = mine.quota, mine.speed, mine.quota.pay
    steps = [
        [METRICS[key].label, f"{count:,}", f"{getattr(mine.before, key):,}", percent(rate) if rate else ""]
        for key, count, _, rate in mine.funnel.steps
    ]
    lines = [
        f"{mine.rep.name}, {mine.range.label}: {mine.range.first} to {mine.range.last}",
        "",
        *columns(["Step", "count", "before", "of the step before"], steps),
        "",
        *(f"{bar.label}: {bar.made} of {bar.aim} today" for bar in mine.goals),
        f"Goal reached on {mine.streak} working days in a row",
        "",
        f"Quota, {quota.month:%B}: {quota.made} of {quota.asked}, pace {quota.pace:.1f}"
        + (f", forecast {quota.forecast:.1f}" if quota.forecast is not None else ""),
        f"Pay so far: {pay.currency}{pay.so_far:,.2f}; at quota {pay.currency}{pay.at_quota:,.2f}; "
        f"each one over {pay.currency}{pay.each_over:,.2f}",
    ]
    more = quota.one_more
    if more.extra is not None:
        lines.append(f"One call a day more: {more.extra:+.2f} opportunities by the month's end, {more.assumption}")
    lines += [
        "",
        f"Speed to lead, at once: median {minutes(speed.urgent.median)}, p90 {minutes(speed.urgent.p90)}, "
        f"in SLA {percent(speed.urgent.in_sla)}",
        f"Speed to lead, the rest: median {minutes(speed.rest.median)}, in SLA {percent(speed.rest.in_sla)}",
        f"Resolved: {percent(mine.resolved.resolved)}, the mark is {mine.resolved.mark:.0%}; "
        f"team {percent(mine.resolved.team)}",
        f"Promises kept: {percent(mine.promises)}",
        "",
        *columns(
            ["Small yes", "won", "from the rung below"],
            [[rung.label, percent(rung.won), percent(rung.onward) if rung.onward else ""] for rung in mine.ladder],
            most=34,
        ),
        "",
        *(
            f"{trial.label}: {' / '.join(percent(arm.rate) for arm in trial.arms)}. {trial.said}"
            for trial in mine.trials
        ),
    ]
    return lines


TEAM_HEAD = (
    "Rep", "dials", "connect", "talks", "booked", "held", "accepted", "speed", "in sla", "quota", "pace", "quizzes",
    "promises",
)  # fmt: skip


def team_lines(team: TeamNumbers) -> list[str]:
    """The team's figures as lines."""
    late = team.waiting[0] if team.waiting else None
    return [
        f"{team.team}, {team.range.label}: {team.range.first} to {team.range.last}",
        f"Booked {team.funnel.booked} ({team.before.booked} before); "
        f"speed to lead {minutes(team.speed.urgent.median)}, "
        f"in SLA {percent(team.speed.in_sla)}; resolved {percent(team.resolved.resolved)}",
        f"Waiting too long: {len(team.waiting)}" + (f", the longest {late.name}, {late.company}" if late else ""),
        "",
        *columns(TEAM_HEAD, [_team_row(row) for row in team.rows]),
    ]


def _team_row(row: TeamRow) -> list[str]:
    funnel = row.funnel
    share = "-" if row.quota.share is None else f"{row.quota.share:.0%}"
    return [
        row.rep.name + (" (away)" if row.is_absent else ""),
        f"{funnel.dials:,}",
        percent(funnel.connect_rate),
        f"{funnel.conversations}",
        f"{funnel.booked}",
        f"{funnel.held}",
        f"{funnel.opportunities}",
        minutes(row.speed),
        percent(row.in_sla),
        f"{row.quota.part} of {row.quota.whole}, {share}" + (" ramp" if row.is_ramping else ""),
        f"{row.pace:.1f}",
        f"{row.passes.part}/{row.passes.whole}",
        percent(row.promises),
    ]


def metrics_options(parser: Parser) -> None:
    """The options of `sdrdesk metrics`."""
    parser.add_argument("key", nargs="?", metavar="KEY", help="one figure (default: all of them)")


def metrics(shell: Shell) -> int:
    """Print what figures mean."""
    from sdrdesk.domain.metrics import METRICS

    key = shell.args.key
    found = [shell.open_desk().numbers.metric(key.replace("-", "_"))] if key else list(METRICS.values())
    lines = []
    for metric in found:
        lines += [f"{metric.label} ({metric.key}), in {metric.unit}", f"  {metric.formula}"]
        lines += [f"  over: {metric.population}", f"  from: {metric.source}; rows: {metric.rows}", ""]
    shell.answer(as_object(tuple(found)), lines[:-1])
    return ExitCode.OK


def as_object(value: Any) -> Any:
    """A value of figures as what JSON can hold; a rate with its part, whole and share."""
    from sdrdesk.cli.as_json import plain

    if isinstance(value, Rate):
        return {"part": value.part, "whole": value.whole, "share": value.share}
    if isinstance(value, tuple | list):
        return [as_object(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): as_object(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_object(getattr(value, one.name)) for one in fields(value)}
    return plain(value)
