"""What a file is made of before anyone reads its text: its kind, its encoding and its line ends."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path

from sdrdesk.dataclasses import dataclass
from sdrdesk.errors import BadInput
from sdrdesk.feeds.regular import size_of
from sdrdesk.text import clean

HEAD = 1 << 16
"""Bytes by which the kind of file and the separator are judged."""

_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EXCEL_CURE = "In Excel choose File, Save As, CSV UTF-8, and import that"
_OLE = b"\xd0\xcf\x11\xe0"
"""What old Office files begin with, and new ones that have a password."""
_FOREIGN = (
    (b"\x1f\x8b", "is a gzip archive", "Unpack it and import the file inside"),
    (b"7z\xbc\xaf", "is a 7-Zip archive", "Unpack it and import the file inside"),
    (b"Rar!", "is a RAR archive", "Unpack it and import the file inside"),
    (b"%PDF", "is a PDF", "Export the list as CSV instead"),
    (b"SQLite format 3", "is a database", "Export the table as CSV instead"),
)
_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<?xml", b"<meta", b"<div", b"<body")
_JSON = re.compile(r"\s*(?:\[\s*)?\{\s*[\"}]|\s*\[\s*(?:\]|\[)")
"""How JSON begins: an object, a list of them, or a list that is refused with its reason."""
_CONTROLS = bytes([*range(1, 9), *range(14, 27), *range(28, 32)])


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBytes:
    """What one pass over a file's bytes found."""

    path: Path
    name: str
    size: int
    encoding: str
    head: str
    """The beginning as text, without NULs."""
    has_nul: bool
    has_odd_quotes: bool
    """An odd number of quotes: one of them is never closed."""
    has_doubled_ends: bool
    """Lines end in CR CR LF."""
    notes: tuple[str, ...]


def kind_of(path: Path) -> str:
    """What is in the file, whatever its name: "xlsx", "json" or "csv".

    Raises:
        BadInput: It cannot be read, or is something else; the hint says what to do.
    """
    name = clean(path.name)
    try:
        size_of(path)
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise _unreadable(name, error) from error
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path, name)
    if _JSON.match(head.decode(_marked(head) or _wide(head) or "utf-8", errors="replace").lstrip("\ufeff")):
        return "json"
    _refuse_foreign(name, head)
    return "csv"


def scan_file(path: Path) -> FileBytes:
    """What `path` is made of.

    Raises:
        BadInput: It cannot be read, is empty, or is no text table; the hint says what to do.
    """
    name = clean(path.name)
    try:
        size = size_of(path)
        with path.open("rb") as file:
            head = file.read(HEAD)
        encoding = _marked(head)
        notes: list[str] = []
        if not encoding:
            encoding, note = _plain(path)
            notes += [note] if note else []
        quotes, nuls = _counts(path, encoding)
    except OSError as error:
        raise _unreadable(name, error) from error
    text = head.decode(encoding, errors="replace").lstrip("\ufeff")
    if not text.replace("\0", "").strip():
        raise BadInput(f"{name} is empty", hint="Export it again; a list needs a header and at least one row")
    if nuls:
        notes.append(f"{nuls} NUL {'byte was' if nuls == 1 else 'bytes were'} left out")
    return FileBytes(
        path=path,
        name=name,
        size=size,
        encoding=encoding,
        head=text.replace("\0", "").replace("\r\r\n", "\r\n"),
        has_nul=nuls > 0,
        has_odd_quotes=quotes % 2 == 1,
        has_doubled_ends="\r\r\n" in text,
        notes=tuple(notes),
    )


def _unreadable(name: str, error: OSError) -> BadInput:
    why = error.strerror or str(error)
    return BadInput(f"{name} cannot be read", why, "Check the name and the rights of the file")


def _kind_of_zip(path: Path, name: str) -> str:
    """The word "xlsx" for a zip that is an Excel workbook; BadInput says what it is otherwise."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = set(archive.namelist()[:10_000])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        cure = "Download or export it again"
        raise BadInput(f"{name} is a damaged workbook or archive", clean(str(error)), cure) from error
    if "xl/workbook.bin" in inside:
        raise BadInput(f"{name} is a binary Excel workbook (.xlsb)", hint="Save it as Excel Workbook (.xlsx) or as CSV")
    if any(one.startswith("xl/workbook") for one in inside):
        return "xlsx"
    if "content.xml" in inside:
        raise BadInput(f"{name} is an OpenDocument spreadsheet", hint="Save it as .xlsx or as CSV, and import that")
    raise BadInput(f"{name} is a zip archive", hint="Unpack it and import the file inside")


def _refuse_foreign(name: str, head: bytes) -> None:
    """Refuse what is named like a table and is something else."""
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in head:
            raise BadInput(f"{name} is locked with a password", hint="Save it without the password, and import that")
        raise BadInput(f"{name} is an old Excel workbook (.xls), not a CSV file", hint=_EXCEL_CURE)
    for magic, what, cure in _FOREIGN:
        if head.startswith(magic):
            raise BadInput(f"{name} {what}", hint=cure)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096].lower()
    if start.startswith(_HTML):
        cure = "Export it again as CSV; if it opens in Excel, choose File, Save As, CSV UTF-8"
        raise BadInput(f"{name} is a web page or XML", "It is not a CSV file, whatever its name", cure)
    if _marked(head) or _wide(head):
        return
    strange = len(head) - len(head.translate(None, _CONTROLS)) + max(0, head.count(0) - len(head) // 10)
    if strange > max(8, len(head) // 50):
        raise BadInput(f"{name} is not text", "It holds control bytes as no table has them", "Export it as CSV")


def _marked(head: bytes) -> str:
    """The encoding a byte order mark names, or ""."""
    return next((encoding for bom, encoding in _BOMS if head.startswith(bom)), "")


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of mostly Latin text is NUL. "" if it is not."""
    sample = head[: len(head) // 2 * 2]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if half and odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if half and even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _plain(path: Path) -> tuple[str, str]:
    """The encoding of a file without a mark, and what to say about it."""
    with path.open("rb") as file:
        if wide := _wide(file.read(HEAD)):
            return wide, "Read as UTF-16"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        good = bad = 0
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            if not text.isascii():
                lost = text.count("\ufffd")
                bad += lost
                good += len(text) - lost - len(text.encode("ascii", "ignore"))
        bad += decoder.decode(b"", final=True).count("\ufffd")
    if not bad:
        return "utf-8", ""
    if good > 3 * bad:
        return "utf-8", f"{bad} {'letter is' if bad == 1 else 'letters are'} not UTF-8, replaced by \ufffd"
    return "cp1252", "Not UTF-8: read as Windows-1252. If accents look wrong, export it again as CSV UTF-8"


def _counts(path: Path, encoding: str) -> tuple[int, int]:
    """How many quotes and NULs there are (NULs of a wide encoding do not count)."""
    quotes = nuls = 0
    is_wide = encoding.startswith(("utf-16", "utf-32"))
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            quotes += chunk.count(b'"')
            nuls += 0 if is_wide else chunk.count(0)
    return quotes, nuls
