"""Writes a bank as `questions.toml`: what `offer_files` reads back as the very same questions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import assert_never

from sdrdesk.domain.question import Bank, NumberAnswer, Question, QuestionKind


def bank_toml(bank: Bank) -> str:
    """The bank as TOML."""
    head = f"offer = {_text(bank.offer)}\nversion = {bank.version}\n"
    return head + "".join(f"\n[[question]]\n{''.join(_lines(one))}" for one in bank.questions)


def _lines(question: Question) -> Iterator[str]:
    for key in ("id", "topic", "kind", "stem"):
        yield f"{key} = {_text(getattr(question, key))}\n"
    yield from _answers(question)
    for key in ("why", "reread"):
        if text := getattr(question, key):
            yield f"{key} = {_text(text)}\n"


def _answers(question: Question) -> Iterator[str]:
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            yield f"right = {_texts(question.right)}\nwrong = {_texts(question.wrong)}\n"
        case QuestionKind.TRUE_FALSE:
            yield f"answer = {str(question.right == ('True',)).lower()}\n"
        case QuestionKind.SHORT:
            yield f"accept = {_texts(question.accept)}\n"
        case QuestionKind.NUMERIC:
            yield from _numbers(question.numbers)
        case QuestionKind.MATCHING:
            pairs = (f"    {{ left = {_text(one.left)}, right = {_text(one.right)} }},\n" for one in question.pairs)
            yield f"pairs = [\n{''.join(pairs)}]\n"
            if question.wrong:
                yield f"wrong = {_texts(question.wrong)}\n"
        case _:  # pragma: no cover
            assert_never(question.kind)


def _numbers(numbers: Sequence[NumberAnswer]) -> Iterator[str]:
    if len(numbers) == 1 and numbers[0].weight == 1:
        yield f"value = {_number(numbers[0].value)}\ntolerance = {_number(numbers[0].tolerance)}\n"
        return
    rows = (
        f"    {{ value = {_number(one.value)}, tolerance = {_number(one.tolerance)}, worth = {one.weight} }},\n"
        for one in numbers
    )
    yield f"numbers = [\n{''.join(rows)}]\n"


def _number(number: Decimal) -> str:
    """A number as TOML writes it: never with an exponent."""
    return f"{number:f}"


def _text(text: str) -> str:
    """A text in quotes: JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(texts: Sequence[str]) -> str:
    if sum(map(len, texts)) < 80:
        return f"[{', '.join(map(_text, texts))}]"
    return "[\n" + "".join(f"    {_text(text)},\n" for text in texts) + "]"
