"""Signing in on the command line, what is remembered, and how nobody gets round it."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sdrdesk import paths
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.desk.people import passwords
from tests.cli.conftest import Ran, Run

GOOD, OTHER = "seven grey herons", "nine quiet owls"

Typed = Callable[..., Ran]


@pytest.fixture
def typed(run: Run, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Runs a command that reads passwords from its standard input; hashes cost little."""
    monkeypatch.setattr(passwords, "TIME_COST", 1)
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "LANES", 1)

    def type_(*words: str, lines: str = "", rep: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        return run(*words, rep=rep)

    return type_


def code(ran: Ran) -> str:
    """The word of a refusal that was printed with --json."""
    assert ran.status == ExitCode.REFUSED, ran
    return str(ran.data["error"]["code"])


def test_a_password_guards_every_command(typed: Typed) -> None:
    """Once set, `--rep`, the variable and the settings name somebody in vain; the own session stays signed in."""
    assert typed("team", "password", lines=f"{GOOD}\n", rep="nora").status == ExitCode.OK
    assert typed("whoami", "--json", rep="nora").data["session_until"]
    assert typed("team", "--json", rep="nora").data[-1]["login"]
    paths.session_file().unlink()

    assert code(typed("stats", "--team", "--json", rep="nora")) == "sign_in"
    assert code(typed("assign", "--from", "jon", "--to", "maya", "--json", rep="nora")) == "sign_in"
    paths.config_file().write_text('rep = "nora"\n')
    assert code(typed("queue", "--json", rep="nora")) == "sign_in"


def test_a_variable_makes_nobody_a_manager(typed: Typed, bare: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SDRDESK_REP and the settings file pick a seat, and a seat with a password stays empty."""
    typed("team", "password", lines=f"{GOOD}\n", rep="nora")
    paths.session_file().unlink()
    monkeypatch.setenv("SDRDESK_REP", "nora")
    assert code(bare("certification", "--json", "--db", str(db))) == "sign_in"
    monkeypatch.delenv("SDRDESK_REP")
    paths.config_file().write_text('rep = "nora"\nrole = "manager"\n')
    assert "no setting" in bare("queue", "--db", str(db)).err
    paths.config_file().write_text('rep = "nora"\n')
    assert code(bare("queue", "--json", "--db", str(db))) == "sign_in"
    monkeypatch.setenv("SDRDESK_USER", "nora")
    paths.config_file().unlink()
    assert bare("whoami", "--json", "--db", str(db), "--rep", "maya").data["role"] == "rep"


def test_signing_in_and_out(typed: Typed, bare: Run, db: Path) -> None:
    """A session is remembered in a file of one's own, says who sits down, and ends."""
    typed("team", "password", lines=f"{GOOD}\n", rep="maya")
    paths.session_file().unlink()
    assert code(typed("sign-in", "maya", "--json", lines="wrong\n")) == "wrong_password"
    signed = typed("sign-in", "maya", "--json", lines=f"{GOOD}\n")

    assert signed.data["login"] == "maya"
    assert paths.session_file().stat().st_mode & 0o777 == 0o600
    assert GOOD not in paths.session_file().read_text()
    assert bare("whoami", "--json", "--db", str(db)).data["login"] == "maya"
    token = paths.session_file().read_text()
    assert bare("sign-out", "--db", str(db)).status == ExitCode.OK
    assert bare("sign-out", "--db", str(db)).status == ExitCode.NOTHING
    paths.session_file().write_text(token)
    assert code(typed("queue", "--json", rep="maya")) == "sign_in"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_session_file_that_others_can_read_is_not_believed(typed: Typed, mode: int) -> None:
    """Copied with the wrong mode it signs nobody in, and the reason is told; signing in mends it."""
    typed("team", "password", lines=f"{GOOD}\n", rep="maya")
    paths.session_file().chmod(mode)
    ran = typed("queue", "--json", rep="maya")

    assert code(ran) == "sign_in"
    assert "others may read it" in ran.err
    assert typed("sign-in", "maya", lines=f"{GOOD}\n").status == ExitCode.OK
    assert typed("queue", rep="maya").status == ExitCode.OK


def test_a_session_file_that_is_a_link_is_not_believed(typed: Typed, tmp_path: Path) -> None:
    """A link may lead to what somebody else wrote."""
    typed("team", "password", lines=f"{GOOD}\n", rep="maya")
    elsewhere = tmp_path / "elsewhere.json"
    os.replace(paths.session_file(), elsewhere)
    paths.session_file().symlink_to(elsewhere)

    assert code(typed("queue", "--json", rep="maya")) == "sign_in"


def test_a_new_password_ends_the_sessions_before(typed: Typed) -> None:
    """A token that was copied is worth nothing after the password was changed."""
    typed("team", "password", lines=f"{GOOD}\n", rep="maya")
    copied = paths.session_file().read_text()
    assert code(typed("team", "password", "--json", lines=f"wrong\n{OTHER}\n", rep="maya")) == "wrong_password"
    assert typed("team", "password", lines=f"{GOOD}\n{OTHER}\n", rep="maya").status == ExitCode.OK
    assert typed("queue", rep="maya").status == ExitCode.OK
    paths.session_file().write_text(copied)

    assert code(typed("queue", "--json", rep="maya")) == "sign_in"


def test_no_moment_of_ones_own_shortens_a_wait(typed: Typed) -> None:
    """`--at` moves the desk, not the clock of passwords."""
    typed("team", "password", lines=f"{GOOD}\n", rep="maya")
    for _ in range(3):
        typed("sign-in", "maya", lines="wrong\n")
    late = typed("sign-in", "maya", "--at", "2031-01-01T00:00Z", "--json", lines=f"{GOOD}\n")

    assert code(late) == "throttled"
    assert late.data["error"]["until"]


def test_roles_and_leaving(typed: Typed) -> None:
    """A manager makes managers and parts with members; a rep does neither."""
    assert code(typed("team", "role", "maya", "manager", "--json", rep="maya")) == "manager_only"
    assert typed("team", "role", "jon", "manager", rep="nora").out == "Jon Petrossi is a manager now\n"
    assert "open lead" in typed("team", "leave", "maya", "--json", rep="jon").data["told"]
    assert typed("queue", rep="maya").status == ExitCode.NOT_FOUND
    for words in (["role"], ["role", "jon"], ["leave"]):
        assert typed("team", *words, rep="nora").status == ExitCode.BAD_INPUT
    assert typed("team", "password", rep="jon").status == ExitCode.BAD_INPUT


def test_a_keyring_is_used_where_there_is_one(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token goes to the operating system's keyring, and the file says only that it is there."""
    ring: dict[tuple[str, str], str] = {}
    module = ModuleType("keyring")
    module.__spec__ = __import__("importlib.machinery").machinery.ModuleSpec("keyring", None)
    module.set_password = lambda service, name, token: ring.update({(service, name): token})  # type: ignore[attr-defined]
    module.get_password = lambda service, name: ring.get((service, name))  # type: ignore[attr-defined]
    module.delete_password = lambda service, name: ring.pop((service, name))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)
    typed("team", "password", lines=f"{GOOD}\n", rep="maya")

    assert list(json.loads(paths.session_file().read_text()).values()) == ["keyring"]
    assert typed("queue", rep="maya").status == ExitCode.OK
    assert typed("sign-out").status == ExitCode.OK
    assert ring == {}


def test_the_audit_is_printed(typed: Typed) -> None:
    """`audit` has a readable line for each entry, and its filters; nothing found is a status of its own."""
    typed("team", "password", lines=f"{GOOD}\n", rep="nora")
    typed("team", "role", "jon", "manager", rep="nora")
    (line,) = typed("audit", "--what", "role", rep="nora").out.splitlines()

    assert line.endswith("Nora Weisskamp (manager, cli)  role changed  Jon Petrossi is a manager now"), line
    assert typed("audit", "--json", "--by", "nora", "--what", "role", rep="nora").data[0]["front"] == "cli"
    assert typed("audit", "--by", "nora", "--what", "no such thing", rep="nora").status == ExitCode.NOTHING
    assert typed("audit", "--since", "soon", rep="nora").status == ExitCode.BAD_INPUT
    assert code(typed("audit", "--by", "nora", "--json", rep="maya")) == "not_yours"
