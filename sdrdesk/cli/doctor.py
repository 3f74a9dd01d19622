"""The doctor: looks the desk over, counts every figure anew from the log, and mends what can be mended."""

from __future__ import annotations

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.numbers import as_object
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.desk.care.checkup import Check
from sdrdesk.desk.figures.recount import Recounted
from sdrdesk.domain.words import plural
from sdrdesk.errors import StoreError


def doctor_options(parser: Parser) -> None:
    """The options of `sdrdesk doctor`."""
    parser.add_argument("--recount", action="store_true", help="only count every figure from the log")
    parser.add_argument(
        "--fix",
        action="store_true",
        help="mend what loses nothing by it: counters, rights, lost touches, dead imports (managers)",
    )


def doctor(shell: Shell) -> int:
    """Look, recount, and say what is not well and what to do."""
    from sdrdesk.desk.care.checkup import checkup
    from sdrdesk.desk.figures.recount import recount

    seat = shell.open_desk().seat
    found: Recounted | StoreError
    try:
        found = recount(seat, fix=shell.args.fix)
    except StoreError as error:  # a page of the log may be damaged; the rest wants to be looked at all the more
        if shell.args.recount:
            raise
        found = error
    checks = () if shell.args.recount else checkup(seat, fix=shell.args.fix)
    looked = [as_object(check) for check in checks]
    if isinstance(found, StoreError):
        shell.answer({"checks": looked, "error": str(found)}, [*map(_line, checks), *_uncounted(found)])
        return ExitCode.UNEXPECTED
    shell.answer({**as_object(found), "checks": looked}, [*map(_line, checks), *_figures(found)])
    is_well = all(check.is_well for check in checks) and (found.mended or not found.differences)
    return ExitCode.OK if is_well else ExitCode.UNEXPECTED


def _line(check: Check) -> str:
    """One check in a line, its cure in a second."""
    state = "mended" if check.mended else "ok" if check.is_well else "LOOK"
    cure = f"\n{' ' * 18}{check.cure}" if check.cure and not check.is_well else ""
    return f"{state:<7} {check.what:<9} {check.told}{cure}"


def _uncounted(error: StoreError) -> list[str]:
    """Why the figures could not be recounted."""
    return [f"{'LOOK':<7} {'figures':<9} Not recounted. {error.title}: {error.message}", f"{' ' * 18}{error.hint}"]


def _figures(found: Recounted) -> list[str]:
    """What the recount found."""
    counts = {
        "logged contact": found.activities,
        "day": found.days,
        "meeting": found.meetings,
        "contacted lead": found.leads,
    }
    looked = ", ".join(plural(count, word) for word, count in counts.items())
    state = "mended" if found.mended else "LOOK" if found.differences else "ok"
    lines = [f"{state:<7} {'figures':<9} Recounted {looked}", *(f"{' ' * 18}{one}" for one in found.differences[:50])]
    if found.differences and not found.mended:
        lines.append(f"{' ' * 18}{plural(len(found.differences), 'difference')}: mend with --fix")
    return lines
