"""The gate from the shell: what is locked, who takes over, and one lead opened with a reason."""

from __future__ import annotations

from collections.abc import Iterator

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.gate.gate_values import OfferView
from sdrdesk.domain.words import ago, countdown, plural


def locked_options(parser: Parser) -> None:
    """The options of `sdrdesk locked`."""
    parser.add_argument(
        "--nearing", action="store_true", help="the team's locked leads whose answer-by nears (managers)"
    )
    parser.add_argument("--hand-over", metavar="LEAD", help="give a locked lead to a rep with the pass (managers)")
    parser.add_argument(
        "--to", metavar="LOGIN", default="", help="--hand-over: to whom (default: who has fewest leads)"
    )
    parser.add_argument("--tick", action="store_true", help="hand over what the playbook says goes by itself")


def locked(shell: Shell) -> int:
    """What is locked and what it costs; or hand over."""
    from sdrdesk.cli.as_json import plain

    desk, args = shell.open_desk(), shell.args
    if args.hand_over:
        given = desk.gate.hand_over(desk.leads.find(args.hand_over), args.to)
        shell.answer(plain(given), [f"{given.name} goes from {given.from_name} to {given.to_name}", given.words])
        return ExitCode.OK
    if args.tick or args.nearing:
        found = desk.gate.tick() if args.tick else desk.gate.nearing()
        shell.answer([plain(one) for one in found], [f"{one.name}: {one.words}" for one in found])
        if not found:
            shell.tell("Nothing to hand over.")
        return ExitCode.OK if found else ExitCode.NOTHING
    costs = desk.gate.locked()
    shell.answer([plain(one) for one in costs], _lines(desk, costs))
    if not costs:
        shell.tell("Nothing is locked.")
    return ExitCode.OK if costs else ExitCode.NOTHING


def _lines(desk: Desk, costs: tuple[OfferView, ...]) -> Iterator[str]:
    if not costs:
        return
    now = desk.clock.now()
    rows = [
        [
            one.key,
            str(one.locked.leads),
            ago(one.locked.oldest_at, now) if one.locked.oldest_at else "",
            countdown(one.locked.answer_by, now) if one.locked.answer_by else "",
            f"{one.minutes} min",
            f"{one.quiz_minutes} min",
            ", ".join(one.holders) or "nobody",
        ]
        for one in costs
    ]
    yield from columns(["Offer", "leads", "oldest", "answer in", "reading", "quiz", "Who has the pass"], rows)
    total = sum(one.locked.leads for one in costs)
    yield f"{plural(total, 'lead')} behind {len(costs)} of your quizzes. Next: sdrdesk quiz {costs[0].key}"


def unlock_options(parser: Parser) -> None:
    """The options of `sdrdesk unlock`."""
    parser.add_argument("lead", metavar="LEAD", nargs="?", help="its id, the end of its id, or its full name")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why this lead may be called without the quiz")


def unlock(shell: Shell) -> int:
    """Open one locked lead; without a lead, list those that were opened."""
    from sdrdesk.cli.as_json import plain

    desk, args = shell.open_desk(), shell.args
    if not args.lead:
        found = desk.gate.opened()
        rows = [[f"{one.at:%Y-%m-%d %H:%M}", one.by, one.rep, one.name, one.offer, one.reason] for one in found]
        head = ["At (UTC)", "By", "For", "Lead", "Offer", "Reason"]
        shell.answer([plain(one) for one in found], columns(head, rows) if found else ())
        return ExitCode.OK if found else ExitCode.NOTHING
    opened = desk.gate.open_lead(desk.leads.find(args.lead), args.reason)
    counts = desk.gate.opened_counts()
    line = (
        f"{opened.name} is open for {opened.rep} until its next conversion; opened by you so far: {counts[opened.by]}"
    )
    shell.answer(plain(opened), [line])
    return ExitCode.OK
