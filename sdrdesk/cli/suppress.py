"""Suppression lists on the command line: import, add, look up, take off."""

from __future__ import annotations

from pathlib import Path

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.law.listings import TEAM
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput

SHOWN = 20
"""Bad rows told one by one."""


def suppress_options(parser: Parser) -> None:
    """The options of `sdrdesk suppress`."""
    parser.add_argument("action", choices=["list", "import", "add", "check", "remove"], nargs="?", default="list")
    parser.add_argument("what", nargs="?", metavar="FILE | CONTACT", help="a file, or a number, address or domain")
    parser.add_argument("--kind", choices=["phone", "email", "domain"], default="", help="default: as it looks")
    parser.add_argument("--list", default="", metavar="NAME", help="import: the list's name (default: the file's)")
    parser.add_argument("--registry", action="store_true", help="import: a public register, which forbids calls only")
    parser.add_argument("--reason", default="", help="add, remove: why; kept in the audit")


def suppress(shell: Shell) -> int:
    """Look after the lists of those who may not be contacted."""
    args, desk = shell.args, shell.open_desk()
    if args.action == "list":
        return _list(shell, desk)
    if not args.what:
        raise BadInput(
            "Whom?" if args.action != "import" else "Which file?", hint=f"sdrdesk suppress {args.action} ..."
        )
    actions = {"import": _load, "add": _add, "check": _check, "remove": _remove}
    return actions[args.action](shell, desk)


def _list(shell: Shell, desk: Desk) -> int:
    from sdrdesk.cli.as_json import plain

    found = desk.suppressing.lists()
    rows = [
        [
            one.name,
            f"{one.entries:,}",
            "public register" if one.is_registry else "never contact",
            f"{one.changed_at:%Y-%m-%d}" if one.changed_at else "-",
            one.file_name or "-",
        ]
        for one in found
    ]
    shell.answer([plain(one) for one in found], columns(["List", "n", "Kind", "Changed", "File"], rows))
    return ExitCode.OK


def _load(shell: Shell, desk: Desk) -> int:
    from sdrdesk.cli.as_json import plain

    args = shell.args
    done = desk.suppressing.load(
        Path(args.what), kind=args.kind, list_name=args.list, is_registry=args.registry, progress=_Told(shell)
    )
    for problem in done.problems[:SHOWN]:
        shell.tell(str(problem))
    if done.bad > SHOWN:
        shell.tell(f"and {done.bad - SHOWN:,} more bad rows")
    counts = f"{done.added:,} added, {done.known:,} known, {done.bad:,} bad of {plural(done.rows, 'contact')}"
    line = f"{done.list_name}: {counts}"
    line += f"; {plural(done.ended, 'open lead')} ended" if done.ended else ""
    data = plain(done) | {"problems": [plain(one) for one in done.problems]}
    shell.answer(data, [line])
    return ExitCode.BAD_INPUT if done.rows and done.bad == done.rows else ExitCode.OK


class _Told:
    """Says now and then how far a long list is."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._next = shell, 100_000

    def __call__(self, rows: int) -> None:
        if rows >= self._next:
            self._next += 100_000
            self._shell.tell(f"{rows:,} rows")


def _add(shell: Shell, desk: Desk) -> int:
    done = desk.suppressing.add(shell.args.what, kind=shell.args.kind, reason=shell.args.reason)
    line = "Nobody may contact it" if done.is_changed else "It is on the team's list already"
    line += f"; {plural(done.leads, 'open lead')} ended" if done.leads else ""
    shell.answer({"list": done.list_name, "is_added": done.is_changed, "leads_ended": done.leads}, [line])
    return ExitCode.OK


def _check(shell: Shell, desk: Desk) -> int:
    from sdrdesk.cli.as_json import plain

    found = desk.suppressing.check(shell.args.what, shell.args.kind)
    now = desk.clock.now()
    lines = [one.told(now, desk.rep.zone) for one in found] or ["On no list"]
    shell.answer([plain(one) for one in found], lines)
    return ExitCode.OK


def _remove(shell: Shell, desk: Desk) -> int:
    args = shell.args
    done = desk.suppressing.remove(args.what, kind=args.kind, reason=args.reason, list_name=args.list or TEAM)
    line = f'Off the list "{done.list_name}"'
    line += f"; {plural(done.leads, 'lead')} may open with a new conversion" if done.leads else ""
    shell.answer({"list": done.list_name, "is_removed": True, "leads": done.leads}, [line])
    return ExitCode.OK
