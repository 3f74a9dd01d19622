"""The team's rules: check a file, show what is in force, apply another."""

from __future__ import annotations

from pathlib import Path

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.errors import BadInput


def playbook_options(parser: Parser) -> None:
    """The options of `sdrdesk playbook`."""
    parser.add_argument("action", choices=["check", "show", "apply"], nargs="?", default="show", help="default: show")
    parser.add_argument("file", nargs="?", metavar="FILE", help="a playbook (check: default is the shipped one)")


def playbook(shell: Shell) -> int:
    """Check a playbook file, print the one in force, or put one in force."""
    action, file = shell.args.action, shell.args.file
    if action == "show":
        if file:
            raise BadInput("`playbook show` prints the one in force and takes no file", hint="Check a file with check")
        desk = shell.open_desk()
        shell.answer(dict(desk.playbook.raw), [desk.team.playbook_source()])
        return ExitCode.OK
    from sdrdesk.feeds.playbook_file import read_playbook

    if action == "check":
        path = Path(file) if file else shipped_playbook()
        checked = read_playbook(path)
        said = {"file": str(path), "version": checked.version, "is_good": True}
        shell.answer(said, [f"{path} is good: version {checked.version}"])
        return ExitCode.OK
    if not file:
        raise BadInput("Which playbook?", hint="sdrdesk playbook apply FILE")
    checked = read_playbook(file)
    desk = shell.open_desk()
    desk.team.apply_playbook(checked, Path(file).read_text(encoding="utf-8-sig"))
    said = {"file": file, "version": checked.version}
    shell.answer(said, [f"Version {checked.version} holds for every touch planned from now on"])
    return ExitCode.OK


def shipped_playbook() -> Path:
    """The playbook that comes with sdrdesk."""
    from sdrdesk.build import data_folder

    return data_folder() / "playbook.toml"
