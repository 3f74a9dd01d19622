"""`sdrdesk doctor` as a person runs it: each fault it knows, planted in a file, told, and mended where it can be."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.store import backup, driver
from tests.cli.conftest import Ran, Run
from tests.worlds import TUESDAY, MakeWorld, world

__all__ = ["world"]

LATER = TUESDAY + timedelta(hours=2)
MOVED = "UPDATE lead SET stage = 'disqualified' WHERE last_outcome = ''"
LOST = "UPDATE lead SET due_at = NULL WHERE last_outcome = ''"
DEAD = (
    "INSERT INTO batch (team_id, id, file_name, state, started_at, rep_id, report)"
    " SELECT team_id, 'dead', 'leads.csv', 'staging', '2026-11-24 15:00:00.000000', id, '{}' FROM rep LIMIT 1"
)


class Desk:
    """A desk with a lead that was called, one that was not, and a backup of today."""

    def __init__(self, path: Path, bare: Run) -> None:
        """The desk at `path`, whose commands `bare` runs."""
        self.path, self.bare = path, bare
        self.at = LATER

    def run(self, *words: str, rep: str = "nora") -> Ran:
        """A command of the manager's, two hours later."""
        return self.bare(*words, "--db", str(self.path), "--rep", rep, "--at", self.at.isoformat())

    def doctor(self, *words: str) -> tuple[int, dict[str, str]]:
        """The doctor's exit status, and what it printed of each thing it looked at."""
        ran, found, what = self.run("doctor", *words), dict[str, str](), ""
        for line in ran.out.splitlines():
            if not line.startswith(" "):
                what = line[8:].split()[0]
            found[what] = f"{found.get(what, '')}\n{line}".strip()
        return ran.status, found

    def by_hand(self, *statements: str) -> None:
        """Write as a program would that knows no rules."""
        with contextlib.closing(driver.sqlite().connect(str(self.path), isolation_level=None)) as tool:
            tool.execute("PRAGMA ignore_check_constraints=ON")
            for statement in statements:
                tool.execute(statement)
            tool.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def tear(self, name: str) -> None:
        """Overwrite the first page of a table or an index."""
        self.by_hand()
        with contextlib.closing(driver.sqlite().connect(str(self.path))) as tool:
            query = "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = ?"
            page, size = tool.execute(query, (name,)).fetchone()
        with self.path.open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(b"\xff" * 100)

    @property
    def kept(self) -> Path:
        """The backup."""
        return backup.listed(self.path)[0].path


@pytest.fixture
def desk(world: MakeWorld, bare: Run) -> Desk:
    """A desk at which the doctor finds nothing."""
    made = world()
    made.path.chmod(0o600)
    made.maya.calling.log(made.lead(), "no_answer")
    made.lead()
    made.nora.suppressing.add("+13125550100")
    for one in (made.maya, made.nora):
        one.close()
    backup.take(made.path, made.now)
    return Desk(made.path, bare)


def rot(desk: Desk) -> None:
    """Let a bit of the backup change, in a name."""
    data = bytearray(desk.kept.read_bytes())
    data[data.index(b"Lindqvist")] ^= 1
    desk.kept.write_bytes(data)


def drop_backup(desk: Desk) -> None:
    """Do what the doctor says of a rotten backup: delete it, and take another."""
    desk.kept.unlink()
    assert desk.run("backup").status == ExitCode.OK


def restore(desk: Desk) -> None:
    """Do what the doctor says of a damaged file."""
    assert desk.run("restore", "latest", "--yes").status == ExitCode.OK


def set_clock(desk: Desk) -> None:
    """Set the machine's clock right again."""
    desk.at = LATER


Do = Callable[[Desk], object]

MENDED: dict[str, tuple[Do, str, str]] = {
    "a counter that the log does not bear out": (
        lambda desk: desk.by_hand("UPDATE rep_day SET dials = dials + 7"), "figures", "1 difference: mend with --fix",
    ),
    "an open lead without a next touch": (
        lambda desk: desk.by_hand(LOST), "leads", "1 lead without a next touch",
    ),
    "a touch planned for a lead that has ended": (
        lambda desk: desk.by_hand(MOVED), "leads", "1 lead without a next touch, or with one after the end",
    ),
    "a file that others may read": (
        lambda desk: desk.path.chmod(0o644), "rights", "Others could read desk",
    ),
    "an import that was killed": (
        lambda desk: desk.by_hand(DEAD), "imports", "1 unfinished: leads.csv",
    ),
}  # fmt: skip
"""What --fix mends: how it is planted, what the doctor calls it, and what it says."""

