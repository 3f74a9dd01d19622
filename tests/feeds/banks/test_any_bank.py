"""A bank file is known by what it holds, and refused with words when it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdrdesk.errors import BadInput
from sdrdesk.feeds.banks import read_bank
from sdrdesk.feeds.banks.bank_file import MOST_BYTES

MOODLE = (
    '<quiz><question type="truefalse"><questiontext><text>Is it?</text></questiontext>'
    '<answer fraction="100"><text>true</text></answer></question></quiz>'
)
QTI = (
    '<item ident="i"><presentation><material><mattext>Is it?</mattext></material><response_str ident="r">'
    "<render_fib/></response_str></presentation><resprocessing><respcondition><conditionvar>"
    '<varequal respident="r">yes</varequal></conditionvar><setvar>1</setvar></respcondition></resprocessing></item>'
)


@pytest.mark.parametrize(
    "raw",
    [
        b"Is it? {T}",
        b"\xef\xbb\xbfIs it?\r\nA. yes\r\nB. no\r\nANSWER: A\r\n",
        "Is it? {T}".encode("utf-16"),
        MOODLE.encode(),
        f"\n{QTI}".encode(),
        f'<?xml version="1.0" encoding="UTF-16"?>{QTI}'.encode("utf-16"),
    ],
)
def test_format_is_known_by_content(tmp_path: Path, raw: bytes) -> None:
    """GIFT, Aiken, Moodle XML and QTI are told apart whatever the file is called."""
    file = tmp_path / "bank"
    file.write_bytes(raw)
    (question,) = read_bank(file, topic="Method").questions

    assert (question.stem, question.topic) == ("Is it?", "Method")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b" \n", "is empty"),
        (b"PK\x03\x04rest", "is a zip archive"),
        (b"Is it\n\xff? {T}", "line 2 has other bytes"),
        (b"<quiz>", "not well-formed XML"),
    ],
)
def test_what_is_no_bank_is_refused(tmp_path: Path, raw: bytes, what: str) -> None:
    """Empty, packed, oddly coded and broken files are refused with the file's name and a cure."""
    file = tmp_path / "bank.txt"
    file.write_bytes(raw)
    with pytest.raises(BadInput, match=what) as caught:
        read_bank(file)

    assert str(file) in caught.value.title
    assert caught.value.hint


def test_missing_and_huge_files_are_refused(tmp_path: Path) -> None:
    """A file that is not there or beyond all measure is refused unread."""
    file = tmp_path / "bank.gift"
    with pytest.raises(BadInput, match="cannot be read"):
        read_bank(file)
    with file.open("wb") as out:
        out.truncate(MOST_BYTES + 1)
    with pytest.raises(BadInput, match="too large"):
        read_bank(file)


def test_terminal_escapes_are_refused_with_their_line(tmp_path: Path) -> None:
    """A text with terminal escapes is refused: guessing where one ends could swallow questions."""
    file = tmp_path / "bank.gift"
    file.write_text("Is it? {T}\n\nIs \x1b]52;c;eA==\x07it? {T}", encoding="utf-8")
    with pytest.raises(BadInput, match="line 3"):
        read_bank(file)


def test_invisible_characters_never_come_in(tmp_path: Path) -> None:
    """Bidi and zero-width characters, and C1 controls in XML, are taken out of every text."""
    file = tmp_path / "bank"
    file.write_text("Is\u202e it? {=y\u200bes ~no}", encoding="utf-8")
    (question,) = read_bank(file).questions
    file.write_text(MOODLE.replace("Is it?", "Is &#155;2Jit?"), encoding="utf-8")
    (other,) = read_bank(file).questions

    assert (question.stem, question.right, other.stem) == ("Is it?", ("yes",), "Is it?")


def test_hostile_html_and_endless_feedback_are_bounded(tmp_path: Path) -> None:
    """A huge HTML text is refused by its length at once; a long explanation is cut, and it is said."""
    file = tmp_path / "bank.gift"
    file.write_text(f"[html]{'<!--' * 1_000_000} {{T}}\n\nIs it? {{T ####{'x' * 9_000}}}", encoding="utf-8")
    found = read_bank(file)

    assert "4,000,000 characters" in found.unsupported[0].what
    assert len(found.questions[0].why) == 2_000
    assert "cut to 2,000" in found.notes[0].what
