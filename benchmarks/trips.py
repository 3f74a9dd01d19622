"""What one desk call costs on a server: statements, round trips, milliseconds of processor and of waiting.

Prints one line a call, for a file and for a throwaway PostgreSQL; `--away` puts so many milliseconds between the two.

    python benchmarks/trips.py [--away 0] [--times 40] [--only log] [--say]
"""

from __future__ import annotations

import argparse
import collections
import os
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.load_team import MANAGER, found, login, post
from sdrdesk.build import open_desk
from sdrdesk.clock import ShiftedClock
from sdrdesk.desk.desk import Desk
from sdrdesk.ids import new_id
from sdrdesk.paths import Database, ServerUrl
from sdrdesk.store.file_store import FileUnit
from sdrdesk.store.pg_store import PgUnit
from sdrdesk.store.store import Unit

NOW = datetime(2026, 11, 24, 16, 42, tzinfo=UTC)


class Line:
    """Passes bytes on between a program and the server, and counts how often the one waited for the other."""

    def __init__(self, folder: Path, server: Path, away: float) -> None:
        """Listen in `folder` for what is meant for the server in `server`, `away` seconds off."""
        self.trips = 0
        self._server, self._away = server / ".s.PGSQL.5432", away / 2
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / ".s.PGSQL.5432"))
        self._door.listen(50)
        threading.Thread(target=self._let_in, daemon=True).start()

    def _let_in(self) -> None:
        while True:
            near, _ = self._door.accept()
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(self._server))
            last = [""]
            for name, source, target in (("ask", near, far), ("answer", far, near)):
                threading.Thread(target=self._pass_on, args=(name, source, target, last), daemon=True).start()

    def _pass_on(self, name: str, source: socket.socket, target: socket.socket, last: list[str]) -> None:
        while data := source.recv(1 << 16):
            # A question after an answer: somebody has waited for that answer.
            self.trips += name == "ask" and last[0] != "ask"
            last[0] = name
            if self._away:
                time.sleep(self._away)
            target.sendall(data)
        target.close()


class Count:
    """Counts statements by name."""

    def __init__(self) -> None:
        """Count those of every unit from now on."""
        self.names: collections.Counter[str] = collections.Counter()
        for kind in (FileUnit, PgUnit):
            self._watch(kind, "_execute")
            self._watch(kind, "many")

    def _watch(self, kind: type[Unit], name: str) -> None:
        real = getattr(kind, name)

        def counted(unit: Unit, sql: Any, *rest: Any) -> Any:
            self.names[sql.name] += 1
            return real(unit, sql, *rest)

        setattr(kind, name, counted)


def main() -> None:
    """Measure, print."""
    words = argparse.ArgumentParser(description="Count what a desk call asks of a store")
    words.add_argument("--away", type=float, default=0.0, help="milliseconds to the server and back")
    words.add_argument("--times", type=int, default=40)
    words.add_argument("--only", default="", help="one call alone")
    words.add_argument("--say", action="store_true", help="name the statements")
    chosen = words.parse_args()
    count = Count()
    print("| store | call | statements | round trips | CPU ms | ms |\n|---|---|---|---|---|---|")
    for where, line in stores(chosen.away / 1000):
        found(where, NOW, reps=2, each=chosen.times * 4, pooled=200)
        desk = open_desk(where, ShiftedClock(NOW), login(0))
        for name, call in calls(desk):
            if chosen.only in ("", name):
                measure(name, call, count, line, chosen)
        desk.close()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="sdrdesk-trips-") as folder:
        os.environ |= {"XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_STATE_HOME": folder}
        yield Path(folder)


def stores(away: float) -> Iterator[tuple[Database, Line | None]]:
    """A file, and a server with the line to it."""
    from benchmarks.load import DURABLE
    from tests.pg import OWNER, Cluster

    with _folder() as folder:
        yield folder / "desk.db", None
        cluster = Cluster(**DURABLE)
        line = Line(folder, cluster.folder, away)
        yield ServerUrl(f"postgresql://{OWNER}@/{cluster.make()}?host={folder}"), line


def calls(desk: Desk) -> Iterator[tuple[str, Callable[[], object]]]:
    """What a rep does, each on the next lead."""
    rows = list(reversed([row for row in desk.queue.board(limit=500).rows if not row.pool]))
    dialled: list[str] = []

    def dial() -> None:
        dialled.append(rows.pop().lead_id)
        desk.calling.dial(dialled[-1])

    def take() -> None:
        desk.pool.give_back(desk.pool.take_next().lead_id)

    def log() -> None:
        desk.calling.log(dialled.pop(), "no_answer", activity_id=new_id(NOW), note="rang out")

    yield "board", desk.queue.board
    yield "brief", lambda: desk.queue.brief(rows[0].lead_id)
    yield "dial", dial
    yield "log", log
    yield "undo", desk.calling.undo
    yield "take and give back", take
    yield "tick", desk.pool.tick
    manager = open_desk(
        desk.seat.store.where if not desk.seat.store.is_file else desk.seat.store.path, desk.seat.clock, MANAGER
    )  # type: ignore[attr-defined]
    number = iter(range(10**6))
    yield "post", lambda: manager.inbox.receive([post(f"x{next(number)}", NOW, is_small=False)])
    manager.close()


def measure(name: str, call: Callable[[], object], count: Count, line: Line | None, chosen: argparse.Namespace) -> None:
    """One call many times, the first few not counted."""
    for _ in range(4):
        call()
    count.names.clear()
    trips = line.trips if line else 0
    took, cpu = [], time.process_time()
    for _ in range(chosen.times):
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    each = (time.process_time() - cpu) * 1000 / chosen.times
    asked = sum(count.names.values()) / chosen.times
    waits = f"{(line.trips - trips) / chosen.times:.1f}" if line else ""
    where = "PostgreSQL" if line else "SQLite"
    print(f"| {where} | {name} | {asked:.1f} | {waits} | {each:.1f} | {statistics.median(took):.1f} |", flush=True)
    if chosen.say and line:
        print("   ", ", ".join(f"{one} {n / chosen.times:g}" for one, n in count.names.items()))


if __name__ == "__main__":
    main()
