"""Moving house between a file and a server, both ways, with equal checksums."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sdrdesk.errors import StoreError
from sdrdesk.store import copying
from sdrdesk.store.copying import copy
from sdrdesk.store.schema import open_store
from sdrdesk.store.sql import Sql
from tests.desk.takers import take
from tests.pg import cluster
from tests.pictures import picture
from tests.store.test_copying import MENTOR, CutError, cut_after
from tests.worlds import TUESDAY, World, template


def test_there_and_back_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file to a server, cut off and gone on with, then back to a file: three times the same rows and checksums."""
    monkeypatch.setattr(copying, "CHUNK", 3)
    path, name = tmp_path / "one.db", cluster().make()
    shutil.copyfile(template(), path)
    one = World(path)
    lead = one.lead("demo_request", people=12, visits=(("Pricing", 40),))
    one.maya.calling.log(lead, "voicemail", note="\N{SNOWMAN} 'quoted' \\ and\nlined, 100 %")
    take(one, one.maya)
    one.write(MENTOR)
    server = open_store(cluster().url(name), TUESDAY)
    with pytest.raises(CutError):
        copy(one.store, server, cut_after(25))
    there = copy(one.store, server)
    back = open_store(tmp_path / "two.db", TUESDAY)
    returned = copy(server, back)
    two = World(tmp_path / "two.db")

    assert there == returned
    assert picture(two, ()) == picture(one, ())
    assert two.maya.queue.board().rows == one.maya.queue.board().rows
    with server.writing() as unit:
        unit.run(Sql("test", "UPDATE team SET name = 'Later' WHERE id = :team"))
    with pytest.raises(StoreError, match="team differs"):
        copy(one.store, server)
    for store in (server, back, one, two):
        store.close()
    cluster().drop(name)
