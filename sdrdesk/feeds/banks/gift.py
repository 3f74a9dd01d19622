"""GIFT questions as questions of a bank."""

from __future__ import annotations

import re
from decimal import Decimal

from sdrdesk.domain.question import NumberAnswer, Pair, Question, QuestionKind
from sdrdesk.feeds.banks.gathering import DEFAULT_TOPIC, Gathering, Imported, choice_question, truth_question
from sdrdesk.feeds.banks.gift_syntax import Choice, Entry, EntryType, Marked, entries

_CLOSING = re.compile(r"</[a-z][a-z0-9]*\s*>|<br\b[^<>]*>", re.I)
_FULL = Decimal(100)
_ROUNDING = Decimal("0.1")
"""Weights of a third are written 33.33333; ten of the least exact add up to within this of 100."""

_NOT_ASKED = {
    EntryType.DESCRIPTION: ("a text without answers", "Nothing, if it is an introduction; else add its answers in { }"),
    EntryType.ESSAY: ("an essay, which no rule can grade", "Ask for a few words instead: {=small yes}"),
}


def parse_gift(text: str, file: str, *, topic: str = DEFAULT_TOPIC) -> Imported:
    """The questions of a GIFT text.

    Raises:
        BadInput: Its braces do not match.
    """
    gathering = Gathering(topic)
    for entry in entries(text, file):
        where = f"line {entry.line}" + (f" ({entry.title})" if entry.title else "")
        if entry.type is EntryType.CATEGORY:
            gathering.set_topic((entry.title or "").rstrip("/").rpartition("/")[2])
        elif entry.type is EntryType.FAULTY:
            gathering.refuse(where, entry.fault, "Mend it, with \\ before ~ = # { } : in texts")
        elif entry.type in _NOT_ASKED:
            gathering.refuse(where, *_NOT_ASKED[entry.type])
        else:
            _take(gathering, where, entry)
    return gathering.done()


def _take(gathering: Gathering, where: str, entry: Entry) -> None:
    """Turn a gradable entry into a question, or say why not."""
    if entry.type is EntryType.CHOICE:
        _take_choice(gathering, where, entry)
    elif entry.type is EntryType.TRUE_FALSE:
        said = entry.general or entry.feedback[0]
        why = _plain(gathering, where, said)
        question = truth_question(
            key=_key(entry), stem=_stem(gathering, where, entry), truth=bool(entry.truth), why=why
        )
        gathering.add(where, question)
    elif entry.type is EntryType.SHORT:
        _take_short(gathering, where, entry)
    elif entry.type is EntryType.NUMERICAL:
        _take_number(gathering, where, entry)
    else:
        _take_pairs(gathering, where, entry)


def _take_choice(gathering: Gathering, where: str, entry: Entry) -> None:
    """One right answer if any is written with `=`, else all those that are worth something."""
    multiple = not any(choice.is_right for choice in entry.choices)
    if multiple:
        good = [choice for choice in entry.choices if _worth(choice) > 0]
        total = sum((_worth(choice) for choice in good), Decimal(0))
        if good and abs(total - _FULL) > _ROUNDING:
            cure = "Give the right answers weights that add up to 100 %"
            gathering.refuse(where, f"its right answers are worth {total:f} % together", cure)
            return
    else:
        good = [choice for choice in entry.choices if _worth(choice) >= _FULL]
        _note_partly_right(gathering, where, entry)
    texts = {id(choice): _plain(gathering, where, choice.text) for choice in entry.choices}
    right = [texts[id(choice)] for choice in good]
    wrong = [text for choice, text in zip(entry.choices, texts.values(), strict=True) if choice not in good]
    stem, why = _stem(gathering, where, entry), _why(gathering, where, entry, good)
    question = choice_question(key=_key(entry), stem=stem, right=right, wrong=wrong, multiple=multiple, why=why)
    gathering.add(where, question)


def _take_short(gathering: Gathering, where: str, entry: Entry) -> None:
    """Every answer that is fully right is accepted."""
    good = [choice for choice in entry.choices if _worth(choice) >= _FULL]
    accept = tuple(_plain(gathering, where, choice.text) for choice in good)
    if any("*" in text for text in accept):
        gathering.refuse(where, "an accepted answer holds the wildcard *", "List the accepted wordings one by one")
        return
    _note_partly_right(gathering, where, entry)
    stem, why = _stem(gathering, where, entry), _why(gathering, where, entry, good)
    kind = QuestionKind.SHORT
    gathering.add(where, Question(id=_key(entry), topic="", kind=kind, stem=stem, accept=accept, why=why))


def _take_number(gathering: Gathering, where: str, entry: Entry) -> None:
    """Every number that is worth something, with the middle of a range as its value."""
    numbers, good = [], []
    for choice in entry.choices:
        worth = _worth(choice)
        if choice.number is None or worth <= 0:
            continue
        if choice.number.low > choice.number.high:
            gathering.refuse(where, "a range ends before it begins", "Write the smaller number first")
            return
        middle = (choice.number.low + choice.number.high) / 2
        tolerance = choice.number.high - middle
        numbers.append(NumberAnswer(value=middle, tolerance=tolerance, weight=float(min(worth, _FULL) / 100)))
        good += [choice] if worth >= _FULL else []
    stem, why = _stem(gathering, where, entry), _why(gathering, where, entry, good)
    kind = QuestionKind.NUMERIC
    gathering.add(where, Question(id=_key(entry), topic="", kind=kind, stem=stem, numbers=tuple(numbers), why=why))


def _take_pairs(gathering: Gathering, where: str, entry: Entry) -> None:
    """Pairs; a right side without a left one belongs to nothing."""
    both = [(_plain(gathering, where, choice.text), (choice.partner or "").strip()) for choice in entry.choices]
    pairs = tuple(Pair(left=left, right=right) for left, right in both if left)
    spare = tuple(right for left, right in both if not left)
    stem, why = _stem(gathering, where, entry), _plain(gathering, where, entry.general)
    kind = QuestionKind.MATCHING
    gathering.add(where, Question(id=_key(entry), topic="", kind=kind, stem=stem, pairs=pairs, wrong=spare, why=why))


def _worth(choice: Choice) -> Decimal:
    """What Moodle gives for an answer, in percent."""
    return choice.weight if choice.weight is not None else _FULL if choice.is_right else Decimal(0)


def _note_partly_right(gathering: Gathering, where: str, entry: Entry) -> None:
    """Say that half marks are gone."""
    if any(0 < _worth(choice) < _FULL for choice in entry.choices):
        gathering.note(where, "answers that were partly right count as wrong here")


def _key(entry: Entry) -> str:
    """The id of the question, "" for none."""
    return entry.id or entry.title or ""


def _stem(gathering: Gathering, where: str, entry: Entry) -> str:
    """The stem as plain text."""
    return _plain(gathering, where, entry.stem)


def _why(gathering: Gathering, where: str, entry: Entry, good: list[Choice]) -> str:
    """The feedback on the question, else on its right answer."""
    said = [choice.feedback for choice in good if choice.feedback]
    return _plain(gathering, where, entry.general or (said[0] if said else None))


def _plain(gathering: Gathering, where: str, marked: Marked | None) -> str:
    """Plain text. Where no format is written it is HTML only if a tag in it is closed: `<b>` may be the answer."""
    if marked is None:
        return ""
    html = marked.format == "html" or (marked.format == "moodle" and _CLOSING.search(marked.text) is not None)
    return gathering.plain(where, marked.text, html=html)
