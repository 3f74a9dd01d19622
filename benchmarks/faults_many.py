"""Many at once: sixteen programs on a file, four desks on a server that is cut off and crashes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults_kit import Fault, sit, team
from benchmarks.load import DURABLE, NOW
from benchmarks.load_team import found, login
from sdrdesk.desk.desk import Desk

WRITER = """
import os, sys, time
from pathlib import Path
from sdrdesk.build import open_desk
from sdrdesk.clock import SystemClock
from sdrdesk.ids import new_id
desk = open_desk(Path(sys.argv[1]), SystemClock(), sys.argv[2])
for _ in range(int(sys.argv[4])):
    activity, began = new_id(desk.clock.now()), time.perf_counter()
    desk.calling.log(sys.argv[3], "busy", activity_id=activity)
    os.write(1, f"{activity} {time.perf_counter() - began}\\n".encode())
"""


def writers(folder: Path, rounds: int) -> Fault:
    """Sixteen programs log as fast as they can."""
    fault = Fault("16 programs writing at once")
    with team(folder, reps=16) as (where, desk, _):
        desk.close()
        started = []
        for number in range(16):
            other, lead = sit(where, number)
            other.close()
            command = [sys.executable, "-c", WRITER, str(where), login(number), lead, str(rounds * 5)]
            started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        for one in started:
            for line in one.communicate()[0].splitlines():
                activity, seconds = line.split()
                fault.acknowledged.add(activity)
                fault.worst = max(fault.worst, float(seconds))
            if one.returncode:
                sys.exit("a writer failed")
        fault.rounds, fault.sent, fault.said = rounds * 5, 16 * rounds * 5, "nothing: everybody gets a turn"
        return fault.judge(where)


def server(kind: str, hurt: Callable[[object], None]) -> Callable[[Path, int], Fault]:
    """A fault of the server while four desks log."""

    def run(_: Path, rounds: int) -> Fault:
        from tests.pg import Cluster, NoServerError

        try:
            cluster = Cluster(**DURABLE)
        except NoServerError:
            return Fault(f"{kind} (left out: no PostgreSQL here)")
        fault = Fault(kind)
        where = cluster.url(cluster.make())
        found(where, NOW, reps=4, each=4, pooled=0)
        is_over = threading.Event()

        def work(desk: Desk, lead: str) -> None:
            while not is_over.is_set():
                fault.log(desk, lead)
            desk.close()

        callers = [threading.Thread(target=work, args=sit(where, number)) for number in range(4)]
        for one in callers:
            one.start()
        for _ in range(rounds):
            time.sleep(0.2)
            hurt(cluster)
            began, before = time.perf_counter(), len(fault.acknowledged)
            while len(fault.acknowledged) == before and time.perf_counter() - began < 60:
                time.sleep(0.002)
            fault.worst = max(fault.worst, time.perf_counter() - began)
            fault.rounds += 1
        is_over.set()
        for one in callers:
            one.join()
        fault.judge(where).said = fault.said.replace(str(where), "postgresql://.../desk")
        cluster.stop()
        return fault

    run.__doc__ = kind
    return run


def cut(cluster: object) -> None:
    """End every connection but one's own."""
    with cluster.admin() as admin:  # type: ignore[attr-defined]
        ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'desk_%'"
        admin.execute(ours)


def restart(cluster: object) -> None:
    """Crash the server, and start it anew."""
    cluster.stop(signal.SIGQUIT)  # type: ignore[attr-defined]
    cluster.start()  # type: ignore[attr-defined]
