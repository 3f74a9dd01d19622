"""Style sheets of the tests: parsed once a process, not once for every app that a test starts."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parse = Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}


def _remembered(sheet: Stylesheet, css: str, *place: Any, **named: Any) -> list[RuleSet]:
    """Rules of a text at its place under the sheet's variables: the same each time, and nothing changes them."""
    key = (css, place, tuple(named.items()), tuple(sheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, *place, **named)
    return _parsed[key]


parsed_once = patch.object(Stylesheet, "_parse_rules", _remembered)
"""A context in which a text is parsed once."""
