"""Questions as GIFT, for Moodle and every tool that reads it.

GIFT has no place for `reread`; everything else comes back as it was when the text is parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import assert_never

from sdrdesk.domain.question import Question, QuestionKind
from sdrdesk.errors import BadInput

_SPECIAL = re.compile(r"[~=#{}:\\]")
_WEIGHT_LIKE = re.compile(r"\s*%")
_FORMAT_LIKE = re.compile(r"\s*\[")


def export_gift(questions: Iterable[Question]) -> str:
    """`questions` as a GIFT text.

    Raises:
        BadInput: An answer holds "->" where GIFT would read a pair.
    """
    blocks, topic = [], ""
    for question in questions:
        if question.topic != topic:
            topic = question.topic
            blocks.append(f"$CATEGORY: {_escaped(topic.replace('/', ' '))}")
        # [plain] keeps blanks as they are; answers inherit it.
        head = f"::{_escaped(question.id)}::[plain]{_escaped(question.stem)}"
        why = f"\n\t####{_text(question.why)}" if question.why else ""
        blocks.append(f"{head} {{{''.join(_answers(question))}{why}\n}}")
    return "\n\n".join(blocks) + "\n"


def _answers(question: Question) -> Iterator[str]:
    """What stands between the braces."""
    match question.kind:
        case QuestionKind.TRUE_FALSE:
            yield "T" if question.right == ("True",) else "F"
        case QuestionKind.SINGLE:
            yield from (f"\n\t={_weighable(text, '%100%')}" for text in question.right)
            yield from (f"\n\t~{_weighable(text, '%0%')}" for text in question.wrong)
        case QuestionKind.MULTIPLE:
            share = (Decimal(100) / max(1, len(question.right))).quantize(Decimal("0.00001")).normalize()
            yield from (f"\n\t~%{share:f}%{_text(text)}" for text in question.right)
            yield from (f"\n\t~%-100%{_text(text)}" for text in question.wrong)
        case QuestionKind.SHORT:
            yield from (f"\n\t={_weighable(_no_arrow(question, text), '%100%')}" for text in question.accept)
        case QuestionKind.NUMERIC:
            yield "#"
            for number in question.numbers:
                yield f"\n\t=%{Decimal(str(number.weight * 100)).normalize():f}%{number.value:f}:{number.tolerance:f}"
        case QuestionKind.MATCHING:
            for pair in question.pairs:
                yield f"\n\t={_text(_no_arrow(question, pair.left))} -> {_text(_no_arrow(question, pair.right))}"
            yield from (f"\n\t= -> {_text(_no_arrow(question, text))}" for text in question.wrong)
        case _:  # pragma: no cover
            assert_never(question.kind)


def _weighable(text: str, weight: str) -> str:
    """`text`, with its weight written out where it begins like one."""
    return f"{weight if _WEIGHT_LIKE.match(text) else ''}{_text(text)}"


def _text(text: str) -> str:
    """`text` escaped, with its format written out where it begins like one."""
    return f"{'[plain]' if _FORMAT_LIKE.match(text) else ''}{_escaped(text)}"


def _escaped(text: str) -> str:
    """`text` with everything escaped that GIFT reads as a mark."""
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n")


def _no_arrow(question: Question, text: str) -> str:
    """`text`, unless GIFT would read it as a pair."""
    if "->" in text:
        raise BadInput(
            f"Question {question.id} cannot be written as GIFT", 'an answer holds "->"', 'Write "to" instead of "->"'
        )
    return text
