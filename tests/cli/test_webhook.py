"""Outgoing webhooks from the shell: destinations, the test message, dead letters."""

from __future__ import annotations

import socket

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run


@pytest.fixture
def manager(run: Run) -> str:
    """The login of the demo team's manager."""
    return next(str(rep["login"]) for rep in run("team", "--json").data if rep["role"] == "manager")


def test_a_destination_is_added_listed_and_removed(run: Run, manager: str) -> None:
    """Adding prints the secret once; the list shows neither it nor the path of the address."""
    url = "https://crm.example.com/hooks/T0-SECRET-PATH"
    added = run("webhook", "add", url, "--events", "meeting", "lead.ended", "--json", rep=manager)
    listed, plain = run("webhook", "--json", rep=manager), run("webhook", rep=manager)
    removed = run("webhook", "remove", "crm-example-com", rep=manager)

    assert added.data["secret"].startswith("whsec_")
    assert (listed.data[0]["destination"], listed.data[0]["host"]) == ("crm-example-com", "https://crm.example.com")
    assert {"meeting.held", "lead.ended"} <= set(listed.data[0]["events"])
    assert "SECRET" not in listed.out + plain.out
    assert added.data["secret"] not in listed.out + plain.out
    assert removed.status == ExitCode.OK
    assert run("webhook", rep=manager).status == ExitCode.NOTHING


def test_what_cannot_be_sent_to_is_refused(run: Run, manager: str) -> None:
    """In clear, inside a network, by nobody who may: each is told why."""
    inside = run("webhook", "add", "https://169.254.169.254/latest", rep=manager)
    clear = run("webhook", "add", "http://crm.example.com/", rep=manager)
    rep = run("webhook", "add", "https://crm.example.com/")

    assert (inside.status, clear.status, rep.status) == (ExitCode.BAD_INPUT, ExitCode.BAD_INPUT, ExitCode.REFUSED)
    assert "inside a network" in inside.err
    assert "https" in clear.err


def test_a_test_message_that_does_not_arrive_says_why(run: Run, manager: str) -> None:
    """Nobody listens: it waits for its next try, and the exit status tells."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run("webhook", "add", f"http://127.0.0.1:{port}/", "--local", "--name", "crm", rep=manager)
    tested = run("webhook", "test", "crm", "--json", rep=manager)
    plain = run("webhook", "dead", rep=manager)

    assert tested.status == ExitCode.REFUSED
    assert tested.data["is_sent"] is False
    assert plain.status == ExitCode.NOTHING
