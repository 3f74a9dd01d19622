"""The doctor: counts every figure anew from the log, and mends what differs."""

from __future__ import annotations

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.numbers import as_object
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.domain.words import plural


def doctor_options(parser: Parser) -> None:
    """The options of `sdrdesk doctor`."""
    parser.add_argument("--recount", action="store_true", help="count every figure from the log (the default)")
    parser.add_argument("--fix", action="store_true", help="write what the log says, in one transaction (managers)")


def doctor(shell: Shell) -> int:
    """Recount, and say what differs."""
    from sdrdesk.desk.recount import recount

    found = recount(shell.open_desk().seat, fix=shell.args.fix)
    head = (
        f"Recounted {plural(found.activities, 'activity').replace('activitys', 'activities')}: "
        f"{plural(found.days, 'day')}, {plural(found.meetings, 'meeting')}"
    )
    lines = [head, *(str(one) for one in found.differences[:50])]
    if not found.differences:
        lines.append("Every counter says what the log says.")
    elif found.mended:
        lines.append(f"Mended {plural(len(found.differences), 'difference')}.")
    else:
        lines.append(f"{plural(len(found.differences), 'difference')}: mend with --fix")
    shell.answer(as_object(found), lines)
    return ExitCode.OK if found.mended or not found.differences else ExitCode.UNEXPECTED
