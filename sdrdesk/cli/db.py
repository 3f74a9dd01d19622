"""The database itself: members as roles of a server."""

from __future__ import annotations

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.errors import BadInput
from sdrdesk.paths import ServerUrl


def db_options(parser: Parser) -> None:
    """The options of `sdrdesk db`."""
    parser.add_argument("action", choices=["roles"], help="roles: give every member a role on the server")
    parser.add_argument("--new-password", default="", metavar="LOGIN", help="roles: a new password for one member")


def db(shell: Shell) -> int:
    """Work on the database itself."""
    return {"roles": _roles}[shell.args.action](shell)


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
    said = [
        {"login": one.login, "role": one.role, "is_manager": one.is_manager, "password": one.password} for one in roles
    ]
    shell.answer(said, columns(("Login", "Role", "Is", "Password"), rows))
    if any(one.password for one in roles):
        shell.tell("A password is told this once. Its owner writes it into ~/.pgpass (chmod 600) or PGPASSWORD.")
    return ExitCode.OK
