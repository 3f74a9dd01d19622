"""A rep at a real terminal, the note typed: disk, file or program fails, and the same key is pressed again."""

from __future__ import annotations

import errno
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from sdrdesk.store import backup, driver
from tests.faults.recording import NO_COMPILER, library
from tests.faults.screens import Rep, Seen, damage
from tests.tui import seeded

Row = dict[str, object]
MINUTE = 60


def screens(folder: Path, rounds: int) -> Iterator[Row]:
    """Every fault that a rep can be in the middle of."""
    made, recorder, lever = folder / "made" / "desk.db", library(folder), folder / "lever"
    made.parent.mkdir()
    seeded.seed(made)

    def fresh(name: str) -> Path:
        shutil.rmtree(folder / "now", ignore_errors=True)
        return Path(shutil.copytree(made.parent, folder / "now" / name)) / "desk.db"

    def failing(number: int, words: str) -> Callable[[], Seen]:
        def once() -> Seen:
            file = fresh("failing")
            environ = {
                "LD_PRELOAD": str(recorder), "RECORDER_UNDER": str(file.parent), "RECORDER_SWITCH": str(lever),
            }  # fmt: skip
            return Rep(file, environ).hurt(words, lambda: lever.write_text(str(number)) and None, lever.unlink)

        return once

    def locked() -> Seen:
        file = fresh("locked")
        tool = driver.connect(file)
        try:
            return Rep(file).hurt(
                "The database is busy", lambda: tool.execute("BEGIN IMMEDIATE") and None,
                lambda: tool.execute("ROLLBACK") and None, lasts=MINUTE,
            )  # fmt: skip
        finally:
            tool.close()

    def torn() -> Seen:
        file = fresh("torn")
        kept = backup.take(file, seeded.NOW).path
        return Rep(file).damaged(lambda: damage(file), lambda: backup.put_back(kept, file, seeded.NOW))

    if recorder is None:
        yield _row(f"a note typed, the disk fails (left out: {NO_COMPILER})", [])
    else:
        for number, words, name in (
            (errno.ENOSPC, "The disk is full", "is full"),
            (errno.EIO, "The disk under", "fails"),
        ):
            once = failing(number, words)
            yield _row(f"a note typed, then: the disk {name}", [once() for _ in range(rounds)])
    yield _row("a note typed, then: locked for a minute by another tool", [locked()])
    yield _row("a note typed, then: a page is damaged, and the backup put back", [torn() for _ in range(rounds)])
    for way in signal.SIGHUP, signal.SIGTERM, signal.SIGKILL:
        yield _row(f"a note half typed, then: {way.name}", [Rep(fresh(way.name)).gone(way) for _ in range(rounds)])


def _row(kind: str, seen: list[Seen]) -> Row:
    return {
        "kind": kind, "rounds": len(seen), "acknowledged": sum(one.logged > 0 for one in seen),
        "lost": sum(not one.logged for one in seen), "doubled": sum(one.logged > 1 for one in seen),
        "worst": max((one.seconds for one in seen), default=0.0), "said": seen[0].told if seen else "",
    }  # fmt: skip
