"""Files for a CRM's import."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.domain.crm import Crm, What
from sdrdesk.domain.hours import zone
from sdrdesk.errors import BadInput
from sdrdesk.text import clean

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk


def export_options(parser: Parser) -> None:
    """The options of `sdrdesk export`."""
    parser.add_argument("what", choices=[one.value for one in What])
    parser.add_argument("--for", dest="crm", choices=[one.value for one in Crm], required=True, help="whose import")
    parser.add_argument("--since", metavar="DAY", help="only what changed since: 2026-11-20, or a time with its zone")
    parser.add_argument("--out", metavar="FILE", default="-", help="default: print it")
    parser.add_argument("--raw", action="store_true", help="leave texts as they are, formulas too")


def export(shell: Shell) -> int:
    """Write what happened as a file that HubSpot or Salesforce import."""
    args, desk = shell.args, shell.open_desk()
    what, crm, since = What(args.what), Crm(args.crm), _since(args.since, desk)
    if args.out == "-" and shell.is_json:
        raise BadInput("A file is no JSON", "", "Give --out FILE with --json")
    shell.tell(desk.export.layout(what, crm).told)
    if args.out == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        return ExitCode.OK if desk.export.write(what, crm, sys.stdout, since, raw=args.raw) else ExitCode.NOTHING
    path = Path(args.out)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        # Only its owner reads it, for it holds people's names; and a file that is there is whole.
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(handle, "w", encoding="utf-8", newline="") as file:
                rows = desk.export.write(what, crm, file, since, raw=args.raw)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BadInput(f"Cannot write {path}", error.strerror or str(error), "Name another place") from error
    shell.answer({"written": str(path), "what": what.value, "rows": rows}, [f"Wrote {rows} {what.value} to {path}"])
    return ExitCode.OK if rows else ExitCode.NOTHING


def _since(words: str | None, desk: Desk) -> datetime | None:
    """A moment from a day, which begins where the manager is, or from a time with its zone."""
    if words is None:
        return None
    try:
        if len(words) <= 10:
            return datetime.combine(date.fromisoformat(words), time(0), zone(desk.rep.zone)).astimezone(UTC)
        at = datetime.fromisoformat(words)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadInput(f'--since "{clean(words)[:40]}" is no day', "", "Write 2026-11-20, or 2026-11-20T15:00Z")
    return at.astimezone(UTC)
