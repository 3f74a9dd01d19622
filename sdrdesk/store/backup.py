"""Backups of a store's file: taken while reps work, checked before they count, put back whole."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sdrdesk import unfinished
from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.words import plural
from sdrdesk.errors import NotFound, StoreError
from sdrdesk.store import checksums, driver

STAMP = "%Y%m%dT%H%M%SZ"
"""How a backup's name tells its moment, UTC."""

DAYS, WEEKS = 7, 4
"""Of the automatic backups one a day is kept for a week, and one a week for four more."""

BESIDE = (".hooks", ".keys")
"""What belongs to a store and lies beside its file: the webhooks' secrets, and the key of the do-not-call list."""

OLDER = "Take an older backup"
"""The cure for a bad one; who knows which are sound names one instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup that was checked when it was taken."""

    path: Path
    taken_at: datetime
    size: int
    """Bytes."""


def folder_of(store: Path) -> Path:
    """Where a store's own backups lie."""
    return store.with_name(f"{store.stem}-backups")


def listed(store: Path) -> tuple[Backup, ...]:
    """A store's own backups, the newest first."""
    return tuple(sorted(_found(store), key=lambda backup: backup.taken_at, reverse=True))


def _found(store: Path) -> Iterator[Backup]:
    for path in folder_of(store).glob(f"{store.stem}-*.db"):
        with contextlib.suppress(ValueError, OSError):
            taken = datetime.strptime(path.stem.removeprefix(f"{store.stem}-"), STAMP).replace(tzinfo=UTC)
            yield Backup(path=path, taken_at=taken, size=path.stat().st_size)


def take(
    store: Path, now: datetime, target: Path | None = None, prove: Callable[[Path], None] = lambda _: None
) -> Backup:
    """Copy a store aside as of one moment, while others go on writing, and check the copy.

    The copy is written beside its place and gets its name only when it is whole and sound, so that a backup that is
    there is one that can be put back. It holds no deleted rows (VACUUM INTO). What is left in that folder of backups
    that were cut off goes.

    Args:
        store: The file.
        now: The moment, for the name.
        target: The backup's path; None for the store's own folder.
        prove: Looks into the copy before it gets its name; what it raises, the caller gets.

    Raises:
        NotFound: There is no such store.
        StoreError: The disk is full, the path is taken or being written, or the store is damaged; nothing is left.
    """
    if driver.preflight(store) == 0:
        raise NotFound(f"There is no desk at {store}", "", "Name another file with --db")
    target = target or folder_of(store) / f"{store.stem}-{now.astimezone(UTC):{STAMP}}.db"
    if target.exists():
        raise StoreError(f"{target} is there already", "Nothing was written over it", "Name another file")
    driver.make_private_folder(target.parent)
    try:
        with unfinished.writing(target):
            _sweep(target.parent)
            return _take(store, now, target, prove)
    except driver.sqlite().Error as error:
        raise driver.worded(error, store) from error
    except OSError as error:
        raise StoreError(f"Cannot write {target}", error.strerror or str(error), "Name another place") from error


def _take(store: Path, now: datetime, target: Path, prove: Callable[[Path], None]) -> Backup:
    """Copy, check, and give the copy its name."""
    part = Path(f"{target}{unfinished.PART}")
    _drop(part)
    driver.make_private(part)
    try:
        check(store)
        _copy(store, part)
        prove(part)
        _settle(part)
        # Its name comes last: a backup that is there has its keys and checksums, whenever this is cut off.
        _copy_beside(store, target)
        checksums.write(target, {target.name: part} | {one.name: one for one in _beside(target)})
        _flush(target.parent)  # a disk may else keep the new name and forget those beside it
        os.replace(part, target)
        _flush(target.parent)
    finally:
        _drop(part)
        if not target.exists():
            _drop_beside(target)
    return Backup(path=target, taken_at=now, size=target.stat().st_size)


def _sweep(folder: Path) -> None:
    """Take away what is left of backups that a kill or a power cut ended."""
    with unfinished.abandoned(folder) as targets:
        for target in targets:
            _drop(Path(f"{target}{unfinished.PART}"))
            if not target.exists():
                _drop_beside(target)


