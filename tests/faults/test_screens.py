"""A rep at a real terminal when something breaks: the words come, the typed note stays, and it is logged once."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from sdrdesk.store import backup, driver
from tests.faults.recording import NO_COMPILER, library
from tests.faults.screens import Rep, damage
from tests.seeds import Seeds
from tests.tui import seeded

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pty")


@pytest.fixture
def desk_file(seeds: Seeds, tmp_path: Path) -> Path:
    """A seeded team's file, in a folder of its own."""
    file = tmp_path / "desk" / "desk.db"
    file.parent.mkdir()
    file.write_bytes(seeds.get("team", seeded.seed).read_bytes())
    return file


def test_a_full_disk_keeps_the_note(desk_file: Path, tmp_path: Path) -> None:
    """The rep reads that nothing was written and what to do; with room again the same key logs once, note and all."""
    recorder, lever = library(tmp_path), tmp_path / "lever"
    if recorder is None:
        pytest.skip(NO_COMPILER)
    environ = {"LD_PRELOAD": str(recorder), "RECORDER_UNDER": str(desk_file.parent), "RECORDER_SWITCH": str(lever)}

    def fill() -> None:
        lever.write_text(str(errno.ENOSPC))

    seen = Rep(desk_file, environ).hurt("The disk is full", fill, lever.unlink)

    assert "Free some space near" in seen.told
    assert seen.logged == 1


def test_another_program_that_holds_the_file_keeps_the_note(desk_file: Path) -> None:
    """The rep reads that it is busy and presses again; once it is let go the call is there once."""
    tool = driver.connect(desk_file)

    def hold() -> None:
        tool.execute("BEGIN IMMEDIATE")

    def let_go() -> None:
        tool.execute("ROLLBACK")

    seen = Rep(desk_file, patience=0.3).hurt("The database is busy", hold, let_go)
    tool.close()

    assert "Another program held" in seen.told
    assert seen.logged == 1


def test_a_page_that_is_damaged_under_an_open_desk_keeps_the_note(desk_file: Path) -> None:
    """The rep reads that the file is damaged and how to restore it; after that the note is there, and logged once."""
    kept = backup.take(desk_file, seeded.NOW).path
    seen = Rep(desk_file).damaged(lambda: damage(desk_file), lambda: backup.put_back(kept, desk_file, seeded.NOW))

    assert "sdrdesk restore latest" in seen.told
    assert seen.logged == 1
