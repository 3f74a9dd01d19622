"""The law and the suppression lists from the shell."""

from __future__ import annotations

from pathlib import Path

from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run


def test_the_law_of_a_place_is_shown_with_its_day(run: Run) -> None:
    """`law show US-FL` names windows, limits, register, exemption and source; with --json the same as data."""
    text = run("law", "show", "us-fl").out
    for words in (
        "checked 1 Nov 2026",
        "08:00-20:00",
        "3 in 24 h",
        "National Do Not Call",
        "3 months after an inquiry",
    ):
        assert words in text, words
    data = run("law", "show", "US-FL", "--json").data
    assert (data["version"], data["calls_per_day"], data["opt_out_days"]) == ("2026-11-01", 3, 10)
    assert any(one["region"] == "US-OK" for one in run("law", "--json").data)
    assert run("law", "show", "Florida").status == ExitCode.BAD_INPUT


def test_a_list_is_imported_looked_up_and_counted(run: Run, tmp_path: Path) -> None:
    """Import, check, list, add and the requests; bad rows are told and do not stop the rest."""
    path = tmp_path / "stop.txt"
    path.write_text("+12125550100\nnonsense\n", encoding="utf-8")
    loaded = run("suppress", "import", str(path), "--kind", "phone", "--json", rep="nora")
    assert (loaded.data["added"], loaded.data["bad"], loaded.status) == (1, 1, ExitCode.OK)
    assert "line 2, phone" in loaded.err
    assert 'suppression list "stop"' in run("suppress", "check", "+1 212 555 0100").out
    assert run("suppress", "check", "+12125550101").out == "On no list\n"
    assert "stop" in run("suppress").out
    assert run("suppress", "add", "someone@example.com", "--reason", "by phone").status == ExitCode.OK
    assert any(one["name"] == "added by hand (email)" for one in run("law", "due", "--json").data)
    assert run("suppress", "add").status == ExitCode.BAD_INPUT


def test_the_brief_says_what_a_call_stands_on(run: Run) -> None:
    """`law basis` is shown by `show`, in words and as data."""
    lead = run("queue", "--json").data[0]["lead_id"]
    assert run("law", "basis", lead, "consent", "--text", "Yes, call me", "--on", "2026-11-02").status == ExitCode.OK
    assert run("show", lead, "--json").data["law"]["basis"] == "consent"
    assert "Basis: consent of" in (text := run("show", lead).out)
    assert '"Yes, call me"' in text


def test_a_person_is_looked_at_before_they_are_erased(run: Run, tmp_path: Path) -> None:
    """A dry run tells what would go; nobody is erased unasked; export writes the files; retain says what it keeps."""
    lead = run("queue", "--json").data[0]["lead_id"]
    assert run("privacy", "erase", lead, "--dry-run", rep="nora").out == "Nothing was erased.\n"
    assert run("privacy", "erase", lead, "--reason", "asked", rep="nora").status == ExitCode.BAD_INPUT
    assert run("privacy", "export", lead, rep="nora").status == ExitCode.BAD_INPUT
    assert run("privacy", "export", lead, "--out", str(tmp_path / "out"), rep="nora").status == ExitCode.OK
    assert (tmp_path / "out" / "person.txt").exists()
    assert run("privacy", "retain", rep="nora").out == "0 leads kept long enough. Nothing was erased.\n"
    assert run("privacy", "erase", lead, "--reason", "asked", "--yes", rep="nora").status == ExitCode.OK
    assert run("show", lead, "--json").data["name"] == "(erased)"
    assert run("privacy", "erase", lead, "--yes", rep="maya").status == ExitCode.REFUSED
