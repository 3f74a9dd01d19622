"""Signing in and out on the command line, and who one is."""

from __future__ import annotations

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.memory import remember_rep, remembered_rep
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.sessions import remember_token, remembered_token
from sdrdesk.cli.shell import Shell
from sdrdesk.clock import SystemClock
from sdrdesk.errors import BadInput


def sign_in_options(parser: Parser) -> None:
    """The options of `sdrdesk sign-in`."""
    parser.add_argument("login", nargs="?", default="", metavar="LOGIN", help="default: who sat down here last")


def sign_in(shell: Shell) -> int:
    """Sign in; the password is asked for, or read as a line of the standard input."""
    from sdrdesk.build import open_door

    database = shell.settings.database
    login = shell.args.login or shell.settings.rep or remembered_rep(database)
    if not login and shell.is_asked:
        login = shell.ask("Your login?")
    if not login:
        raise BadInput("Who signs in?", hint="sdrdesk sign-in LOGIN")
    door = open_door(database, "cli")
    try:
        session = door.sign_in(login, shell.ask_secret(f"Password of {login}:"), SystemClock().now())
    finally:
        door.close()
    where = remember_token(database, session.token)
    remember_rep(database, session.login)
    shell.tell(f"{session.login} is signed in until {session.until:%Y-%m-%d}; remembered in {where}")
    shell.answer({"login": session.login, "until": session.until.isoformat()}, [])
    return ExitCode.OK


def sign_out_options(parser: Parser) -> None:
    """`sdrdesk sign-out` has none of its own."""
    del parser


def sign_out(shell: Shell) -> int:
    """End the session that is remembered here."""
    from sdrdesk.build import open_door

    database = shell.settings.database
    token = remembered_token(database, shell.tell)
    door = open_door(database, "cli")
    try:
        was_in = bool(token) and door.sign_out(token, SystemClock().now())
    finally:
        door.close()
    remember_token(database, "")
    shell.answer({"signed_out": was_in}, ["Signed out."] if was_in else ["Nobody was signed in here."])
    return ExitCode.OK if was_in else ExitCode.NOTHING


def whoami_options(parser: Parser) -> None:
    """`sdrdesk whoami` has none of its own."""
    del parser


def whoami(shell: Shell) -> int:
    """Say who sits at the desk."""
    desk = shell.open_desk()
    who = desk.identity.who()
    by = f"signed in until {who.session.until:%Y-%m-%d}" if who.session else "without a password: sdrdesk team password"
    rep = who.rep
    data = {
        "login": rep.login, "name": rep.name, "role": rep.role, "team": rep.team_name, "has_password": who.has_password,
        "session_until": who.session.until.isoformat() if who.session else None,
    }  # fmt: skip
    shell.answer(data, [f"{rep.name} ({rep.login}), {rep.role} of {rep.team_name}; {by}"])
    return ExitCode.OK
