"""Leads as JSON lines or lists are read like any other file."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdrdesk.domain.intake import Problem
from sdrdesk.errors import BadInput
from sdrdesk.feeds import json_table
from sdrdesk.feeds.table import Table
from sdrdesk.feeds.table_file import open_table

ANN: dict[str, Any] = {"name": "Ann", "email": "ann@example.com"}
BO: dict[str, Any] = {"email": "bo@example.com", "phone": 13125550142.0, "tags": ["a", "b"], "ok": True, "note": None}


def table(tmp_path: Path, content: str | bytes) -> Table:
    """The table in a file of that content."""
    path = tmp_path / "leads.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_table(path)


def lines(*objects: object) -> str:
    """JSON lines."""
    return "\n".join(json.dumps(one) for one in objects) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        lines(ANN, BO).encode(),
        lines(ANN, BO).encode("utf-8-sig"),
        lines(ANN, BO).encode("utf-16"),
        lines(ANN, BO).replace("\n", "\r\n\r\n").encode(),
        json.dumps([ANN, BO]).encode(),
        json.dumps([ANN, BO], indent=2).encode(),
        json.dumps({"total": 2, "results": [ANN, BO]}).encode(),
        json.dumps({"results": [ANN, BO]}, indent=1).encode(),
    ],
    ids=["lines", "bom", "utf-16", "blank lines", "list", "indented list", "wrapped", "indented wrapped"],
)
def test_objects_are_rows(tmp_path: Path, content: bytes) -> None:
    """Lines, a list, or a list inside an object: every object is a row, every key a column."""
    opened = table(tmp_path, content)

    assert opened.header == ("name", "email", "phone", "tags", "ok", "note")
    assert [row[1] for row in opened.rows() if not isinstance(row, Problem)] == [
        ["Ann", "ann@example.com", "", "", "", ""],
        ["", "bo@example.com", "13125550142", "a; b", "true", ""],
    ]


def test_the_line_of_each_object_is_known(tmp_path: Path) -> None:
    """A row of a list is named by the line it begins on, as in any other file."""
    opened = table(tmp_path, '[\n{"email": "a@x.example"},\n\n{"email":\n"b@x.example"}]')

    assert [row[0] for row in opened.rows() if not isinstance(row, Problem)] == [2, 4]


def test_inner_objects_become_columns(tmp_path: Path) -> None:
    """What a CRM's interface nests is named by its last word, or by its path where two would be alike."""
    opened = table(tmp_path, lines({"id": 1, "properties": {"email": "a@x.example"}, "a": {"n": "1"}, "b": {"n": "2"}}))

    assert opened.header == ("id", "email", "a.n", "b.n")


def test_form_answers_become_columns(tmp_path: Path) -> None:
    """The questions and answers of a Meta lead are its columns."""
    lead = {
        "id": "l:1",
        "field_data": [{"name": "email", "values": ["a@x.example"]}, {"name": "budget?", "values": ["9"]}],
    }
    for content in (lines(lead), lines(lead, lead), json.dumps({"data": [lead]})):
        opened = table(tmp_path, content)

        assert opened.header == ("id", "email", "budget?")
        first = next(iter(opened.rows()))
        assert not isinstance(first, Problem)
        assert first[1] == ["l:1", "a@x.example", "9"]


def test_a_bad_line_costs_no_other(tmp_path: Path) -> None:
    """A line that is no object is reported with its number, the rest is read."""
    opened = table(tmp_path, lines(ANN) + '{"name": "Cut\n"text"\n' + lines(BO))

    found = list(opened.rows())
    assert [one.row for one in found if isinstance(one, Problem)] == [2, 3]
    assert [one[0] for one in found if not isinstance(one, Problem)] == [1, 4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[{"email": "a@x.example"}, {"email": ', "broken JSON from line 1"),
        ('[{"email": "a@x.example"}', "broken JSON"),
        ("[]", "no objects"),
        ("{}", "no objects"),
        ("[[1, 2]]", "no objects"),
        ('[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]", "nested too deep"),
        (lines({f"k{at}": 1 for at in range(json_table.WIDEST + 1)}), "different keys"),
    ],
    ids=["cut", "open", "empty list", "empty", "lists", "deep", "wide"],
)
def test_what_is_no_list_of_leads_is_refused(tmp_path: Path, content: str, words: str) -> None:
    """A broken or empty file is refused in words, with the cure."""
    with pytest.raises(BadInput) as refusal:
        list(table(tmp_path, content).rows())

    assert words in str(refusal.value)
    assert refusal.value.hint


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.dictionaries(st.text(max_size=8), st.text(max_size=300), max_size=4), max_size=30), st.booleans())
def test_list_and_lines_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, objects: list[Any], indent: bool
) -> None:
    """However the pieces of a list fall, it holds what the same objects as lines hold."""
    monkeypatch.setattr(json_table, "_CHUNK", 64)
    found = []
    for content in (lines(*objects), json.dumps(objects, indent=1 if indent else None)):
        try:
            opened = table(tmp_path, content)
            found.append((opened.header, [row[1] for row in opened.rows() if not isinstance(row, Problem)]))
        except BadInput as refusal:
            found.append((("refused",), [[refusal.title[-10:]]]))
    if any(objects):
        assert found[0] == found[1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(max_size=200))
def test_no_text_raises_anything_but_words(tmp_path: Path, tail: str) -> None:
    """Whatever follows a brace, the rep reads why and what to do."""
    for start in ('{"', '[{"'):
        with contextlib.suppress(BadInput):
            list(table(tmp_path, (start + tail).encode("utf-8", "replace")).rows())
