"""The shell front on a real seeded file: each test gets its own copy."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sdrdesk.cli.main import main
from tests.seeds import Seeds
from tests.worlds import copy_desk

AT = "2026-11-20T16:42:00Z"
"""A Friday, 11:42 in New York."""


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it printed with --json."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def db(seeds: Seeds, tmp_path: Path) -> Path:
    """A demo team as of AT that is this test's own."""
    return copy_desk(seeds.demo(datetime.fromisoformat(AT)), tmp_path / "desk.db")


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command as it is typed."""

    def run(*words: str) -> Ran:
        capsys.readouterr()
        status = main(words)
        out, err = capsys.readouterr()
        return Ran(status, out, err)

    return run


@pytest.fixture
def run(bare: Run, db: Path) -> Run:
    """Runs a command as maya, on the seeded file, at its moment."""

    def run(*words: str, rep: str = "maya", at: str = AT) -> Ran:
        return bare(*words, "--db", str(db), "--rep", rep, "--at", at)

    return run
