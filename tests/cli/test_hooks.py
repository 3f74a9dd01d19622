"""Webhooks from the shell: sources, secrets, and the inbox of what was posted."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.webhook import Post
from tests.cli.conftest import Run


@pytest.fixture
def manager(run: Run) -> str:
    """The login of the demo team's manager."""
    return next(str(rep["login"]) for rep in run("team", "--json").data if rep["role"] == "manager")


def posted(db: Path, manager: str, body: dict[str, str]) -> str:
    """A post that came in; its id."""
    from datetime import UTC, datetime

    from sdrdesk.build import open_desk
    from sdrdesk.clock import FixedClock

    at = datetime(2026, 11, 20, 16, 42, tzinfo=UTC)
    desk: Desk = open_desk(db, FixedClock(at), manager)
    post = Post(source="site", message_id=json.dumps(body), body=json.dumps(body).encode(), received_at=at)
    (receipt,) = desk.inbox.receive([post])
    desk.close()
    return receipt.id


def test_a_source_is_added_listed_and_removed(run: Run, manager: str) -> None:
    """Adding prints the secret once; the list never does."""
    added = run("hooks", "add", "site", "--kind", "json", "--map", "who.mail=email", "--json", rep=manager)
    listed = run("hooks", "--json", rep=manager)
    plain = run("hooks", rep=manager)
    removed = run("hooks", "remove", "site", rep=manager)

    assert added.data["secret"].startswith("whsec_")
    assert listed.data[0]["mapping"] == {"who.mail": "email"}
    assert added.data["secret"] not in listed.out + plain.out
    assert removed.status == ExitCode.OK
    assert run("hooks", "--json", rep=manager).data == []


def test_a_senders_own_secret_comes_by_stdin(run: Run, manager: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """HubSpot's client secret is typed or piped, never an argument, and never printed back."""
    monkeypatch.setattr("sys.stdin", io.StringIO("the-client-secret-of-hubspot\n"))
    added = run("hooks", "add", "hub", "--kind", "hubspot", "--secret", "-", "--json", rep=manager)
    refused = run("hooks", "secret", "hub", "--secret", "the-client-secret-of-hubspot", rep=manager)

    assert "secret" not in added.data
    assert "the-client-secret" not in added.out + added.err
    assert refused.status == ExitCode.BAD_INPUT


def test_secrets_rotate(run: Run, manager: str) -> None:
    """A new secret is printed; two count until the older one is retired."""
    run("hooks", "add", "site", "--kind", "standard", rep=manager)

    rotated = run("hooks", "secret", "site", "--json", rep=manager)
    retired = run("hooks", "secret", "site", "--retire", "--json", rep=manager)

    assert rotated.data["secrets"] == 2
    assert rotated.data["secret"].startswith("whsec_")
    assert retired.data["secrets"] == 1


def test_dead_letters_are_shown_and_tried_again(run: Run, db: Path, manager: str) -> None:
    """The inbox lists what is dead with its reason, shows it, and takes it once the source knows more."""
    run("hooks", "add", "site", "--kind", "json", "--offer", "demo-request", rep=manager)
    post = posted(db, manager, {"reach": "ann@acme.example.com", "full name": "Ann Lee"})

    listed = run("inbox", rep=manager)
    shown = run("inbox", "show", post[-8:], "--json", rep=manager)
    still = run("inbox", "replay", "--all", rep=manager)
    run("hooks", "add", "site", "--kind", "json", "--offer", "demo-request", "--map", "reach=email", rep=manager)
    taken = run("inbox", "replay", post[-8:], "--json", rep=manager)

    assert "neither an e-mail address nor a phone number" in listed.out
    assert json.loads(shown.data[0]["body"])["reach"] == "ann@acme.example.com"
    assert still.status == ExitCode.REFUSED
    assert taken.status == ExitCode.OK
    assert taken.data[0]["state"] == "taken"
    assert "Ann Lee" in run("search", "Ann Lee", rep=manager).out
    assert run("inbox", "replay", "--all", rep=manager).status == ExitCode.NOTHING


def test_posts_can_be_forgotten(run: Run, db: Path, manager: str) -> None:
    """A dropped post is gone from the list of what waits, and its text is gone."""
    run("hooks", "add", "site", "--kind", "json", rep=manager)
    post = posted(db, manager, {"junk": "buy my pills"})

    dropped = run("inbox", "drop", post, rep=manager)

    assert dropped.status == ExitCode.OK
    assert run("inbox", "--json", rep=manager).data == []
    assert "pills" not in run("inbox", "show", post, rep=manager).out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("hooks", "add"), ExitCode.BAD_INPUT),
        (("hooks", "add", "x"), ExitCode.BAD_INPUT),
        (("hooks", "remove", "x"), ExitCode.NOT_FOUND),
        (("inbox", "show"), ExitCode.BAD_INPUT),
        (("inbox", "show", "abcdef"), ExitCode.NOT_FOUND),
        (("serve", "--port", "99999"), ExitCode.BAD_INPUT),
        (("serve", "--rate", "0"), ExitCode.BAD_INPUT),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, manager: str, words: tuple[str, ...], status: ExitCode) -> None:
    """Each refusal has its status and a cure."""
    ran = run(*words, rep=manager)

    assert ran.status == status
    assert ran.err.startswith("sdrdesk: ")


def test_a_rep_may_not_add_sources(run: Run) -> None:
    """Who can post leads is a manager's to say."""
    assert run("hooks", "add", "x", "--kind", "json").status == ExitCode.REFUSED
