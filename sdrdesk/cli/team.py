"""The team's members."""

from __future__ import annotations

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.errors import BadInput


def team_options(parser: Parser) -> None:
    """The options of `sdrdesk team`."""
    parser.add_argument("action", choices=["list", "add"], nargs="?", default="list", help="default: list")
    parser.add_argument("login", nargs="?", metavar="NEW", help="the new member's login")
    parser.add_argument("--name", default="", metavar="TEXT", help="their name (default: the login)")
    parser.add_argument("--role", choices=["rep", "manager"], default="rep", help="default: rep")
    parser.add_argument("--zone", default="", metavar="ZONE", help="their time zone (default: the team's)")


def team(shell: Shell) -> int:
    """List the team, or add a member."""
    from sdrdesk.cli.as_json import rep_object

    args, desk = shell.args, shell.open_desk()
    if args.action == "list":
        reps = desk.team.reps()
        rows = [[rep.login, rep.role, rep.zone, rep.name] for rep in reps]
        shell.answer([rep_object(rep) for rep in reps], columns(["Login", "Role", "Zone", "Name"], rows))
        return ExitCode.OK
    if not args.login:
        raise BadInput("Who joins?", hint='sdrdesk team add LOGIN --name "First Last"')
    zone_name = args.zone or desk.playbook.team_hours.zone
    rep = desk.team.add_rep(login=args.login, name=args.name, role=args.role, zone_name=zone_name)
    shell.answer(rep_object(rep), [f"{rep.name} joins as {rep.role}: sdrdesk --rep {rep.login}"])
    return ExitCode.OK
