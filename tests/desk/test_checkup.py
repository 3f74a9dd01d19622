"""The doctor's look at file, machine and leads: each thing that is wrong is found, and what is safe is mended."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest

from sdrdesk.desk.care.checkup import Check, checkup
from sdrdesk.desk.figures.recount import recount
from sdrdesk.domain.playbook import Stage
from sdrdesk.store import backup, checksums, driver
from tests.worlds import FOUNDED, MakeWorld, World


@pytest.fixture
def sound(world: MakeWorld) -> World:
    """A team with a lead on a file that is its owner's alone."""
    made = world()
    made.path.chmod(0o600)
    made.lead()
    return made


def looked(world: World, *, fix: bool = False) -> dict[str, Check]:
    """What a manager's doctor finds, by what it looked at."""
    return {check.what: check for check in checkup(world.nora.seat, fix=fix)}


def test_a_desk_of_today_needs_no_backup_yet(world: MakeWorld) -> None:
    """Who has just started is told of backups; from the second day on one is missing."""
    here = world(at=FOUNDED)
    here.wait(hours=23)
    found = looked(here)["backup"]
    assert found.is_well
    assert "sdrdesk backup --daily" in found.told
    here.wait(hours=1)
    assert not looked(here)["backup"].is_well


def test_a_new_desk_is_well_but_for_its_backup(sound: World) -> None:
    """Only the backup is missing, and then nothing is."""
    ill = [what for what, check in looked(sound).items() if not check.is_well]
    backup.take(sound.path, sound.now)

    assert ill == ["backup"]
    assert all(check.is_well for check in looked(sound).values())
    sound.wait(days=3)
    assert not looked(sound)["backup"].is_well


def by_hand(world: World, *statements: str) -> None:
    """Write as a program would that knows no rules."""
    with contextlib.closing(driver.connect(world.path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for statement in statements:
            connection.execute(statement)


def readable(world: World) -> None:
    """Let everybody read the file."""
    world.path.chmod(0o644)


def clock_back(world: World) -> None:
    """Set the machine's clock back behind a call that was logged."""
    world.maya.calling.log(world.lead(), "no_answer")
    world.clock.advance(timedelta(hours=-2))


def no_touch(world: World) -> None:
    """An open lead that nobody would ever call."""
    world.lead()
    by_hand(world, "UPDATE lead SET due_at = NULL")


def lost_zone(world: World) -> None:
    """A place whose clock is in no zone data."""
    by_hand(world, "UPDATE place SET key = 'US-ZZ|Mars/Olympus' WHERE rowid = 1")


def dead_import(world: World) -> None:
    """An import that was killed while it staged its rows."""
    by_hand(
        world,
        "INSERT INTO batch (team_id, id, file_name, state, started_at, rep_id, report)"
        " SELECT team_id, 'dead', 'leads.csv', 'staging', '2026-11-24 15:00:00.000000', id, '{}' FROM rep LIMIT 1",
    )


def torn(world: World) -> None:
    """The page of an index overwritten by another program."""
    with contextlib.closing(driver.connect(world.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_lead_phone'"
        page, size = connection.execute(query).fetchone()[0], connection.execute("PRAGMA page_size").fetchone()[0]
    with world.path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 100)


def nowhere(world: World) -> None:
    """A log of a lead that is not there."""
    world.maya.calling.log(world.lead(), "no_answer")
    with contextlib.closing(driver.sqlite().connect(str(world.path), isolation_level=None)) as tool:
        tool.execute("UPDATE activity SET lead_id = 'gone'")


def touch_after_the_end(world: World) -> None:
    """A lead that has ended and would be called all the same."""
    world.lead()
    by_hand(world, "UPDATE lead SET stage = 'disqualified'")


def left_alone(world: World) -> None:
    """Somebody left, and nobody got the leads."""
    by_hand(world, "UPDATE rep SET left_at = '2026-11-20 10:00:00.000000' WHERE login = 'maya'")


def no_key(world: World) -> None:
    """Somebody is suppressed, and the key that recognises them is gone."""
    world.nora.suppressing.add("+13125550100")
    world.path.with_name(f"{world.path.name}.keys").unlink()


def open_backup(world: World) -> None:
    """A backup that everybody may read."""
    backup.take(world.path, world.now).path.chmod(0o644)


def rotten_backup(world: World) -> None:
    """A bit of an older backup has changed on its disk, where SQLite does not look."""
    old, new = (backup.take(world.path, world.now - timedelta(days=days)).path for days in (1, 0))
    data = bytearray(old.read_bytes())
    data[data.index(b"Lindqvist")] ^= 1
    old.write_bytes(data)
    assert backup.check(old) == backup.check(new)


@pytest.mark.parametrize(
    ("harm", "what", "is_mended"),
    [
        (rotten_backup, "backup", False),
        (nowhere, "file", False),
        (touch_after_the_end, "leads", True),
        (left_alone, "owners", False),
        (no_key, "keys", False),
        (open_backup, "rights", True),
        (readable, "rights", True),
        (clock_back, "clock", False),
        (no_touch, "leads", True),
        (lost_zone, "zones", False),
        (dead_import, "imports", True),
        (torn, "file", False),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_is_wrong_is_found(sound: World, harm: Callable[[World], None], what: str, *, is_mended: bool) -> None:
    """Each is named with its cure; --fix mends what loses nothing by it, and only that."""
    harm(sound)
    found = looked(sound)[what]
    mended = looked(sound, fix=True)[what]

    assert not found.is_well
    assert found.cure
    assert mended.mended == is_mended
    assert looked(sound)[what].is_well == is_mended


def test_old_backups_without_checksums_are_well(sound: World) -> None:
    """They cannot be held to anything, which is said and no fault."""
    old = backup.take(sound.path, sound.now - timedelta(hours=20)).path
    checksums.file_of(old).unlink()
    backup.take(sound.path, sound.now)
    found = looked(sound)["backup"]

    assert found.is_well
    assert "1 of 2 have no checksums" in found.told


def test_a_disk_with_little_room_is_named(sound: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before logs are refused the doctor says that there is no room for a backup or an upgrade."""
    usage = shutil.disk_usage(sound.path)._replace(free=1000)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    found = looked(sound)["room"]

    assert (found.is_well, found.cure) == (False, "Free some space")


@pytest.mark.parametrize("hours", [1, -25])
def test_who_was_ended_along_is_counted_right(sound: World, hours: int) -> None:
    """A lead that was called, and whose number somebody else then had suppressed, stays over: --fix opens it never."""
    mine, other = (sound.lead(phone="+12125550199") for _ in range(2))
    sound.wait(minutes=1)  # a lead that converts in the moment of its call may have opened anew
    sound.maya.calling.log(mine, "no_answer")
    sound.wait(hours=hours)
    sound.maya.calling.log(other, "do_not_call")

    assert recount(sound.nora.seat, fix=True).differences == ()
    assert sound.record(mine).standing.stage is Stage.SUPPRESSED
