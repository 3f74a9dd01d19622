"""The score from the shell: what is in force, what it is worth, who disagrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from tests import outcomes
from tests.cli.conftest import Run


def test_the_points_in_force(run: Run) -> None:
    """The points set by hand are shown with what they are for, and every fact with when it is known."""
    shown, facts = run("score"), run("score", "facts", "--json").data

    assert "pricing page (pricing), at most 2 times" in shown.out
    assert "+9" in shown.out
    assert {one["known"] for one in facts} == {"before contact", "after contact"}
    assert run("score", "show", "--json").data["a"] == 50


def test_a_team_without_outcomes_keeps_its_points(run: Run) -> None:
    """With few resolved leads nothing is fitted, tried or applied, and it is said why."""
    for action in ("fit", "eval", "apply"):
        told = run("score", action, rep="nora")

        assert told.status == ExitCode.BAD_INPUT
        assert "Not enough outcomes yet" in told.err


def test_a_file_of_too_few_outcomes_is_read_all_the_same(run: Run, tmp_path: Path) -> None:
    """Whoever tries a file reads what its columns are taken for, even where it teaches nothing."""
    path = outcomes.write(tmp_path / "leads.csv", 60)
    told = run("import", str(path), "--outcomes")

    assert told.status == ExitCode.BAD_INPUT
    assert "reps fill it in when they have talked" in told.err
    assert "60 resolved leads" in told.err


@pytest.mark.parametrize("words", [("apply", "--undo"), ("wrong", "--undo")])
def test_nothing_to_take_back(run: Run, words: tuple[str, str]) -> None:
    """What nobody has done cannot be taken back; the status says so."""
    action, undo = words
    lead = [run("queue", "--json").data[0]["lead_id"]] if action == "wrong" else []

    assert run("score", action, *lead, undo, rep="nora").status == ExitCode.NOTHING


def test_a_score_is_wrong(run: Run) -> None:
    """The brief shows the points and who says that they are wrong; managers find it too."""
    lead = run("queue", "--json").data[0]["lead_id"]
    run("score", "wrong", lead, "--reason", "a reseller")
    brief, text = run("show", lead, "--json").data, run("show", lead).out

    assert brief["points"] == sum(one["points"] for one in brief["score"])
    assert brief["score_wrong"] == ["Maya Chen-Alvarado says wrong: a reseller"]
    assert f"{brief['grade']}, {brief['points']}: " in text
    assert "says wrong: a reseller" in run("score", "disagree", rep="nora").out
    assert run("score", "disagree").status == ExitCode.REFUSED


def test_wins_that_stand_in_another_file(run: Run, tmp_path: Path) -> None:
    """`--deals` joins them, in `score` as in `import --outcomes`, where `--map` says what a column is."""
    leads, deals = tmp_path / "leads.csv", tmp_path / "deals.csv"
    leads.write_text(
        "lead_id,Created,Channel\n" + "".join(f"l{at},2026-01-{1 + at % 28:02},c{at % 3}\n" for at in range(40))
    )
    deals.write_text("lead_id,amount\nl1,5\nl2,7\n")
    told = run("score", "eval", "--from", str(leads), "--deals", str(deals), rep="nora")
    again = run("import", str(leads), "--outcomes", "--deals", str(deals), "--map", "Channel=source", rep="nora")

    for one in (told, again):
        assert one.status == ExitCode.BAD_INPUT
        assert "40 resolved leads with 2 wins" in one.err
        assert "deals.csv: amount" in one.err


def test_what_waiting_is_worth(run: Run) -> None:
    """`score waiting` shows rates with counts by age for each offer, and says that this is no experiment."""
    told, data = run("score", "waiting", rep="nora"), run("score", "waiting", "--json", rep="nora").data

    assert "This is no experiment" in told.out
    assert max(map(len, told.out.splitlines())) <= 80
    assert {row["age"] for kind in data["kinds"] for row in kind["ages"]} >= {"< 5 min", "1 day"}
    assert data["experiments"] == []
    assert run("score", "waiting").status == ExitCode.REFUSED
