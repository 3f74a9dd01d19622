"""Drafts: kept for their owner alone, given back, forgotten when they are not wanted any more."""

from __future__ import annotations

import json
from datetime import timedelta

from sdrdesk import paths
from sdrdesk.clock import SystemClock
from sdrdesk.desk.drafts import KEEP, LEAD, NEW, NOTE, QUIZ
from tests.worlds import MakeWorld


def test_a_draft_is_given_back_and_forgotten(world: MakeWorld) -> None:
    """The last word of each subject is there for the next process of the same rep, and for nobody else."""
    here = world()
    mine = here.maya.drafts
    mine.put(NOTE, "a1", {"note": "call her M"})
    mine.put(NOTE, "a1", {"note": "call her \N{PILE OF POO} [b]"})
    mine.put(QUIZ, "q1", {"x": ["1"]})

    assert here.desk("maya").drafts.all(NOTE)["a1"].data == {"note": "call her \N{PILE OF POO} [b]"}
    assert here.jon.drafts.all(NOTE) == {}
    mine.drop(NOTE, "a1")
    mine.drop(NOTE, "a1")
    assert mine.get(NOTE, "a1") is None
    assert mine.get(QUIZ, "q1") is not None


def test_a_draft_is_its_owners_alone(world: MakeWorld) -> None:
    """Files and folder can be read by their owner only; a subject is no path."""
    here = world()
    here.maya.drafts.put(NOTE, "../../etc/x", {"note": "?"})
    folder = paths.drafts_folder(here.store.team_id, here.maya.rep.id)

    assert [(file.name, file.stat().st_mode & 0o777) for file in folder.iterdir()] == [("note-etcx.json", 0o600)]
    assert folder.stat().st_mode & 0o777 == 0o700


def test_drafts_about_an_erased_person_go(world: MakeWorld) -> None:
    """A colleague's note on the lead, and a form that holds their address; what is about others stays."""
    here = world()
    lead = here.lead(name="Ada Voss", email="ada@example.org", phone="+12125550142")
    here.jon.drafts.put(NOTE, lead, {"note": "sails"})
    here.maya.drafts.put(LEAD, NEW, {"email": "ADA@example.org"})
    here.maya.drafts.put(NOTE, "b1", {"note": "call back"})
    here.nora.privacy.erase(lead, "asked")

    assert here.jon.drafts.all(NOTE) == {}
    assert here.maya.drafts.all(LEAD) == {}
    assert here.maya.drafts.all(NOTE).keys() == {"b1"}


def test_broken_and_old_drafts_stop_nobody(world: MakeWorld) -> None:
    """Half a file, another program's, or one of last month is as if there were none, and is cleared away."""
    here = world()
    here.maya.drafts.put(NOTE, "good", {"note": "x"})
    folder = paths.drafts_folder(here.store.team_id, here.maya.rep.id)
    old = (SystemClock().now() - KEEP - timedelta(days=1)).isoformat()
    for name, text in {
        "a": "{", "b": "[]", "c": '{"at": 3, "data": {}}', "d": '{"at": "2026-11-24T10:00:00", "data": {}}',
        "e": json.dumps({"at": old, "data": {"note": "old"}}),
    }.items():  # fmt: skip
        (folder / f"note-{name}.json").write_text(text)

    assert list(here.maya.drafts.all(NOTE)) == ["good"]
    assert [file.name for file in folder.iterdir()] == ["note-good.json"]
