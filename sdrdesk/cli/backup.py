"""Backups: taking one, listing them, and putting one back."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.domain.words import plural
from sdrdesk.errors import Refused
from sdrdesk.store import backup as store_backup
from sdrdesk.store.backup import Backup

DAY = timedelta(hours=20)
"""From which age of the newest on `--daily` takes another: a desk opened a little earlier each day gets one a day."""


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
        found = store_backup.listed(path)
        shell.answer([as_object(one) for one in found], [line(one) for one in found] or ["There is no backup yet."])
        return ExitCode.OK
    newest = store_backup.listed(path)[:1]
    if shell.args.daily and newest and now - newest[0].taken_at < DAY:
        shell.answer({**as_object(newest[0]), "taken": False}, [f"Of today already: {newest[0].path}"])
        return ExitCode.OK
    recounted = _Recounted(shell)
    taken = store_backup.take(path, now, Path(shell.args.to) if shell.args.to else None, recounted)
    dropped = store_backup.rotate(path) if shell.args.daily else ()
    lines = [
        f"{line(taken)}",
        f"Read whole and recounted: {plural(recounted.activities, 'logged contact')}.",
        *(
            [f"{plural(recounted.differences, 'difference')} from the log: sdrdesk doctor"]
            * bool(recounted.differences)
        ),
        *([f"Deleted {plural(len(dropped), 'older one')}."] * bool(dropped)),
    ]
    told = {"taken": True, "activities": recounted.activities, "differences": recounted.differences}
    shell.answer({**as_object(taken), **told, "dropped": [str(one) for one in dropped]}, lines)
    return ExitCode.OK


def start_daily(path: Path, now: datetime) -> subprocess.Popen[bytes] | None:
    """Take the day's backup in a process of its own, of low priority; None where the newest is of today."""
    if any(now - one.taken_at < DAY for one in store_backup.listed(path)[:1]):
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


class _Recounted:
    """Opens a copy as a desk and counts every figure from its log."""

    def __init__(self, shell: Shell) -> None:
        self._clock = shell.clock
        self.activities = 0
        self.differences = 0

    def __call__(self, copy: Path) -> None:
        from sdrdesk.build import open_desk
        from sdrdesk.desk.recount import recount

        desk = open_desk(copy, self._clock, is_service=True)
        try:
            found = recount(desk.seat)
        finally:
            desk.close()
        self.activities, self.differences = found.activities, len(found.differences)


def restore_options(parser: Parser) -> None:
    """The options of `sdrdesk restore`."""
    parser.add_argument("backup", metavar="BACKUP", help="a file that `sdrdesk backup` made; `latest` for the newest")
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def restore(shell: Shell) -> int:
    """Make a backup the desk; what is there now is kept beside it."""
    path, now, source = shell.settings.db_path, shell.clock.now(), Path(shell.args.backup)
    if shell.args.backup == "latest":
        found = store_backup.listed(path)
        if not found:
            raise Refused(f"There is no backup of {path}", "Name a file", code="no_backup")
        source = found[0].path
    store_backup.check(source)
    if not shell.args.yes:
        if not shell.is_asked:
            raise Refused("Nobody is here to agree to this", "Say --yes", code="not_agreed")
        if (
            not shell.ask(f"Put {source} in the place of {path}? What is there now is kept. [y/N]")
            .lower()
            .startswith("y")
        ):
            shell.tell("Nothing was changed.")
            return ExitCode.OK
    kept = store_backup.put_back(source, path, now)
    lines = [f"{path} is now as in {source}.", *([f"What was there before: {kept}"] if kept else [])]
    shell.answer({"db": str(path), "from": str(source), "kept": str(kept) if kept else None}, lines)
    return ExitCode.OK


def as_object(one: Backup) -> dict[str, object]:
    """A backup for JSON."""
    return {"path": str(one.path), "taken_at": one.taken_at.isoformat(), "bytes": one.size}


def line(one: Backup) -> str:
    """A backup in a line."""
    return f"{one.taken_at:%Y-%m-%d %H:%M} UTC  {one.size / 1e6:8.1f} MB  {one.path}"
