"""Power loss: a desk's writes are recorded, and every disk that a cut could have left is opened and judged."""

from __future__ import annotations

import contextlib
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from sdrdesk.store import checksums, driver
from tests.faults.deeds import Job
from tests.faults.desks import Desks
from tests.faults.disks import Disk, Image, Names
from tests.faults.oracle import Book, Verdict, judge
from tests.faults.recording import Op, read_log
from tests.faults.workers import ACKNOWLEDGED, Workers
from tests.store.test_upgrade import rows

DEEDS = ("logging", "importing", "unimporting", "backing", "grading", "restoring", "migrating")
LOSES = (("WAL", "NORMAL"), ("WAL", "OFF"), ("DELETE", "FULL"))
"""Settings that lose what they acknowledged: if this finds nothing with them, it finds nothing."""
FALLBACK = ("DELETE", "EXTRA")
"""What a desk uses where the SQLite at hand has the WAL-reset bug."""

_T = TypeVar("_T")
Rows = dict[str, list[tuple[Any, ...]]]
Look = Callable[[Path, list[str]], Verdict]
"""Looks at the desk on a disk that was left, knowing what had been acknowledged."""


@dataclass
class Explored:
    """What the disks of one deed showed."""

    deed: str
    states: int = 0
    acknowledged: int = 0
    lost: int = 0
    torn: int = 0
    first: str = ""
    """What was wrong with the first that was."""
    worst: float = 0.0
    """Seconds until SQLite had a disk's files recovered, at worst."""


@dataclass
class Recorded:
    """One deed as it was written, and the disk before it."""

    job: Job
    before: Image
    ops: list[Op]
    look: Look
    seen: Seen
    acknowledged: list[str] = field(default_factory=list)


def record(
    desks: Desks, workers: Workers, deed: str, journal: tuple[str, str] | None = None, *, times: int = 6
) -> Recorded:
    """Do a deed while every write is recorded."""
    book = Book()
    if deed == "unimporting":
        book.hear(workers.run(desks.job("importing")).said)
    job = desks.job(deed, times=times)
    before = _image(job.folder)
    log = desks.folder / f"{job.seed}.log"
    same = rows(job.file) if deed == "migrating" else {}
    done = workers.run(replace(job, record=str(log), journal=journal))
    ops = read_log(log, job.folder)
    log.unlink()
    assert any(op.kind == "S" for op in ops) or journal in LOSES, "nothing was recorded: is the recorder preloaded?"

    seen = Seen()

    def look(folder: Path, said: list[str]) -> Verdict:
        match deed:
            case "restoring":
                return _restored(folder, said, before, seen)
            case "migrating":
                return _migrated(folder, said, same, seen)
            case _:
                return _worked(folder, said, book, deed, seen)

    recorded = Recorded(job=job, before=before, ops=ops, look=look, seen=seen, acknowledged=list(done.said))
    if job.file == desks.shared:
        desks.renew()
    else:
        desks.drop(job.file)
    return recorded


def explore(
    recorded: Recorded, names: Names, *, states: int, seed: int, room: Path, until_lost: bool = False
) -> Explored:
    """Cut the power after each call, in many ways, until so many different disks were looked at over all of it."""
    dice, found = random.Random(seed), Explored(recorded.job.deed, acknowledged=len(recorded.acknowledged))
    seen: set[object] = set()
    disk, said = Disk(recorded.before, names), list[str]()
    for number, op in enumerate(recorded.ops, start=1):
        if op.name == ACKNOWLEDGED:
            said += op.data.decode().splitlines() if op.kind == "W" else []
        else:
            disk.play(op)
        share = states * number // len(recorded.ops)
        for key, built in disk.cuts(dice, 2 * (share - found.states)):
            if found.states >= share or (until_lost and found.lost):
                break
            if (key, len(said)) not in seen:
                seen.add((key, len(said)))
                _judge(built(), said, recorded.look, room, found)
    found.worst, recorded.seen.worst = recorded.seen.worst, 0.0
    return found


def _judge(image: Image, said: list[str], look: Look, room: Path, found: Explored) -> None:
    """Start a desk from a disk, and hold it to what was acknowledged."""
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    for name, data in image.items():
        file = room / name
        if file.parent != room:
            file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    found.states += 1
    try:
        verdict = look(room, [one for one in said if one != "ready"])
    except driver.sqlite().Error as error:
        verdict = Verdict(torn=[f"it does not open: {error}"])
    found.lost += bool(verdict.lost)
    found.torn += bool(verdict.torn)
    found.first = found.first or "; ".join((*verdict.lost, *verdict.torn))


