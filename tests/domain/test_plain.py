"""Plain data to dataclasses and back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.plain import build, plain, stored_playbook
from sdrdesk.domain.playbook import Channel, Playbook
from sdrdesk.domain.span import Span, SpanUnit, Window
from sdrdesk.feeds.playbook_file import read_playbook

SHIPPED = Path(__file__).parents[2] / "data/playbook.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A part of `Outer`."""

    span: Span
    share: float = 0.5
    at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """One of each kind of field that a playbook uses."""

    name: str
    on: date
    window: Window
    channel: Channel
    parts: tuple[Inner, ...] = ()
    by_name: Mapping[str, Inner] = field(default_factory=dict)
    one: Inner | None = None
    flag: bool = False
    counts: tuple[int, ...] = ()
    source: Mapping[str, int] = field(default_factory=dict, compare=False)


_minutes = st.times().map(lambda at: at.replace(second=0, microsecond=0))
_inner = st.builds(
    Inner,
    span=st.builds(Span, st.integers(0, 9999), st.sampled_from([SpanUnit.HOURS, SpanUnit.WORKING_DAYS])),
    share=st.floats(allow_nan=False, allow_infinity=False),
    at=st.none() | st.times(),
)
_outer = st.builds(
    Outer,
    name=st.text(),
    on=st.dates(),
    window=st.tuples(_minutes, _minutes).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Window(*pair)),
    channel=st.sampled_from(Channel),
    parts=st.lists(_inner, max_size=3).map(tuple),
    by_name=st.dictionaries(st.text(), _inner, max_size=3),
    one=st.none() | _inner,
    flag=st.booleans(),
    counts=st.lists(st.integers(), max_size=3).map(tuple),
)


@given(_outer)
def test_what_is_made_plain_is_built_again(value: Outer) -> None:
    """A value survives the way through JSON."""
    assert build(Outer, json.loads(json.dumps(plain(value)))) == value


def test_the_shipped_playbook_survives_the_store() -> None:
    """The desk starts from stored JSON with the very rules of the file."""
    playbook = read_playbook(SHIPPED)

    stored = stored_playbook(json.loads(json.dumps(playbook.raw)))

    assert stored == playbook
    assert stored.raw == playbook.raw
    assert build(Playbook, plain(playbook)) == playbook


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"span": "5 min", "spam": 1}, "Inner: unknown spam"),
        ({"share": 1.0}, "Inner: missing span"),
        ({"span": "soon"}, "is not a span"),
    ],
)
def test_says_which_key_is_wrong(data: dict[str, object], words: str) -> None:
    """A key too many or too few is never passed over."""
    with pytest.raises(ValueError, match=words):
        build(Inner, data)


def test_what_a_file_may_not_set_is_unknown() -> None:
    """A field that does not make a value equal to another comes from elsewhere, not from data."""
    data = {"name": "", "on": "2026-11-24", "window": "closed", "channel": "call", "source": {}}

    with pytest.raises(ValueError, match="unknown source"):
        build(Outer, data)


def test_a_whole_number_will_do_for_a_fraction() -> None:
    """A team may write a share as 1."""
    inner = build(Inner, {"span": "now", "share": 1})

    assert isinstance(inner.share, float)


def test_only_plain_things_become_plain() -> None:
    """What JSON cannot hold is refused rather than guessed at."""
    with pytest.raises(TypeError, match="object has no plain form"):
        plain(object())


def test_building_needs_no_pydantic() -> None:
    """The desk starts without paying for the validation library."""
    code = "import sys, sdrdesk.domain.plain; print([name for name in sys.modules if name.startswith('pydantic')])"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "[]"
