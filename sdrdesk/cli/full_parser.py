"""The command line as argparse reads it: for help, for complaints, and for words that are not plain (parser.py)."""

from __future__ import annotations

import argparse
import os
from typing import NoReturn

from sdrdesk.errors import BadInput

STDOUT = 1
"""The file that results go to."""

# argparse asks for a translation of its every word, in folders by the locale's name; ours and its are English.
vars(argparse)["_"] = str


class FullParser(argparse.ArgumentParser):
    """An argument parser whose complaints are ours: title, reason, cure."""

    def __init__(self, command: str, told: str) -> None:
        """A parser for one command."""
        super().__init__(
            prog=f"sdrdesk {command}".strip(), description=told, allow_abbrev=False, formatter_class=_Formatter
        )

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
