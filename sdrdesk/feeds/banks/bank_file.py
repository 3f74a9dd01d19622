"""The bytes of a bank file as text, bounded and decoded or refused with words."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from sdrdesk.errors import BadInput
from sdrdesk.feeds.regular import size_of

MOST_BYTES = 20_000_000
"""Larger files are refused unread; a bank of 10,000 questions has about 5 MB."""


_ESCAPE = re.compile("[\x1b\x90\x98\x9b\x9d-\x9f]")


def read_bytes(file: Path) -> bytes:
    """The bytes of `file`.

    Raises:
        BadInput: It cannot be read or is too large.
    """
    try:
        size = size_of(file)
        raw = file.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise BadInput(f"{file} cannot be read", error.strerror or "", "Check that it is there and readable") from error
    if size > MOST_BYTES:
        what = f"it has {size:,} bytes, the most is {MOST_BYTES:,}"
        raise BadInput(f"{file} is too large", what, "Split it into several files")
    return raw


def as_text(raw: bytes, file: str) -> str:
    """`raw` as text with plain line ends: UTF-8, or UTF-16 with its mark.

    Raises:
        BadInput: It is neither, or it holds terminal escapes: where such a sequence ends is a guess, and a wrong one
            would swallow questions.
    """
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{file} is not UTF-8", f"line {line} has other bytes", "Save it as UTF-8") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if escape := _ESCAPE.search(text):
        line = text.count("\n", 0, escape.start()) + 1
        raise BadInput(f"{file} holds terminal escapes", f"line {line} has one", "Take it out; no question needs it")
    return text
