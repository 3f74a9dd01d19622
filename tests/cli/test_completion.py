"""Completion and the manual page: made of the same parsers, tried in real shells."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sdrdesk.cli import completion, grammar, manual
from sdrdesk.cli.commands import COMMANDS
from sdrdesk.cli.exit_codes import ExitCode
from tests.cli.conftest import AT, Run

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def spoken() -> tuple[grammar.Spoken, ...]:
    """Every command."""
    return tuple(grammar.commands())


@pytest.fixture
def scripts(tmp_path: Path, spoken: tuple[grammar.Spoken, ...], db: Path) -> Path:
    """A folder with the scripts and a `sdrdesk` that works on a seeded desk."""
    for name, made in (("bash", completion.bash), ("zsh", completion.zsh), ("fish", completion.fish)):
        (tmp_path / f"script.{name}").write_text(made(spoken), encoding="utf-8")
    program = tmp_path / "sdrdesk"
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m sdrdesk "$@" --db {db} --at {AT} --rep maya\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    return tmp_path


def in_bash(scripts: Path, line: str) -> list[str]:
    """What bash offers at the end of a line."""
    code = f"""
PATH={scripts}:$PATH
source {scripts}/script.bash
COMP_LINE={line!r}
read -ra COMP_WORDS <<< "$COMP_LINE"
[[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
way=$(complete -p sdrdesk); [[ $way == *'-F _sdrdesk sdrdesk' ]] || exit 9
_sdrdesk
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    ran = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True, cwd=scripts)
    assert ran.stderr == ""
    return ran.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("sdrdesk qu", ["queue", "quiz"]), ("sdrdesk queue --ta", ["--tab"]),
        ("sdrdesk queue --tab w", ["waiting"]), ("sdrdesk config k", ["keys"]),
        ("sdrdesk --rep ma", ["maya"]), ("sdrdesk queue --rep jo", ["jon"]),
        ("sdrdesk log someone no_a", ["no_answer"]), ("sdrdesk --db x.db sea", ["search"]),
        ("sdrdesk completion ba", ["bash"]),
    ],
)  # fmt: skip
def test_bash_completes(scripts: Path, line: str, offered: list[str]) -> None:
    """Commands, options, their values, the team's logins and the playbook's outcomes."""
    assert in_bash(scripts, line) == offered


def test_every_command_completes_its_options(scripts: Path, spoken: tuple[grammar.Spoken, ...]) -> None:
    """No option of any command is left out."""
    code = [f"source {scripts}/script.bash"]
    for one in spoken:
        code.append(f"COMP_WORDS=(sdrdesk {one.name} --); COMP_CWORD=2; _sdrdesk; echo {one.name} ${{COMPREPLY[@]}}")
    ran = subprocess.run(["bash", "-c", "\n".join(code)], capture_output=True, text=True, check=True, cwd=scripts)
    offered = {line.split()[0]: set(line.split()[1:]) for line in ran.stdout.splitlines()}

    assert list(offered) == list(COMMANDS)
    for one in spoken:
        assert offered[one.name] == {flag for word in one.options for flag in word.flags if flag.startswith("--")}


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh on this machine")
def test_zsh_completes(scripts: Path) -> None:
    """In a real zsh, with what it would offer printed instead of shown."""
    code = f"""
PATH={scripts}:$PATH
compdef() {{ : }}
compadd() {{ shift; print -l -- "$@" }}
_describe() {{ print -l -- "${{(@P)2}}" }}
_files() {{ print files }}
source {scripts}/script.zsh
try() {{ words=("$@"); CURRENT=$#words; _sdrdesk }}
try sdrdesk queue --tab ''; print -- @@; try sdrdesk ''; print -- @@
try sdrdesk queue --; print -- @@; try sdrdesk --rep ''
print -- @@; try sdrdesk log someone ''
"""
    ran = subprocess.run(["zsh", "-f", "-c", code], capture_output=True, text=True, check=True, cwd=scripts)
    tabs, names, options, reps, outcomes = ran.stdout.split("@@\n")

    assert tabs.split() == ["ready", "waiting", "locked", "done"]
    assert [line.partition(":")[0] for line in names.splitlines()] == list(COMMANDS)
    assert any(line.startswith("--tab:") for line in options.splitlines())
    assert {"maya", "jon"} <= set(reps.split())
    assert "no_answer" in outcomes.split()


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish on this machine")
def test_fish_completes(scripts: Path) -> None:
    """In a real fish."""
    code = f"source {scripts}/script.fish; complete -C 'sdrdesk qu'; complete -C 'sdrdesk queue --tab w'"
    ran = subprocess.run(["fish", "-c", code], capture_output=True, text=True, check=True, cwd=scripts)

    assert [line.split()[0] for line in ran.stdout.splitlines()] == ["queue", "quiz", "waiting"]


def test_a_tab_prints_no_error(bare: Run, tmp_path: Path) -> None:
    """Where there is no desk there is nothing to offer, quietly."""
    ran = bare("completion", "reps", "--db", str(tmp_path / "none.db"))

    assert (ran.status, ran.out, ran.err) == (ExitCode.OK, "", "")


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_each_script_is_printed(bare: Run, shell: str) -> None:
    """`sdrdesk completion SHELL` prints the script."""
    ran = bare("completion", shell)

    assert ran.status == ExitCode.OK
    assert "sdrdesk" in ran.out.splitlines()[0]
    assert "meetings" in ran.out


def test_the_manual_page_is_current(spoken: tuple[grammar.Spoken, ...]) -> None:
    """The page in the project is what the parsers say today (`make docs`), and it names everything."""
    page = manual.page(spoken)

    assert (ROOT / "man" / "sdrdesk.1").read_text(encoding="utf-8") == page
    for one in spoken:
        assert f"\n.SS {one.name}\n".replace("-", r"\-") in page
        assert all(flag.replace("-", r"\-") in page for word in one.options for flag in word.flags)


@pytest.mark.skipif(shutil.which("man") is None, reason="no man on this machine")
def test_man_reads_the_page_without_a_warning() -> None:
    """Every line is roff that man understands."""
    command = ["man", "--warnings", "-l", "--encoding=UTF-8", str(ROOT / "man" / "sdrdesk.1")]
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env={"MANPAGER": "cat", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )

    assert ran.stderr == ""
    assert "EXIT STATUS" in ran.stdout
    assert "--tab" in ran.stdout
