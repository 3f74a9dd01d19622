"""The figures from the shell: stats, metrics, reports, marketing, and what managers do about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run


def test_a_range_shows_the_funnel_with_its_rates(run: Run) -> None:
    """`stats --range` gives counts, rates with their counts, quota and speed; JSON holds the same."""
    ran = run("stats", "--range", "month")
    data = run("stats", "--range", "month", "--json").data

    assert f"{data['funnel']['dials']:,}" in ran.out
    assert "of the step before" in ran.out.lower()
    assert data["speed"]["urgent"]["in_sla"]["whole"] > 0
    assert data["quota"]["asked"] == 10


def test_the_team_is_for_managers(run: Run) -> None:
    """A manager gets a row for each rep and what needs them; a rep is refused."""
    assert run("stats", "--team").status == ExitCode.REFUSED
    data = run("stats", "--team", "--range", "month", "--sort", "dials", "--down", "--json", rep="nora").data
    dials = [row["funnel"]["dials"] for row in data["rows"]]

    assert dials == sorted(dials, reverse=True)
    assert len(data["rows"]) == 3
    assert "PROMISES" in run("stats", "--team", rep="nora").out
    assert run("stats", "--needs", rep="nora").out


def test_every_figure_can_show_its_rows(run: Run) -> None:
    """As many rows as the figure says."""
    made = run("stats", "--range", "month", "--json").data["funnel"]

    for key in ("dials", "connects", "booked", "held", "opportunities"):
        assert len(run("stats", "--range", "month", "--rows", key, "--json").data) == made[key]
    assert run("stats", "--rows", "luck").status == ExitCode.BAD_INPUT


def test_rows_are_narrowed_to_a_part_of_their_figure(run: Run) -> None:
    """`--only` gives the rows of a weekday, of a tier or of a campaign, which add up to all; what it cannot is said."""
    dials = run("stats", "--range", "month", "--rows", "connect_rate", "--json").data
    by_day = [
        run("stats", "--range", "month", "--rows", "connect_rate", "--only", f"weekday={day}", "--json").data
        for day in range(5)
    ]
    rows = run("marketing", "--json", rep="nora").data["rows"]
    first = rows[0]
    sent = run("marketing", "--rows", "received", "--only", f"campaign={first['key']}", "--json", rep="nora").data

    assert sorted(row["id"] for day in by_day for row in day) == sorted(row["id"] for row in dials)
    assert all(len(day) < len(dials) for day in by_day)
    assert len(sent) == first["received"] < sum(row["received"] for row in rows)
    for wrong in ("weekday", "shoes=3"):
        assert run("stats", "--rows", "connect_rate", "--only", wrong).status == ExitCode.BAD_INPUT
        assert run("marketing", "--rows", "received", "--only", wrong, rep="nora").status == ExitCode.BAD_INPUT


def test_calls_are_filtered(run: Run) -> None:
    """By outcome and by words; a manager's note stands beside the call."""
    calls = run("stats", "--calls", "--range", "month", "--outcome", "meeting_booked", "--json").data
    assert {call["outcome"] for call in calls} == {"meeting_booked"}
    ran = run("coach", calls[0]["activity_id"][-8:], "Well", "asked", rep="nora")

    assert ran.status == ExitCode.OK
    assert "Well asked" in run("stats", "--calls", "--range", "month", "--outcome", "meeting_booked").out
    assert run("take-back", rep="nora").out.startswith("Taken back: A note for")


def test_the_team_is_filtered_and_leads_are_looked_at_before_they_are_given(run: Run) -> None:
    """`stats --where`, `assign --list` and `--takers` give what the screen gives, and change nothing."""
    rows = run("stats", "--team", "--where", "locked > 0", "--json", rep="nora").data["rows"]
    late = run("assign", "--from", "aisha", "--late", "--list", "--json", rep="nora").data
    takers = run("assign", "--from", "aisha", "--late", "--takers", "--json", rep="nora").data

    assert {row["rep"]["login"] for row in rows} == {"aisha", "maya"}
    assert all(row["is_late"] for row in late["rows"])
    assert [taker["of"] for taker in takers] == [len(late["ids"])] * 2
    assert "Aisha" in run("assign", "--late", "--list", rep="nora").out


