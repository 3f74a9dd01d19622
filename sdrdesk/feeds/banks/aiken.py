"""Aiken: a question, its answers as "A." or "A)" lines, and "ANSWER: B". Single choice only."""

from __future__ import annotations

import re

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.errors import BadInput
from sdrdesk.feeds.banks.gathering import DEFAULT_TOPIC, Gathering, Imported, choice_question
from sdrdesk.text import clean

_CHOICE = re.compile(r"\s*([A-Z])[.)]\s(.*)")
_ANSWER = re.compile(r"\s*ANSWER:(.*)")


@dataclass(slots=True)
class _Block:
    """A question being read."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)


def parse_aiken(text: str, file: str, *, topic: str = DEFAULT_TOPIC) -> Imported:
    """The questions of an Aiken text.

    Raises:
        BadInput: There is no "ANSWER:" line, so it is not Aiken at all.
    """
    gathering, block, answers = Gathering(topic), _Block(), 0
    for number, line in enumerate(text.split("\n"), start=1):
        answer, choice = _ANSWER.match(line), _CHOICE.match(line)
        if answer:
            answers += 1
            _finish(gathering, block, answer[1].strip(), number)
            block = _Block()
        elif choice and choice[2].strip() and block.stem:
            if choice[1] in block.choices:
                gathering.note(f"line {number}", f"answer {choice[1]} comes twice, the last one was kept")
            block.choices[choice[1]] = clean(choice[2])
        elif line.strip():
            if block.choices:
                _finish(gathering, block, "", number)
                block = _Block()
            block.line = block.line or number
            block.stem.append(clean(line))
    if not answers:
        raise BadInput(f"{file} is not Aiken", 'it has no line "ANSWER: A"', "Check the format of the file")
    if block.stem:
        _finish(gathering, block, "", block.line)
    return gathering.done()


def _finish(gathering: Gathering, block: _Block, answer: str, number: int) -> None:
    """Take the question that `answer` ends."""
    where = f"line {block.line or number}"
    if not block.stem:
        gathering.refuse(where, "an ANSWER line without a question", "Write the question above its answers")
    elif not answer:
        gathering.refuse(where, "the question has no ANSWER line", 'End it with a line like "ANSWER: B"')
    elif answer not in block.choices:
        letters = ", ".join(block.choices) or "none"
        cure = "Name one of them; several right answers need another format, such as GIFT"
        gathering.refuse(where, f"ANSWER is {clean(answer)[:20]}, the answers are {letters}", cure)
    else:
        wrong = [text for letter, text in block.choices.items() if letter != answer]
        right, stem = [block.choices[answer]], "\n".join(block.stem)
        gathering.add(where, choice_question(key="", stem=stem, right=right, wrong=wrong, multiple=False))
