"""`sdrdesk backup` and `restore`, as a person or a timer runs them."""

from __future__ import annotations

from pathlib import Path

from sdrdesk.cli.backup import start_daily
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.clock import SystemClock
from sdrdesk.desk.care.backups import listed
from tests.cli.conftest import AT, Run

NEXT_DAY = "2026-11-21T16:42:00Z"


def test_a_backup_is_recounted_and_put_back(run: Run, db: Path) -> None:
    """A call logged after the backup is gone when it is put back, and is in the file that is kept."""
    taken = run("backup", "--json").data
    before = run("stats", "--range", "today", "--json").data["funnel"]["dials"]
    lead = run("queue", "--json").data[0]["lead_id"]
    logged = run("log", lead, "no_answer", "--json")
    asked = run("restore", "latest")
    put_back = run("restore", "latest", "--yes", "--json").data

    assert taken["activities"] > 0
    assert taken["differences"] == 0
    assert logged.status == ExitCode.OK
    assert asked.status == ExitCode.REFUSED
    assert run("stats", "--range", "today", "--json").data["funnel"]["dials"] == before
    assert run("backup", "--list", "--json").data[0]["path"] == taken["path"]
    assert Path(put_back["kept"]).exists()
    assert put_back["from"] == taken["path"]


def test_daily_takes_one_a_day(run: Run) -> None:
    """Asked twice in a day, it says there is one; the next day it takes another."""
    assert run("backup", "--daily", "--json").data["taken"]
    assert not run("backup", "--daily", "--json", at=AT).data["taken"]
    assert run("backup", "--daily", "--json", at=NEXT_DAY).data["taken"]
    assert len(run("backup", "--list", "--json").data) == 2


def test_opening_a_desk_starts_the_daily_backup(db: Path) -> None:
    """In a process of its own, which outlives the terminal; where there is one of today, none is started."""
    child = start_daily(db, SystemClock().now())
    assert child is not None
    assert child.wait(30) == 0
    assert len(listed(db)) == 1
    assert start_daily(db, SystemClock().now()) is None


def test_a_rotten_backup_names_the_one_before(run: Run, db: Path) -> None:
    """Whoever restores is told which file has changed, and which older one is sound; that one is put back."""
    good = Path(run("backup", "--json").data["path"])
    bad = Path(run("backup", "--json", at=NEXT_DAY).data["path"])
    data = bytearray(bad.read_bytes())
    data[len(data) // 2] ^= 4
    bad.write_bytes(data)
    before = db.read_bytes()
    refused = run("restore", "latest", "--yes")

    assert refused.status == ExitCode.STORE
    assert f"{bad} is not as it was taken" in refused.err
    assert f"sdrdesk restore {good}" in refused.err
    assert db.read_bytes() == before
    put_back = run("restore", str(good), "--yes", "--json").data
    assert put_back["checksums"] is True


def test_a_backup_without_checksums_is_put_back_and_said(run: Run) -> None:
    """One of an earlier release has none: it is read whole and put back, and whoever restores is told so."""
    taken = Path(run("backup", "--json").data["path"])
    Path(f"{taken}.sha256").unlink()
    said = run("restore", "latest", "--yes")

    assert said.status == ExitCode.OK
    assert f"{taken.name} has no checksums beside it" in said.out


def test_what_cannot_be_put_back_says_so(run: Run, tmp_path: Path) -> None:
    """No backup yet, a file that is none, and a path that is taken."""
    (tmp_path / "notes.txt").write_text("notes")
    assert run("restore", "latest", "--yes").status == ExitCode.NOT_FOUND
    assert "not a database" in run("restore", str(tmp_path / "notes.txt"), "--yes").err
    assert run("backup", str(tmp_path / "notes.txt")).status == ExitCode.STORE
    assert run("backup", "--list").out.startswith("There is no backup")
