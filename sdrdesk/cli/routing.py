"""Routing from the shell: the rules in order, and why one lead is whose it is."""

from __future__ import annotations

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.numbers import as_object
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.routing import RouteRule
from sdrdesk.domain.words import ago
from sdrdesk.errors import BadInput


def routing_options(parser: Parser) -> None:
    """The options of `sdrdesk routing`."""
    parser.add_argument("action", choices=["rules", "explain"], nargs="?", default="rules", help="default: rules")
    parser.add_argument("lead", nargs="?", default="", metavar="LEAD", help="explain: an id, its end, or a full name")


def routing(shell: Shell) -> int:
    """Show the rules, or explain one lead."""
    args, desk = shell.args, shell.open_desk()
    if args.action == "explain":
        if not args.lead:
            raise BadInput("Which lead?", hint="sdrdesk routing explain LEAD")
        return _explain(shell, desk)
    rules = desk.playbook.routing
    rows = [[rule.name, _asks(rule), ", ".join(rule.to)] for rule in rules.rules]
    rows.append(["default", "every other lead", ", ".join(rules.default)])
    unknown = desk.routes.nobody()
    lines = columns(["Rule", "Fits", "Goes to"], rows)
    shell.answer(as_object(rules) | {"nobody": list(unknown)}, lines)
    if unknown:
        shell.tell(f"Nobody is called {', '.join(unknown)}: sdrdesk team set LOGIN --groups ...")
    return ExitCode.OK


def _asks(rule: RouteRule) -> str:
    """What a rule asks for, in a line."""
    lists = (rule.campaigns, rule.regions, rule.kinds, rule.offers, rule.languages)
    parts = [" or ".join(one) for one in lists if one]
    if rule.people_least or rule.people_most:
        most = f"to {rule.people_most}" if rule.people_most else "or more"
        parts.append(f"{rule.people_least} {most} people")
    return "; ".join(parts) or "every lead"


def _explain(shell: Shell, desk: Desk) -> int:
    found = desk.routes.explain(desk.leads.find(shell.args.lead))
    now = desk.clock.now()
    lines = [f"{found.name}: {found.owner}", f"Because: {found.reason or 'nobody wrote it down'}"]
    lines += [f"{ago(at, now)} ago  {what} by {who}" for at, who, what in found.changes]
    lines += ["", "If it came in now:", *(f"  {name}: {what}" for name, what in found.rules)]
    shell.answer(as_object(found), lines)
    return ExitCode.OK
