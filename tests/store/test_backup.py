"""Backups: whole, checked, taken while others write, put back in one step, and never in the way of an open desk."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.errors import NotFound, StoreError
from sdrdesk.store import backup, checksums, driver
from sdrdesk.store.schema import open_store
from tests.worlds import TUESDAY, template


@pytest.fixture
def desk_file(tmp_path: Path) -> Path:
    """A team's file."""
    return Path(shutil.copyfile(template(), tmp_path / "desk.db"))


def name_of_team(path: Path) -> str:
    """What the team is called in a file."""
    with contextlib.closing(driver.connect(path)) as connection:
        return str(connection.execute("SELECT name FROM team").fetchone()[0])


def rename_team(path: Path, name: str) -> None:
    """Call the team something else."""
    with contextlib.closing(driver.connect(path)) as connection:
        connection.execute("UPDATE team SET name = ?", (name,))


def files_of(desk: Path) -> list[Path]:
    """Everything in the folder of a desk's own backups."""
    return sorted(backup.folder_of(desk).iterdir())


def flip(path: Path, offset: int, bit: int = 0) -> None:
    """Let one bit of a file rot."""
    data = bytearray(path.read_bytes())
    data[offset] ^= 1 << bit
    path.write_bytes(data)


def test_a_backup_holds_the_journal_and_is_private(desk_file: Path) -> None:
    """What was committed last is in it, it is one file of ours, and it lies in the desk's own folder."""
    with contextlib.closing(driver.connect(desk_file)) as open_desk:
        open_desk.execute("UPDATE team SET name = 'Later'")
        taken = backup.take(desk_file, TUESDAY)

    assert taken.path.name == "desk-20261124T150000Z.db"
    assert [one.path for one in backup.listed(desk_file)] == [taken.path]
    assert taken.path.stat().st_mode & 0o777 == 0o600
    assert files_of(desk_file) == [taken.path, checksums.file_of(taken.path)]
    assert checksums.file_of(taken.path).stat().st_mode & 0o777 == 0o600
    assert backup.check(taken.path) == driver.SCHEMA
    assert name_of_team(taken.path) == "Later"