LEFT: dict[str, tuple[Do, str, str, Do]] = {
    "a damaged index": (
        lambda desk: desk.tear("ix_lead_phone"), "file", "Close every desk, then: sdrdesk restore latest", restore,
    ),
    "a damaged log": (
        lambda desk: desk.tear("activity"), "figures", "Restore the last backup: sdrdesk restore latest", restore,
    ),
    "a log of a lead that is not there": (
        lambda desk: desk.by_hand("UPDATE activity SET lead_id = 'gone'"), "file",
        "1 row of activity with nothing behind", restore,
    ),
    "a backup that rotted": (
        rot, "backup", "Look after the disk, delete them, then: sdrdesk backup", drop_backup,
    ),
    "a clock that was set back": (
        lambda desk: setattr(desk, "at", TUESDAY - timedelta(hours=3)), "clock", "Set this machine's clock", set_clock,
    ),
    "a place without a clock": (
        lambda desk: desk.by_hand("UPDATE place SET key = 'US-ZZ|Mars/Olympus' WHERE key = 'NP|Asia/Kathmandu'"),
        "zones", "US-ZZ|Mars/Olympus", restore,
    ),
    "a lost key of the do-not-call list": (
        lambda desk: desk.path.with_name(f"{desk.path.name}.keys").unlink(), "keys", "from your backup", restore,
    ),
}  # fmt: skip
"""What it only tells: how it is planted, what the doctor calls it, what it says, and how a person cures it."""


@pytest.mark.parametrize("fault", MENDED)
def test_what_loses_nothing_is_mended(desk: Desk, fault: str) -> None:
    """It is told with exit 1, mended by --fix and said to be, and the next doctor finds nothing."""
    plant, what, words = MENDED[fault]
    assert desk.doctor()[0] == ExitCode.OK
    plant(desk)
    status, found = desk.doctor()
    mended, told = desk.doctor("--fix")

    assert status == ExitCode.UNEXPECTED
    assert found[what].startswith("LOOK")
    assert words in found[what]
    assert told[what].startswith("mended")
    assert mended == ExitCode.OK
    assert desk.doctor()[0] == ExitCode.OK
    assert desk.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("fault", LEFT)
def test_what_may_lose_something_is_left_and_said(desk: Desk, fault: str) -> None:
    """--fix touches nothing of it and says what to do; who does that has a sound desk."""
    plant, what, words, cure = LEFT[fault]
    plant(desk)
    status, found = desk.doctor()
    left, told = desk.doctor("--fix")

    assert status == left == ExitCode.UNEXPECTED
    assert found[what].startswith("LOOK")
    assert words in found[what]
    assert told[what] == found[what]
    cure(desk)
    assert desk.doctor()[0] == ExitCode.OK


def test_a_lead_that_lost_its_touch_is_called_again(desk: Desk) -> None:
    """The call that was never made stands where it stood, by the same answer-by."""
    before = desk.run("queue", "--json", rep="maya").data
    desk.by_hand(LOST)
    lost = desk.run("queue", "--json", rep="maya").data
    desk.doctor("--fix")

    assert len(lost) == len(before) - 1
    assert desk.run("queue", "--json", rep="maya").data == before


@pytest.mark.parametrize("table", ["rep", "playbook"])
def test_a_desk_that_cannot_be_opened_says_how_to_go_on(desk: Desk, table: str) -> None:
    """Where not even the team can be read there is nothing to look at, but a backup to put back."""
    desk.tear(table)
    ran = desk.run("doctor")
    restore(desk)

    assert ran.status == ExitCode.STORE
    assert "sdrdesk restore latest" in ran.err
    assert desk.doctor()[0] == ExitCode.OK


def test_only_a_manager_mends(desk: Desk) -> None:
    """A rep may look; mending is refused, and nothing is changed."""
    desk.by_hand("UPDATE rep_day SET dials = dials + 7")
    assert desk.run("doctor", "--fix", rep="maya").status == ExitCode.REFUSED
    assert desk.doctor()[1]["figures"].startswith("LOOK")
