"""Offers as files: `<key>/offer.md` with TOML front matter between `+++` lines, and `<key>/questions.toml`.

A folder is read as a whole or not at all; the first fault is told with file, question and cure.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_never

from sdrdesk.domain.offer import Objection, Offer, sealed
from sdrdesk.domain.question import Bank, NumberAnswer, Pair, Question, QuestionKind, problems
from sdrdesk.errors import BadInput
from sdrdesk.feeds.regular import size_of
from sdrdesk.feeds.strict_table import StrictTable, nearest
from sdrdesk.text import clean

MOST_BYTES = 20_000_000
"""Larger files are refused unread: the longest offer we know is 40 kB."""

FACTS = 3
"""As many as a rep keeps in mind during a call."""

_FENCE = "+++"
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")
_FRONT = (
    *("title", "kind", "version", "pages", "minutes", "for_whom", "facts"),
    *("opening", "ask", "not_promised", "objections", "topics"),
)
_COMMON = ("id", "topic", "kind", "stem", "why", "reread")
_OWN: dict[QuestionKind, tuple[str, ...]] = {
    QuestionKind.SINGLE: ("right", "wrong"),
    QuestionKind.MULTIPLE: ("right", "wrong"),
    QuestionKind.TRUE_FALSE: ("answer",),
    QuestionKind.SHORT: ("accept",),
    QuestionKind.NUMERIC: ("value", "tolerance", "numbers"),
    QuestionKind.MATCHING: ("pairs", "wrong"),
}


def read_library(folder: Path) -> tuple[tuple[Offer, Bank], ...]:
    """Every offer of `folder` with its bank, by key.

    Raises:
        BadInput: Something in it cannot be used; nothing is returned then.
    """
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}", hint="Name the folder that holds one folder per offer")
    inside = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))
    return tuple(read_offer(path) for path in inside)


def read_offer(folder: Path) -> tuple[Offer, Bank]:
    """The offer in `folder`, whose name is its key, with its bank.

    Raises:
        BadInput: A file is missing or cannot be used.
    """
    if not _KEY.match(folder.name):
        raise BadInput(f"{folder} is no name for an offer", hint="Use small letters, digits and hyphens: roi-guide")
    offer = _offer(folder / "offer.md", folder.name)
    bank = _bank(folder / "questions.toml", offer)
    return sealed(offer, bank), bank


def changed_without_version(old: Offer, new: Offer) -> str | None:
    """How `new` differs from `old` if it says the same version but other things; None if all is in order."""
    if new.fingerprint == old.fingerprint or new.version != old.version:
        return None
    before, after = (f"{offer.key} version {offer.version}, {words}" for offer, words in ((old, "kept"), (new, "read")))
    lines = difflib.unified_diff(old.source.split("\n"), new.source.split("\n"), before, after, lineterm="", n=1)
    return "\n".join(lines)


def read_front(file: Path, key: str) -> Offer:
    """The offer in an `offer.md` by itself, without its questions.

    Raises:
        BadInput: It cannot be read or used.
    """
    return _offer(file, key)


def _offer(file: Path, key: str) -> Offer:
    """The offer in `file`, not sealed yet."""
    front, body = _split(_read(file), file)
    table = StrictTable(front, _FRONT, file=str(file), where="")
    if not body:
        table.refuse("there is no text below the front matter", "Write what a rep must know, under ## headings")
    objections = table.tables("objections", ("says", "answer"))
    return Offer(
        key=key,
        title=table.text("title"),
        kind=table.text("kind"),
        version=table.whole("version", least=1),
        pages=table.whole("pages", least=1) if table.has("pages") else None,
        minutes=table.whole("minutes", least=1),
        for_whom=table.text("for_whom"),
        facts=table.texts("facts", count=FACTS),
        opening=table.text("opening"),
        ask=table.text("ask"),
        not_promised=table.texts("not_promised"),
        objections=tuple(Objection(says=row.text("says"), answer=row.text("answer")) for row in objections),
        topics=table.texts("topics"),
        body=body,
    )


def _split(text: str, file: Path) -> tuple[dict[str, Any], str]:
    """Front matter and body."""
    lines = text.split("\n")
    closing = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE), None)
    if lines[0].rstrip() != _FENCE or closing is None:
        hint = "Begin with a line +++, then the keys, then a line +++, then the text"
        raise BadInput(f"{file} cannot be used", "it has no front matter", hint)
    # The fence becomes a blank line, so that a line number in an error is the file's own.
    return _toml("\n".join(["", *lines[1:closing]]), file), clean("\n".join(lines[closing + 1 :]), multiline=True)


def _read(file: Path) -> str:
    """The text of `file`, with plain line ends."""
    try:
        size = size_of(file)
        raw = file.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise BadInput(f"{file} cannot be read", error.strerror or "", "Check that it is there and readable") from error
    if size > MOST_BYTES:
        raise BadInput(f"{file} is too large", f"it has {size:,} bytes, the most is {MOST_BYTES:,}", "Split the offer")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{file} is not UTF-8", f"line {line} has other bytes", "Save it as UTF-8") from error
    return text.replace("\r\n", "\n")


def _toml(text: str, file: Path) -> dict[str, Any]:
    """`text` as TOML, with exact decimal numbers."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # an integer of 5,000 digits is a plain ValueError
        raise BadInput(f"{file} is not well-formed TOML", str(error), "Mend that line") from error


