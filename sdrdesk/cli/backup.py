"""Backups: taking one, listing them, and putting one back."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.desk.care import backups
from sdrdesk.desk.care.backups import Backup, Taken
from sdrdesk.domain.words import plural
from sdrdesk.errors import Refused

if TYPE_CHECKING:
    from sdrdesk.desk.seat import Seat


def backup_options(parser: Parser) -> None:
    """The options of `sdrdesk backup`."""
    parser.add_argument("to", nargs="?", metavar="FILE", help="where to (default: the folder of the desk's backups)")
    parser.add_argument("--list", action="store_true", help="list the desk's backups, take none")
    parser.add_argument(
        "--daily",
        action="store_true",
        help="only if the newest is of another day, and delete those that need not be kept "
        "(one a day for a week, one a week for four more)",
    )


def backup(shell: Shell) -> int:
    """Take a backup, read all of it, recount it, and say where it is."""
    path, now = shell.settings.db_path, shell.clock.now()
    if shell.args.list:
        found = backups.listed(path)
        shell.answer([as_object(one) for one in found], [line(one) for one in found] or ["There is no backup yet."])
        return ExitCode.OK
    if shell.args.daily and not backups.is_due(path, now):
        newest = backups.listed(path)[0]
        shell.answer({**as_object(newest), "taken": False}, [f"Of today already: {newest.path}"])
        return ExitCode.OK

    @contextlib.contextmanager
    def opened(copy: Path) -> Iterator[Seat]:
        from sdrdesk.build import open_desk

        with contextlib.closing(open_desk(copy, shell.clock, is_service=True)) as desk:
            yield desk.seat

    taken = backups.take(path, now, Path(shell.args.to) if shell.args.to else None, opened)
    dropped = backups.rotate(path) if shell.args.daily else ()
    told = {"taken": True, "activities": taken.activities, "differences": taken.differences}
    shell.answer({**as_object(taken.backup), **told, "dropped": [str(one) for one in dropped]}, _lines(taken, dropped))
    return ExitCode.OK


def _lines(taken: Taken, dropped: tuple[Path, ...]) -> Iterator[str]:
    """What was done, in words."""
    yield line(taken.backup)
    yield f"Read whole and recounted: {plural(taken.activities, 'logged contact')}."
    if taken.differences:
        yield f"{plural(taken.differences, 'difference')} from the log: sdrdesk doctor"
    if dropped:
        yield f"Deleted {plural(len(dropped), 'older one')}."


def start_daily(path: Path, now: datetime) -> subprocess.Popen[bytes] | None:
    """Take the day's backup in a process of its own, of low priority; None where the newest is of today."""
    if not backups.is_due(path, now):
        return None
    child = subprocess.Popen(  # noqa: S603 - our own program, no shell
        [sys.executable, "-m", "sdrdesk", "backup", "--daily", "--db", str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, child.pid, 10)
    return child


def restore_options(parser: Parser) -> None:
    """The options of `sdrdesk restore`."""
    parser.add_argument("backup", metavar="BACKUP", help="a file that `sdrdesk backup` made; `latest` for the newest")
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def restore(shell: Shell) -> int:
    """Make a backup the desk; what is there now is kept beside it."""
    path, now, named = shell.settings.db_path, shell.clock.now(), shell.args.backup
    source = backups.latest(path) if named == "latest" else Path(named)
    has_checksums = backups.check(source, path)
    if not shell.args.yes:
        if not shell.is_asked:
            raise Refused("Nobody is here to agree to this", "Say --yes", code="not_agreed")
        question = f"Put {source} in the place of {path}? What is there now is kept. [y/N]"
        if not shell.ask(question).lower().startswith("y"):
            shell.tell("Nothing was changed.")
            return ExitCode.OK
    kept = backups.put_back(source, path, now)
    lines = [f"{path} is now as in {source}.", *([f"What was there before: {kept}"] if kept else [])]
    if not has_checksums:
        lines.append(
            f"{source.name} has no checksums beside it: it was read whole, but a changed bit would not be seen."
        )
    told = {"db": str(path), "from": str(source), "kept": str(kept) if kept else None, "checksums": has_checksums}
    shell.answer(told, lines)
    return ExitCode.OK


def as_object(one: Backup) -> dict[str, object]:
    """A backup for JSON."""
    return {"path": str(one.path), "taken_at": one.taken_at.isoformat(), "bytes": one.size}


def line(one: Backup) -> str:
    """A backup in a line."""
    return f"{one.taken_at:%Y-%m-%d %H:%M} UTC  {one.size / 1e6:8.1f} MB  {one.path}"
