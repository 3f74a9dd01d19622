"""Finding a command, and saying what went wrong in a way that people and scripts can use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sdrdesk import __version__
from sdrdesk.cli import queue
from sdrdesk.cli.commands import COMMANDS
from sdrdesk.cli.exit_codes import MEANINGS, ExitCode, name_of, status_of
from sdrdesk.cli.main import main
from sdrdesk.errors import BadInput, DeskError, NotFound, Refused, StoreError
from tests.cli.conftest import AT, Run

HEAVY = ("sqlalchemy", "sqlmodel", "alembic", "pydantic", "textual", "rich", "phonenumbers", "holidays", "dateutil")
"""What no one-shot command may load; together they cost half a second."""


def test_the_version_is_printed(bare: Run) -> None:
    """`--version` prints name and version."""
    assert bare("--version").out == f"sdrdesk {__version__}\n"


@pytest.mark.parametrize("words", [["--help"], ["help"], ["-h"]])
def test_help_lists_every_command(bare: Run, words: list[str]) -> None:
    """Help names every command and the global options."""
    ran = bare(*words)

    assert ran.status == ExitCode.OK
    assert all(f"  {name} " in ran.out for name in COMMANDS)
    assert "--at TIME" in ran.out


@pytest.mark.parametrize("name", list(COMMANDS))
def test_each_command_has_help(bare: Run, name: str) -> None:
    """Every command explains itself, with the global options."""
    ran = bare("help", name)

    assert ran.status == ExitCode.OK
    assert COMMANDS[name].told in ran.out
    assert "--db PATH" in ran.out


def test_exit_statuses_are_documented(bare: Run) -> None:
    """`help exit-codes` lists every status with its meaning."""
    ran = bare("help", "exit-codes", "--json")

    assert ran.data == {str(int(code)): MEANINGS[code] for code in ExitCode}


def test_help_on_nothing_known_is_refused(bare: Run) -> None:
    """Help on a command that is none says so."""
    assert bare("help", "lgo").status == ExitCode.BAD_INPUT


def test_a_slip_is_told_the_nearest_command(bare: Run) -> None:
    """A command that does not exist names the nearest one; nothing goes to stdout."""
    ran = bare("lgo", "x")

    assert (ran.status, ran.out) == (ExitCode.BAD_INPUT, "")
    assert ran.err == 'sdrdesk: There is no command "lgo". Did you mean: sdrdesk log?\n'


def test_an_error_is_an_object_too(bare: Run) -> None:
    """With --json the reason stands on stderr and as an object on stdout."""
    ran = bare("queue", "--tab", "foo", "--json")

    assert ran.status == ExitCode.BAD_INPUT
    assert set(ran.data["error"]) == {"code", "title", "message", "hint"}
    assert ran.data["error"]["code"] == "bad_input"
    assert "invalid choice" in ran.err


def test_global_options_stand_anywhere(bare: Run, db: Path) -> None:
    """Global options may come before the command as well as after it."""
    before = bare("--db", str(db), "--at", AT, "--json", "--rep", "maya", "queue", "--limit", "3")
    after = bare("queue", "--limit", "3", "--json", f"--db={db}", "--at", AT, "--rep", "maya")

    assert before.status == ExitCode.OK
    assert before.data == after.data


def test_variables_name_the_desk(bare: Run, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SDRDESK_DB and SDRDESK_REP stand in for the options."""
    monkeypatch.setenv("SDRDESK_DB", str(db))
    monkeypatch.setenv("SDRDESK_REP", "jon")

    assert bare("stats", "--json").data["rep"] == "jon"


def test_a_time_without_a_zone_is_utc_and_says_so(bare: Run, db: Path) -> None:
    """--at without a zone is UTC, and that is said."""
    words = ("queue", "--json", "--db", str(db), "--rep", "maya")
    told, plain = bare(*words, "--at", "2026-11-20T16:42"), bare(*words, "--at", AT)

    assert told.data == plain.data
    assert "taken as UTC" in told.err
    assert plain.err == ""


def test_a_time_that_is_none_is_refused(run: Run) -> None:
    """--at that is no time is bad input."""
    ran = run("queue", at="yesterday")

    assert ran.status == ExitCode.BAD_INPUT
    assert '--at "yesterday" is not a time' in ran.err


@pytest.mark.parametrize("at", ["0001-01-01T00:00Z", "9999-12-31T23:59:59Z"])
def test_the_ends_of_the_calendar_are_no_moment(run: Run, at: str) -> None:
    """--at and a range so far off that the day before or after cannot be counted are bad input, not a fault."""
    ran = run("queue", at=at)
    assert ran.status == ExitCode.BAD_INPUT
    assert "is not a time" in ran.err
    ran = run("stats", "--range", f"{at[:10]}..{at[:10]}")
    assert ran.status == ExitCode.BAD_INPUT
    assert "is no range of days" in ran.err


def test_a_missing_desk_is_named(bare: Run, tmp_path: Path) -> None:
    """A command on a file that is not there says so, and how to start; no file is made."""
    ran = bare("queue", "--db", str(tmp_path / "none.db"))

    assert ran.status == ExitCode.NOT_FOUND
    assert "sdrdesk demo" in ran.err
    assert list(tmp_path.glob("none*")) == []


