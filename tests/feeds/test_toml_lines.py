"""Finding the line of a key in a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path as File
from typing import Any

import pytest

from sdrdesk.feeds.toml_lines import Path, line_of, toml_lines

SHIPPED = File(__file__).parents[2] / "data/playbook.toml"
TEXT = '''a = 1
b.c = """x
[y] = 1
"""
[t]  # [not.this]
k = [ # a = 1
  { x = 1, y = [1,
     2] },
  3.5, "s.t = [",
]
z = {}
"q.q" = 08:15:00
[[l]]
a = 1
[[l]]
a = 2
[l.sub]
e = 2
[[l.m]]
f = \'\'\'
\'\'\'
[ sp . "x" ]
k = { d.e = {}, f = 2 }
'''
LINES: dict[Path, int] = {
    ("a",): 1,
    ("b", "c"): 2,
    ("t",): 5,
    ("t", "k"): 6,
    ("t", "k", 0, "x"): 7,
    ("t", "k", 0, "y", 0): 7,
    ("t", "k", 0, "y", 1): 8,
    ("t", "k", 1): 9,
    ("t", "k", 2): 9,
    ("t", "z"): 11,
    ("t", "q.q"): 12,
    ("l", 0, "a"): 14,
    ("l", 1, "a"): 16,
    ("l", 1, "sub", "e"): 18,
    ("l", 1, "m", 0, "f"): 20,
    ("sp", "x", "k", "d", "e"): 23,
    ("sp", "x", "k", "f"): 23,
}


@pytest.mark.parametrize("path", LINES)
def test_finds_the_line_of_a_key(path: Path) -> None:
    """Strings and comments that look like TOML do not mislead."""
    assert toml_lines(TEXT)[path] == LINES[path]


def test_knows_every_place_of_the_shipped_playbook() -> None:
    """No value is without a line."""
    text = SHIPPED.read_text(encoding="utf-8")

    assert _paths((), tomllib.loads(text)) <= set(toml_lines(text))
    assert _paths((), tomllib.loads(TEXT)) <= set(toml_lines(TEXT))


def test_what_is_missing_is_looked_for_in_its_table() -> None:
    """A key that is not there has the line of the table it belongs in, or the first."""
    lines = toml_lines(TEXT)

    assert line_of(lines, ("t", "nothing", 3)) == 5
    assert line_of(lines, ("nothing",)) == 1


def _paths(path: Path, value: Any) -> set[Path]:
    """The path of everything in plain data."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = {path} if path else set()
    return found.union(*(_paths((*path, key), item) for key, item in items))
