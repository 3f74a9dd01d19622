r"""The grammar of GIFT: a text as entries that say exactly what the file says, before any of it is judged.

Follows Moodle's description and the expected parses of GIFT-grammar-PEG.js: entries end at a blank line outside braces,
`\\` escapes `~ = # { } :` and itself, `\n` is a line break, and unmarked text has its blanks run together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.errors import BadInput


class EntryType(StrEnum):
    """What an entry is."""

    CATEGORY = "Category"
    DESCRIPTION = "Description"
    ESSAY = "Essay"
    TRUE_FALSE = "TF"
    CHOICE = "MC"
    SHORT = "Short"
    NUMERICAL = "Numerical"
    MATCHING = "Matching"
    FAULTY = "Faulty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Text with the format it is written in: moodle, html, markdown or plain."""

    format: str
    """As written, or as inherited from the stem."""
    text: str
    """The text, escapes resolved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """A number and how far off an answer may be."""

    low: Decimal
    """The least that is right."""
    high: Decimal
    """The most that is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer."""

    is_right: bool
    """Written with `=`."""
    weight: Decimal | None
    """The percentage, where one is written."""
    text: Marked
    """The answer; for a number as written."""
    feedback: Marked | None
    """What Moodle says after this answer."""
    number: NumberRange | None = None
    """The number, in a numerical question."""
    partner: str | None = None
    """What it belongs to, in a matching question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question, description or category."""

    line: int
    """Where it begins."""
    type: EntryType
    """What it is."""
    title: str | None
    """Between `::` and `::`; of a category its name."""
    stem: Marked
    """The question."""
    is_embedded: bool = False
    """Whether text follows the answers; then `_____` marks their place."""
    choices: tuple[Choice, ...] = ()
    """The answers."""
    truth: bool | None = None
    """For true or false."""
    feedback: tuple[Marked | None, Marked | None] = (None, None)
    """For true or false: the first and the second."""
    general: Marked | None = None
    """Feedback on the question, after `####`."""
    id: str | None = None
    """From `// [id:...]` above it."""
    tags: tuple[str, ...] = ()
    """From `// [tag:...]` above it."""
    fault: str = ""
    """Why it is faulty."""


_COMMENT = re.compile(r"\s*//")
_HINT = re.compile(r"\[(id|tag):([^\]]*)\]")
_CATEGORY = re.compile(r"\s*\$CATEGORY:(.*)", re.I)
# A backslash matches in one way only: with two, a title that never ends takes for ever.
_TITLE = re.compile(r"\s*::((?:\\.|(?!::)[^\\])*)::", re.S)
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.I)
_BRACE = re.compile(r"\\.|[{}]", re.S)
_WEIGHT = re.compile(r"\s*%(-?[0-9]+(?:\.[0-9]*)?)%")
_TRUTH = re.compile(r"\s*(TRUE|FALSE|T|F)\s*(?=#|$)", re.I)
_START = re.compile(r"(?:\\.|[^\\~=])*", re.S)
_CHOICE = re.compile(r"([~=])((?:\\.|[^\\~=])*)", re.S)
_ARROW = re.compile(r"^((?:\\.|[^\\])*?)->(.*)$", re.S)
_ESCAPE = re.compile(r"\\([~=#{}:n\\])")
_NUMBER = r"\s*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))\s*"
_RANGE = re.compile(rf"{_NUMBER}(?:(\.\.|:){_NUMBER})?$")


def entries(text: str, file: str) -> Iterator[Entry]:
    """The entries of a GIFT text.

    Raises:
        BadInput: A brace is opened and not closed, or the other way round; the rest could mean anything then.
    """
    hints: list[tuple[str, str]] = []
    block: list[str] = []
    line = depth = 0
    for number, row in enumerate([*text.split("\n"), ""], start=1):
        if _COMMENT.match(row):
            hints += _HINT.findall(row)
        elif not depth and (category := _CATEGORY.match(row)):
            if block:
                yield _hinted(_entry("\n".join(block), line), hints)
            block, hints = [], []
            name = Marked(format="moodle", text="")
            yield Entry(line=number, type=EntryType.CATEGORY, title=_unescaped(category[1].strip()), stem=name)
        elif row.strip() or depth:
            line = line if block else number
            block.append(row)
            depth = _depth_after(row, depth, number, file)
        elif block:
            yield _hinted(_entry("\n".join(block), line), hints)
            block, hints = [], []
    if depth:
        raise BadInput(f"{file} is not well-formed GIFT", f"line {line}: its answers are not closed", "Add the }")


def _depth_after(row: str, depth: int, number: int, file: str) -> int:
    """Whether `row` ends inside braces."""
    for found in _BRACE.finditer(row):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
            if depth not in (0, 1):
                what = f"line {number}: a {found[0]} that is part of the text, or one too many"
                raise BadInput(f"{file} is not well-formed GIFT", what, f"Write \\{found[0]} in text")
    return depth


def _hinted(entry: Entry, hints: list[tuple[str, str]]) -> Entry:
    """`entry` with the id and tags of the comments above it."""
    ids = [value.strip() for name, value in hints if name == "id"]
    tags = tuple(value.strip() for name, value in hints if name == "tag")
    return replace(entry, id=ids[-1] if ids else None, tags=tags)


def _entry(block: str, line: int) -> Entry:
    """The question in `block`."""
    title = _TITLE.match(block)
    rest = block[title.end() :] if title else block
    name = _unescaped(title[1].strip()) if title else None
    marked = _FORMAT.match(rest)
    style = marked[1].lower() if marked else "moodle"
    rest = rest[marked.end() :] if marked else rest
    braces = [found.start() for found in _BRACE.finditer(rest) if found[0] in "{}"]
    if not braces:
        return Entry(line=line, type=EntryType.DESCRIPTION, title=name, stem=_marked(rest, style))
    if rest[braces[0]] == "}" or len(braces) % 2:
        stem = _marked(rest, style)
        return Entry(line=line, type=EntryType.FAULTY, title=name, stem=stem, fault="its title holds a brace")
    before, answers, after = rest[: braces[0]], rest[braces[0] + 1 : braces[1]], rest[braces[1] + 1 :]
    stem = _marked(before, style)
    if after.strip():
        stem = Marked(format=style, text=f"{stem.text} _____ {_marked(after, style).text}")
    base = Entry(line=line, type=EntryType.FAULTY, title=name, stem=stem, is_embedded=bool(after.strip()))
    if len(braces) > 2:
        return replace(base, fault="it has answers in more than one place")
    return _with_answers(base, answers, style)


def _with_answers(base: Entry, answers: str, style: str) -> Entry:
    """`base` with what its braces hold."""
    answers, general = _general(answers, style)
    base = replace(base, general=general)
    if answers.lstrip().startswith("#") and not answers.lstrip().startswith("####"):
        return _numerical(base, answers.lstrip()[1:], style)
    if truth := _TRUTH.match(answers):
        first, second, *_ = (*_split(answers[truth.end() :], "#")[1:], "", "")
        feedback = (_said(first, style), _said(second, style))
        return replace(base, type=EntryType.TRUE_FALSE, truth=truth[1].upper()[0] == "T", feedback=feedback)
    if not answers.strip():
        return replace(base, type=EntryType.ESSAY)
    if (start := _START.match(answers)) and start[0].strip():
        return replace(base, fault=f'the answers begin with neither = nor ~: "{start[0].strip()[:40]}"')
    choices = tuple(_choice(sign == "=", raw, style) for sign, raw in _CHOICE.findall(answers))
    if not all(choice.is_right for choice in choices):
        return replace(base, type=EntryType.CHOICE, choices=choices)
    paired = tuple(_pair(raw, style) for _, raw in _CHOICE.findall(answers))
    if all(choice.partner is not None and choice.weight is None for choice in paired):
        return replace(base, type=EntryType.MATCHING, choices=paired)
    return replace(base, type=EntryType.SHORT, choices=choices)


def _numerical(base: Entry, answers: str, style: str) -> Entry:
    """A numerical question."""
    if not answers.strip().startswith(("=", "~")):
        answers = f"={answers}"
    choices = []
    for sign, raw in _CHOICE.findall(answers):
        choice = _choice(sign == "=", raw, style)
        number = _range(choice.text.text)
        if number is None and (choice.is_right or choice.text.text.strip() not in ("", "*")):
            return replace(base, fault=f'"{choice.text.text[:40]}" is neither a number nor a range')
        choices.append(replace(choice, number=number))
    return replace(base, type=EntryType.NUMERICAL, choices=tuple(choices))


def _range(text: str) -> NumberRange | None:
    """The range that "3.14:0.01", "1..5" or "42" stands for."""
    found = _RANGE.match(text)
    if not found:
        return None
    first, last = Decimal(found[1]), Decimal(found[3] or 0)
    if found[2] == "..":
        return NumberRange(low=first, high=last)
    return NumberRange(low=first - last, high=first + last)


def _choice(is_right: bool, raw: str, style: str) -> Choice:
    """One answer with its weight and feedback."""
    weight = _WEIGHT.match(raw)
    text, *feedback = _split(raw[weight.end() :] if weight else raw, "#")
    said = _said("#".join(feedback), style)
    worth = Decimal(weight[1]) if weight else None
    return Choice(is_right=is_right, weight=worth, text=_marked(text, style), feedback=said)


def _pair(raw: str, style: str) -> Choice:
    """One pair of a matching question; without a partner when it is none."""
    choice = _choice(True, raw, style)
    arrow = _ARROW.match(_split(raw, "#")[0])
    if not arrow:
        return choice
    return replace(choice, text=_marked(arrow[1], style), partner=_marked(arrow[2], style).text)


def _general(answers: str, style: str) -> tuple[str, Marked | None]:
    """The answers, and the feedback on the whole question behind them."""
    head, *tail = _split(answers, "####")
    return head, _said("####".join(tail), style)


def _split(text: str, mark: str) -> list[str]:
    """`text` cut at every `mark` that is not escaped."""
    parts, last = [], 0
    for found in re.finditer(rf"\\.|{mark}", text, re.S):
        if found[0] == mark:
            parts.append(text[last : found.start()])
            last = found.end()
    return [*parts, text[last:]]


def _said(raw: str, style: str) -> Marked | None:
    """Feedback, or None when it says nothing."""
    marked = _marked(raw, style)
    return marked if marked.text else None


def _marked(raw: str, style: str) -> Marked:
    """`raw` with its own format or the inherited one, escapes resolved."""
    own = _FORMAT.match(raw)
    if own:
        style, raw = own[1].lower(), raw[own.end() :]
    raw = " ".join(raw.split()) if style == "moodle" else raw.strip()
    return Marked(format=style, text=_unescaped(raw))


def _unescaped(raw: str) -> str:
    """`raw` with its escapes resolved."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], raw)
