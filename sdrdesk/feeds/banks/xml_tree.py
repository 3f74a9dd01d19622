"""XML read safely into a small tree that knows its lines.

The standard library's expat alone: no document type, no entity of the file's own, nothing fetched, depth and size
bounded.
(defusedxml gives the same safety, but its tree has no line numbers, and a report per question needs them.)
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import NoReturn
from xml.parsers import expat

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.errors import BadInput

MOST_DEPTH = 200
"""Deeper nesting is no question bank but an attack or an accident."""

MOST_ELEMENTS = 1_000_000
"""About 25,000 questions in the wordiest format."""


@dataclass(slots=True)
class Node:
    """An element: its name without prefix, its attributes, and its texts and elements in order."""

    tag: str
    """Name without prefix."""
    line: int
    """Where it begins."""
    attributes: dict[str, str] = field(default_factory=dict)
    """By name without prefix."""
    parts: list[Node | str] = field(default_factory=list)
    """Texts and elements in the order of the file."""

    def get(self, name: str) -> str:
        """The attribute `name`, "" without it."""
        return self.attributes.get(name, "").strip()

    def children(self, *tags: str) -> list[Node]:
        """The elements right below, of these names or all."""
        return [part for part in self.parts if isinstance(part, Node) and (not tags or part.tag in tags)]

    def child(self, tag: str) -> Node | None:
        """The first element `tag` right below."""
        return next(iter(self.children(tag)), None)

    def walk(self, *tags: str) -> Iterator[Node]:
        """Every element below, in order, of these names or all."""
        for node in self.children():
            if not tags or node.tag in tags:
                yield node
            yield from node.walk(*tags)

    def text(self) -> str:
        """All text below, as it stands."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.parts)

    def text_of(self, *path: str) -> str:
        """The text of the element at `path`, without outer blanks; "" when there is none."""
        node: Node | None = self
        for tag in path:
            node = node.child(tag) if node else None
        return node.text().strip() if node else ""

    def as_html(self) -> str:
        """What is inside, as HTML."""
        return "".join(html.escape(part) if isinstance(part, str) else part.outer_html() for part in self.parts)

    def outer_html(self) -> str:
        """The element itself, as HTML."""
        attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in self.attributes.items())
        return f"<{self.tag}{attributes}>{self.as_html()}</{self.tag}>"


def parse_xml(raw: bytes, file: str) -> Node:
    """The root element of `raw`.

    Raises:
        BadInput: It is not well-formed, has a document type, or is deeper or larger than any bank.
    """
    reader = _Reader(file)
    try:
        reader.parser.Parse(raw, True)
    except expat.ExpatError as error:
        what = f"line {error.lineno}: {expat.errors.messages[error.code]}"
        raise BadInput(f"{file} is not well-formed XML", what, "Export it again, or mend that line") from error
    except (LookupError, ValueError) as error:
        raise BadInput(f"{file} is in an unknown encoding", str(error), "Save it as UTF-8") from error
    return reader.root


class _Reader:
    """Builds the tree while expat reads."""

    def __init__(self, file: str) -> None:
        """Prepare a parser that refuses what a bank never needs."""
        self._file = file
        self._open: list[Node] = []
        self._count = 0
        self.root = Node(tag="", line=0)
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.ExternalEntityRefHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        self._count += 1
        if len(self._open) >= MOST_DEPTH or self._count > MOST_ELEMENTS:
            self._refuse("it nests deeper or holds more elements than any question bank", "Check where it comes from")
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        node = Node(tag=name.rpartition(":")[2], line=self.parser.CurrentLineNumber, attributes=plain)
        if self._open:
            self._open[-1].parts.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _name: str) -> None:
        """Close an element."""
        self._open.pop()

    def _text(self, text: str) -> None:
        """Keep text."""
        self._open[-1].parts.append(text)

    def _doctype(self, *_: object) -> int:
        """Refuse a document type: it could name entities that grow without end, or files to fetch."""
        self._refuse("it has a document type (<!DOCTYPE ...>)", "Delete that declaration; a bank does not need it")

    def _refuse(self, what: str, cure: str) -> NoReturn:
        """Refuse the whole file."""
        raise BadInput(f"{self._file} cannot be read safely", f"line {self.parser.CurrentLineNumber}: {what}", cure)
