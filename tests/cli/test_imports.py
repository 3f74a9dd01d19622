"""A file of leads from the shell: shown, all or nothing, reported row by row, safe to repeat."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.imports import Bar
from sdrdesk.cli.shell import Shell
from tests.cli.conftest import Ran, Run

HEAD = "First Name,Last Name,Email,Phone Number,Company,State,Country,Form,Create Date"
GOOD = (
    "Rosa,Linden,rosa@linden.example,312-555-0199,Linden & Sons,IL,US,Ask for a demo,2026-11-20 10:12",
    "Teo,Marsh,teo@marsh.example,512-555-0111,Marsh,TX,US,Ask for a demo,2026-11-20 10:15",
)
BAD = "Nobody,Here,not-an-address,,Gone,IL,US,Ask for a demo,2026-11-20 10:20"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with two good rows."""
    return written(tmp_path / "leads.csv", *GOOD)


def written(path: Path, *rows: str) -> Path:
    """A CSV file with these rows."""
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def names(ran: Ran) -> set[str]:
    """Who a search found."""
    return {one["name"] for one in ran.data}


def test_a_file_becomes_leads(run: Run, file: Path) -> None:
    """Every good row becomes a lead, the mapping is shown, and the figures are printed."""
    ran = run("import", str(file), "--owner", "maya")

    assert ran.status == ExitCode.OK
    assert ran.out.startswith("Imported leads.csv: 2 new leads")
    assert "Email" in ran.err
    assert names(run("search", "rosa linden", "--json")) == {"Rosa Linden"}


def test_a_file_twice_makes_no_duplicates(run: Run, file: Path) -> None:
    """Importing the same file again adds nothing."""
    first = run("import", str(file), "--json").data
    again = run("import", str(file), "--json").data

    assert (first["created"], first["known"], first["is_live"]) == (2, 0, True)
    assert (again["created"], again["known"]) == (0, 2)


def test_a_dry_run_writes_nothing(run: Run, file: Path) -> None:
    """--dry-run shows the columns and the first leads, and changes nothing."""
    ran = run("import", str(file), "--dry-run")

    assert ran.out == "Would take 2 rows, leave 0 out\n"
    assert "Rosa Linden" in ran.err
    assert run("search", "rosa linden", "--json").data == []
    assert run("import", str(file), "--dry-run", "--json").data["is_live"] is False


def test_bad_rows_are_reported_with_their_cure(run: Run, tmp_path: Path) -> None:
    """A bad row is named by line and field, the others go in; the JSON lists it too."""
    file = written(tmp_path / "mixed.csv", GOOD[0], BAD)
    ran = run("import", str(file))

    assert ran.status == ExitCode.OK
    assert "Left out:" in ran.err
    assert "line 3" in ran.err
    assert "1 left out" in ran.out
    again = run("import", str(file), "--json").data
    assert [problem["row"] for problem in again["problems"]] == [3]


def test_a_file_of_bad_rows_is_bad_input(run: Run, tmp_path: Path) -> None:
    """A file without one good row ends with status 2."""
    assert run("import", str(written(tmp_path / "bad.csv", BAD))).status == ExitCode.BAD_INPUT


def test_unknown_offers_are_mapped(run: Run, tmp_path: Path) -> None:
    """A form nobody knows is refused with its name; --offer says what it stands for, --default-offer does for none."""
    file = written(tmp_path / "forms.csv", GOOD[0].replace("Ask for a demo", "Zorbfest 9000"))
    refused = run("import", str(file))

    assert refused.status == ExitCode.BAD_INPUT
    assert "Zorbfest 9000" in refused.err
    assert "Zorbfest" in run("import", str(file), "--dry-run").err
    assert run("import", str(file), "--offer", "Zorbfest 9000=pricing", "--json").data["offers"] == {"pricing": 1}


def test_a_column_can_be_named(run: Run, tmp_path: Path) -> None:
    """--map says what a column is; a field that does not exist is refused with those that do."""
    file = tmp_path / "odd.csv"
    file.write_text("Zed,Quux\nRosa Linden,rosa@linden.example\n", encoding="utf-8")
    ran = run("import", str(file), "--map", "Zed=name", "--map", "Quux=email", "--default-offer", "pricing", "--json")

    assert ran.data["mapping"] == {"Zed": "name", "Quux": "email"}
    assert ran.data["created"] == 1
    assert run("import", str(file), "--map", "Zed=nose").status == ExitCode.BAD_INPUT
    assert "LEFT=right" in run("import", str(file), "--map", "Zed").err


def test_a_missing_file_is_named(run: Run, tmp_path: Path) -> None:
    """A file that is not there is bad input by name."""
    ran = run("import", str(tmp_path / "none.csv"))

    assert ran.status == ExitCode.BAD_INPUT
    assert "none.csv" in ran.err


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody in front of the terminal answers, in order."""
    said: list[str] = []
    monkeypatch.setattr(Shell, "is_asked", True)
    monkeypatch.setattr(Shell, "ask", lambda _shell, _question, default="": said.pop(0) or default)
    return said


def test_somebody_is_asked_before_anything_is_written(run: Run, tmp_path: Path, answers: list[str]) -> None:
    """In a terminal the preview comes first, unknown forms are asked for, and no means no."""
    file = written(tmp_path / "forms.csv", GOOD[0].replace("Ask for a demo", "Zorbfest 9000"), BAD)
    answers += ["pricing", "no"]
    ran = run("import", str(file))

    assert ran.status == ExitCode.BAD_INPUT
    assert "Nothing was imported" in ran.err
    assert run("search", "rosa linden", "--json").data == []
    answers += ["moon"]
    assert 'no offer "moon"' in run("import", str(file)).err
    answers += ["pricing", ""]
    assert run("import", str(file), "--owner", "maya").status == ExitCode.OK
    assert names(run("search", "rosa linden", "--json")) == {"Rosa Linden"}


def test_rows_without_an_offer_are_asked_for(run: Run, tmp_path: Path, answers: list[str]) -> None:
    """Rows that name no form get the offer that is answered."""
    file = written(tmp_path / "forms.csv", GOOD[0].replace("Ask for a demo", ""))
    answers += ["pricing", "y"]

    assert run("import", str(file), "--json").data["offers"] == {"pricing": 1}


def test_a_long_import_shows_how_far_it_is(run: Run) -> None:
    """From 5,000 rows up a bar is drawn; below, nothing."""
    del run
    drawn: list[str] = []
    bar = Bar(_silent(), drawn.append)
    for rows, share in ((4999, 0.4), (5000, 0.5), (10_000, 1.0)):
        bar(rows, share)

    assert drawn == [
        "\r[###############...............]  50%  5,000 rows",
        "\r[##############################] 100%  10,000 rows\n",
    ]


def test_without_a_terminal_a_line_now_and_then_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    """Where stderr is no terminal a long import says how far it is every quarter."""
    bar = Bar(_silent())
    for percent in range(10, 101, 10):
        bar(100 * percent, percent / 100)

    assert capsys.readouterr().err.splitlines() == ["50%, 5,000 rows", "80%, 8,000 rows"]


def _silent() -> Shell:
    """A shell of no command."""
    from argparse import Namespace

    return Shell(Namespace(json=False, db=None, at=None, rep=None))


def test_the_preview_needs_a_terminal(run: Run, file: Path) -> None:
    """In a script the way is --dry-run, and says so."""
    ran = run("import", str(file), "--preview")

    assert ran.status == ExitCode.BAD_INPUT
    assert "--dry-run" in ran.err
