"""Moving house between files: whole, in chunks, gone on with after a cut, and never over somebody else's desk."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from sdrdesk.errors import StoreError
from sdrdesk.store import compiled, copying
from sdrdesk.store.copying import copy
from sdrdesk.store.file_store import FileStore
from sdrdesk.store.schema import open_store
from tests.desk.takers import take
from tests.pictures import picture
from tests.worlds import TUESDAY, MakeWorld, World

MENTOR = "UPDATE rep SET mentor_id = (SELECT max(id) FROM rep) WHERE team_id = :team AND id = (SELECT min(id) FROM rep)"
"""Makes the first rep point at the last, who must be copied before."""


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team with something in most of its tables."""
    made = world()
    leads = [made.lead(kind, visits=(("Pricing", 40),)) for kind in ("demo_request", "whitepaper", "webinar")]
    made.maya.calling.log(leads[0], "voicemail", note="\N{SNOWMAN} 'quoted' \\ and\nlined")
    made.maya.calling.log(leads[0], "no_answer")
    made.maya.calling.undo()
    take(made, made.maya)
    made.write(MENTOR)
    return made


def empty(folder: Path, name: str = "copy.db") -> FileStore:
    """A store with no team."""
    return FileStore(folder / name) if (folder / name).exists() else open_file(folder / name)


def open_file(path: Path) -> FileStore:
    """A new store."""
    store = open_store(path, TUESDAY)
    assert isinstance(store, FileStore)
    return store


def test_a_copy_is_the_same(here: World, tmp_path: Path) -> None:
    """Every row of every table is there, by count and checksum, and the copy is a desk that works."""
    target = empty(tmp_path)
    told: list[tuple[str, int, int]] = []
    done = copy(here.store, target, lambda *one: told.append(one))
    target.close()
    there = World(tmp_path / "copy.db", here.now)

    assert picture(there, ()) == picture(here, ())
    assert {one.table: one.rows for one in done if one.rows}["lead"] == 3
    assert ("lead", 3, 3) in told
    assert told[-1][0] == "playbook"
    assert there.maya.queue.board().rows == here.maya.queue.board().rows
    there.close()


class CutError(Exception):
    """The cable."""


def cut_after(chunks: int) -> Callable[[str, int, int], None]:
    """Fail after so many chunks."""
    count = itertools.count(1)

    def tell(*_: object) -> None:
        if next(count) == chunks:
            raise CutError

    return tell


@pytest.mark.parametrize("chunks", [1, 5, 20, 30])
def test_a_copy_that_was_cut_off_goes_on(
    here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunks: int
) -> None:
    """Cut off anywhere, the next run goes on; until it is whole nobody can open the copy."""
    monkeypatch.setattr(copying, "CHUNK", 2)
    target = empty(tmp_path)
    with pytest.raises(CutError):
        copy(here.store, target, cut_after(chunks))
    target.close()
    half = FileStore(tmp_path / "copy.db")
    with half.reading() as unit:
        assert unit.all(compiled.PLAYBOOK) == []

    done = copy(here.store, half)
    again = copy(here.store, half)
    half.close()
    there = World(tmp_path / "copy.db", here.now)
    assert done == again
    assert picture(there, ()) == picture(here, ())
    there.close()


def test_nothing_is_copied_over_another_desk(here: World, world: MakeWorld, tmp_path: Path) -> None:
    """Another team's store, one in use that differs, and an empty source are refused; the target stays as it is."""
    other = world()
    other.write("UPDATE team SET name = 'Later' WHERE id = :team")
    before = picture(other, ())
    with pytest.raises(StoreError, match="differs"):
        copy(here.store, other.store)
    nobody = empty(tmp_path)
    with pytest.raises(StoreError, match="no team to copy"):
        copy(nobody, other.store)
    nobody.team_id = "somebody"
    with pytest.raises(StoreError, match="has a team already: Harbour"):
        copy(nobody, other.store)
    nobody.close()

    assert picture(other, ()) == before
