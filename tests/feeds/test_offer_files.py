"""Offers as files: read whole or refused with file, question and cure."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from sdrdesk.domain.question import NumberAnswer, Pair, QuestionKind
from sdrdesk.errors import BadInput
from sdrdesk.feeds.offer_files import MOST_BYTES, changed_without_version, read_library, read_offer

OFFER = """+++
title = "The guide"
kind = "ebook"
version = 2
pages = 22
minutes = 30
for_whom = "Heads of sales"
facts = ["one", "two", "three"]
opening = "Hello"
ask = "One number"
not_promised = ["Any return"]
objections = [{ says = "No", answer = "Why?" }]
topics = ["Sums", "Words"]
+++

## The sums

Text.

## The words #

More.
"""

QUESTIONS = '''offer = "guide"
version = 2

[[question]]
id = "one"
topic = "Sums"
kind = "single"
stem = "Which?"
right = ["a"]
wrong = ["b", "c"]
why = "Because."
reread = "The sums"

[[question]]
id = "many"
topic = "Sums"
kind = "multiple"
stem = "Which?"
right = ["a", "b"]
wrong = ["c"]

[[question]]
id = "truth"
topic = "Words"
kind = "true_false"
stem = "Is it?"
answer = false
reread = "## The words"

[[question]]
id = "word"
topic = "Words"
kind = "short"
stem = "Word?"
accept = ["small yes"]

[[question]]
id = "number"
topic = "Sums"
kind = "numeric"
stem = """
How
much?"""
value = 96.15
tolerance = 0.01

[[question]]
id = "pairs"
topic = "Words"
kind = "matching"
stem = "Match"
pairs = [{ left = "MQL", right = "marketing" }, { left = "SQL", right = "sales" }]
wrong = ["finance"]
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of one sound offer."""
    made = tmp_path / "guide"
    made.mkdir()
    (made / "offer.md").write_text(OFFER, encoding="utf-8")
    (made / "questions.toml").write_text(QUESTIONS, encoding="utf-8")
    return made


