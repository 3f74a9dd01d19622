"""The rep's mail server: its password is never in the open, neither in a file nor on the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.desk.calls.mail_server import PASSWORD, server_of
from sdrdesk.errors import BadInput
from sdrdesk.settings import Settings, read_settings


def test_without_a_server_the_mail_program_sends() -> None:
    """No host, no server."""
    assert server_of(Settings(email="maya@desk.example"), {}) is None


def test_the_password_comes_from_a_file_of_ones_own_or_from_a_variable(tmp_path: Path) -> None:
    """A file that others can read is refused with the cure; the variable goes before it."""
    file = tmp_path / "password"
    file.write_text("secret\n", encoding="utf-8")
    settings = Settings(smtp_host="mail.example", smtp_user="maya@desk.example", smtp_password_file=str(file))
    file.chmod(0o644)
    with pytest.raises(BadInput) as told:
        server_of(settings, {})
    assert "chmod 600" in told.value.hint
    file.chmod(0o600)
    server = server_of(settings, {})

    assert server is not None
    assert (server.port, server.password, server.sender) == (587, "secret", "maya@desk.example")
    named = server_of(settings, {PASSWORD: "other"})
    assert named is not None
    assert named.password == "other"
    for missing in (Settings(smtp_host="mail.example", smtp_user="maya"), Settings(
        smtp_host="mail.example", smtp_user="maya", smtp_password_file=str(tmp_path / "none")
    )):  # fmt: skip
        with pytest.raises(BadInput):
            server_of(missing, {})


def test_nothing_goes_out_in_the_clear() -> None:
    """Without encryption only a server on this machine will do."""
    with pytest.raises(BadInput, match="unencrypted"):
        server_of(Settings(smtp_host="mail.example", smtp_security="none"), {})
    here = server_of(Settings(smtp_host="localhost", smtp_security="none", email="m@desk.example"), {})
    assert here is not None
    assert here.port == 25


@pytest.mark.parametrize(
    ("name", "value"),
    [("email", "maya"), ("smtp_port", "0"), ("smtp_security", "tls"), ("list_unsubscribe", "mailto:a>\r\nBcc: b")],
)
def test_a_setting_that_cannot_be_is_named(name: str, value: str) -> None:
    """Each says what it must be."""
    with pytest.raises(BadInput, match=name):
        read_settings({}, {f"SDRDESK_{name.upper()}": value})
