"""Settings and help."""

from __future__ import annotations

from dataclasses import asdict

from sdrdesk import paths
from sdrdesk.cli.exit_codes import MEANINGS, ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.errors import BadInput, DeskError
from sdrdesk.text import clean


def config_options(parser: Parser) -> None:
    """The options of `sdrdesk config`."""
    parser.add_argument("action", choices=["path", "show", "keys"], nargs="?", default="show", help="default: show")


def config(shell: Shell) -> int:
    """Print where the settings stand, or what holds and why."""
    file = paths.config_file()
    if shell.args.action == "path":
        shell.answer({"path": str(file), "exists": file.exists()}, [str(file)])
        return ExitCode.OK
    settings = shell.settings
    if shell.args.action == "keys":
        return _keys(shell)
    values = asdict(settings) | {"db": str(settings.database), "downloads": str(settings.downloads_path)}
    data = {name: {"value": value, "from": shell.sources[name]} for name, value in values.items()}
    shown = [[name, _shown(value), shell.sources[name]] for name, value in values.items()]
    shell.answer(data, columns(["Setting", "Value", "From"], shown, most=60))
    return ExitCode.OK


def _keys(shell: Shell) -> int:
    """Print every command of the screen with its live keys; what is wrong with the user's own goes to stderr."""
    from sdrdesk.build import data_folder
    from sdrdesk.feeds.playbook_file import read_playbook
    from sdrdesk.tui.keys import COMMANDS
    from sdrdesk.tui.keys_file import read_for

    settings = shell.settings
    try:
        playbook = shell.open_desk().playbook
    except DeskError:  # no desk yet, or nobody has signed in: the shipped letters will do
        playbook = read_playbook(data_folder() / "playbook.toml")
    keymap, problems = read_for(playbook, settings.keymap, settings.keys)
    shell.tell(*(f"{paths.config_file()}: {one}" for one in problems))
    rows, data = [], {}
    for one in COMMANDS:
        live = keymap.of(one)
        mark = "yours" if one.id in settings.keys and not problems else settings.keymap if live != one else ""
        rows.append([one.id, str(one.scope), live.shown or "palette", mark, one.label])
        data[one.id] = {"screen": str(one.scope), "keys": live.keys.split(",") if live.keys else [], "label": one.label}
    shell.answer(data, columns(["Command", "Screen", "Keys", "From", "Does"], rows, most=60))
    return ExitCode.BAD_INPUT if problems else ExitCode.OK


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(value) or "(none)"
    return str(value).lower() if isinstance(value, bool) else str(value) or "(none)"


def explain_options(parser: Parser) -> None:
    """The options of `sdrdesk help`."""
    parser.add_argument("about", nargs="?", metavar="COMMAND", help="a command, or exit-codes")


def explain(shell: Shell) -> int:
    """Print the commands, one command's options, or the exit statuses."""
    from sdrdesk.cli.commands import COMMANDS, overview

    about = shell.args.about
    if about is None:
        lines = overview()
        shell.answer({name: command.told for name, command in COMMANDS.items()}, lines)
        return ExitCode.OK
    if about == "exit-codes":
        data = {str(int(code)): told for code, told in MEANINGS.items()}
        shell.answer(data, columns(["status", "Meaning"], [[str(int(code)), told] for code, told in MEANINGS.items()]))
        return ExitCode.OK
    if about not in COMMANDS:
        raise BadInput(f'There is no command "{clean(about)}"', hint="See: sdrdesk help")
    from sdrdesk.cli.main import main

    return main([about, "--help"])