def change(file: Path, old: str, new: str) -> None:
    """Put `new` for `old` in a file."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_offer_and_bank_are_read(folder: Path) -> None:
    """Every field of an offer and every kind of question comes out as written."""
    offer, bank = read_offer(folder)
    by_id = {question.id: question for question in bank.questions}

    assert (offer.key, offer.version, offer.pages, offer.minutes) == ("guide", 2, 22, 30)
    assert (offer.facts, offer.topics) == (("one", "two", "three"), ("Sums", "Words"))
    assert (offer.objections[0].says, offer.objections[0].answer) == ("No", "Why?")
    assert offer.body.startswith("## The sums\n\nText.")
    assert [question.kind for question in bank.questions] == list(QuestionKind)
    assert (by_id["one"].right, by_id["one"].wrong) == (("a",), ("b", "c"))
    assert (by_id["truth"].right, by_id["truth"].reread) == (("False",), "The words")
    assert by_id["number"].stem == "How\nmuch?"
    assert by_id["number"].numbers == (NumberAnswer(value=Decimal("96.15"), tolerance=Decimal("0.01")),)
    assert by_id["pairs"].pairs[1] == Pair(left="SQL", right="sales")
    assert by_id["pairs"].wrong == ("finance",)


def test_library_is_every_folder_by_key(folder: Path) -> None:
    """All offers are read in the order of their keys; hidden folders and loose files are not offers."""
    other = folder.parent / "before"
    other.mkdir()
    (other / "offer.md").write_text(OFFER.replace("pages = 22\n", ""), encoding="utf-8")
    (other / "questions.toml").write_text(QUESTIONS.replace('"guide"', '"before"'), encoding="utf-8")
    (folder.parent / ".git").mkdir()
    (folder.parent / "README.md").write_text("x", encoding="utf-8")
    offers = [offer for offer, _ in read_library(folder.parent)]

    assert [offer.key for offer in offers] == ["before", "guide"]
    assert offers[0].pages is None


def test_shipped_offers_are_sound() -> None:
    """Every offer that ships with the desk can be read."""
    shipped = Path(__file__).parents[2] / "data" / "offers"

    assert not shipped.exists() or len(read_library(shipped)) >= 8


BROKEN: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("offer.md", "title =", "titel =", ("offer.md", '"titel"', 'Did you mean "title"?')),
    ("offer.md", "minutes = 30\n", "", ("minutes is missing",)),
    ("offer.md", "minutes = 30", 'minutes = "30"', ("minutes is not a whole number",)),
    ("offer.md", "minutes = 30", "minutes = true", ("minutes is not a whole number",)),
    ("offer.md", "minutes = 30", "minutes = 0", ("minutes is 0", "1 or more")),
    ("offer.md", '"three"', '"three", "four"', ("facts has 4 entries", "Write 3")),
    ("offer.md", '"three"', '"\\u001b[2J"', ("facts is empty",)),
    ("offer.md", '"three"', "3", ("facts holds 3", "quotes")),
    ("offer.md", '["Any return"]', "[]", ("not_promised is empty",)),
    ("offer.md", "answer = ", "anwser = ", ("objections 1", 'Did you mean "answer"?')),
    ("offer.md", '{ says = "No", answer = "Why?" }', '"No"', ("objections 1 is not a table",)),
    ("offer.md", "+++\ntitle", "title", ("no front matter",)),
    ("offer.md", "kind = ", "kind == ", ("not well-formed TOML", "line 3")),
    ("questions.toml", '"guide"', '"giude"', ('it is about "giude"', 'offer = "guide"')),
    ("questions.toml", "version = 2", "version = 1", ("its version is 1, offer.md has 2",)),
    ("questions.toml", "wrong = [", "worng = [", ("question one", 'Did you mean "wrong"?')),
    ("questions.toml", "answer = false", "right = ['x']", ("question truth", '"right"')),
    ("questions.toml", "answer = false", 'answer = "no"', ("answer is not true or false",)),
    ("questions.toml", 'kind = "single"', 'kind = "singel"', ("question one", 'Did you mean "single"?')),
    ("questions.toml", 'topic = "Sums"', 'topic = "Sum"', ("question one", 'Did you mean "Sums"?')),
    ("questions.toml", '"The sums"', '"The sum"', ("question one", 'Did you mean "The sums"?')),
    ("questions.toml", 'id = "one"\n', "", ("question number 1", "id is missing")),
    ("questions.toml", 'id = "many"', 'id = "one"', ("question one: 2 questions have this id",)),
    ("questions.toml", 'right = ["a"]', 'right = ["a", "d"]', ("question one: 2 answers are right",)),
    ("questions.toml", 'right = ["a"]', "right = []", ("question one: right is empty",)),
    ("questions.toml", "value = 96.15", "value = nan", ("question number: value is not a number",)),
    ("questions.toml", "value = 96.15", "value = true", ("value is not a number",)),
    ("questions.toml", "value = 96.15\n", "", ("value is missing",)),
    ("questions.toml", '"Is it?"', '"<b>Is</b> it?"', ("question truth: its stem holds HTML",)),
    ("questions.toml", '"Is it?"', f'"{"x" * 5_000_000}"', ("question truth", "5,000,000 characters")),
    ("questions.toml", QUESTIONS[QUESTIONS.index("[[") :], "", ("the bank is empty",)),
    ("questions.toml", QUESTIONS[QUESTIONS.index("[[") :], "question = 1", ("[[question]]",)),
    ("questions.toml", QUESTIONS[QUESTIONS.index("[[") :], "question = [1]", ("kind is missing",)),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), BROKEN, ids=[str(n) for n in range(len(BROKEN))])
def test_fault_is_told_with_file_place_and_cure(
    folder: Path, name: str, old: str, new: str, words: tuple[str, ...]
) -> None:
    """Each fault names its file, where it is, and what to do."""
    change(folder / name, old, new)
    with pytest.raises(BadInput) as caught:
        read_library(folder.parent)
    told = str(caught.value)

    assert name in told
    assert caught.value.hint
    assert all(word in told for word in words), told


def test_offer_without_text_is_refused(folder: Path) -> None:
    """Front matter alone teaches nothing."""
    (folder / "offer.md").write_text(OFFER[: OFFER.rindex("+++") + 4], encoding="utf-8")
    with pytest.raises(BadInput, match="no text below"):
        read_offer(folder)


def test_missing_file_is_named(folder: Path) -> None:
    """A folder without a bank names the file that is missing."""
    (folder / "questions.toml").unlink()
    with pytest.raises(BadInput, match=r"questions\.toml cannot be read"):
        read_offer(folder)


def test_folder_must_exist_and_be_named_as_a_key(folder: Path) -> None:
    """A missing library and an odd folder name are refused."""
    with pytest.raises(BadInput, match="There is no folder"):
        read_library(folder / "nowhere")
    with pytest.raises(BadInput, match="no name for an offer"):
        read_offer(folder.rename(folder.parent / "The Guide"))


def test_other_encoding_is_refused_with_its_line(folder: Path) -> None:
    """A Latin-1 file names the line with the odd byte."""
    (folder / "offer.md").write_bytes(OFFER.replace("Text.", "Caf\u00e9.").encode("latin-1"))
    with pytest.raises(BadInput, match="line 18 has other bytes"):
        read_offer(folder)


def test_huge_file_is_refused_unread(folder: Path) -> None:
    """A file beyond every measure is not read at all."""
    with (folder / "questions.toml").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(BadInput, match="too large"):
        read_offer(folder)


def test_layout_and_comments_do_not_change_the_fingerprint(folder: Path) -> None:
    """Line ends, blanks at line ends, comments and the version itself teach nothing new."""
    before, _ = read_offer(folder)
    change(folder / "questions.toml", "version = 2", "# mended\nversion = 3")
    change(folder / "questions.toml", "value = 96.15", "value = 96.150")
    change(folder / "offer.md", "version = 2", "version = 3")
    change(folder / "offer.md", "Text.\n", "Text.  \r\n")
    after, _ = read_offer(folder)

    assert after.fingerprint == before.fingerprint
    assert changed_without_version(before, after) is None


@pytest.mark.parametrize(
    ("name", "old", "new"), [("offer.md", "Text.", "Texts."), ("questions.toml", '["a"]', '["d"]')]
)
def test_change_without_a_new_version_is_shown(folder: Path, name: str, old: str, new: str) -> None:
    """A changed text or question under the same version is shown as a diff; under a new one it is fine."""
    before, _ = read_offer(folder)
    change(folder / name, old, new)
    after, _ = read_offer(folder)
    shown = changed_without_version(before, after)

    assert shown is not None
    assert [line for line in shown.split("\n") if line.startswith(("-", "+"))][:2] == [
        "--- guide version 2, kept",
        "+++ guide version 2, read",
    ]
    assert "-Text." in shown.split("\n") or "-right: a" in shown.split("\n")