def test_a_first_start_explains_itself(bare: Run) -> None:
    """`sdrdesk` without a desk explains demo and init."""
    ran = bare()

    assert (ran.status, ran.out) == (ExitCode.NOT_FOUND, "")
    assert "sdrdesk demo" in ran.err
    assert "sdrdesk init" in ran.err


def test_the_screen_needs_a_terminal(run: Run) -> None:
    """`sdrdesk` without a terminal names the commands for scripts."""
    ran = run()

    assert ran.status == ExitCode.BAD_INPUT
    assert "needs a terminal" in ran.err


def test_who_sits_down_must_be_known(bare: Run, db: Path, run: Run) -> None:
    """In a team of several the rep must be named, and be one of them."""
    unnamed = bare("queue", "--db", str(db))

    assert unnamed.status == ExitCode.NOT_FOUND
    assert "Give --rep LOGIN" in unnamed.err
    assert run("queue", rep="zoe").status == ExitCode.NOT_FOUND


def test_a_file_that_is_no_desk_is_a_store_error(bare: Run, tmp_path: Path) -> None:
    """A file of something else is left alone and named."""
    file = tmp_path / "notes.db"
    file.write_text("not a database, just notes " * 40)

    ran = bare("queue", "--db", str(file), "--json")

    assert ran.status == ExitCode.STORE
    assert ran.data["error"]["code"] == "store"
    assert file.read_text().startswith("not a database")


def test_a_folder_that_may_not_be_looked_into_is_named(db: Path) -> None:
    """Whoever lost the right to the desk's folder reads which file it is, and that it is no fault of ours."""
    command = [sys.executable, "-m", "sdrdesk", "queue", "--db", str(db), "--rep", "maya"]
    if os.geteuid() == 0:  # root may look anywhere, unless it gives that up
        tool = shutil.which("setpriv")
        if tool is None:
            pytest.skip("there is no setpriv here, and root may look anywhere")
        command = [tool, "--bounding-set=-dac_override,-dac_read_search", "--", *command]
    mode = db.parent.stat().st_mode
    db.parent.chmod(0)
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        db.parent.chmod(mode)

    assert ran.returncode == ExitCode.STORE
    assert ran.stderr == f"sdrdesk: Cannot read {db}. Permission denied. Check the path and its rights.\n"


def test_a_fault_of_ours_is_owned(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error nobody foresaw ends with status 1, the traceback on stderr and an object on stdout."""

    def fail(_shell: object) -> int:
        raise ZeroDivisionError("\x1b[31mboom")

    monkeypatch.setattr(queue, "queue", fail)
    ran = run("queue", "--json")

    assert ran.status == ExitCode.UNEXPECTED
    assert ran.data["error"]["code"] == "unexpected"
    assert "ZeroDivisionError: boom" in ran.err
    assert "Traceback" in ran.err


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends a command with 130 and no traceback."""

    def interrupt(_shell: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("sdrdesk.cli.config.explain", interrupt)

    assert main(["help"]) == 130


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (BadInput("x"), 2, "bad_input"),
        (Refused("x", code="locked"), 3, "locked"),
        (NotFound("x"), 4, "not_found"),
        (StoreError("x"), 5, "store"),
        (DeskError("x"), 1, "unexpected"),
    ],
)
def test_each_kind_of_error_has_its_status(error: DeskError, status: int, name: str) -> None:
    """Each kind of error ends with its own status and steady name."""
    assert (status_of(error), name_of(error)) == (status, name)


@pytest.mark.parametrize(
    "words",
    [
        ["queue", "--json"],
        ["queue", "--tab", "waiting", "--explain"],
        ["next"],
        ["search", "halyard"],
        ["stats"],
        ["log", "Ana Souza-Whitfield", "no_answer", "--json"],
        ["log", "Ana Souza-Whitfield", "call_back", "--callback", "mon 3pm"],
        ["undo"],
    ],
)
def test_a_short_command_loads_nothing_heavy(words: list[str], db: Path) -> None:
    """A command that runs a hundred times a day imports neither the ORM, the screen nor the parsers."""
    words = [*words, "--db", str(db), "--rep", "maya", "--at", AT]
    code = (
        "import sys, json; from sdrdesk.cli.main import main; status = main(json.loads(sys.argv[1]));"
        f"print(status, [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(words)],
        capture_output=True,
        text=True,
        env=dict(os.environ),
        check=True,
    )

    assert done.stderr.splitlines()[-1] == "0 []", done.stderr


def test_the_version_imports_nothing() -> None:
    """`--version` loads no module of ours but the entry."""
    code = (
        "import sys; from sdrdesk.cli.main import main; main(['--version']);"
        "print(sorted(name for name in sys.modules if name.startswith('sdrdesk') or name == 'argparse'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "['sdrdesk', 'sdrdesk.cli', 'sdrdesk.cli.main', 'sdrdesk.typing']"


def test_a_reader_that_leaves_is_no_fault(db: Path) -> None:
    """`sdrdesk queue | head -0` ends quietly."""
    read, write = os.pipe()
    os.close(read)
    words = [sys.executable, "-m", "sdrdesk", "queue", "--db", str(db), "--rep", "maya", "--at", AT]
    done = subprocess.run(words, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)

    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
