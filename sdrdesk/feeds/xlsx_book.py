"""An Excel workbook as a stream of rows, read with the standard library alone.

Why not a library: openpyxl reads 7,000 rows a second; calamine is fast, but lays every sheet out as a full rectangle,
and 1.4 kB of a file with one cell in its last row and one in column CV took 3.2 GiB (measured 2026-11). Here nothing is
held but the shared texts, and what is unpacked is counted, so that a file made to burst is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.parsers import expat

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.errors import BadInput
from sdrdesk.text import clean

SHEET_MOST = 2 << 30
"""Bytes of one sheet, unpacked: a full sheet of a lead list has half of that."""
TEXTS_MOST = 192 << 20
"""Bytes of the texts that cells share, unpacked: they are held in memory."""
PART_MOST = 16 << 20
"""Bytes of any other part."""
RATIO = 250
"""How many times smaller a part may be packed; deflate cannot do more than 1032, real sheets do 5 to 60."""
COLUMNS_MOST = 1000

_CHUNK = 1 << 16
_CURE = "Save it as CSV UTF-8 in Excel, and import that"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DATE_FORMATS = frozenset({14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 34, 35, 36, 45, 46, 47, 50, 57, 58})
_NOT_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|General', re.IGNORECASE)

_BROKEN = (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What a damaged archive raises; a locked one is a RuntimeError."""
_PIECES = 64
"""Stretches of 8 KiB that one cell may hold; a cell of Excel holds four."""

SheetRow = tuple[int, list[str]]
"""Number of the row, from 1, and its cells as text."""

Attributes = dict[str, str]


