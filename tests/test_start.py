"""How a process of sdrdesk ends: at once, with nothing lost."""

from __future__ import annotations

import subprocess
import sys

LEAVE = """
import atexit, os, sys, threading, time
from sdrdesk.__main__ import leave
atexit.register(print, "put away")
print("an answer")
{before}
leave(3)
print("still here")
sys.exit(4)
"""
THREAD = 'threading.Thread(target=lambda: (time.sleep(0.2), os.write(1, b"a backup\\n"))).start()'


def left(before: str = "", **streams: int) -> subprocess.CompletedProcess[str]:
    """A Python that does something, then leaves with status 3."""
    code = LEAVE.format(before=before)
    return subprocess.run([sys.executable, "-c", code], text=True, check=False, **({"stdout": -1} | streams))  # type: ignore[call-overload, no-any-return]


def test_a_command_ends_at_once_with_all_said() -> None:
    """What was printed arrives, what waits for the end is done, the status is the command's, and nothing runs on."""
    ran = left()

    assert (ran.stdout, ran.returncode) == ("an answer\nput away\n", 3)


def test_work_in_the_background_is_waited_for() -> None:
    """While a thread still works, as a backup does, Python waits for it as it always has."""
    ran = left(THREAD)

    assert "a backup" in ran.stdout
    assert ran.returncode == 4


def test_an_answer_that_cannot_be_written_is_no_success() -> None:
    """Where the answer cannot be written (a full disk), Python ends as it always has, and says so."""
    with open("/dev/full", "w", encoding="ascii") as full:
        ran = left(stdout=full.fileno(), stderr=subprocess.PIPE)

    assert ran.returncode not in (0, 3)
    assert "No space left" in ran.stderr
