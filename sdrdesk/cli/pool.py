"""The pool from the shell: what is there, taking one, giving it back."""

from __future__ import annotations

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.numbers import as_object
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.queue import count, queue_lines
from sdrdesk.cli.shell import Shell
from sdrdesk.domain.hours import zone
from sdrdesk.errors import BadInput


def pool_options(parser: Parser) -> None:
    """The options of `sdrdesk pool`."""
    parser.add_argument("action", choices=["list", "take", "back"], nargs="?", default="list", help="default: list")
    parser.add_argument("lead", nargs="?", default="", metavar="LEAD", help="take: default the first; back: which")
    parser.add_argument("--limit", type=count, default=50, metavar="N", help="list: at most so many (default: 50)")


def pool(shell: Shell) -> int:
    """List what may be taken, take a lead, or give one back."""
    args, desk = shell.args, shell.open_desk()
    desk.pool.tick(lives=False)
    if args.action == "take":
        claim = desk.pool.take(desk.leads.find(args.lead)) if args.lead else desk.pool.take_next()
        until = claim.until.astimezone(zone(desk.rep.zone))
        shell.answer(as_object(claim), [f"{claim.name} is yours until {until:%H:%M}, and for good once you log a call"])
        return ExitCode.OK
    if args.action == "back":
        if not args.lead:
            raise BadInput("Which lead?", hint="sdrdesk pool back LEAD")
        name = desk.pool.give_back(desk.leads.find(args.lead))
        shell.answer({"name": name}, [f"{name} is back in the pool"])
        return ExitCode.OK
    rows, mine = desk.pool.rows(args.limit), desk.pool.mine()
    if shell.is_json:
        from sdrdesk.cli.as_json import queue_list

        shell.answer({"free": queue_list(desk, rows), "mine": as_object(mine)}, ())
        return ExitCode.OK
    for one in mine:
        until = one.until.astimezone(zone(desk.rep.zone))
        shell.tell(f"Yours until {until:%H:%M}: {one.name} ({one.lead_id[-8:]})")
    if rows:
        shell.answer(None, queue_lines(desk, rows, explain=False))
    else:
        shell.tell("Nothing in the pool is for you now.")
    return ExitCode.OK
