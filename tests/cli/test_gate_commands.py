"""The gate, the road and the certificates from the shell."""

from __future__ import annotations

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run


def locked_lead(run: Run) -> str:
    """One of Maya's locked leads."""
    return str(run("queue", "--tab", "locked", "--json").data[0]["lead_id"])


def test_locked_says_what_the_gate_costs(run: Run) -> None:
    """Per offer: how many leads, the oldest, the nearest answer-by, reading and quiz time, who could help."""
    (cost,) = run("locked", "--json").data

    assert (cost["key"], cost["locked"]["leads"], cost["holders"]) == ("roi-guide", 8, ["Jon Petrossi"])
    shown = run("locked").out
    assert "8 leads behind 1 of your quizzes. Next: sdrdesk quiz roi-guide" in shown
    assert run("locked", rep="jon").status == ExitCode.NOTHING


def test_a_manager_hands_leads_over(run: Run) -> None:
    """`--nearing` lists, `--hand-over` gives; reps are refused; the tick does what the playbook says."""
    nearing = run("locked", "--nearing", "--json", rep="nora").data
    lead = locked_lead(run)

    assert lead in {one["lead_id"] for one in nearing}
    assert run("locked", "--nearing").status == ExitCode.REFUSED
    given = run("locked", "--hand-over", lead, rep="nora")
    assert "to Jon Petrossi" in given.out
    assert run("show", lead, "--json", rep="jon").data["owner"] == "Jon Petrossi"
    assert run("locked", "--tick").status == ExitCode.NOTHING
    refused = run("locked", "--hand-over", locked_lead(run), "--to", "aisha", "--json", rep="nora")
    assert refused.data["error"]["code"] == "no_pass"


def test_a_manager_opens_a_lead(run: Run) -> None:
    """With a reason, and it is counted; without one, or as a rep, nothing is opened."""
    lead = locked_lead(run)
    assert run("unlock", lead, "--reason", "urgent").status == ExitCode.REFUSED
    assert run("unlock", lead, rep="nora").status == ExitCode.BAD_INPUT
    assert run("unlock", rep="nora").status == ExitCode.NOTHING
    assert run("log", lead, "no_answer").status == ExitCode.REFUSED
    opened = run("unlock", lead, "--reason", "They asked for today", rep="nora")

    assert "opened by you so far: 1" in opened.out
    assert run("log", lead, "no_answer").status == ExitCode.OK
    assert "They asked for today" in run("unlock", rep="nora").out


def test_a_road_in_plain_words(run: Run) -> None:
    """A new rep sees what comes next and when; a guide sees everybody's in a line."""
    road = run("onboarding", "--json", rep="aisha").data
    shown = run("onboarding", rep="aisha").out

    assert road["done"] == 5
    assert "month 2, opportunities asked: 5" in shown
    assert "0/3" not in shown
    assert len(run("onboarding", "--all", "--json", rep="nora").data) == 3
    assert run("onboarding", "--all").status == ExitCode.NOTHING
    assert run("onboarding", "aisha").status == ExitCode.REFUSED


def test_a_skill_is_signed_off_from_the_shell(run: Run) -> None:
    """Manager or mentor, a number for each line of the rubric."""
    words = ("onboarding", "aisha", "--sign-off", "story", "--scores", "3", "3", "2", "2", "3", "--note", "Well told")
    assert run(*words).status == ExitCode.REFUSED
    assert run("onboarding", "aisha", "--mentor", "maya", rep="nora").out.count("Maya") == 1

    assert "Tell a customer story: signed off, 87%" in run(*words).out
    assert "87% by Maya Chen-Alvarado: Well told" in run("onboarding", rep="aisha").out
    assert run("onboarding", "--sign-off", "story", rep="nora").status == ExitCode.BAD_INPUT
    assert run("onboarding", "aisha", "--mentor", "", rep="nora").status == ExitCode.OK


@pytest.mark.parametrize("words", [(), ("--items", "roi-guide"), ("--worth",)])
def test_certification_is_a_managers(run: Run, words: tuple[str, ...]) -> None:
    """The matrix, the questions, and what the gate is worth; each as a table and as an object."""
    assert run("certification", *words).status == ExitCode.REFUSED
    shown = run("certification", *words, rep="nora")

    assert shown.status == ExitCode.OK
    assert "roi" in shown.out
    assert run("certification", *words, "--json", rep="nora").data


def test_rates_carry_their_counts_and_intervals(run: Run) -> None:
    """No share without what it was counted from."""
    worth = run("certification", "--worth", "--json", rep="nora").data
    after = next(one["after"] for one in worth if one["offer"] == "speed-to-lead")

    assert set(after) == {"meetings", "contacts", "share", "low", "high"}
    assert after["low"] < after["share"] < after["high"]
