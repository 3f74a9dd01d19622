"""Call blocks from the shell: start one, see how far it is, end it, list those of some days."""

from __future__ import annotations

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.numbers import RANGES, as_object
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.focus.blocks import Summary
from sdrdesk.desk.focus.focusing import BlockState
from sdrdesk.domain.block import BlockRule, Goal, Tally
from sdrdesk.domain.hours import zone
from sdrdesk.domain.words import countdown, plural
from sdrdesk.errors import BadInput, NotFound
from sdrdesk.typing import Any


def block_options(parser: Parser) -> None:
    """The options of `sdrdesk block`."""
    parser.add_argument("what", choices=("start", "status", "end", "list"), help="what to do")
    parser.add_argument("--minutes", type=int, default=50, metavar="N", help="how long, with start (default: 50)")
    parser.add_argument("--dials", type=int, default=0, metavar="N", help="the goal (default: your usual pace)")
    parser.add_argument("--conversations", type=int, default=0, metavar="N", help="a goal in conversations instead")
    for name, what in (
        ("zone", "of one time zone, as in America/Chicago"), ("offer", "of one offer, by its key"),
        ("kind", "of one kind of offer"), ("campaign", "of one campaign"), ("file", "from one imported file"),
        ("grade", "of one grade"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", default="", metavar=name.upper(), help=f"only leads {what}")
    parser.add_argument("--range", default="today", metavar="RANGE", help=f"with list: {RANGES}")
    parser.add_argument("--of", default="", metavar="LOGIN", help="with list: another rep's (managers)")


def block(shell: Shell) -> int:
    """Do with a block what was asked."""
    args, desk = shell.args, shell.open_desk()
    match args.what:
        case "start":
            return _start(shell, desk)
        case "end":
            summary = desk.blocks.end()
            desk.blocks.put_away(summary.block.id)
            shell.answer(summary_object(summary), summary_lines(summary))
            return ExitCode.OK
        case "list":
            days = desk.numbers.range(args.range)
            found = desk.blocks.of_days(days.first, days.last, args.of)
            shell.answer([summary_object(one) for one in found], block_table(found, desk.rep.zone))
            return ExitCode.OK
    state = desk.blocks.state()
    if state is None:
        raise NotFound("No block runs", "", "Start one: sdrdesk block start")
    _tell(shell, desk, state)
    return ExitCode.OK


def _start(shell: Shell, desk: Desk) -> int:
    args = shell.args
    if args.dials and args.conversations:
        raise BadInput("One goal for a block", "--dials and --conversations were given", "Choose one")
    rule = BlockRule(
        zone=args.zone,
        offer=args.offer,
        kind=args.kind,
        campaign=args.campaign,
        file=args.file,
        grade=args.grade.upper(),
    )
    goal = Goal.CONVERSATIONS if args.conversations else Goal.DIALS
    state = desk.blocks.start(args.minutes, goal, args.conversations or args.dials, rule)
    if rule.said and not state.fits:
        shell.tell("No ready lead fits that now: promises and tier 1 come through all the same.")
    _tell(shell, desk, state)
    return ExitCode.OK


def _tell(shell: Shell, desk: Desk, state: BlockState) -> None:
    one = state.block
    left = f"{countdown(one.ends_at, desk.clock.now())} left" if state.runs else "over: end it to read what came of it"
    lines = [
        f"Block of {plural(one.minutes, 'minute')}, {left}: {state.made.of(one.goal)} of {one.aim} {one.goal}",
        f"Only {state.only}: {state.fits} ready"
        + (f", {plural(state.through, 'other')} come through" if state.through else ""),
    ]
    shell.answer(as_object(state), lines)


def summary_object(summary: Summary) -> dict[str, Any]:
    """What came of a block, for programs."""
    return {**as_object(summary), "done": summary.done, "reached": summary.is_reached}


def summary_lines(summary: Summary) -> list[str]:
    """What came of a block, against its goal and the rep's usual hour."""
    one, made, usual = summary.block, summary.made, summary.usual
    names = ("dials", "connects", "conversations", "meetings")
    rows = [
        [
            name.capitalize(),
            str(getattr(made, name)),
            f"{getattr(usual, name) * one.minutes / 60:.1f}" if usual else "-",
        ]
        for name in names
    ]
    rows += [["Promises made", str(made.promises), ""], ["Small yeses", str(made.yeses), ""]]
    mark = "reached" if summary.is_reached else "not reached"
    head = f"Block of {plural(one.minutes, 'minute')}, {summary.only}: {summary.done} of {one.aim} {one.goal}, {mark}"
    return [head, "", *columns(["", "made", "usual pace"], rows)]


def block_table(found: tuple[Summary, ...], zone_name: str) -> list[str]:
    """Blocks, a line each."""
    rows = [
        [f"{one.block.started_at.astimezone(zone(zone_name)):%Y-%m-%d %H:%M}", str(one.block.minutes), one.only,
         f"{one.done} of {one.block.aim} {one.block.goal}", *_counts(one.made)]
        for one in found
    ]  # fmt: skip
    head = ["Began", "min", "Only", "Goal", "dials", "connects", "talks", "mtgs", "promises"]
    return columns(head, rows) if rows else ["No blocks in these days."]


def _counts(made: Tally) -> list[str]:
    return [str(one) for one in (made.dials, made.connects, made.conversations, made.meetings, made.promises)]
