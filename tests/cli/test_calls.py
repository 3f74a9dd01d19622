"""Logging from the shell follows the same rules as the screen, and says what follows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.desk.calls.calling import Calling
from sdrdesk.desk.values import Logged
from tests.cli.conftest import Run

ANA = "Ana Souza-Whitfield"
ID = "0193aaaabbbb7cccdddd0123456789ab"


def test_a_log_prints_the_activity_and_the_next_touch(run: Run) -> None:
    """A log gives the activity and the touch that follows, and moves the lead."""
    ran = run("log", ANA, "no_answer", "--note", "rang\nout", "--seconds", "24", "--json")

    activity, touch = ran.data["activity"], ran.data["next_touch"]
    assert (activity["name"], activity["outcome"], activity["seconds"]) == (ANA, "no_answer", 24)
    assert activity["note"] == "rang\nout"
    assert (touch["channel"], touch["promised"]) == ("call", False)
    assert ran.data["stage"] == "open"
    assert ran.data["told"] in run("log", "f865b9ed", "no-answer").out or ran.data["told"]
    assert ANA not in [row["name"] for row in run("queue", "--json", "--limit", "500").data]
    assert run("show", ANA, "--json").data["history"][0]["note"] == "rang\nout"


def test_the_outcome_may_be_written_as_it_is_said(run: Run) -> None:
    """Dashes, blanks and capitals in an outcome do not matter."""
    assert run("log", ANA, "No answer").out.startswith("No answer: Ana Souza-Whitfield\nNext: ")


def test_a_call_back_is_at_their_time_and_echoed(run: Run) -> None:
    """A promised time is read on the prospect's clock, echoed on both, and heads the queue at its minute."""
    ran = run("log", ANA, "call_back", "--callback", "mon 3pm", "--json")

    assert ran.data["next_touch"]["due_at"] == "2026-11-23T21:00:00+00:00"
    assert ran.data["next_touch"]["promised"] is True
    assert ran.err == "Mon 23 Nov 15:00 in Chicago, 16:00 for you\n"
    first = run("queue", "--json", at="2026-11-23T21:00:00Z").data
    assert ANA in [row["name"] for row in first if row["promised"]]


def test_a_time_may_be_exact(run: Run) -> None:
    """A script may give an ISO time with a zone."""
    ran = run("log", ANA, "call_back", "--callback", "2026-11-23T21:15:00Z", "--json")

    assert ran.data["activity"]["callback_at"] == "2026-11-23T21:15:00+00:00"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["call_back"], "--callback"),
        (["call_back", "--callback", "thursdayish"], "is not a time"),
        (["meeting_booked"], "--meeting"),
        (["disqualified"], "--reason"),
        (["disqualified", "--reason", "ugly"], "none of them"),
        (["no_answer", "--yes", "moon"], "moon"),
        (["no_answer", "--seconds", "-5"], "between 0 seconds and a day"),
        (["no_anser"], 'Did you mean "no_answer"?'),
        (["no_answer", "--id", "xyz"], "32 hex digits"),
    ],
)
def test_what_is_missing_is_asked_for(run: Run, words: list[str], said: str) -> None:
    """An outcome without what it needs is bad input, names what, and writes nothing."""
    before = run("stats", "--json").data
    ran = run("log", ANA, *words)

    assert (ran.status, ran.out) == (ExitCode.BAD_INPUT, "")
    assert said in ran.err
    assert run("stats", "--json").data == before


def test_a_locked_lead_is_refused_whoever_asks(run: Run) -> None:
    """A lead whose quiz is not passed cannot be logged from the shell either."""
    lead = run("queue", "--tab", "locked", "--json").data[0]
    ran = run("log", lead["lead_id"], "no_answer", "--json")

    assert ran.status == ExitCode.REFUSED
    assert ran.data["error"]["code"] == "locked"
    assert ran.data["error"]["hint"]
    assert ran.data["error"]["title"] in ran.err


def test_the_same_log_again_changes_nothing(run: Run) -> None:
    """A log repeated under the same id gives the first answer and writes nothing."""
    first = run("log", ANA, "no_answer", "--id", ID, "--json").data
    again = run("log", ANA, "no_answer", "--id", ID.upper(), "--json").data

    assert first["activity"]["id"] == again["activity"]["id"] == ID
    assert (first["activity"]["repeated"], again["activity"]["repeated"]) == (False, True)
    assert again["next_touch"] == first["next_touch"]
    assert "in the book already" in run("log", ANA, "no_answer", "--id", ID).out