def test_a_backup_is_there_with_its_secrets_or_not_at_all(desk_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full when only the secrets are left to copy leaves no backup that could not be used."""
    for suffix in backup.BESIDE:
        Path(f"{desk_file}{suffix}").write_text(suffix)

    def is_full(source: Path, target: Path) -> None:
        if target.name.endswith(backup.BESIDE[-1]):
            raise OSError(errno.ENOSPC, "No space left on device")
        shutil.copyfile(source, target)

    monkeypatch.setattr(backup, "shutil", SimpleNamespace(copyfile=is_full))
    with pytest.raises(StoreError, match="No space left"):
        backup.take(desk_file, TUESDAY)

    assert backup.listed(desk_file) == ()
    assert files_of(desk_file) == []


def test_a_backups_name_is_given_when_what_lies_beside_it_is_on_the_disk(
    desk_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut keeps names in any order: the folder is flushed before the name that makes the backup one."""
    Path(f"{desk_file}.keys").write_text("{}")
    done: list[str] = []
    flush, rename = backup._flush, os.replace

    def flushed(path: Path) -> None:
        done.append("with keys and checksums" if any(path.glob("*.keys")) else "before them")
        flush(path)

    def renamed(old: Path, new: Path) -> None:
        done.append("named")
        rename(old, new)

    monkeypatch.setattr(backup, "_flush", lambda path: flushed(path) if path.is_dir() else flush(path))
    monkeypatch.setattr(os, "replace", renamed)
    backup.take(desk_file, TUESDAY)

    assert done[-3:] == ["with keys and checksums", "named", "with keys and checksums"]


def test_putting_a_backup_back_leaves_it_as_it_is(desk_file: Path) -> None:
    """Nothing is written into it, so a restore that is cut off can be done again from the same file."""
    kept = backup.take(desk_file, TUESDAY).path
    before = kept.read_bytes()
    backup.put_back(kept, desk_file, TUESDAY)

    assert kept.read_bytes() == before
    assert files_of(desk_file) == [kept, checksums.file_of(kept)]


def test_a_backup_with_a_journal_beside_it_can_be_put_back(desk_file: Path, tmp_path: Path) -> None:
    """A program that was killed while it wrote into the backup left a journal; what it had begun is taken back."""
    kept = backup.take(desk_file, TUESDAY).path
    torn = tmp_path / "torn.db"
    with contextlib.closing(driver.sqlite().connect(str(kept), isolation_level=None)) as tool:
        tool.execute("PRAGMA cache_size=1")
        tool.execute("BEGIN")
        tool.execute("UPDATE team SET name = 'Half done'")
        tool.execute("CREATE TABLE more AS SELECT randomblob(100000) AS much")
        for ending in ("", "-journal"):
            shutil.copyfile(f"{kept}{ending}", f"{torn}{ending}")
    rename_team(desk_file, "Later")
    backup.put_back(torn, desk_file, TUESDAY)

    assert name_of_team(desk_file) == "Harbour"


def test_what_lies_beside_a_store_goes_with_it(desk_file: Path, tmp_path: Path) -> None:
    """The secrets of webhooks and of the do-not-call list are in the backup, and come back with it."""
    for suffix in backup.BESIDE:
        Path(f"{desk_file}{suffix}").write_text(suffix)
    taken = backup.take(desk_file, TUESDAY, tmp_path / "copy.db")
    for suffix in backup.BESIDE:
        Path(f"{desk_file}{suffix}").unlink()
    backup.put_back(taken.path, desk_file, TUESDAY)

    for suffix in backup.BESIDE:
        assert Path(f"{desk_file}{suffix}").read_text() == suffix
        assert Path(f"{taken.path}{suffix}").stat().st_mode & 0o777 == 0o600


def test_a_backup_is_one_moment_while_others_write(desk_file: Path) -> None:
    """Two rows that always change together are never found apart in a copy."""
    with contextlib.closing(driver.connect(desk_file)) as connection:
        connection.execute("UPDATE rep SET name = '0'")
    stop = threading.Event()

    def write() -> None:
        with contextlib.closing(driver.connect(desk_file)) as connection:
            count = 0
            while not stop.is_set():
                count += 1
                connection.execute("UPDATE rep SET name = ?", (str(count),))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        taken = [backup.take(desk_file, TUESDAY + timedelta(hours=hour)).path for hour in range(3)]
    finally:
        stop.set()
        writer.join()
    for path in taken:
        with contextlib.closing(driver.connect(path)) as connection:
            assert len(connection.execute("SELECT DISTINCT name FROM rep").fetchall()) == 1


@pytest.mark.parametrize("offset", [100, 4096, 40_960])
def test_a_damaged_store_makes_no_backup(desk_file: Path, offset: int) -> None:
    """What cannot be read whole gets no name, and the backups of before stay."""
    good = backup.take(desk_file, TUESDAY)
    with desk_file.open("r+b") as file:
        file.seek(offset)
        file.write(b"\xff" * 3000)
    with pytest.raises(StoreError):
        backup.take(desk_file, TUESDAY + timedelta(days=1))

    assert [one.path for one in backup.listed(desk_file)] == [good.path]
    assert files_of(desk_file) == [good.path, checksums.file_of(good.path)]


def test_a_refused_proof_leaves_nothing(desk_file: Path) -> None:
    """A copy that fails its proof is taken away."""

    def fail(_: Path) -> None:
        raise StoreError("Not like this")

    with pytest.raises(StoreError, match="Not like this"):
        backup.take(desk_file, TUESDAY, prove=fail)
    assert files_of(desk_file) == []


KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from sdrdesk.store import backup, checksums
stage, store, target = sys.argv[1], *map(Path, sys.argv[2:])
def die(*_): os._exit(9)
if stage == "before the checksums":
    checksums.write = die
elif stage == "before the name":
    os.replace = die
backup.take(store, datetime(2026, 11, 24, tzinfo=UTC), target, die if stage == "in the proof" else lambda _: None)
"""


@pytest.mark.parametrize("stage", ["in the proof", "before the checksums", "before the name"])
def test_the_next_backup_sweeps_what_a_kill_left(desk_file: Path, tmp_path: Path, stage: str) -> None:
    """Whatever a backup that was cut off left goes with the next one in that folder; other programs' files stay."""
    folder = tmp_path / "kept"
    Path(f"{desk_file}.keys").write_text("secret")
    killed = subprocess.run([sys.executable, "-c", KILLED, stage, desk_file, folder / "monday.db"], check=False)
    assert killed.returncode == 9
    assert "monday.db.part" in [one.name for one in folder.iterdir()]
    (folder / "film.iso.part").write_text("somebody's download")

    backup.take(desk_file, TUESDAY, folder / "tuesday.db")

    names = ["film.iso.part", "tuesday.db", "tuesday.db.keys", "tuesday.db.sha256"]
    assert sorted(one.name for one in folder.iterdir()) == names


def test_a_backup_that_runs_is_left_alone(desk_file: Path, tmp_path: Path) -> None:
    """Another one into the same folder takes nothing from it; one to the same name is refused."""
    first, second = tmp_path / "kept" / "a.db", tmp_path / "kept" / "b.db"

    def meanwhile(part: Path) -> None:
        backup.take(desk_file, TUESDAY, second)
        with pytest.raises(StoreError, match="is being written"):
            backup.take(desk_file, TUESDAY, first)
        assert part.exists()

    backup.take(desk_file, TUESDAY, first, meanwhile)
    assert backup.check_kept(first)
    assert backup.check_kept(second)
    assert len(list(first.parent.iterdir())) == 4


def test_no_file_is_written_over(desk_file: Path, tmp_path: Path) -> None:
    """A path that is taken is refused; so is a desk that is not there."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(StoreError, match="there already"):
        backup.take(desk_file, TUESDAY, tmp_path / "mine.txt")
    with pytest.raises(NotFound):
        backup.take(tmp_path / "none.db", TUESDAY)
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("is_damaged", [False, True], ids=["sound", "damaged"])
def test_a_backup_is_put_back_and_what_was_there_is_kept(desk_file: Path, *, is_damaged: bool) -> None:
    """The desk is as it was; the file of before, sound or not, stands beside it."""
    taken = backup.take(desk_file, TUESDAY)
    rename_team(desk_file, "Later")
    if is_damaged:
        desk_file.write_bytes(b"\0" * 8192)
    before = desk_file.read_bytes()
    kept = backup.put_back(taken.path, desk_file, TUESDAY)
    store = open_store(desk_file, TUESDAY)
    store.close()

    assert store.team_name != "Later"
    assert kept is not None
    assert kept.read_bytes()[100:] == before[100:]  # the header's change counter moves when it leaves WAL mode
    assert not desk_file.with_name("desk.db.restoring").exists()


def test_an_open_desk_is_never_pulled_away(desk_file: Path) -> None:
    """While anybody has the store open, even without writing, nothing is put back."""
    taken = backup.take(desk_file, TUESDAY)
    store = open_store(desk_file, TUESDAY)
    with pytest.raises(StoreError, match="open"):
        backup.put_back(taken.path, desk_file, TUESDAY)
    with store.reading() as unit:
        assert unit.schema() == driver.SCHEMA
    store.close()
    assert backup.put_back(taken.path, desk_file, TUESDAY)


def test_a_damaged_backup_changes_nothing(desk_file: Path, tmp_path: Path) -> None:
    """A copy that has lost bytes is refused before the desk is touched."""
    taken = backup.take(desk_file, TUESDAY, tmp_path / "copy.db")
    checksums.file_of(taken.path).unlink()  # as one of an earlier release
    taken.path.write_bytes(taken.path.read_bytes()[:20_000])
    before = desk_file.read_bytes()
    with pytest.raises(StoreError):
        backup.put_back(taken.path, desk_file, TUESDAY)
    assert desk_file.read_bytes() == before


@pytest.mark.parametrize("chosen", range(40))
def test_a_rotten_backup_changes_nothing(desk_file: Path, chosen: int) -> None:
    """One flipped bit anywhere, in a name or a free page that SQLite never judges, and it is not put back."""
    kept = backup.take(desk_file, TUESDAY).path
    dice = random.Random(chosen)
    flip(kept, dice.randrange(kept.stat().st_size), dice.randrange(8))
    before = desk_file.read_bytes()
    with pytest.raises(StoreError, match="not as it was taken") as told:
        backup.put_back(kept, desk_file, TUESDAY)

    assert kept.name in told.value.message
    assert f"delete {kept.name}.sha256" in told.value.hint
    assert desk_file.read_bytes() == before


@pytest.mark.parametrize("suffix", [*backup.BESIDE, checksums.ENDING])
def test_what_lies_beside_a_backup_may_not_rot_either(desk_file: Path, suffix: str) -> None:
    """Another key of the do-not-call list would let everybody on it be called; a lost one too."""
    for one in backup.BESIDE:
        Path(f"{desk_file}{one}").write_text(one)
    kept = backup.take(desk_file, TUESDAY).path
    flip(Path(f"{kept}{suffix}"), 1)
    with pytest.raises(StoreError, match="not as it was taken"):
        backup.put_back(kept, desk_file, TUESDAY)
    assert suffix in str(checksums.changed(kept)) or suffix == checksums.ENDING


@given(st.one_of(st.binary(max_size=300), st.text(max_size=80).map(lambda text: f"{'0' * 64}  {text}".encode())))
def test_whatever_the_checksums_have_become_is_told(content: bytes) -> None:
    """A file of checksums that rotted, or holds somebody else's text, is itself what has changed; it never crashes."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "desk-20261124T150000Z.db"
        kept.write_bytes(b"a backup")
        checksums.write(kept, {kept.name: kept})
        assert checksums.changed(kept) == ()
        checksums.file_of(kept).write_bytes(content)
        assert checksums.changed(kept)


def test_a_backup_that_lost_its_key_is_refused(desk_file: Path) -> None:
    """The file alone is whole, but nobody could tell who may not be called."""
    Path(f"{desk_file}.keys").write_text("key")
    kept = backup.take(desk_file, TUESDAY).path
    Path(f"{kept}.keys").unlink()
    with pytest.raises(StoreError, match=r"\.keys changed since"):
        backup.put_back(kept, desk_file, TUESDAY)


def test_anybody_can_check_a_backup(desk_file: Path) -> None:
    """The checksums are in the form of `sha256sum`, whose own program agrees with them."""
    kept = backup.take(desk_file, TUESDAY).path
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("there is no sha256sum here")
    command = [program, "--check", "--strict", checksums.file_of(kept).name]
    assert subprocess.run(command, cwd=kept.parent, check=False, capture_output=True).returncode == 0
    flip(kept, 5000)
    assert subprocess.run(command, cwd=kept.parent, check=False, capture_output=True).returncode == 1


def test_an_old_backup_without_checksums_is_put_back(desk_file: Path) -> None:
    """Backups of earlier releases have none; they are read whole, as ever."""
    kept = backup.take(desk_file, TUESDAY).path
    assert backup.check_kept(kept)
    checksums.file_of(kept).unlink()

    assert not backup.check_kept(kept)
    assert backup.put_back(kept, desk_file, TUESDAY)


@pytest.mark.parametrize(
    "name", ["Sicherung Müller.db", "two  spaces.db", "tab\tand\x1cmore.db", os.fsdecode(b"not text \xff.db")]
)
def test_a_backup_may_be_called_anything(desk_file: Path, tmp_path: Path, name: str) -> None:
    """Its checksums are read as they were written, whatever its name is made of."""
    assert backup.check_kept(backup.take(desk_file, TUESDAY, tmp_path / name).path)


def test_rotation_takes_the_checksums_along(desk_file: Path) -> None:
    """After weeks of daily backups each that is left has its checksums, and no others lie about."""
    for day in range(12):
        backup.take(desk_file, TUESDAY + timedelta(days=day))
        backup.rotate(desk_file)
    left = [one.path for one in backup.listed(desk_file)]

    assert backup.DAYS <= len(left) < 12
    assert files_of(desk_file) == sorted([*left, *(checksums.file_of(one) for one in left)])
    assert all(backup.check_kept(one) for one in left)


MOMENTS = st.lists(
    st.integers(0, 100 * 24).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
    unique=True,
    max_size=60,
)


@given(MOMENTS)
def test_rotation_keeps_the_newest_of_each_day_and_week(moments: list[datetime]) -> None:
    """The newest stays, at most 7 days and 5 weeks are kept, and doing it again drops nothing more."""
    kept = [one for one in moments if one not in backup.to_drop(moments)]

    assert set(backup.to_drop(moments)) <= set(moments)
    assert backup.to_drop(kept) == ()
    assert len(kept) <= backup.DAYS + backup.WEEKS + 1
    if moments:
        newest = max(moments)
        assert newest in kept
        for ahead in range(backup.DAYS):
            day = newest.date() - timedelta(days=ahead)
            of_day = [one for one in moments if one.date() == day]
            assert [one for one in kept if one.date() == day] == ([max(of_day)] if of_day else [])
