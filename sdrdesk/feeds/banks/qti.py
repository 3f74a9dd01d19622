"""QTI 1.2 and 2.1: finds the items of a file and hands each to its version's reader. Nothing else is opened."""

from __future__ import annotations

from collections.abc import Iterator

from sdrdesk.errors import BadInput
from sdrdesk.feeds.banks.gathering import DEFAULT_TOPIC, Gathering, Imported
from sdrdesk.feeds.banks.qti_1 import take_item as take_item_1
from sdrdesk.feeds.banks.qti_2 import take_item as take_item_2
from sdrdesk.feeds.banks.xml_tree import Node

_ELSEWHERE = {
    "manifest": "it only lists the files of a package; import those one by one",
    "assessmentTest": "it only names items in other files; import those one by one",
    "qti-assessment-item": "it is QTI 3.0; export it as QTI 2.1",
    "qti-assessment-test": "it is QTI 3.0; export it as QTI 2.1",
}


def parse_qti(root: Node, file: str, *, topic: str = DEFAULT_TOPIC) -> Imported:
    """The questions below `root`.

    Raises:
        BadInput: The file is XML, but no QTI 1.2 or 2.1 with items in it.
    """
    gathering = Gathering(topic)
    if root.tag in ("questestinterop", "assessment", "section", "item"):
        for name, item in _items(root, topic):
            gathering.set_topic(name)
            take_item_1(gathering, item)
    elif root.tag == "assessmentItem":
        take_item_2(gathering, root)
    else:
        why = _ELSEWHERE.get(root.tag, f"it begins with <{root.tag}>")
        raise BadInput(f"{file} holds no QTI 1.2 or 2.1 questions", why, "Export the questions as QTI 1.2 or 2.1")
    found = gathering.done()
    if not found.questions and not found.unsupported:
        raise BadInput(f"{file} holds no questions", hint="Export it with its items")
    return found


def _items(node: Node, topic: str) -> Iterator[tuple[str, Node]]:
    """Every item with the title of the section or assessment around it."""
    if node.tag == "item":
        yield topic, node
    for part in node.children():
        inner = part.get("title") if part.tag in ("assessment", "section") else ""
        yield from _items(part, inner if inner and inner.lower() not in ("main", "root_section") else topic)