def test_meetings_are_listed(run: Run) -> None:
    """By page; a rep sees their own, a manager the team's."""
    own, held = run("meetings", "--json").data, run("meetings", "held", "--json").data
    assert 0 < len(held) < len(own) < len(run("meetings", "--json", rep="nora").data)
    assert {row["page"] for row in held} == {"held"}
    assert run("meetings", "soon").status == ExitCode.BAD_INPUT


def test_what_a_figure_means(run: Run) -> None:
    """`metrics` explains one figure or all of them."""
    assert "connects / dials" in run("metrics", "connect-rate").out
    assert len(run("metrics", "--json").data) > 20


@pytest.mark.parametrize("word", ["fortnight", "2026-13-01"])
def test_what_is_no_range_is_said(run: Run, word: str) -> None:
    """A range nobody knows names those that there are."""
    assert run("stats", "--range", word).status == ExitCode.BAD_INPUT


def test_the_report_is_one_page_for_its_owner_alone(run: Run, tmp_path: Path) -> None:
    """The page, the workbook and the CSV files are written; the page is private."""
    page, book, folder = tmp_path / "week.html", tmp_path / "week.xlsx", tmp_path / "tables"
    ran = run("report", "--week", "--out", str(page), "--xlsx", str(book), "--csv", str(folder), rep="nora")

    assert ran.status == ExitCode.OK
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert page.stat().st_mode & 0o077 == 0
    assert book.read_bytes()[:2] == b"PK"
    assert (folder / "reps.csv").exists()
    assert run("report", "--week", "--range", "month").status == ExitCode.BAD_INPUT
    assert run("report", "--out", "-").out.startswith("<!doctype html>")
    assert run("report", "--out", str(tmp_path / "no" / "x.html")).status == ExitCode.BAD_INPUT


def test_marketing_gets_its_leads_back(run: Run, tmp_path: Path) -> None:
    """By campaign with reasons, and the leads that went back as a file."""
    back = tmp_path / "back.csv"

    assert "Why disqualified" in run("marketing", "--by", "source", rep="nora").out
    assert run("marketing", "--returned", str(back), rep="nora").status == ExitCode.OK
    assert back.read_text("utf-8").startswith('"Email"')
    assert run("marketing").status == ExitCode.REFUSED


def test_leads_are_given_and_taken_back(run: Run) -> None:
    """By rule, to a named rep; an absence covers and gives back; goals are set."""
    moved = run("assign", "--from", "aisha", "--tier", "1", "--to", "jon", "--json", rep="nora").data

    assert moved["given"]
    assert run("take-back", rep="nora").status == ExitCode.OK
    assert run("absence", "begin", "aisha", "--until", "2026-11-27", rep="nora").status == ExitCode.OK
    assert "Aisha" in run("absence", rep="nora").out
    assert run("absence", "end", "aisha", rep="nora").status == ExitCode.OK
    assert "dials 31" in run("goals", "maya", "--dials", "31", rep="nora").out
    assert run("stats", "--json").data["goal_dials"] == 31
    assert run("goals", "maya", rep="nora").status == ExitCode.BAD_INPUT
    assert run("assign", rep="nora").status == ExitCode.BAD_INPUT


def test_a_meeting_is_closed_from_the_shell(run: Run) -> None:
    """Held, accepted, won: from the shell as from the desk; a CRM's file brings the same."""
    rows = run("stats", "--rows", "held", "--range", "month", "--json").data
    lead = rows[0]["lead_id"]
    run("opportunity", lead, "accepted", "--amount", "9,500")
    won = run("opportunity", lead, "won", "--amount", "$9,800.00", "--json").data

    assert (won["opportunity"]["state"], won["opportunity"]["amount"]) == ("won", 980_000)
    assert run("opportunity", lead, "refused").status in (ExitCode.OK, ExitCode.BAD_INPUT)
    assert run("meeting", lead, "held").status == ExitCode.REFUSED


def test_a_crm_file_is_loaded(run: Run, tmp_path: Path) -> None:
    """A file without a stage is refused; one with strangers only says so."""
    file = tmp_path / "deals.csv"
    file.write_text("email,amount\nx@example.org,5\n", encoding="utf-8")
    assert run("import-opportunities", str(file)).status == ExitCode.BAD_INPUT
    file.write_text("email,stage,amount\nx@nowhere.example,won,5\n", encoding="utf-8")

    assert "Not ours" in run("import-opportunities", str(file)).out


def test_the_doctor_recounts(run: Run) -> None:
    """A sound file is said to be one."""
    assert run("doctor", "--recount", rep="nora").out.startswith("ok ")
