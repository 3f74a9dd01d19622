"""Processes that do a deed and may be killed in it: forked from one that has everything imported, 10 ms each.

`python -m tests.faults.workers` is that one. It reads a job a line and answers with what its workers say.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from sdrdesk.errors import DeskError
from sdrdesk.store import driver
from tests.faults.deeds import DEEDS, Job
from tests.faults.desks import Desks

ROOT = Path(__file__).parents[2]
ACKNOWLEDGED = "acknowledged"
"""The file beside a recorded desk into which it says what is done: the record then has it in its place."""
PATIENCE = 60.0
"""Seconds after which a worker that says nothing is taken for hung."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A worker that is gone, and every line it had said."""

    said: tuple[str, ...]
    status: int
    """0 for done, -9 for killed, else failed."""
    seconds: float
    """From "ready" to its end."""

    @property
    def was_killed(self) -> bool:
        """Whether it was cut off."""
        return self.status == -signal.SIGKILL


class Workers:
    """Starts workers, kills them, and keeps what they said: the only witness of what was acknowledged."""

    def __init__(self, desks: Desks, environ: Mapping[str, str] | None = None) -> None:
        """Start workers, which try copies of these desks first; with more in their environment."""
        self._desks = desks
        self._environ = {**os.environ, "PYTHONPATH": str(ROOT), **(environ or {})}

    def __enter__(self) -> Workers:
        """Import everything, once."""
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.workers", str(self._desks.folder)],
            cwd=ROOT,
            env=self._environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """No more workers."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait(PATIENCE)
        self._server.stdout.close()

    def run(self, job: Job, kill_after: float | None = None, since: str = "ready") -> Ended:
        """Do a job; with `kill_after`, kill -9 so many seconds after it has first said a word."""
        assert self._server.stdin
        self._server.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
        self._server.stdin.flush()
        pid = int(self._line().removeprefix("started "))
        said: list[str] = []
        began, is_killed = time.perf_counter(), kill_after is None
        while not (line := self._line()).startswith("ended "):
            said.append(line)
            if line == "ready":
                began = time.perf_counter()
            if kill_after is not None and not is_killed and line.startswith(since):
                is_killed = True
                time.sleep(kill_after)
                os.kill(pid, signal.SIGKILL)  # reaped only after the next job is read: the number is still its own
        status = int(line.split()[1])
        assert status in {0, -signal.SIGKILL}, f"{job} failed: see its traceback"
        words = tuple(one for one in said if one != "ready")
        return Ended(said=words, status=status, seconds=time.perf_counter() - began)

    def _line(self) -> str:
        assert self._server.stdout
        line = self._server.stdout.readline().decode()
        assert line, "the workers' parent died"
        return line.rstrip("\n")


def say(words: str) -> None:
    """Tell the parent in one write, so that a kill leaves no half of a line."""
    os.write(1, f"{words}\n".encode())


def serve(work: Callable[[Job], None]) -> None:
    """Fork a worker for each job on the input; the one before is reaped then, and not while somebody may kill it."""
    pid = 0
    for line in sys.stdin:
        if pid:
            os.waitpid(pid, 0)
        job = Job(**json.loads(line))  # a tuple comes as a list, which serves as well
        pid = os.fork()
        if not pid:
            say(f"started {os.getpid()}")
            status = 1
            try:
                work(job)
                status = 0
            except BaseException:  # noqa: BLE001 - a worker that fails must never go on as a second parent
                traceback.print_exc()
            finally:
                os._exit(status)
        gone = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert gone is not None
        say(f"ended {gone.si_status if gone.si_code == os.CLD_EXITED else -gone.si_status}")


def work(job: Job) -> None:
    """Do a job, recorded or let down by its disk if it is to be."""
    if job.journal:
        mode, sync = job.journal
        driver.journal = lambda: (mode, sync)
    if not (job.record or job.fail):
        DEEDS[job.deed](job, say)
        return
    recorder = ctypes.CDLL(None)
    under = str(job.folder).encode()
    acknowledged = os.open(job.folder / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    if job.record:
        recorder.recorder_start(under, job.record.encode())

    def tell(words: str) -> None:
        if job.record:
            os.write(acknowledged, f"{words}\n".encode())  # stands in the record where it was said
        if words == "ready" and job.fail:
            kind, nth, errno, is_sticky = job.fail
            recorder.recorder_fail(under, kind.encode(), nth, errno, is_sticky)
        if words.startswith("told ") and job.fail:
            say(f"calls {recorder.recorder_count()}")
            recorder.recorder_fail(under, b"", 0, 0, 0)
        say(words)

    try:
        DEEDS[job.deed](job, tell)
    except DeskError as error:
        tell(f"told {error}")
        DEEDS[job.deed](job, tell if job.record else say)
    if job.fail:
        say(f"calls {recorder.recorder_count()}")


def warm_up(folder: Path) -> None:
    """Do everything once, so that a worker imports and reads nothing that costs time."""
    with tempfile.TemporaryDirectory() as name:
        for made in ("team", "old"):
            shutil.copytree(folder / made, Path(name) / made)
        desks = Desks(Path(name))
        for deed in DEEDS:
            DEEDS[deed](desks.job(deed), lambda _: None)


def main() -> None:
    """Serve the deeds."""
    warm_up(Path(sys.argv[1]))
    serve(work)


if __name__ == "__main__":
    main()
