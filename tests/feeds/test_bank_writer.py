"""A bank that was imported is written as a file that reads back as the very same questions."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.question import Bank, NumberAnswer, Pair, Question, QuestionKind, problems
from sdrdesk.errors import BadInput
from sdrdesk.feeds.bank_writer import bank_toml
from sdrdesk.feeds.offer_files import read_offer
from sdrdesk.text import clean

FRONT = """+++
title = "T"
kind = "ebook"
version = 1
minutes = 1
for_whom = "x"
facts = ["a", "b", "c"]
opening = "x"
ask = "x"
not_promised = ["x"]
objections = []
topics = ["One"]
+++

## Heading

Text.
"""

WORDS = st.text(st.characters(codec="utf-8"), max_size=40).map(lambda text: clean(text, multiline=True)).filter(bool)


def back(folder: Path, bank: Bank) -> Bank:
    """The bank as it is read after it was written."""
    here = folder / bank.offer
    here.mkdir(exist_ok=True)
    (here / "offer.md").write_text(FRONT, encoding="utf-8")
    (here / "questions.toml").write_text(bank_toml(bank), encoding="utf-8")
    return read_offer(here)[1]


def of(*questions: Question) -> Bank:
    """A bank of these."""
    return Bank(offer="guide", version=1, questions=questions)


@st.composite
def question(draw: st.DrawFn) -> Question:
    """Any question that a quiz could ask."""
    kind = draw(st.sampled_from(QuestionKind))
    choices = draw(st.lists(WORDS, min_size=3, max_size=5))
    parts: dict[str, object] = {}
    match kind:
        case QuestionKind.SINGLE:
            parts = {"right": tuple(choices[:1]), "wrong": tuple(choices[1:])}
        case QuestionKind.MULTIPLE:
            parts = {"right": tuple(choices[:2]), "wrong": tuple(choices[2:])}
        case QuestionKind.TRUE_FALSE:
            truth = draw(st.booleans())
            parts = {"right": (str(truth),), "wrong": (str(not truth),)}
        case QuestionKind.SHORT:
            parts = {"accept": tuple(choices)}
        case QuestionKind.NUMERIC:
            numbers = draw(st.lists(st.decimals(-(10**6), 10**6, places=3), min_size=1, max_size=3))
            weights = (1.0, draw(st.sampled_from([0.5, 0.25, 1.0])), 0.125)
            parts = {
                "numbers": tuple(
                    NumberAnswer(value=one, tolerance=Decimal("0.1"), weight=weight)
                    for one, weight in zip(numbers, weights, strict=False)
                )
            }
        case QuestionKind.MATCHING:
            parts = {"pairs": tuple(Pair(left=f"{at} {text}", right=text) for at, text in enumerate(choices))}
    stem, why, reread = draw(WORDS), draw(st.just("") | WORDS), draw(st.sampled_from(["", "Heading"]))
    return Question(id="q", topic="One", kind=kind, stem=stem, why=why, reread=reread, **parts)  # type: ignore[arg-type]


@given(question())
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, one: Question) -> None:
    """Every kind, every letter, line breaks, quotes and backslashes come back as they were."""
    if problems(of(one), 1):
        return
    got = back(tmp_path_factory.mktemp("bank"), of(one))

    assert got == of(one)


def test_several_numbers_keep_their_worth(tmp_path: Path) -> None:
    """A number that is near may be worth a part."""
    numbers = (
        NumberAnswer(value=Decimal("96.15"), tolerance=Decimal("0.01")),
        NumberAnswer(value=Decimal("96"), tolerance=Decimal("1"), weight=0.5),
    )
    bank = of(Question(id="q", topic="One", kind=QuestionKind.NUMERIC, stem="How much?", numbers=numbers))

    assert "worth = 0.5" in bank_toml(bank)
    assert back(tmp_path, bank) == bank


def test_one_number_or_several_but_not_both(tmp_path: Path) -> None:
    """A value beside the list of numbers is refused with the cure."""
    bank = of(Question(id="q", topic="One", kind=QuestionKind.NUMERIC, stem="How much?", numbers=(
        NumberAnswer(value=Decimal(1)), NumberAnswer(value=Decimal(2)),
    )))  # fmt: skip
    here = tmp_path / "guide"
    here.mkdir()
    (here / "offer.md").write_text(FRONT, encoding="utf-8")
    (here / "questions.toml").write_text(bank_toml(bank) + "value = 3\n", encoding="utf-8")
    with pytest.raises(BadInput, match="both value and numbers"):
        read_offer(here)
