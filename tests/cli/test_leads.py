"""Leads typed by hand, in the shell."""

from __future__ import annotations

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run

NEW = (
    "add", "Rosa Linden", "--company", "Linden & Sons", "--email", "rosa@linden.example", "--phone", "+1 312 555 0199",
    "--offer", "demo-request", "--people", "80",
)  # fmt: skip


def test_an_added_lead_is_ready(run: Run) -> None:
    """A lead added by hand stands where its offer puts it, at once."""
    added = run(*NEW, "--json").data

    assert (added["name"], added["state"], added["tier"], added["zone"]) == (
        "Rosa Linden",
        "ready",
        1,
        "America/Chicago",
    )
    assert added["lead_id"] in [row["lead_id"] for row in run("queue", "--json", "--limit", "500").data]
    assert run("search", "linden").out.count("Rosa") == 1


def test_adding_says_where_it_stands(run: Run) -> None:
    """The plain answer names the lead and why it stands there."""
    out = run(*NEW).out

    assert out.startswith("Added: Rosa Linden, lead ")
    assert "Now: Demo requested" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "Rosa", "--offer", "moon", "--email", "a@b.example"], 'No offer "moon"'),
        (["add", "Rosa", "--offer", "demo-request"], "e-mail address or a phone number"),
        (["add", "Rosa"], "--offer"),
        (["add", "Rosa", "--offer", "demo-request", "--phone", "12"], "12"),
        (
            ["add", "Rosa", "--offer", "demo-request", "--email", "a@b.example", "--people", "many"],
            "a number of people",
        ),
        (["edit", "Ana Souza-Whitfield"], "Nothing was said to change"),
        (["edit", "Ana Souza-Whitfield", "--zone", "Mars/Base"], "Mars/Base"),
    ],
)
def test_what_cannot_be_used_is_named(run: Run, words: list[str], said: str) -> None:
    """A field that cannot be used is bad input, and named."""
    ran = run(*words)

    assert ran.status == ExitCode.BAD_INPUT
    assert said in ran.err


def test_an_edit_changes_what_was_given(run: Run) -> None:
    """An edit changes the fields that were given and keeps the others; the clock follows the zone."""
    before = run("show", "Ana Souza-Whitfield", "--json").data
    after = run("edit", "Ana Souza-Whitfield", "--zone", "America/Denver", "--title", "Chief", "--json").data

    assert (after["zone"], after["title"]) == ("America/Denver", "Chief")
    assert {name: after[name] for name in ("name", "company", "email", "phone")} == {
        name: before[name] for name in ("name", "company", "email", "phone")
    }
    assert after["local_time"].startswith("2026-11-20T09:42")


def test_nothing_typed_acts_on_the_terminal(run: Run) -> None:
    """Escapes, controls and bidi marks in a name neither reach the store nor the terminal."""
    name = "Eve\x1b]52;c;eA==\x07 \u202eMallory\x1b[2J"
    ran = run(
        "add", name, "--company", "A\x9b2J\nB", "--email", "eve@mallory.example", "--offer", "demo-request", "--json"
    )

    assert ran.data["name"] == "Eve Mallory"
    shown = run("show", ran.data["lead_id"]).out + run("queue").out + run("search", "mallory").out
    assert not set(shown) & set("\x1b\x07\x9b\u202e\r")
