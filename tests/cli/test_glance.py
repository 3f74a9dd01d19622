"""The day at a glance in a real terminal: it keeps itself true, leaves on q, and takes no screen away."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.glance import cut
from tests.cli.conftest import AT, Run
from tests.tui.terminal import Terminal

ROOT = Path(__file__).parents[2]


def test_it_stays_true_until_q(db: Path) -> None:
    """What is due, counts and goals stand there; a call logged elsewhere shows up by itself; q leaves a clean shell."""
    command = [sys.executable, "-m", "sdrdesk", "today", "--inline", "--db", str(db), "--rep", "maya", "--at", AT]
    environ = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    with Terminal(command, environ, (24, 80)) as terminal:
        assert terminal.wait(b"q leaves", 20)
        assert b"Ready " in terminal.output
        assert b"Dials " in terminal.output
        said = terminal.output.count(b"q leaves")
        call = [sys.executable, "-m", "sdrdesk", "queue", "--json", "--limit", "1", *command[5:]]
        lead = json.loads(subprocess.run(call, env=environ, capture_output=True, check=True).stdout)[0]
        log = [sys.executable, "-m", "sdrdesk", "log", lead["lead_id"], "no_answer", *command[5:]]
        subprocess.run(log, env=environ, capture_output=True, check=True)
        terminal.pump(5)
        assert terminal.output.count(b"q leaves") > said
        counts = re.findall(rb"Dials (\d+) of", terminal.output)
        assert int(counts[-1]) == int(counts[0]) + 1
        terminal.send(b"q")

        assert terminal.ended(10) == ExitCode.OK
    assert b"\x1b[?1049h" not in terminal.output
    assert b"\x1b[J" in terminal.output


def test_a_script_is_told_to_ask_otherwise(run: Run) -> None:
    """Without a terminal there is nothing to keep true."""
    ran = run("today", "--inline")

    assert ran.status == ExitCode.BAD_INPUT
    assert "sdrdesk today" in ran.err


def test_lines_are_cut_to_the_terminal() -> None:
    """Also those with signs of two cells: a wrapped line could not be written over."""
    assert cut("abcdef", 4) == "abc"
    assert cut("日本語", 5) == "日本"
    assert cut("ok", 10) == "ok"