def check(path: Path) -> int:
    """Read a whole file; its schema. StoreError says what is wrong with it."""
    version = driver.preflight(path)
    try:
        with contextlib.closing(_reader(path)) as connection:
            said = "\n".join(str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok")
            faults = [line for line in said.splitlines() if not line.startswith("***")][:5]
            lost = Counter(str(row[0]) for row in connection.execute("PRAGMA foreign_key_check"))
            faults += [f"{plural(count, 'row')} of {table} with nothing behind" for table, count in lost.items()]
    except driver.sqlite().Error as error:
        raise driver.worded(error, path) from error
    if version == 0 or faults:
        raise StoreError(f"{path} is damaged", "; ".join(faults) or "It is empty", OLDER)
    return version


def check_kept(backup: Path) -> bool:
    """Read a backup whole, and hold it to its checksums; whether it has any: one of an older sdrdesk has none.

    Raises:
        StoreError: It is damaged, or a bit of it is not as it was taken.
    """
    changed = checksums.changed(backup)
    if changed:
        raise StoreError(
            f"{backup} is not as it was taken",
            f"{' and '.join(changed)} changed since, and nothing was put back",
            f"{OLDER}. If you changed it yourself, delete {checksums.file_of(backup).name}",
        )
    check(backup)
    return changed is not None


def put_back(backup: Path, store: Path, now: datetime) -> Path | None:
    """Make a backup the store; what was there before is kept beside it.

    Raises:
        StoreError: The backup is damaged or has changed, or a desk has the store open: then nothing has changed here.

    Returns:
        Where the file that was there before is now; None if there was none.
    """
    check_kept(backup)
    fresh = store.with_name(f"{store.name}.restoring")
    _drop(fresh)
    driver.make_private(fresh)
    try:
        _copy(backup, fresh)
        with driver.alone(store):
            kept = _set_aside(store, now) if store.exists() else None
            # A power cut must not bring the old journal back beside the new file: it would be played into it.
            _flush(store.parent)
            os.replace(fresh, store)
            _flush(store.parent)
        _copy_beside(backup, store)
    except OSError as error:
        raise StoreError(
            f"Cannot write {store}", error.strerror or str(error), "Free some space, then again"
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def _set_aside(store: Path, now: datetime) -> Path:
    """Give the store's file a second name; StoreError while anybody has it open.

    A damaged file cannot be asked and is set aside with its journal, which must never be played into another file.
    """
    kept = store.with_name(f"{store.name}.{now.astimezone(UTC):{STAMP}}.before-restore")
    if driver.is_open(store):
        raise StoreError(f"A desk has {store} open", "Nothing was changed", "Close it, then again")
    os.link(store, kept)
    for suffix in ("-wal", "-shm", "-journal"):
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{store}{suffix}", f"{kept}{suffix}")
    return kept


def rotate(store: Path) -> tuple[Path, ...]:
    """Delete the store's own backups that need not be kept; which."""
    backups = {backup.taken_at: backup.path for backup in listed(store)}
    dropped = tuple(backups[taken] for taken in to_drop(backups))
    for path in dropped:
        path.unlink(missing_ok=True)
        _drop_beside(path)
    return dropped


def to_drop(taken: Iterable[datetime]) -> tuple[datetime, ...]:
    """Which of some backups need not be kept: all but the newest of each of the last days and weeks."""
    newest_first = sorted(taken, reverse=True)
    if not newest_first:
        return ()
    today = newest_first[0].date()
    last_day, last_week = today - timedelta(days=DAYS), today - timedelta(days=DAYS + 7 * WEEKS)
    kept: dict[Any, datetime] = {}
    for moment in newest_first:
        day = moment.date()
        if day > last_day:
            kept.setdefault(day, moment)
        elif day > last_week:
            kept.setdefault(day.isocalendar()[:2], moment)
    return tuple(moment for moment in newest_first if moment not in kept.values())


def _copy(source: Path, target: Path) -> None:
    """Copy a store as of one moment, journal and all, onto the disk, and read the copy whole."""
    with contextlib.closing(_reader(source)) as connection:
        # As bytes: a name on a disk need not be text.
        connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(target),))
    _flush(target)
    check(target)


def _reader(path: Path) -> Any:
    """A connection that writes nothing into a file but what a journal left beside it takes back.

    With mode=ro that could not be; with the desk's own pragmas a backup would become a file with a journal.
    """
    where = f"file:{_quoted(path)}?mode=rw"
    return driver.sqlite().connect(where, uri=True, timeout=driver.LOCK_TIMEOUT, isolation_level=None)


def _settle(path: Path) -> None:
    """Leave everything in the one file, and that on the disk."""
    with contextlib.closing(driver.sqlite().connect(str(path), isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    _flush(path)


def _drop(path: Path) -> None:
    """Take away a file that was not finished, and what SQLite laid beside it."""
    for suffix in ("", "-wal", "-shm", "-journal", ".lock", *BESIDE):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def _beside(store: Path) -> list[Path]:
    """What belongs to a store and lies beside it."""
    return [path for suffix in BESIDE if (path := Path(f"{store}{suffix}")).exists()]


def _copy_beside(source: Path, target: Path) -> None:
    """Copy what belongs to a store and lies beside it."""
    for beside in _beside(source):
        copy = Path(f"{target}{beside.suffix}")
        driver.make_private(copy)
        shutil.copyfile(beside, copy)
        _flush(copy)


def _drop_beside(target: Path) -> None:
    """Take away what lies beside a file that is not there."""
    for suffix in (*BESIDE, checksums.ENDING):
        Path(f"{target}{suffix}").unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(os.fsencode(path.resolve()))


def _flush(path: Path) -> None:
    """Have a file or folder on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
