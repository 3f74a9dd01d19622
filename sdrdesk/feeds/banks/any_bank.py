"""Reads a bank file of any known format."""

from __future__ import annotations

import re
from pathlib import Path

from sdrdesk.errors import BadInput
from sdrdesk.feeds.banks.aiken import parse_aiken
from sdrdesk.feeds.banks.bank_file import as_text, read_bytes
from sdrdesk.feeds.banks.gathering import DEFAULT_TOPIC, Imported
from sdrdesk.feeds.banks.gift import parse_gift
from sdrdesk.feeds.banks.moodle_xml import parse_moodle
from sdrdesk.feeds.banks.qti import parse_qti
from sdrdesk.feeds.banks.xml_tree import parse_xml

_ANSWER_LINE = re.compile(r"^ANSWER:\s*[A-Z]\s*$", re.M)


def read_bank(file: Path, *, topic: str = DEFAULT_TOPIC) -> Imported:
    """The questions of `file`, whichever of GIFT, Aiken, Moodle XML, QTI 1.2 or QTI 2.1 it is.

    Args:
        file: The file; nothing else is opened, and nothing is fetched.
        topic: Topic of questions whose file names none.

    Raises:
        BadInput: The file cannot be read, is too large, is of no known format or is not well-formed.
    """
    raw = read_bytes(file)
    name = str(file)
    if raw.startswith(b"PK\x03\x04"):
        raise BadInput(f"{name} is a zip archive", hint="Unpack it and import the XML files in it, one by one")
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or b"<\x00?\x00" in raw[:8] or b"\x00<\x00?" in raw[:8]:
        root = parse_xml(raw, name)
        return parse_moodle(root, name, topic=topic) if root.tag == "quiz" else parse_qti(root, name, topic=topic)
    text = as_text(raw, name)
    if not text.strip():
        raise BadInput(f"{name} is empty", hint="Export the questions again")
    if _ANSWER_LINE.search(text):
        return parse_aiken(text, name, topic=topic)
    return parse_gift(text, name, topic=topic)