class Seen:
    """What was found in files with the same bytes, so that each different outcome is read whole once.

    Every disk is started by SQLite itself; many of them come to the same file.
    """

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._found: dict[object, Any] = {}
        self.worst = 0.0
        """Seconds that opening a file took, at worst."""

    def ask(self, path: Path, key: object, read: Callable[[Path], _T]) -> _T:
        """What `read` finds in a file, once it was recovered from its journal."""
        began = time.perf_counter()
        with _opened(path) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            self.worst = max(self.worst, time.perf_counter() - began)
        # A clean close leaves all in the one file; what it does not belongs to it.
        left = [Path(f"{path}{ending}") for ending in ("", "-wal", "-journal")]
        known = (key, *(hash(one.read_bytes()) if one.exists() else 0 for one in left))
        if known not in self._found:
            self._found[known] = read(path)
        return cast("_T", self._found[known])


def _held(book: Book) -> Callable[[Path], Verdict]:
    """Holds a file to a book."""

    def read(path: Path) -> Verdict:
        with _opened(path) as connection:
            return judge(connection, book)

    return read


def _worked(folder: Path, said: list[str], before: Book, deed: str, seen: Seen) -> Verdict:
    book = before.now()
    book.hear(said)
    book.tries = 1
    if deed == "unimporting":  # it had begun, whether it got to say so or not
        book.taking |= book.imported
    found = seen.ask(folder / "desk.db", len(said), _held(book))
    verdict = Verdict(lost=[*found.lost], torn=[*found.torn])
    kept = list(folder.glob("desk-backups/*.db"))
    for one in kept:
        if checksums.changed(one) != ():
            verdict.torn.append(f"{one.name} is not what its checksums say: {checksums.changed(one)}")
        verdict.torn += seen.ask(one, "backup", _held(before)).torn
        verdict.torn += [f"{one.name} without its keys"] * (not Path(f"{one}.keys").exists())
    verdict.lost += [one for one in said if one.startswith("backed ") and one[7:] not in {each.name for each in kept}]
    return verdict


def _restored(folder: Path, said: list[str], before: Image, seen: Seen) -> Verdict:
    found = seen.ask(folder / "desk.db", "store", _held(Book()))
    verdict = Verdict(torn=[*found.torn])
    name = seen.ask(folder / "desk.db", "name", _team)
    if name not in {"Harbour"} | ({"Later"} if not said else set()):
        verdict.lost.append(f"restored, and it is {name}")
    for one, data in before.items():
        if one.startswith("desk-backups/") and (folder / one).read_bytes() != data:
            verdict.torn.append(f"{one} was written to")
    if name == "Harbour" and "Later" not in [seen.ask(one, "name", _team) for one in folder.glob("*.before-restore")]:
        verdict.lost.append("what was there before the restore")
    return verdict


def _team(path: Path) -> str:
    with _opened(path) as connection:
        return str(connection.execute("SELECT name FROM team").fetchone()[0])


def _migrated(folder: Path, said: list[str], before: Rows, seen: Seen) -> Verdict:
    verdict = Verdict()

    def read(path: Path) -> tuple[int, bool]:
        with _opened(path) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
        after = rows(path)
        same = {name: [row[: len(kept[0])] for row in after[name]] if kept else [] for name, kept in before.items()}
        return version, sound == "ok" and same == before and (version == driver.SCHEMA or after == before)

    version, is_whole = seen.ask(folder / "desk.db", "store", read)
    if not is_whole:
        verdict.torn.append(f"schema {version} with other rows than before")
    if version != driver.SCHEMA and said:
        verdict.lost.append("the upgrade")
    copies = [seen.ask(one, "copy", read) for one in folder.glob("*.bak")] if version == driver.SCHEMA else []
    if version == driver.SCHEMA and not any(whole and old != version for old, whole in copies):
        verdict.lost.append("the copy from before the upgrade")
    return verdict


def _opened(path: Path) -> contextlib.closing[Any]:
    return contextlib.closing(driver.sqlite().connect(str(path), isolation_level=None))


def _image(folder: Path) -> Image:
    """Every file below a folder that counts after a cut."""
    found = [one for one in sorted(folder.rglob("*")) if one.is_file()]
    return {str(one.relative_to(folder)): one.read_bytes() for one in found if not one.name.endswith(("-shm", ".lock"))}