def _bank(file: Path, offer: Offer) -> Bank:
    """The bank in `file`, which must be about `offer`."""
    values = _toml(_read(file), file)
    table = StrictTable(values, ("offer", "version", "question"), file=str(file), where="")
    if table.text("offer") != offer.key:
        table.refuse(f'it is about "{table.text("offer")}"', f'Write offer = "{offer.key}" or move the file')
    if table.whole("version", least=1) != offer.version:
        cure = f"Check the questions against the text, then write version = {offer.version}"
        table.refuse(f"its version is {table.whole('version', least=1)}, offer.md has {offer.version}", cure)
    rows = values.get("question", [])
    if not isinstance(rows, list):
        table.refuse("question is not a list of tables", "Write [[question]] with two brackets")
    headings = [line[3:].rstrip("# ").strip() for line in offer.body.split("\n") if line.startswith("## ")]
    questions = tuple(_question(row, str(file), place, offer, headings) for place, row in enumerate(rows, start=1))
    bank = Bank(offer=offer.key, version=offer.version, questions=questions)
    for problem in problems(bank, 1):
        where = f"question {problem.question_id}: " if problem.question_id else ""
        cure = problem.cure[:1].upper() + problem.cure[1:]
        raise BadInput(f"{file} cannot be used", f"{where}{problem.what}", cure)
    return bank


def _question(row: object, file: str, place: int, offer: Offer, headings: list[str]) -> Question:
    """One `[[question]]`."""
    values = row if isinstance(row, dict) else {}
    named = values.get("id")
    where = f"question {clean(named)}" if isinstance(named, str) and clean(named) else f"question number {place}"
    kind = _kind(values, file, where)
    table = StrictTable(values, (*_COMMON, *_OWN[kind]), file=file, where=where)
    topic, reread = table.text("topic"), table.text("reread", optional=True).lstrip("# ")
    if topic not in offer.topics:
        table.refuse(f'the topic "{topic}" is not among the topics of offer.md', nearest(topic, offer.topics))
    if reread and reread not in headings:
        table.refuse(f'offer.md has no heading "## {reread}"', nearest(reread, headings))
    return Question(
        id=table.text("id"),
        topic=topic,
        kind=kind,
        stem=table.text("stem", multiline=True),
        why=table.text("why", optional=True, multiline=True),
        reread=reread,
        **_answers(kind, table),
    )


def _kind(values: dict[str, object], file: str, where: str) -> QuestionKind:
    """The kind that decides which other keys belong."""
    every = {*_COMMON, *(key for keys in _OWN.values() for key in keys)}
    table = StrictTable(values, every, file=file, where=where)
    word = table.text("kind")
    try:
        return QuestionKind(word)
    except ValueError:
        table.refuse(f'there is no kind "{word}"', nearest(word, list(QuestionKind)))


def _numbers(table: StrictTable) -> tuple[NumberAnswer, ...]:
    """The one number of a question, or several that are worth something."""
    if not table.has("numbers"):
        return (_number(table),)
    for key in ("value", "tolerance"):
        if table.has(key):
            table.refuse(f"it has both {key} and numbers", "Write value and tolerance in each of the numbers")
    return tuple(_number(row) for row in table.tables("numbers", ("value", "tolerance", "worth")))


def _number(table: StrictTable) -> NumberAnswer:
    tolerance = table.number("tolerance") if table.has("tolerance") else Decimal(0)
    worth = float(table.number("worth")) if table.has("worth") else 1.0
    return NumberAnswer(value=table.number("value"), tolerance=tolerance, weight=worth)


def _answers(kind: QuestionKind, table: StrictTable) -> dict[str, Any]:
    """The fields of a question that its kind decides."""
    match kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            return {"right": table.texts("right", multiline=True), "wrong": table.texts("wrong", multiline=True)}
        case QuestionKind.TRUE_FALSE:
            truth = table.truth("answer")
            return {"right": (str(truth),), "wrong": (str(not truth),)}
        case QuestionKind.SHORT:
            return {"accept": table.texts("accept", multiline=True)}
        case QuestionKind.NUMERIC:
            return {"numbers": _numbers(table)}
        case QuestionKind.MATCHING:
            rows = table.tables("pairs", ("left", "right"))
            pairs = tuple(
                Pair(left=row.text("left", multiline=True), right=row.text("right", multiline=True)) for row in rows
            )
            return {"pairs": pairs, "wrong": table.texts("wrong", optional=True, multiline=True)}
        case _:  # pragma: no cover
            assert_never(kind)
