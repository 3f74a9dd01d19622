"""What is printed is plain, aligned and never acts on the terminal."""

from __future__ import annotations

import io
import json
from argparse import Namespace

import pytest

from sdrdesk.cli.shell import Shell, as_text, printable
from sdrdesk.cli.table import columns, cut, width
from sdrdesk.errors import BadInput, DeskError


def shell(*, is_json: bool = False) -> Shell:
    """A shell of no command."""
    return Shell(Namespace(json=is_json, db=None, at=None, rep=None))


def stream(encoding: str) -> io.TextIOWrapper:
    """A stream of one encoding."""
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


def test_lines_lose_what_acts_and_keep_their_indent() -> None:
    """Controls go, blanks in front stay."""
    assert printable("  a\x1b[2J\u202eb ") == "  ab "


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_json_is_json_in_any_encoding(encoding: str) -> None:
    """JSON can be encoded, read back as it was, and looked at."""
    data = {"name": "Zoë \u202e\x9b2J\x1b[31m 王", "rows": [{"a": 1}, {"b": None}], "empty": {}}

    text = as_text(data, stream(encoding))

    assert json.loads(text) == data
    assert not set(text) & set("\x1b\x9b\u202e")
    text.encode(encoding)


def test_a_list_has_a_line_for_each() -> None:
    """A list prints one object a line, so that lines can be counted and cut."""
    assert as_text([{"a": 1}, {"a": 2}], stream("utf-8")) == '[\n{"a": 1},\n{"a": 2}\n]'
    assert as_text([], stream("utf-8")) == "[]"


def test_what_cannot_be_encoded_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal without Unicode gets question marks, not a crash."""
    narrow = stream("ascii")
    monkeypatch.setattr("sys.stderr", narrow)
    shell().tell("Zoë")
    narrow.seek(0)

    assert narrow.read() == "Zo?\n"


def test_a_refusal_is_whole_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    """Title, reason and cure read as sentences, whatever they end in."""
    shell().refuse(DeskError("No", "Why not?", "Try again"))
    shell().refuse(DeskError("Only this"))

    assert capsys.readouterr().err == "sdrdesk: No. Why not? Try again.\nsdrdesk: Only this.\n"


def test_a_question_gets_an_answer_or_its_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing typed is the default, something is cleaned, and the end of input is no answer."""
    monkeypatch.setattr("sys.stdin", io.StringIO("\n ro\x1bsa \n"))

    assert [shell().ask("Who?", "ana"), shell().ask("Who?")] == ["ana", "rosa"]
    assert capsys.readouterr().err == "Who? [ana] Who? "
    with pytest.raises(BadInput):
        shell().ask("Who?")


def test_columns_line_up_whatever_the_script() -> None:
    """Wide letters count as two cells, long cells are cut, a lower-case head aligns right."""
    lines = columns(["n", "Name", "Note"], [["1", "王小明", "x"], ["10", "A" * 40, "y"]], most=8, notes=["so", "thus"])

    assert lines == [
        " N  NAME      NOTE",
        " 1  王小明    x",
        "    so",
        "10  AAAAAAA…  y",
        "    thus",
    ]


def test_width_and_cut() -> None:
    """Accents take no room, wide letters two; a cut text fits."""
    assert [width("abc"), width("e\u0301"), width("王")] == [3, 1, 2]
    assert cut("王王王", 4) == "王…"
