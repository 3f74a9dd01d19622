"""Settings and help."""

from __future__ import annotations

from dataclasses import asdict

from sdrdesk import paths
from sdrdesk.cli.exit_codes import MEANINGS, ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.errors import BadInput
from sdrdesk.text import clean


def config_options(parser: Parser) -> None:
    """The options of `sdrdesk config`."""
    parser.add_argument("action", choices=["path", "show"], nargs="?", default="show", help="default: show")


def config(shell: Shell) -> int:
    """Print where the settings stand, or what holds and why."""
    file = paths.config_file()
    if shell.args.action == "path":
        shell.answer({"path": str(file), "exists": file.exists()}, [str(file)])
        return ExitCode.OK
    settings = shell.settings
    values = asdict(settings) | {"db": str(settings.database), "downloads": str(settings.downloads_path)}
    data = {name: {"value": value, "from": shell.sources[name]} for name, value in values.items()}
    shown = [[name, _shown(value), shell.sources[name]] for name, value in values.items()]
    shell.answer(data, columns(["Setting", "Value", "From"], shown, most=60))
    return ExitCode.OK


def _shown(value: object) -> str:
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
