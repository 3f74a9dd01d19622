"""The team's rules: check a file, show what is in force, try another on what there is, apply it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.errors import BadInput

if TYPE_CHECKING:
    from sdrdesk.domain.playbook import Playbook


def playbook_options(parser: Parser) -> None:
    """The options of `sdrdesk playbook`."""
    parser.add_argument(
        "action", choices=["check", "show", "diff", "apply"], nargs="?", default="show",
        help="show the rules in force (the default); check FILE; diff: replay today's queue and the last 90 days under"
        " FILE, nothing is written (managers); apply FILE",
    )  # fmt: skip
    parser.add_argument("file", nargs="?", metavar="FILE", help="a playbook (check: default is the shipped one)")
    parser.add_argument("--all", action="store_true", help="diff: name every lead, not the first ten of a list")
    parser.add_argument("--of", default="", metavar="LOGIN", help="diff: one rep's queue (default: everybody's)")


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
        raise BadInput("Which playbook?", hint=f"sdrdesk playbook {action} FILE")
    checked = read_playbook(file)
    if action == "diff":
        return _diff(shell, checked)
    desk = shell.open_desk()
    desk.team.apply_playbook(checked, Path(file).read_text(encoding="utf-8-sig"))
    said = {"file": file, "version": checked.version}
    shell.answer(said, [f"Version {checked.version} holds for every touch planned from now on"])
    return ExitCode.OK


def _diff(shell: Shell, checked: Playbook) -> int:
    from sdrdesk.cli.as_json import plain
    from sdrdesk.cli.rules_diff import diff_lines

    desk = shell.open_desk()
    diff = desk.replay.diff(checked, shell.args.of)
    shell.answer(plain(diff), diff_lines(shell, desk, checked, diff))
    return ExitCode.OK


def shipped_playbook() -> Path:
    """The playbook that comes with sdrdesk."""
    from sdrdesk.build import data_folder

    return data_folder() / "playbook.toml"
