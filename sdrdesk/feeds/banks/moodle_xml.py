"""Moodle XML: the questions of a `<quiz>`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from sdrdesk.domain.question import NumberAnswer, Pair, Question, QuestionKind
from sdrdesk.errors import BadInput
from sdrdesk.feeds.banks.gathering import (
    DEFAULT_TOPIC,
    Gathering,
    Imported,
    choice_question,
    decimal_of,
    truth_question,
)
from sdrdesk.feeds.banks.xml_tree import Node

_FULL = Decimal(100)

_NOT_ASKED = {
    "essay": ("an essay, which no rule can grade", "Ask for a few words instead"),
    "description": ("a text without answers", "Nothing, if it is an introduction"),
    "cloze": ("a text with several blanks", "Split it into one question for each blank"),
    "gapselect": ("a text with several blanks", "Split it into one question for each blank"),
    "ddwtos": ("words to drag into a text", "Ask it as matching"),
    "calculated": ("a formula with changing numbers", "Ask it with fixed numbers, as numerical"),
    "calculatedsimple": ("a formula with changing numbers", "Ask it with fixed numbers, as numerical"),
    "calculatedmulti": ("a formula with changing numbers", "Ask it with fixed numbers, as multichoice"),
    "randomsamatch": ("a question made of other questions", "Export the questions themselves"),
    "random": ("a question made of other questions", "Export the questions themselves"),
}


def parse_moodle(root: Node, file: str, *, topic: str = DEFAULT_TOPIC) -> Imported:
    """The questions below `root`.

    Raises:
        BadInput: The file is XML, but no Moodle quiz.
    """
    if root.tag != "quiz":
        raise BadInput(f"{file} is not Moodle XML", f"it begins with <{root.tag}>", "Export it as Moodle XML")
    gathering = Gathering(topic)
    for node in root.children("question"):
        kind, name = node.get("type"), node.text_of("name", "text")
        where = f"line {node.line}" + (f" ({' '.join(name.split())[:60]})" if name else "")
        if kind == "category":
            gathering.set_topic(node.text_of("category", "text").rstrip("/").rpartition("/")[2])
        elif kind in _TAKERS:
            _TAKERS[kind](gathering, where, node)
        else:
            what, cure = _NOT_ASKED.get(kind, (f'a question of type "{kind}"', "Ask it as multichoice or matching"))
            gathering.refuse(where, what, cure)
    return gathering.done()


def _take_choice(gathering: Gathering, where: str, node: Node) -> None:
    """One right answer, or with `<single>false</single>` all that are worth something."""
    multiple = node.text_of("single").lower() in ("false", "0")
    answers = [(_worth(answer), _plain(gathering, where, answer), answer) for answer in node.children("answer")]
    good = [each for each in answers if each[0] > 0] if multiple else [each for each in answers if each[0] >= _FULL]
    total = sum((each[0] for each in good), Decimal(0))
    if multiple and good and abs(total - _FULL) > Decimal("0.1"):
        cure = "Give the right answers fractions that add up to 100"
        gathering.refuse(where, f"its right answers are worth {total:f} % together", cure)
        return
    if not multiple:
        _note_partly_right(gathering, where, node)
    question = choice_question(
        key=_key(node),
        stem=_stem(gathering, where, node),
        right=[each[1] for each in good],
        wrong=[each[1] for each in answers if each not in good],
        multiple=multiple,
        why=_why(gathering, where, node, good[0][2] if good else None),
    )
    gathering.add(where, question)


def _take_truth(gathering: Gathering, where: str, node: Node) -> None:
    """True or false."""
    right = [answer for answer in node.children("answer") if _worth(answer) >= _FULL]
    words = [answer.text_of("text").lower() for answer in right]
    if words not in (["true"], ["false"]):
        gathering.refuse(where, "neither true nor false is worth 100", "Give one of them the fraction 100")
        return
    stem, why = _stem(gathering, where, node), _why(gathering, where, node, right[0])
    gathering.add(where, truth_question(key=_key(node), stem=stem, truth=words == ["true"], why=why))


def _take_short(gathering: Gathering, where: str, node: Node) -> None:
    """Every wording that is fully right."""
    good = [answer for answer in node.children("answer") if _worth(answer) >= _FULL]
    accept = tuple(_plain(gathering, where, answer) for answer in good)
    if any("*" in text for text in accept):
        gathering.refuse(where, "an accepted answer holds the wildcard *", "List the accepted wordings one by one")
        return
    if node.text_of("usecase") == "1":
        gathering.note(where, "capital letters do not matter here")
    _note_partly_right(gathering, where, node)
    stem, why = _stem(gathering, where, node), _why(gathering, where, node, good[0] if good else None)
    gathering.add(where, Question(id=_key(node), topic="", kind=QuestionKind.SHORT, stem=stem, accept=accept, why=why))


def _take_number(gathering: Gathering, where: str, node: Node) -> None:
    """Every number that is worth something."""
    numbers, best = [], None
    for answer in node.children("answer"):
        worth, text = _worth(answer), answer.text_of("text")
        if worth <= 0 or text == "*":
            continue
        value, tolerance = decimal_of(text), decimal_of(answer.text_of("tolerance") or "0")
        if value is None or tolerance is None:
            gathering.refuse(where, f'"{text[:40]}" or its tolerance is no number', "Write both in digits")
            return
        numbers.append(NumberAnswer(value=value, tolerance=tolerance, weight=float(min(worth, _FULL) / 100)))
        best = best or (answer if worth >= _FULL else None)
    if any(decimal_of(unit.text_of("multiplier") or "1") != 1 for unit in node.walk("unit")):
        gathering.refuse(where, "answers in several units", "Name one unit in the question")
        return
    stem, why = _stem(gathering, where, node), _why(gathering, where, node, best)
    kind = QuestionKind.NUMERIC
    gathering.add(where, Question(id=_key(node), topic="", kind=kind, stem=stem, numbers=tuple(numbers), why=why))


def _take_pairs(gathering: Gathering, where: str, node: Node) -> None:
    """Pairs; a right side without a left one belongs to nothing."""
    both = [(_plain(gathering, where, sub), sub.text_of("answer", "text")) for sub in node.children("subquestion")]
    pairs = tuple(Pair(left=left, right=gathering.plain(where, right, html=False)) for left, right in both if left)
    spare = tuple(gathering.plain(where, right, html=False) for left, right in both if not left and right)
    stem, why = _stem(gathering, where, node), _why(gathering, where, node, None)
    kind = QuestionKind.MATCHING
    gathering.add(where, Question(id=_key(node), topic="", kind=kind, stem=stem, pairs=pairs, wrong=spare, why=why))


_TAKERS: Mapping[str, Callable[[Gathering, str, Node], None]] = {
    "multichoice": _take_choice,
    "truefalse": _take_truth,
    "shortanswer": _take_short,
    "numerical": _take_number,
    "matching": _take_pairs,
    "ddmatch": _take_pairs,
}


def _key(node: Node) -> str:
    """The id number, else the name."""
    return node.text_of("idnumber") or node.text_of("name", "text")


def _worth(answer: Node) -> Decimal:
    """The fraction of an answer, in percent."""
    return decimal_of(answer.get("fraction") or "0") or Decimal(0)


def _note_partly_right(gathering: Gathering, where: str, node: Node) -> None:
    """Say that half marks are gone."""
    if any(0 < _worth(answer) < _FULL for answer in node.children("answer")):
        gathering.note(where, "answers that were partly right count as wrong here")


def _stem(gathering: Gathering, where: str, node: Node) -> str:
    """The question text."""
    text = node.child("questiontext")
    return _plain(gathering, where, text) if text else ""


def _why(gathering: Gathering, where: str, node: Node, right: Node | None) -> str:
    """The feedback on the question, else on its right answer."""
    for said in (node.child("generalfeedback"), right.child("feedback") if right else None):
        text = _plain(gathering, where, said) if said else ""
        if text:
            return text
    return ""


def _plain(gathering: Gathering, where: str, node: Node) -> str:
    """The `<text>` of an element as plain text; without a format Moodle shows it as HTML."""
    if node.children("file"):
        gathering.note(where, "an attached file was left out")
    html = node.get("format") not in ("plain_text", "markdown") and (node.tag != "answer" or bool(node.get("format")))
    return gathering.plain(where, node.text_of("text"), html=html)
