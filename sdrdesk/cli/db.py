"""The database itself: members as roles of a server, moving house, many machines."""

from __future__ import annotations

import sys
from dataclasses import asdict

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.dataclasses import replace
from sdrdesk.errors import BadInput
from sdrdesk.paths import ServerUrl


def db_options(parser: Parser) -> None:
    """The options of `sdrdesk db`."""
    parser.add_argument(
        "action",
        choices=["roles", "copy", "distribute"],
        help="roles: give every member a role on the server; copy FROM TO: move a team between a file and a server;"
        " distribute: what Citus must be told",
    )
    parser.add_argument("places", nargs="*", metavar="FROM TO", help="copy: files or postgresql:// addresses")
    parser.add_argument("--new-password", default="", metavar="LOGIN", help="roles: a new password for one member")
    parser.add_argument("--dry-run", action="store_true", help="distribute: print the statements")


def db(shell: Shell) -> int:
    """Work on the database itself."""
    return {"roles": _roles, "copy": _copy, "distribute": _distribute}[shell.args.action](shell)


def _roles(shell: Shell) -> int:
    """Lay down the rights, and tell each new password once."""
    from sdrdesk.build import give_roles

    where = shell.settings.database
    if not isinstance(where, ServerUrl):
        raise BadInput("Only a server knows roles", f"{where} is a file", "Give --db postgresql://owner@host/name")
    roles = give_roles(where, shell.args.new_password)
    rows = [
        (one.login, one.role, "manager" if one.is_manager else "rep", one.password or "(as it was)") for one in roles
    ]
    shell.answer([asdict(one) for one in roles], columns(("Login", "Role", "Is", "Password"), rows))
    if any(one.password for one in roles):
        shell.tell("A password is told this once. Its owner writes it into ~/.pgpass (chmod 600) or PGPASSWORD.")
    return ExitCode.OK


def _copy(shell: Shell) -> int:
    """Copy a team, or go on with a copy that was cut off; compare every table."""
    from sdrdesk.build import copy_team

    if len(shell.args.places) != 2:
        raise BadInput(
            "A copy goes from one place to another", hint="sdrdesk db copy desk.db postgresql://owner@host/name"
        )
    source, target = (replace(shell.settings, db=place).database for place in shell.args.places)
    is_shown = sys.stderr.isatty() and not shell.is_json

    def tell(table: str, done: int, most: int) -> None:
        if is_shown:
            sys.stderr.write(f"\r\x1b[K{table}: {done:,} of {most:,}")

    try:
        copied = copy_team(source, target, shell.clock.now(), tell)
    finally:
        if is_shown:
            sys.stderr.write("\r\x1b[K")
    rows = [(one.table, f"{one.rows:,}", one.checksum[:16]) for one in copied if one.rows]
    said = {"from": str(source), "to": str(target), "tables": [asdict(one) for one in copied]}
    lines = [*columns(("Table", "rows", "Checksum"), rows), f"The same on both sides. Open it with: --db {target}"]
    shell.answer(said, lines)
    return ExitCode.OK


def _distribute(shell: Shell) -> int:
    """Print what to run on a Citus coordinator."""
    from sdrdesk.build import distribution

    if not shell.args.dry_run:
        raise BadInput("Statements are only printed", hint="sdrdesk db distribute --dry-run | psql, on the coordinator")
    said = distribution()
    shell.answer(list(said), said)
    return ExitCode.OK
