"""The command line: finds the command, runs it, words what went wrong, and gives the exit status."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from sdrdesk import __version__
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.cli.shell import Shell


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status of the command in `argv`, by default the one the user typed."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words in (["--version"], ["-V"]):
        # Before anything is imported: scripts ask this often.
        print(f"sdrdesk {__version__}")
        return 0
    try:
        status = _run(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _drop_stdout()
        return 0
    return status


def _run(words: list[str]) -> int:
    """Run the command; whatever goes wrong is said and becomes a status."""
    from argparse import Namespace

    from sdrdesk.cli.exit_codes import ExitCode, status_of
    from sdrdesk.cli.shell import Shell
    from sdrdesk.errors import DeskError, StoreError

    shell = Shell(Namespace(json="--json" in words, db=None, at=None, rep=None))
    try:
        run, shell = _understood(words, shell)
        return int(run(shell))
    except DeskError as error:
        shell.refuse(error)
        return int(status_of(error))
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except SystemExit as done:  # argparse has printed its help
        return int(done.code or 0)
    except Exception as error:  # noqa: BLE001 - the last resort of the shell front
        if isinstance(error, PermissionError) and error.filename:  # a folder that may not even be looked into
            told = StoreError(f"Cannot read {error.filename}", str(error.strerror), "Check the path and its rights")
            shell.refuse(told)
            return int(status_of(told))
        _apologise(shell, error)
        return int(ExitCode.UNEXPECTED)
    finally:
        shell.close()


def _understood(words: list[str], shell: Shell) -> tuple[Callable[[Shell], int], Shell]:
    """The command's function, and the shell with its options; BadInput for a command nobody knows."""
    from importlib import import_module

    from sdrdesk.cli.commands import COMMANDS, overview
    from sdrdesk.cli.parser import make_parser, split
    from sdrdesk.cli.shell import Shell as FullShell

    word, rest = split(words)
    if not word and {"-h", "--help"} & set(rest):
        shell.answer(overview(), overview())
        raise SystemExit(0)
    if word and word not in COMMANDS:
        raise _unknown(word, list(COMMANDS))
    command = COMMANDS[word or "desk"]
    module = import_module(f"sdrdesk.cli.{command.module}")
    parser = make_parser(word, command.told)
    getattr(module, f"{command.function}_options")(parser)
    run: Callable[[Shell], int] = getattr(module, command.function)
    return run, FullShell(parser.parse_args(rest))


def _unknown(word: str, known: list[str]) -> Exception:
    import difflib

    from sdrdesk.errors import BadInput
    from sdrdesk.text import clean

    near = difflib.get_close_matches(word, known, n=1)
    cure = f"Did you mean: sdrdesk {near[0]}?" if near else "See: sdrdesk help"
    return BadInput(f'There is no command "{clean(word)}"', hint=cure)


def _apologise(shell: Shell, error: Exception) -> None:
    """Say that this was our fault, with what a report needs."""
    import traceback

    from sdrdesk.errors import DeskError

    shell.tell(*traceback.format_exception(error))
    shell.refuse(
        DeskError(f"{type(error).__name__}: {error}", "This is a fault of sdrdesk", "Report it with the above")
    )


def _drop_stdout() -> None:
    """Forget what is left to print: whoever read it has gone (`sdrdesk queue | head`)."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
