"""Answers as a front hands them in, checked against the question as it was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sdrdesk.domain.question import ANSWER_LIMIT, QuestionKind, same_words
from sdrdesk.domain.quiz import Asked, Given
from sdrdesk.errors import BadInput
from sdrdesk.text import clean

CHOICES = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE)
TYPED = (QuestionKind.SHORT, QuestionKind.NUMERIC)


def checked(asked: Mapping[str, Asked], question: str, given: Sequence[str]) -> Given:
    """An answer that the question can have; empty takes it back. Whether it is right is nobody's business yet.

    Raises:
        BadInput: The quiz does not ask that, or it cannot be answered so.
    """
    shown = asked.get(question)
    if shown is None:
        raise BadInput(f'This quiz does not ask "{clean(question)}"', "", f"It asks: {', '.join(asked)}")
    texts = tuple(clean(text) for text in given)
    if not any(texts):
        return ()
    if any(len(text) > ANSWER_LIMIT for text in texts):
        raise BadInput(f"An answer has at most {ANSWER_LIMIT} characters", "", "Say it shorter")
    if shown.kind in TYPED:
        return _one(texts, shown)
    known = {same_words(choice): choice for choice in shown.choices}
    strange = next((text for text in texts if text and same_words(text) not in known), None)
    if strange is not None:
        raise BadInput(f'"{strange}" is not among the answers', "", f"One of: {'; '.join(shown.choices)}")
    if shown.kind is QuestionKind.MATCHING:
        if len(texts) != len(shown.lefts):
            raise BadInput(f"There are {len(shown.lefts)} sides to match", f"Got {len(texts)}", "Give one for each")
        return tuple(known.get(same_words(text), "") for text in texts)
    chosen = tuple(dict.fromkeys(known[same_words(text)] for text in texts if text))
    return chosen if shown.kind is QuestionKind.MULTIPLE else _one(chosen, shown)


def _one(texts: Given, shown: Asked) -> Given:
    if len(texts) != 1:
        raise BadInput(f'"{shown.stem[:60]}" has one answer', f"Got {len(texts)}", "Give one")
    return texts