@dataclass(slots=True)
class Book:
    """An opened workbook; use it as a context."""

    archive: zipfile.ZipFile
    name: str
    sheets: list[tuple[str, str]] = field(default_factory=list)
    """Name and part of each sheet that can be seen, in order."""
    texts: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    """The styles that make a number a date."""
    epoch: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 (a sheet's dates have no zone)
    done: int = 0
    """Bytes of the sheet read so far, unpacked."""

    def __enter__(self) -> Book:
        """The book itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.archive.close()

    def size(self, part: str) -> int:
        """Bytes of a part, unpacked, as the archive says."""
        return self.archive.getinfo(part).file_size

    def rows(self, part: str) -> Iterator[SheetRow]:
        """The rows of a sheet that hold something."""
        self.done = 0
        reader = _SheetReader(self)
        for chunk in self._chunks(part, SHEET_MOST):
            self.done += len(chunk)
            self._feed(reader.parser, chunk, part)
            yield from reader.taken()
        self._feed(reader.parser, b"", part, is_last=True)
        yield from reader.taken()

    # --- parts --------------------------------------------------------------------------------------------------------

    def parse(self, part: str, most: int, parser: expat.XMLParserType) -> None:
        """Run a whole part of at most so many bytes through `parser`."""
        for chunk in self._chunks(part, most):
            self._feed(parser, chunk, part)
        self._feed(parser, b"", part, is_last=True)

    def _chunks(self, part: str, most: int) -> Iterator[bytes]:
        """A part, unpacked bit by bit and counted: the sizes an archive claims prove nothing."""
        read = 0
        try:
            info = self.archive.getinfo(part)
            limit = min(most, max(info.compress_size * RATIO, 1 << 20))
            with self.archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    read += len(chunk)
                    if read > limit:
                        why = f"{part} unpacks to more than {limit >> 20} MiB"
                        raise BadInput(f"{self.name} is too large, or made to burst", why, _CURE)
                    yield chunk
        except _BROKEN as error:
            raise self._damaged(part, error) from error

    def _feed(self, parser: expat.XMLParserType, chunk: bytes, part: str, *, is_last: bool = False) -> None:
        try:
            parser.Parse(chunk, is_last)
        except (expat.ExpatError, ValueError, OverflowError) as error:
            raise self._damaged(part, error) from error

    def _damaged(self, part: str, error: Exception) -> BadInput:
        return BadInput(f"{self.name} is a damaged workbook", clean(f"{part}: {error}"), f"Open it in Excel. {_CURE}")


def open_book(path: Path) -> Book:
    """The workbook at `path`, with its sheets listed and its shared texts read.

    Raises:
        BadInput: It is damaged, too large or made to burst.
    """
    name = clean(path.name)
    try:
        book = Book(zipfile.ZipFile(path), name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadInput(f"{name} is a damaged workbook", clean(str(error)), "Download or export it again") from error
    try:
        _read_parts(book)
    except BaseException:
        book.archive.close()
        raise
    return book


def _read_parts(book: Book) -> None:
    targets: dict[str, str] = {}
    found: list[tuple[str, str, bool]] = []
    parts = {one.lower(): one for one in book.archive.namelist()}

    def relation(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            targets[attributes.get("Id", "")] = parts.get(full.replace("/./", "/").lower(), "")

    def workbook(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            relation_id = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            found.append((clean(attributes.get("name", "")), relation_id, hidden))
        elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 (a sheet's dates have no zone)

    if relations := parts.get("xl/_rels/workbook.xml.rels"):
        book.parse(relations, PART_MOST, _parser(relation))
    book.parse(parts.get("xl/workbook.xml", "xl/workbook.xml"), PART_MOST, _parser(workbook))
    if styles := parts.get("xl/styles.xml"):
        book.dates = _date_styles(book, styles)
    if texts := parts.get("xl/sharedstrings.xml"):
        book.texts = _shared_texts(book, texts)
    book.sheets = [(name, targets.get(id_, "")) for name, id_, hidden in found if not hidden and targets.get(id_)]


def _date_styles(book: Book, part: str) -> frozenset[int]:
    """The cell styles whose numbers are dates."""
    formats: dict[int, str] = {}
    styles: list[int] = []
    place = [""]

    def start(tag: str, attributes: Attributes) -> None:
        if tag in ("cellXfs", "cellStyleXfs"):
            place[0] = tag
        elif tag == "numFmt" and attributes.get("numFmtId", "").isdecimal():
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "xf" and place[0] == "cellXfs":
            number = attributes.get("numFmtId", "0")
            styles.append(int(number) if number.isdecimal() else 0)

    book.parse(part, PART_MOST, _parser(start))
    return frozenset(at for at, number in enumerate(styles) if _is_date(number, formats.get(number)))


def _is_date(number: int, code: str | None) -> bool:
    if code is None:
        return number in _DATE_FORMATS
    plain = _NOT_DATE.sub("", code.partition(";")[0]).lower()
    return any(letter in plain for letter in "ymdhs") and "0" not in plain.replace("ss.0", "").replace("s.0", "")


def _shared_texts(book: Book, part: str) -> list[str]:
    texts: list[str] = []
    pieces: list[str] = []
    state = {"t": False, "hint": False}

    def start(tag: str, _: Attributes) -> None:
        if tag == "si":
            pieces.clear()
        elif tag == "rPh":
            state["hint"] = True
        elif tag == "t":
            state["t"] = not state["hint"]

    def end(tag: str) -> None:
        if tag == "si":
            texts.append(unescape("".join(pieces)))
        elif tag == "rPh":
            state["hint"] = False
        elif tag == "t":
            state["t"] = False

    def text(data: str) -> None:
        if state["t"]:
            pieces.append(data)

    book.parse(part, TEXTS_MOST, _parser(start, end, text))
    return texts


class _SheetReader:
    """Turns the elements of a sheet into rows."""

    def __init__(self, book: Book) -> None:
        """Read for `book`."""
        self._book = book
        self._rows: list[SheetRow] = []
        self._cells: list[str] = []
        self._number = 0
        self._at = 0
        self._kind = ""
        self._style = 0
        self._pieces: list[str] = []
        self._listens = False
        self._columns: dict[str, int] = {}
        self.parser = _parser(self._start, self._end, self._text)

    def taken(self) -> list[SheetRow]:
        """The rows that are complete since the last ask."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._kind = attributes.get("t", "n")
            style = attributes.get("s", "0")
            self._style = int(style) if style.isdecimal() else 0
            self._pieces = []
            if place := attributes.get("r"):
                self._at = self._column(place.rstrip("0123456789"))
        elif tag in ("v", "t"):
            self._listens = True
        elif tag == "rPh":
            self._kind = f"{self._kind}-"
        elif tag == "row":
            number = attributes.get("r", "")
            self._number = int(number) if number.isdecimal() and len(number) < 9 else self._number + 1
            self._cells, self._at = [], 0

    def _end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._listens = False
        elif tag == "c":
            if self._pieces and self._at < COLUMNS_MOST:
                if gap := self._at - len(self._cells):
                    self._cells += [""] * gap
                self._cells[self._at :] = [self._value("".join(self._pieces))]
            self._at += 1
        elif tag == "rPh":
            self._kind = self._kind.removesuffix("-")
        elif tag == "row" and any(self._cells):
            self._rows.append((self._number, self._cells))

    def _text(self, data: str) -> None:
        if self._listens and len(self._pieces) < _PIECES and not self._kind.endswith("-"):
            self._pieces.append(data)

    def _column(self, letters: str) -> int:
        known = self._columns.get(letters)
        if known is None:
            known = 0
            for letter in letters[:4]:
                known = known * 26 + (ord(letter) & 31)
            self._columns[letters] = known = max(known - 1, 0)
        return known

    def _value(self, raw: str) -> str:
        """A cell as text: what people see, without the number format's dress."""
        match self._kind:
            case "s":
                texts = self._book.texts
                return texts[int(raw)] if raw.isdecimal() and int(raw) < len(texts) else ""
            case "inlineStr" | "str":
                return unescape(raw)
            case "b":
                return "true" if raw == "1" else "false"
            case "e":
                return ""
            case "n" if self._style in self._book.dates:
                return self._date(raw)
            case "n":
                return number_text(raw)
        return raw

    def _date(self, raw: str) -> str:
        try:
            at = self._book.epoch + timedelta(days=float(raw))
        except (ValueError, OverflowError):
            return raw
        at = (at + timedelta(milliseconds=500)).replace(microsecond=0)
        return at.isoformat(" ") if at.time() != at.min.time() else at.date().isoformat()


def _parser(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    """A parser that tells elements by their plain names and takes no document type: entities could be made to burst."""
    parser = expat.ParserCreate(namespace_separator=" ", intern={})
    plain: dict[str, str] = {}

    def name(tag: str) -> str:
        known = plain.get(tag)
        if known is None:
            known = plain[tag] = tag.rpartition(" ")[2]
        return known

    def begins(tag: str, attributes: Attributes) -> None:
        start(name(tag), attributes)

    def refuse(*_: object) -> None:
        raise ValueError("it declares a document type")

    parser.StartElementHandler = begins
    parser.StartDoctypeDeclHandler = refuse
    if end is not None:
        told = end
        parser.EndElementHandler = lambda tag: told(name(tag))
    if text is not None:
        parser.CharacterDataHandler = text
    parser.buffer_text = True
    return parser


def number_text(raw: str) -> str:
    """A number as people write it: a telephone number that Excel made 1.3125550142E10 has its digits back."""
    if raw.isdecimal():
        return raw
    try:
        number = float(raw)
    except ValueError:
        return raw
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else raw


def unescape(text: str) -> str:
    """Text without Excel's escapes: _x000D_ is a line end."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
