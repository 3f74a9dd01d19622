"""An offer: what a prospect converted on, as a rep must know it before calling."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sdrdesk import dataclasses
from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.question import Bank, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What a prospect may say against it, and what a rep answers."""

    says: str
    """The prospect's words."""
    answer: str
    """The rep's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One version of an offer."""

    key: str
    """The name of its folder; leads point to it."""
    title: str
    """As the prospect saw it."""
    kind: str
    """Key of its kind in the playbook, or "training" for the team's own."""
    version: int
    """Counts up with every change of the text or the questions."""
    pages: int | None
    """Pages that the prospect got; None where there are none to count."""
    minutes: int
    """How long a rep reads or watches."""
    for_whom: str
    """Whom it was made for."""
    facts: tuple[str, ...]
    """The three facts to know on the call."""
    opening: str
    """How to open the call."""
    ask: str
    """The next small yes to ask for."""
    not_promised: tuple[str, ...]
    """What no rep may promise."""
    objections: tuple[Objection, ...]
    """What prospects say against it."""
    topics: tuple[str, ...]
    """What its questions are about; a quiz is drawn evenly over them."""
    body: str
    """The text, in Markdown."""
    source: str = ""
    """Everything a rep learns from, text and questions, as plain lines in a fixed order; for showing a change."""
    fingerprint: str = ""
    """SHA-256 of `source`: two offers with the same one teach and ask the same."""


def sealed(offer: Offer, bank: Bank) -> Offer:
    """`offer` with its source and fingerprint filled in. The version is no part of either."""
    source = "\n".join(line.rstrip() for line in "\n".join(_lines(offer, bank)).split("\n"))
    return dataclasses.replace(offer, source=source, fingerprint=hashlib.sha256(source.encode()).hexdigest())


def passage(offer: Offer, heading: str) -> str:
    """The text under one of the offer's "## " headings; empty where there is no such heading."""
    lines: list[str] = []
    is_inside = False
    for line in offer.body.split("\n"):
        if line.startswith("## "):
            is_inside = line[3:].rstrip("# ").strip() == heading
        elif is_inside:
            lines.append(line)
    return "\n".join(lines).strip()


def _lines(offer: Offer, bank: Bank) -> Iterator[str]:
    """The offer and its questions, line by line."""
    yield from (f"title: {offer.title}", f"kind: {offer.kind}", f"pages: {offer.pages or '-'}")
    yield from (f"minutes: {offer.minutes}", f"for whom: {offer.for_whom}")
    yield from (f"fact: {fact}" for fact in offer.facts)
    yield from (f"opening: {offer.opening}", f"ask: {offer.ask}")
    yield from (f"not promised: {promise}" for promise in offer.not_promised)
    for objection in offer.objections:
        yield from (f"objection: {objection.says}", f"answer: {objection.answer}")
    yield from (f"topic: {topic}" for topic in offer.topics)
    yield from ("", offer.body)
    for question in bank.questions:
        yield from ("", *_question_lines(question))


def _question_lines(question: Question) -> Iterator[str]:
    """One question, line by line."""
    yield from (f"question: {question.id}", f"about: {question.topic}", f"kind: {question.kind}")
    yield f"stem: {question.stem}"
    yield from (f"right: {text}" for text in question.right)
    yield from (f"wrong: {text}" for text in question.wrong)
    yield from (f"accept: {text}" for text in question.accept)
    for number in question.numbers:
        value, tolerance = number.value.normalize(), number.tolerance.normalize()
        yield f"value: {value:f} give or take {tolerance:f} worth {number.weight:g}"
    yield from (f"pair: {pair.left} = {pair.right}" for pair in question.pairs)
    yield from (f"why: {question.why}", f"reread: {question.reread}")
