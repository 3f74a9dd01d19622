"""JSON or a web form of unknown make: every value is a question named by its key."""

from __future__ import annotations

from collections.abc import Iterator

from sdrdesk.feeds.forms.form import LABEL, PEOPLE, Delivery, Form, Json, dict_of, flat, text_of
from sdrdesk.feeds.headers import known_field
from sdrdesk.text import clean

QUESTIONS = ("label", "question", "title", "name", "key", "ref")
"""What holds the question where a form comes as a list of pairs, best first (Tally, Jotform, Gravity and others)."""
ANSWERS = ("value", "answer", "text", "response")
"""What holds the answer there."""

_OTHERS = """
    company organization organisation account employer form campaign event owner page utm meta metadata tracking
    user browser device app source team offer
"""
OTHERS = frozenset(_OTHERS.split())
"""Objects whose name or address is not the person's."""


def read_plain(data: Json) -> Delivery:
    """One form for an object, one for each object of an array."""
    items = data if isinstance(data, list) else [data]
    return Delivery(forms=tuple(plain_form(item) for item in items[:PEOPLE] if isinstance(item, dict)))


def plain_form(item: dict[str, Json]) -> Form:
    """An object as a form."""
    return Form(answers=tuple(_answers(item, ())), paths=lambda: dict(flat(item)))


def _answers(data: Json, parents: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Question and answer of every value, the outer ones first."""
    if isinstance(data, list):
        if not any(isinstance(item, list | dict) for item in data):
            yield from _answer(parents, text_of(data))
        for item in data:
            if pair := _pair(item):
                yield pair
            elif isinstance(item, dict):
                yield from _answers(item, parents)
        return
    inner = []
    for name, value in dict_of(data).items():
        if isinstance(value, list | dict):
            inner.append((name, value))
        else:
            yield from _answer((*parents, name), text_of(value))
    for name, value in inner:
        yield from _answers(value, (*parents, name))


def _pair(item: Json) -> tuple[str, str] | None:
    """Question and answer of {"label": ..., "value": ...}."""
    if not isinstance(item, dict):
        return None
    answer = next((item[name] for name in ANSWERS if name in item), None)
    question = next((text for name in QUESTIONS if (text := text_of(item.get(name)))), "")
    text = text_of(answer)
    return (question[:LABEL], text) if question and text else None


def _answer(parents: tuple[str, ...], text: str) -> Iterator[tuple[str, str]]:
    """A value under its name, with its parent's where that makes a name one knows: company.name is a company."""
    if not text or not parents:
        return
    name, parent = clean(parents[-1])[:LABEL], clean(parents[-2])[:LABEL] if len(parents) > 1 else ""
    if parent and known_field(f"{parent} {name}"):
        yield f"{parent} {name}", text
    elif parent.casefold() not in OTHERS:
        yield name, text
