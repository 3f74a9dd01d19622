"""The settings from the shell: which keys do what."""

from __future__ import annotations

import sys

from sdrdesk import paths
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.tui.keys import COMMANDS
from tests.cli.conftest import Run


def write(text: str) -> None:
    """The user's file with this text."""
    file = paths.config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_the_live_keys_are_listed(run: Run) -> None:
    """Every command with its keys, those of a preset and one's own marked as such; no screen is loaded for it."""
    write('keymap = "vim"\n[keys]\n"lead.snooze" = ["S", "f6"]\n')
    ran = run("config", "keys")

    assert ran.status == ExitCode.OK
    lines = {line.split()[0]: line for line in ran.out.splitlines()}
    assert set(lines) >= {one.id for one in COMMANDS}
    assert "S or f6" in lines["lead.snooze"]
    assert "yours" in lines["lead.snooze"]
    assert "vim" in lines["lead.offer"]
    assert run("config", "keys", "--json").data["lead.snooze"]["keys"] == ["S", "f6"]


def test_wrong_keys_are_named_with_their_line(bare: Run) -> None:
    """The shipped keys are listed, the fault goes to stderr, and the status says that there is one."""
    write('[keys]\n"lead.snoze" = "S"\n')
    ran = bare("config", "keys")

    assert ran.status == ExitCode.BAD_INPUT
    assert "line 2: no command is called lead.snoze; did you mean lead.snooze?" in ran.err
    assert str(paths.config_file()) in ran.err
    assert any(line.startswith("lead.snooze ") and " s " in line for line in ran.out.splitlines())


def test_listing_keys_loads_no_screen() -> None:
    """The keymap is data: asking for it costs no textual."""
    import subprocess

    code = "import sdrdesk.tui.keys_file, sys; print('textual' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout == "False\n"
