"""Privacy on the command line: everything of one person, given out or erased; what is kept for how long."""

from __future__ import annotations

from pathlib import Path

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput


def privacy_options(parser: Parser) -> None:
    """The options of `sdrdesk privacy`."""
    parser.add_argument("action", choices=["export", "erase", "retain"])
    parser.add_argument("who", nargs="?", default="", metavar="EMAIL | PHONE | LEAD", help="export, erase: whom")
    parser.add_argument("--out", default="", metavar="DIR", help="export: where to write person.json and person.txt")
    parser.add_argument("--reason", default="", help="erase: why; kept in the audit, without what names the person")
    parser.add_argument("--dry-run", action="store_true", help="erase, retain: say what would go, and stop")
    parser.add_argument("--yes", action="store_true", help="erase, retain: do not ask")


def privacy(shell: Shell) -> int:
    """Give out, erase, or let go what was kept long enough."""
    args, desk = shell.args, shell.open_desk()
    if args.action == "retain":
        return _retain(shell, desk)
    if not args.who:
        raise BadInput("Whom?", hint=f"sdrdesk privacy {args.action} someone@example.com")
    return _export(shell, desk) if args.action == "export" else _erase(shell, desk)


def _export(shell: Shell, desk: Desk) -> int:
    if not shell.args.out:
        raise BadInput("Where to?", hint=f"sdrdesk privacy export {shell.args.who} --out DIR")
    paths = desk.privacy.export(shell.args.who, Path(shell.args.out))
    shell.answer({"files": [str(path) for path in paths]}, [f"Wrote {path}" for path in paths])
    return ExitCode.OK


def _erase(shell: Shell, desk: Desk) -> int:
    args = shell.args
    would = desk.privacy.look(args.who)
    shell.tell(*_told(would.counts), f"This takes {plural(len(would.leads), 'lead')} and cannot be taken back.")
    if args.dry_run:
        shell.answer(_object(would), ["Nothing was erased."])
        return ExitCode.OK
    _agree(shell, "Erase all of it?")
    done = desk.privacy.erase(args.who, args.reason)
    shell.answer(_object(done), ["Erased. The figures stay as they were."])
    _after(shell, done)
    return ExitCode.OK


def _retain(shell: Shell, desk: Desk) -> int:
    would = desk.privacy.retain(dry_run=True)
    if not desk.playbook.privacy.keep_months:
        shell.tell("The playbook keeps leads for good: set privacy.keep_months")
    shell.tell(*_told(would.counts))
    if shell.args.dry_run or not would.leads:
        shell.answer(_object(would), [f"{plural(len(would.leads), 'lead')} kept long enough. Nothing was erased."])
        return ExitCode.OK
    _agree(shell, f"Erase {plural(len(would.leads), 'lead')}?")
    done = desk.privacy.retain()
    shell.answer(_object(done), [f"Erased {plural(len(done.leads), 'lead')}."])
    _after(shell, done)
    return ExitCode.OK


def _agree(shell: Shell, question: str) -> None:
    if shell.args.yes:
        return
    if not shell.is_asked or not shell.ask(question, "no").casefold().startswith("y"):
        raise BadInput("Nothing was erased", hint="Look with --dry-run; go on with --yes")


def _told(counts: dict[str, int]) -> list[str]:
    return [f"  {count:,} {table.replace('_', ' ')}" for table, count in counts.items()]


def _after(shell: Shell, done: object) -> None:
    """What is left to do by hand."""
    if not getattr(done, "is_scoured", True):
        shell.tell("Traces are left until every desk has closed (on a server: until its vacuum has run).")
    if backups := getattr(done, "backups", ()):
        shell.tell("These copies are older and still hold the person. Delete them, or erase again after a restore:")
        shell.tell(*(f"  {path}" for path in backups))


def _object(done: object) -> dict[str, object]:
    from sdrdesk.cli.as_json import plain

    data: dict[str, object] = plain(done)
    return data
