"""What was imported, from the shell: listed, taken back, decided on; two leads made one and two again."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run
from tests.desk.lists import list_of, person


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three people, with a question of the form."""
    return list_of(
        tmp_path, [person(at, **{"What for?": "Growth", "Create Date": f"2026-11-1{at} 10:30"}) for at in range(3)]
    )


def test_an_import_is_listed_and_taken_back(run: Run, file: Path) -> None:
    """The list names each import; undo by the end of its id takes its leads out, and a second time is refused."""
    assert run("import", "list").out == "Nothing was ever imported\n"
    run("import", str(file), "--owner", "maya")
    (one,) = run("import", "list", "--json").data
    assert (one["file_name"], one["state"], one["counts"]["created"]) == ("list.csv", "live", 3)
    lead = run("search", "kim row1", "--json").data[0]["lead_id"]
    assert "What for?: Growth" in run("show", lead).out
    run("log", lead, "voicemail")

    ran = run("import", "undo", one["id"][-8:])
    assert ran.out == "Undone list.csv: 2 leads gone, 1 stay\n"
    assert "Kim Row1" in ran.err
    assert [found["name"] for found in run("search", "kim row", "--json").data] == ["Kim Row1"]
    assert run("import", "undo", one["id"][-8:]).status == ExitCode.REFUSED
    assert "undone" in run("import", "list").out
    for words in (("undo",), ("list", "it"), ("undo", "zzzz")):
        assert run("import", *words).status in (ExitCode.BAD_INPUT, ExitCode.NOT_FOUND)


def test_a_mapping_is_kept_and_used(run: Run, tmp_path: Path, file: Path) -> None:
    """--save-mapping keeps how a file is read, --mapping reads the next one so, drop forgets it."""
    odd = tmp_path / "odd.csv"
    odd.write_text("Who,Reach,Took\nKim Odd,kim@odd.example.com,Ask for a demo\n", encoding="utf-8")
    said = ("--map", "Who=name", "--map", "Reach=email", "--map", "Took=offer")
    ran = run("import", str(odd), *said, "--dry-run", "--save-mapping", "Odd")
    assert "Saved as mapping odd" in ran.err

    assert run("import", str(odd), "--mapping", "odd").out.startswith("Imported odd.csv: 1 new lead,")
    assert "Reach=email" in run("import", "mappings").out
    assert run("import", "mappings", "drop", "odd").out == "Forgot the mapping odd\n"
    assert run("import", "mappings", "--json").data == []
    assert run("import", str(odd), "--mapping", "odd").status == ExitCode.NOT_FOUND
    assert run("import", str(file), str(odd)).status == ExitCode.BAD_INPUT


def test_rows_set_aside_are_decided_on(run: Run, tmp_path: Path, file: Path) -> None:
    """Somebody who may be known, and an unknown offer, wait; they are taken, merged or dropped by the end of an id."""
    run("import", str(file), "--owner", "maya")
    rows = [person(0, Email="kim@elsewhere.example.com", Phone_Number="", Create_Date="2026-11-20 09:00")]
    rows += [person(at, Form="Zorbfest 9000", Create_Date="2026-11-20 09:00") for at in (7, 8)]
    ran = run("import", str(list_of(tmp_path, rows, "next.csv")), "--aside")
    assert ran.out == "Imported next.csv: 0 new leads, 0 more conversions of known ones, 0 already here, 3 set aside\n"
    waiting = {one["incoming"]["full_name"]: one["id"][-8:] for one in run("import", "quarantine", "--json").data}
    assert "may be Kim Row0" in run("import", "quarantine", "list").out

    assert "merged" in run("import", "quarantine", "merge", waiting["Kim Row0"]).out
    assert run("import", "quarantine", "take", waiting["Kim Row7"]).status == ExitCode.BAD_INPUT
    assert "taken" in run("import", "quarantine", "take", waiting["Kim Row7"], "--default-offer", "pricing").out
    assert "dropped" in run("import", "quarantine", "drop", waiting["Kim Row8"]).out
    assert run("import", "quarantine").out == "No row waits for a decision\n"
    for words in (("keep", "ffff"), ("take",), ("take", "ffffffff")):
        assert run("import", "quarantine", *words).status in (ExitCode.BAD_INPUT, ExitCode.NOT_FOUND)


def test_two_leads_become_one_and_two_again(run: Run, file: Path) -> None:
    """`merge` takes the other lead's history over, `unmerge` gives it back."""
    run("import", str(file), "--owner", "maya")
    ran = run("merge", "Kim Row0", "Kim Row1")
    assert ran.out == "Kim Row1 is part of Kim Row0 now: 1 conversion and 0 logs went over\n"
    assert run("show", "Kim Row1").status == ExitCode.NOT_FOUND

    assert "both stand as they did" in run("unmerge", "Kim Row0").out
    assert run("show", "Kim Row1").status == ExitCode.OK
    assert run("unmerge", "Kim Row0").status == ExitCode.NOT_FOUND


def test_colleagues_of_another_reps_lead_go_to_that_rep(run: Run, file: Path) -> None:
    """A lead typed by hand at a company that a colleague has is in, in the colleague's hands, and says so."""
    run("import", str(file), "--owner", "jon")
    other = run("team", "list", "--json").data
    ran = run("add", "Lee Colleague", "--company", "Firm 0", "--email", "lee@firm0.example.com", "--offer", "pricing")

    assert ran.status == ExitCode.OK
    assert "who has the company" in ran.out
    assert other