def test_a_meeting_may_lie_outside_calling_hours(run: Run) -> None:
    """A meeting is kept at the minute that was agreed, even in the evening."""
    ran = run("log", ANA, "meeting_booked", "--meeting", "tue 20:30", "--with", "Nora", "--json")

    assert ran.data["stage"] == "open"
    assert ran.data["next_touch"]["why"] == "confirm"
    assert ran.data["activity"]["meeting_at"] == "2026-11-25T02:30:00+00:00"


@pytest.fixture
def _with_invitation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that hands out invitations, whatever is in them."""
    log = Calling.log

    def logged(self: Calling, *words: Any, **options: Any) -> Logged:
        return replace(log(self, *words, **options), invite="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")

    monkeypatch.setattr(Calling, "log", logged)


@pytest.mark.usefixtures("_with_invitation")
def test_an_invitation_is_saved_where_asked(run: Run, tmp_path: Path) -> None:
    """A booked meeting's invitation is written to --invite, and a script has it in the JSON."""
    file = tmp_path / "meeting.ics"
    ran = run("log", ANA, "meeting_booked", "--meeting", "tue 10:30", "--invite", str(file), "--json")

    assert ran.status == ExitCode.OK
    assert f"Invitation: {file}" in ran.err
    assert file.read_bytes().decode() == ran.data["invite"]


@pytest.mark.usefixtures("_with_invitation")
def test_a_person_finds_the_invitation_in_the_downloads(run: Run) -> None:
    """Without --invite the file goes where a person looks for it; a script gets the text alone."""
    downloads = Path.home() / "Downloads"
    downloads.mkdir()
    ran = run("log", ANA, "meeting_booked", "--meeting", "tue 10:30")

    (file,) = downloads.iterdir()
    assert f"Invitation: {file}" in ran.err
    run("undo")
    run("log", ANA, "meeting_booked", "--meeting", "tue 10:30", "--json")
    assert list(downloads.iterdir()) == [file]


@pytest.mark.usefixtures("_with_invitation")
def test_an_invitation_that_cannot_be_saved_loses_no_log(run: Run, tmp_path: Path) -> None:
    """When the file cannot be written the meeting is booked all the same, and that is said."""
    ran = run("log", ANA, "meeting_booked", "--meeting", "tue 10:30", "--invite", str(tmp_path / "no" / "m.ics"))

    assert ran.status == ExitCode.OK
    assert "was not saved" in ran.err
    assert "Meeting booked" in run("show", ANA, "--json").data["why"]


def test_undo_goes_back_step_by_step(run: Run) -> None:
    """`undo` takes the last log back, again and again, over commands."""
    before = run("queue", "--json").data
    run("log", ANA, "no_answer")
    run("log", "Priya Ramanathan", "voicemail")

    assert run("undo", "--json").data["name"] == "Priya Ramanathan"
    assert ANA in run("undo").out
    assert run("queue", "--json").data == before


def test_nothing_to_undo_has_its_own_status(run: Run) -> None:
    """With no log of one's own left, `undo` says so."""
    ran = run("undo", rep="nora")

    assert (ran.status, ran.out) == (ExitCode.NOTHING, "")
    assert "no log of yours" in ran.err


def test_a_snooze_moves_into_calling_hours(run: Run) -> None:
    """A snooze to a Saturday is moved to the next opening, and says so."""
    ran = run("snooze", ANA, "tomorrow", "9:00")

    assert ran.out == "Snoozed until Mon 23 Nov 08:00 in Chicago, 09:00 for you (moved into calling hours)\n"
    assert run("snooze", ANA, "+3d", "--json").data["next_touch"]["why"] == "snoozed"


def test_an_ended_lead_cannot_be_snoozed(run: Run) -> None:
    """A lead without a next touch cannot be put off."""
    run("log", ANA, "bad_timing")

    assert run("snooze", ANA, "+1d").status == ExitCode.REFUSED


def test_undo_by_id_is_done_once(run: Run) -> None:
    """A script that names the log it takes back may run again: the second time nothing more is taken back."""
    logged = run("log", ANA, "busy", "--json").data["activity"]["id"]
    first, again = run("undo", "--id", logged, "--json").data, run("undo", "--id", logged, "--json").data

    assert (first["activity_id"], first["repeated"], again["repeated"]) == (logged, False, True)
