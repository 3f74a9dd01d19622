"""The command line's grammar: one small parser for each command, built only when it is used (all at once: 20 ms)."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from sdrdesk.errors import BadInput
from sdrdesk.typing import NoReturn

STDOUT = 1
"""The file that results go to."""
TAKING_VALUES = ("--db", "--at", "--rep")
"""Global options followed by a value."""


# argparse asks for a translation of its every word, in folders by the locale's name; ours and its are English.
vars(argparse)["_"] = str


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are ours: title, reason, cure."""

    def error(self, message: str) -> NoReturn:
        """Complain as every other refusal does."""
        raise BadInput(f"{self.prog}: {message}", hint=f"See: {self.prog} --help")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal, asked without `shutil`, which every added option would import."""

    def __init__(self, prog: str) -> None:
        """Help for `prog`."""
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    """The width of the terminal; 80 where there is none."""
    try:
        return int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size(STDOUT).columns
    except (ValueError, OSError):
        return 80


def make_parser(command: str, told: str) -> Parser:
    """A parser for one command, with the options that every command has."""
    parser = Parser(
        prog=f"sdrdesk {command}".strip(), description=told, allow_abbrev=False,
        formatter_class=_Formatter,
    )  # fmt: skip
    group = parser.add_argument_group("on every command")
    group.add_argument(
        "--db",
        metavar="PATH",
        help="the database: a file, or postgresql://... (SDRDESK_DB; default: a file of ours)",
    )
    group.add_argument("--at", metavar="TIME", help="act as if it were this moment, as in 2026-11-21T15:42-06:00")
    group.add_argument(
        "--rep", metavar="LOGIN", help="who sits at the desk (SDRDESK_REP; default: the team's only rep)"
    )
    group.add_argument("--json", action="store_true", help="print JSON; an error is {error: {code, title, ...}}")
    return parser


def split(words: Sequence[str]) -> tuple[str, list[str]]:
    """The command among the words, "" if there is none, and the other words."""
    at = 0
    while at < len(words):
        if words[at] in TAKING_VALUES:
            at += 2
        elif words[at].startswith("-"):
            at += 1
        else:
            return words[at], [*words[:at], *words[at + 1 :]]
    return "", list(words)
