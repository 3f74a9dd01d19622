"""Members who change: their role, their password, whether they are there."""

from __future__ import annotations

from collections.abc import Callable

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.sessions import remember_token
from sdrdesk.cli.shell import Shell
from sdrdesk.errors import BadInput


def role(shell: Shell) -> int:
    """Make somebody a manager, or a rep."""
    args = shell.args
    if not args.login or not args.new_role:
        raise BadInput("Who becomes what?", hint="sdrdesk team role LOGIN manager")
    return _said(shell, shell.open_desk().identity.change_role(args.login, args.new_role))


def leave(shell: Shell) -> int:
    """Somebody leaves: open leads go to the manager, calls and figures stay."""
    if not shell.args.login:
        raise BadInput("Who leaves?", hint="sdrdesk team leave LOGIN")
    return _said(shell, shell.open_desk().identity.leave(shell.args.login))


def password(shell: Shell) -> int:
    """Set a password, or drop it: one's own, or for a manager anybody's."""
    args, desk = shell.args, shell.open_desk()
    login = "" if args.login in (None, desk.rep.login) else args.login
    current = ""
    if not login and desk.identity.who().has_password:
        current = shell.ask_secret("Your password as it is:")
    if args.drop:
        desk.identity.drop_password(login=login, current=current)
        if not login:
            remember_token(shell.settings.database, "")
        return _said(shell, f"{login or desk.rep.login} sits down without a password now")
    new = shell.ask_secret(f"New password{f' of {login}' if login else ''}:")
    if shell.is_asked and shell.ask_secret("Once more:") != new:
        raise BadInput("The two are not the same", "Nothing was changed", "Start again")
    session = desk.identity.set_password(new, login=login, current=current)
    told = f"The password of {login or desk.rep.login} is set; every session before is over"
    if session is not None:
        told += f". You stay signed in here: {remember_token(shell.settings.database, session.token)}"
    return _said(shell, told)


def _said(shell: Shell, told: str) -> int:
    shell.answer({"told": told}, [told])
    return ExitCode.OK


ACTIONS: dict[str, Callable[[Shell], int]] = {"role": role, "leave": leave, "password": password}
"""What `sdrdesk team` does to a member, by word."""
