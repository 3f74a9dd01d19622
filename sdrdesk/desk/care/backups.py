"""Backups of a desk: a copy is kept only after its figures were counted anew from its own log."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.figures.recount import recount
from sdrdesk.desk.seat import Seat
from sdrdesk.errors import NotFound, StoreError
from sdrdesk.store import backup
from sdrdesk.store.backup import Backup, listed, put_back, rotate

DAY = timedelta(hours=20)
"""From which age of the newest on a day's backup is due: a desk opened a little earlier each day gets one a day."""

Open = Callable[[Path], AbstractContextManager[Seat]]
"""Opens a file as a desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A backup, and what the recount of the copy found."""

    backup: Backup
    activities: int
    differences: int


def take(path: Path, now: datetime, target: Path | None, open_copy: Open) -> Taken:
    """Take a backup while others work, read all of it and recount it.

    Args:
        path: The desk's file.
        now: The moment.
        target: Where to; None for the desk's own folder.
        open_copy: Opens the copy.

    Raises:
        NotFound: There is no such desk.
        StoreError: The disk is full, the path is taken, or the desk is damaged; nothing is left behind.
    """
    found = []

    def prove(copy: Path) -> None:
        with open_copy(copy) as seat:
            found.append(recount(seat))

    taken = backup.take(path, now, target, prove)
    return Taken(backup=taken, activities=found[0].activities, differences=len(found[0].differences))


def is_due(path: Path, now: datetime) -> bool:
    """Whether the newest backup is of another day, or there is none."""
    newest = listed(path)[:1]
    return not newest or now - newest[0].taken_at >= DAY


def latest(path: Path) -> Path:
    """The newest backup of a desk; NotFound."""
    found = listed(path)
    if not found:
        raise NotFound(f"There is no backup of {path}", "", "Name a file")
    return found[0].path


def check(source: Path, store: Path) -> bool:
    """Read a backup whole before it is put back over `store`; whether it has checksums to be held to.

    Raises:
        StoreError: It is damaged or not as it was taken; another one that is sound is named.
    """
    try:
        return backup.check_kept(source)
    except StoreError as error:
        for other in listed(store):
            if other.path.resolve() != source.resolve() and _is_sound(other.path):
                sound = f"The newest that is sound: sdrdesk restore {other.path}"
                raise StoreError(error.title, error.message, error.hint.replace(backup.OLDER, sound)) from error
        raise


def _is_sound(path: Path) -> bool:
    try:
        backup.check_kept(path)
    except StoreError:
        return False
    return True


__all__ = ["Backup", "Taken", "check", "is_due", "latest", "listed", "put_back", "rotate", "take"]
