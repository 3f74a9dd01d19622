"""Reading the desk from the shell: the same order, words and facts as on the screen."""

from __future__ import annotations

from datetime import datetime

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run

PROMISED = (
    "position", "lead_id", "name", "company", "offer_kind", "offer", "state", "tier", "grade", "due_at", "answer_by",
    "opens_at", "why",
)  # fmt: skip
"""What scripts may count on."""


@pytest.mark.parametrize("tab", ["ready", "waiting", "locked", "done"])
def test_each_tab_is_a_list_in_its_order(run: Run, tab: str) -> None:
    """Every tab is a list of objects numbered from 1, each with what scripts count on, times with a zone."""
    rows = run("queue", "--tab", tab, "--json", "--limit", "500").data

    assert rows
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert set(PROMISED) <= set(row)
        assert row["state"] == tab
        assert row["why"]
        for name in ("due_at", "answer_by", "opens_at", "converted_at", "local_time"):
            assert row[name] is None or datetime.fromisoformat(row[name]).tzinfo is not None


def test_ready_stands_in_the_order_of_the_rules(run: Run) -> None:
    """Ready goes by band, then grade, then its minute."""
    rows = run("queue", "--json", "--limit", "500").data

    order = [
        (row["band"], row["grade"] if row["band"] > 1 else "", row["due_at" if row["band"] == 0 else "answer_by"])
        for row in rows
    ]
    assert order == sorted(order)
    assert rows[0]["promised"]


def test_locked_leads_say_by_what(run: Run) -> None:
    """A locked lead names the offer whose quiz opens it."""
    rows = run("queue", "--tab", "locked", "--json").data

    assert all(row["locked_by"] == row["offer"] for row in rows)


def test_the_limit_holds_and_is_told(run: Run) -> None:
    """--limit cuts the list, and stderr says how many more there are."""
    all_rows, few = run("queue", "--json", "--limit", "500").data, run("queue", "--limit", "2")

    assert len(few.out.splitlines()) == 3
    assert f"{len(all_rows) - 2} more leads" in few.err


@pytest.mark.parametrize("limit", ["0", "-1", "x", "100001"])
def test_a_limit_is_a_number(run: Run, limit: str) -> None:
    """A limit that is no sensible number is refused."""
    assert run("queue", f"--limit={limit}").status == ExitCode.BAD_INPUT


def test_the_table_explains(run: Run) -> None:
    """--explain puts the rule that moved each lead below it; counts are talk, not result."""
    plain, explained = run("queue"), run("queue", "--explain")

    assert plain.out.split("\n")[0].split()[:4] == ["N", "WHEN", "KIND", "NAME"]
    assert "You promised to call back at" in explained.out
    assert len(explained.out.splitlines()) == 2 * len(plain.out.splitlines()) - 1
    assert "ready" in plain.err
    assert "ready" not in plain.out


def test_the_table_names_leads_as_commands_take_them(run: Run) -> None:
    """The last column names a lead well enough for `show`."""
    first = run("queue", "--limit", "1").out.splitlines()[1].split()[-1]
    lead = run("queue", "--limit", "1", "--json").data[0]

    assert run("show", first, "--json").data["lead_id"] == lead["lead_id"]


def test_at_night_nobody_is_ready(run: Run) -> None:
    """Outside every prospect's hours the queue is empty, which is no error, and `next` has nothing to do."""
    night = "2026-11-22T03:00:00Z"
    empty, nothing = run("queue", at=night), run("next", at=night)

    assert (empty.status, empty.out) == (ExitCode.OK, "")
    assert "Nobody is ready. See: sdrdesk queue --tab waiting" in empty.err
    assert run("queue", "--json", at=night).data == []
    assert nothing.status == ExitCode.NOTHING
    assert "Nobody is ready" in nothing.err
    assert run("next", "--json", at=night).data is None
    assert "Nothing is done today" in run("queue", "--tab", "done", at="2026-11-29T12:00:00Z").err


def test_waiting_says_when_it_opens(run: Run) -> None:
    """A waiting lead says when it becomes ready, or that its zone is unknown."""
    rows = run("queue", "--tab", "waiting", "--json", "--limit", "500").data

    assert any(row["opens_at"] for row in rows)
    assert all("opens" in row["why"] or "unknown" in row["why"] or "colleague" in row["why"] for row in rows)


def test_next_is_the_first_of_ready(run: Run) -> None:
    """`next` shows the brief of the first ready lead, the same as `show`."""
    first = run("queue", "--json", "--limit", "1").data[0]

    assert run("next", "--json").data == run("show", first["lead_id"], "--json").data
    assert run("next", "--json").data["name"] == first["name"]


def test_a_brief_answers_the_reps_questions(run: Run) -> None:
    """The brief says who, where, why now, which offer, how to open, what to ask next and what was."""
    out = run("next").out
    data = run("next", "--json").data

    for title in (
        "Why now:",
        "Offer:",
        "How to open:",
        "How to ask:",
        "Ask next:",
        "What they did:",
        "History:",
        "Also there:",
    ):
        assert title in out
    assert data["why"] in out
    assert data["phone"] in out
    assert data["owner"] == "Maya Chen-Alvarado"
    assert {"approach", "path", "ladder", "questions", "history", "colleagues", "score", "offer_card"} <= set(data)
    assert [one["about"] for one in data["variants"]] == ["opening", "ask"]
    assert all(f"{one['label']}: {one['text']}" in out for one in data["variants"])


def test_a_lead_is_found_by_name(run: Run) -> None:
    """A lead may be named by its full name, whatever the case and accents."""
    assert run("show", "helene lariviere", "--json").data["company"] == "Lac Vert Literie"


def test_a_lead_nobody_knows_is_not_found(run: Run) -> None:
    """A lead that is not there ends with its own status and the way to look it up."""
    ran = run("show", "Nobody At All", "--json")

    assert ran.status == ExitCode.NOT_FOUND
    assert ran.data["error"]["code"] == "not_found"
    assert "sdrdesk search" in ran.err


def test_a_colleagues_lead_is_refused(run: Run) -> None:
    """Another rep's lead is refused, with the reason."""
    theirs = run("queue", "--json", "--limit", "1", rep="jon").data[0]["lead_id"]
    ran = run("show", theirs, "--json")

    assert ran.status == ExitCode.REFUSED
    assert ran.data["error"]["code"] == "not_yours"
    assert run("show", theirs, rep="nora").status == ExitCode.OK


def test_a_search_looks_everywhere(run: Run) -> None:
    """A search finds by company and says who has the lead; finding nobody is no error."""
    found = run("search", "halyard", "--json").data

    assert {"Ana Souza-Whitfield"} <= {one["name"] for one in found}
    assert "Halyard & Finch" in run("search", "halyard").out
    nobody = run("search", "zzzz")
    assert (nobody.status, nobody.out) == (ExitCode.OK, "")
    assert "No lead" in nobody.err


def test_the_day_is_counted_against_its_goals(run: Run) -> None:
    """`stats` gives the day's calls against the goals, and goes up with a log."""
    before = run("stats", "--json").data
    run("log", "Ana Souza-Whitfield", "no_answer")
    after = run("stats", "--json").data

    assert after["dials"] == before["dials"] + 1
    assert after["counts"]["ready"] == before["counts"]["ready"] - 1
    assert str(after["goal_dials"]) in run("stats").out
