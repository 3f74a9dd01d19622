"""The command line's grammar as data, read from the parsers themselves: for completion and the manual page."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module

from sdrdesk.cli.commands import COMMANDS
from sdrdesk.cli.parser import make_parser
from sdrdesk.dataclasses import dataclass

FILES = ("FILE", "PATH", "FOLDER", "DIR")
"""What a value is called that is a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """An option, or a word that stands alone."""

    flags: tuple[str, ...]
    """As it is typed; none for a word that stands alone."""
    value: str
    """What follows it, or it is called; "" for an option without a value."""
    choices: tuple[str, ...]
    """All that the value may be, where that is known."""
    told: str
    is_needed: bool
    """Whether the command does nothing without it."""
    is_many: bool
    """Whether it may be said of several."""

    @property
    def is_file(self) -> bool:
        """Whether its value is a file."""
        return any(self.value.endswith(one) for one in FILES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One command with everything that can be said to it."""

    name: str
    told: str
    words: tuple[Word, ...]

    @property
    def options(self) -> tuple[Word, ...]:
        """What begins with a dash."""
        return tuple(one for one in self.words if one.flags)


def commands() -> Iterator[Spoken]:
    """Every command, in the order of the help. Imports all their modules, so nobody but these two asks for it."""
    for name, command in COMMANDS.items():
        parser = make_parser(name, command.told)
        getattr(import_module(f"sdrdesk.cli.{command.module}"), f"{command.function}_options")(parser)
        yield Spoken(name=name, told=command.told, words=tuple(_words(parser)))


def _words(parser: argparse.ArgumentParser) -> Iterator[Word]:
    """Everything a parser takes, in its own order."""
    formatter = parser._get_formatter()
    for action in parser._actions:
        if action.help == argparse.SUPPRESS:
            continue
        metavar = action.metavar if isinstance(action.metavar, str) else " ".join(action.metavar or ())
        takes = action.nargs != 0
        choices = tuple(map(str, action.choices)) if action.choices is not None else ()
        yield Word(
            flags=tuple(action.option_strings),
            value=(metavar or ("|".join(choices) if choices else action.dest.upper())) if takes else "",
            choices=choices,
            told=formatter._expand_help(action) if action.help else "",
            is_needed=action.required and action.nargs != "*",
            is_many=action.nargs in ("*", "+"),
        )
