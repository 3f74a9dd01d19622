"""What a command line means: plain words are read as argparse reads them, and everything else by argparse."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sdrdesk.cli.commands import COMMANDS
from sdrdesk.cli.parser import Parser, make_parser
from sdrdesk.errors import BadInput

VALUES = ("ready", "call", "3", "2.5", "start", "a=b", "0" * 32, "x y", "", "-", "-3", "--", "-h", "--json=yes")
"""Words of every sort; those with a dash in front are what argparse alone knows."""


def parser_of(command: str) -> Parser:
    """What a command takes."""
    one = COMMANDS[command]
    parser = make_parser(command, one.told)
    getattr(import_module(f"sdrdesk.cli.{one.module}"), f"{one.function}_options")(parser)
    return parser


PARSERS = {name: parser_of(name) for name in COMMANDS}


def flags(command: str) -> list[str]:
    """Every option of a command."""
    return [flag for action in PARSERS[command].full()._actions for flag in action.option_strings if flag != "--help"]


@settings(max_examples=1000, deadline=None)
@given(data=some.data())
def test_plain_words_mean_what_argparse_says(data: some.DataObject) -> None:
    """Whatever is read without argparse is what argparse makes of the same words."""
    command = data.draw(some.sampled_from(list(COMMANDS)))
    word = some.sampled_from([*flags(command), *VALUES])
    words = data.draw(some.lists(word, max_size=6))
    found = PARSERS[command].plainly(words)

    assert found is None or found == PARSERS[command].full().parse_args(words, SimpleNamespace())


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("next", ["--db", "a.db", "--rep", "maya", "--json"]),
        ("stats", ["--range", "week", "--at", "2026-11-24T16:42:00+00:00"]),
        ("log", ["b1142124", "no_answer", "--note", "rang out", "--seconds", "30"]),
        ("queue", ["--tab", "waiting", "--limit", "3"]),
    ],
)
def test_what_scripts_write_is_plain(command: str, words: list[str]) -> None:
    """The words that scripts write all day are read without importing argparse."""
    assert PARSERS[command].plainly(words) is not None


@pytest.mark.parametrize(
    ("command", "words", "said"),
    [
        ("queue", ["--tab", "lost"], "invalid choice: 'lost'"),
        ("queue", ["--limit", "none"], "a number from 1 to 100000"),
        ("log", ["b1142124"], "the following arguments are required: OUTCOME"),
        ("next", ["--for", "me"], "unrecognized arguments: --for"),
        ("next", ["--db"], "expected one argument"),
        ("add", ["Ann"], "the following arguments are required: --offer"),
    ],
)
def test_what_is_wrong_is_worded(command: str, words: list[str], said: str) -> None:
    """A word that does not fit is refused with what would."""
    with pytest.raises(BadInput, match=said):
        PARSERS[command].parse_args(words)
