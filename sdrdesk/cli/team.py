"""The team's members, and what each can take."""

from __future__ import annotations

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.numbers import as_object
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.routing.sharing import Share
from sdrdesk.domain import policy
from sdrdesk.errors import BadInput


def team_options(parser: Parser) -> None:
    """The options of `sdrdesk team`."""
    parser.add_argument(
        "action", choices=["list", "add", "set", "role", "leave", "password", "rights"], nargs="?", default="list",
        help="default: list",
    )  # fmt: skip
    parser.add_argument("login", nargs="?", metavar="LOGIN", help="the new member's login; else whose")
    parser.add_argument("new_role", nargs="?", choices=["rep", "manager"], metavar="ROLE", help="role: rep or manager")
    parser.add_argument("--drop", action="store_true", help="password: sit down without one from now on")
    parser.add_argument("--name", default="", metavar="TEXT", help="their name (default: the login)")
    parser.add_argument("--role", choices=["rep", "manager"], default="rep", help="default: rep")
    parser.add_argument("--zone", default="", metavar="ZONE", help="their time zone (default: the team's)")
    parser.add_argument(
        "--weight", type=int, metavar="N", help="set: leads for each of a rep of weight 1; 0 takes none"
    )
    parser.add_argument("--capacity", metavar="N", help="set: open leads they can carry; - for the playbook's")
    parser.add_argument("--languages", metavar="LIST", help='set: "de,en"; "" for none')
    parser.add_argument(
        "--groups", metavar="LIST", help='set: as the playbook\'s routing names them: "emea"; "" for none'
    )


def team(shell: Shell) -> int:
    """List the team, add a member, or say what one can take."""
    from sdrdesk.cli.as_json import rep_object

    args = shell.args
    if args.action == "rights":
        return _rights(shell)
    if args.action in ("role", "leave", "password"):
        from sdrdesk.cli import members

        return members.ACTIONS[args.action](shell)
    desk = shell.open_desk()
    if args.action == "list":
        reps, open_ = desk.team.reps(), desk.identity.without_password()
        shares = desk.routes.shares()
        rows = [[rep.login, rep.role, rep.zone, rep.name, *_cells(shares[rep.login])] for rep in reps]
        objects = [
            rep_object(rep) | {"share": as_object(shares[rep.login]), "has_password": rep.login not in open_}
            for rep in reps
        ]
        shell.answer(objects, columns(["Login", "Role", "Zone", "Name", "Weight", "Room", "Groups", "Speaks"], rows))
        if 0 < len(open_) < len(reps):
            shell.tell(f"Without a password, so anybody can sit down as: {', '.join(sorted(open_))}")
        return ExitCode.OK
    if args.action == "set":
        return _set(shell)
    if not args.login:
        raise BadInput("Who joins?", hint='sdrdesk team add LOGIN --name "First Last"')
    zone_name = args.zone or desk.playbook.team_hours.zone
    rep = desk.team.add_rep(login=args.login, name=args.name, role=args.role, zone_name=zone_name)
    shell.answer(rep_object(rep), [f"{rep.name} joins as {rep.role}: sdrdesk --rep {rep.login}"])
    return ExitCode.OK


def _cells(share: Share) -> list[str]:
    room = "" if share.capacity is None else str(share.capacity)
    return [str(share.weight), room, ",".join(share.groups), ",".join(share.languages)]


def _set(shell: Shell) -> int:
    """Change what a member can take."""
    args = shell.args
    if not args.login:
        raise BadInput("Whose?", hint="sdrdesk team set LOGIN --weight 2 --capacity 80")
    if args.capacity not in (None, "-") and not args.capacity.isdecimal():
        raise BadInput(f'"{args.capacity[:20]}" is no number', hint="A number of leads, or - for the playbook's")
    told = shell.open_desk().routes.set_share(
        args.login, weight=args.weight, capacity=args.capacity, languages=_list(args.languages),
        groups=_list(args.groups),
    )  # fmt: skip
    shell.answer({"told": told}, [told])
    return ExitCode.OK


def _list(text: str | None) -> list[str] | None:
    """A list as it is typed; None where nothing was."""
    return None if text is None else [one.strip() for one in text.split(",") if one.strip()]


def _rights(shell: Shell) -> int:
    """Print who may do what; needs no desk."""
    table = policy.rights()
    rows = [[told, *(words[role] for role in policy.ROLES)] for told, words in table]
    lines = columns(["What", *(role.capitalize() for role in policy.ROLES)], rows, most=70)
    shell.answer([{"what": told, **words} for told, words in table], lines)
    return ExitCode.OK
