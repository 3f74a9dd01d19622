"""The day from the shell: morning page, commitment, call blocks, e-mails that are due."""

from __future__ import annotations

from tests.cli.conftest import Run


def test_the_morning_page_is_the_same_in_lines_and_json(run: Run) -> None:
    """What is Ready at once comes first; promises, meetings and goals follow, and programs get them as they are."""
    said, data = run("today"), run("today", "--json").data

    assert said.out.splitlines()[1].startswith(f"! Now: {data['urgent']['name']}")
    assert f"of {data['day']['goal_dials']}, conversations" in said.out
    assert data["promises"][0]["name"] in said.out
    assert data["meetings"][0]["name"] in said.out
    assert data["commitment"]["commitment"]["words"] in said.out


def test_a_commitment_is_made_shared_and_seen_by_the_manager(run: Run) -> None:
    """Private by default; the team's list has it once it is shared."""
    assert "20 dials by 6pm (" in run("commit", "20", "dials", "by", "6pm").out
    assert "by 6pm" not in run("commit", "--team", rep="nora").out
    run("commit", "--share")

    assert "20 dials by 6pm" in run("commit", "--team", rep="nora").out
    assert run("commit", "--json").data["commitment"]["commitment"]["is_shared"]
    assert run("commit", "--drop").out == "No commitment today.\n"


def test_both_shared_and_private_is_neither(run: Run) -> None:
    """What contradicts itself is refused."""
    assert run("commit", "--share", "--private").status == 2


def test_the_evenings_line_keeps_a_reflection(run: Run) -> None:
    """The result with what the rep wrote."""
    run("today", "--reflect", "Asked better questions")

    assert run("today", "--evening").out.endswith("Asked better questions\n")


def test_a_block_is_started_looked_at_ended_and_listed(run: Run) -> None:
    """The same block in each command; a second one is refused while it runs."""
    started = run("block", "start", "--zone", "America/Chicago", "--minutes", "25", "--dials", "9", "--json").data
    assert run("block", "start").status != 0
    status = run("block", "status")
    assert status.out.startswith("Block of 25 minutes, 25m left: 0 of 9 dials")
    ended = run("block", "end", "--json").data
    assert (ended["block"]["id"], ended["made"]["dials"], ended["reached"]) == (started["block"]["id"], 0, False)

    assert "Chicago" in run("block", "list").out
    assert "Chicago" in run("stats").out
    assert "Chicago" in run("stats", "--range", "week").out
    assert run("stats", "--json").data["blocks"][-1]["block"]["id"] == started["block"]["id"]
    assert run("block", "end").status != 0
    assert run("block", "status").status != 0


def test_e_mails_that_are_due_are_listed_with_what_is_missing(run: Run) -> None:
    """Each as it would go; a lead is asked for otherwise."""
    data = run("email", "--due", "--json").data

    assert set(data) == {"due", "later"}
    assert run("email").status == 2
