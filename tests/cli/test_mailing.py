"""E-mails from the shell: read as they would go, logged, settled."""

from __future__ import annotations

from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import Run


def test_the_email_of_a_lead_is_printed_and_an_answer_logged(run: Run) -> None:
    """Recipient, subject, text and what is missing, also as JSON; without a server --send says what to set."""
    lead = run("queue", "--json").data[0]["lead_id"]
    ran = run("email", lead, "--json")
    assert ran.status == ExitCode.OK
    assert "@" in ran.data["to"]
    assert ran.data["body"].startswith("Hello ")
    assert run("email", lead, "--text", "Mine").out.splitlines()[-1] == "Mine"

    refused = run("email", lead, "--send")
    assert refused.status == ExitCode.BAD_INPUT
    assert "smtp_host" in refused.err
    assert run("email", lead, "--not-sent").status == ExitCode.BAD_INPUT
    assert run("email", lead, "--list", "--json").data == []
    assert run("email", lead, "--replied", "--json").data["activity"]["outcome"] == "replied"
