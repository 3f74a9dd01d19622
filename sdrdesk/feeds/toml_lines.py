"""Where in a TOML file each key stands.

tomllib gives values without places, and tomlkit keeps a document but no line numbers. This reads only the shape of a
text that tomllib has accepted: headers, keys and lists.
"""

from __future__ import annotations

import re

from sdrdesk.dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Keys, and positions in lists, from the top of the file down."""

_TOKEN = re.compile(
    r'''(?P<long>"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5})'''
    r"""|(?P<key>"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s\[\]{},=.#"']+)"""
    r"""|(?P<note>\#[^\n]*)|(?P<line>\n)|(?P<mark>[\[\]{},=.])|(?P<blank>[^\S\n]+)""",
    re.DOTALL,
)


@dataclass
class _Scan:
    """One walk over the text: where we are, and what was seen on the way."""

    lines: dict[Path, int] = field(default_factory=dict)
    line: int = 1
    table: Path = ()
    """The table of the last header."""
    open: list[tuple[str, Path]] = field(default_factory=list)
    """Brackets not yet closed: a list with the path of its next item, or a table with its own path."""
    key: list[str] = field(default_factory=list)
    value: Path = ()
    """The path of the value being read."""
    in_key: bool = True
    header: int = 0
    """Brackets of the header being read."""
    counts: dict[Path, int] = field(default_factory=dict)
    """Items so far of each list of tables."""

    def resolve(self, keys: list[str], *, new_item: bool = False) -> Path:
        """The path of a header, where a list of tables stands for its last item."""
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            if new_item and place == len(keys) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                self.lines.setdefault(path, self.line)
                path = (*path, self.counts[path])
        return path

    def note(self, path: Path) -> None:
        """Remember this line for `path` and for what it lies in."""
        for end in range(1, len(path) + 1):
            self.lines.setdefault(path[:end], self.line)

    def read(self, mark: str) -> None:
        """Take one token that is neither blank nor comment."""
        if self.header or (mark == "[" and self.in_key and not self.open and not self.key):
            self.read_header(mark)
        elif self.in_key and mark not in ("=", ".", "}", "\n"):
            self.key.append(_bare(mark))
        elif self.in_key and mark == "=":
            base = self.open[-1][1] if self.open else self.table
            self.value, self.key, self.in_key = (*base, *self.key), [], False
            self.note(self.value)
        else:
            self.read_value(mark)

    def read_header(self, mark: str) -> None:
        """Take one token of a header."""
        if mark == "[":
            self.header += 1
        elif mark == "]":
            self.table = self.resolve(self.key, new_item=self.header == 2)
            self.note(self.table)
            # The second bracket of "]]" comes as a token of its own: without a key it does nothing.
            self.key, self.header, self.in_key = [], 0, False
        elif mark != ".":
            self.key.append(_bare(mark))

    def read_value(self, mark: str) -> None:
        """Take one token of a value."""
        inside = self.open[-1][0] if self.open else ""
        if inside == "[" and mark not in (",", "]", "\n"):
            self.value = self.open[-1][1]
            self.note(self.value)
        if mark == "[":
            self.open.append(("[", (*self.value, 0)))
        elif mark == "{":
            self.open.append(("{", self.value))
            self.in_key = True
        elif mark in ("]", "}") and self.open:
            self.open.pop()
            self.in_key = False
        elif mark == "," and inside == "[":
            *base, item = self.open[-1][1]
            self.open[-1] = ("[", (*base, int(item) + 1))
        elif mark == "," or (mark == "\n" and not self.open):
            self.in_key = True


def _bare(key: str) -> str:
    return key[1:-1] if key[:1] in ("'", '"') else key


def toml_lines(text: str) -> dict[Path, int]:
    """The line of every key, table and list item of a valid TOML `text`, counted from 1."""
    scan = _Scan()
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if token.lastgroup not in ("blank", "note"):
            scan.read(mark)
        scan.line += mark.count("\n")
    return scan.lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing it lies in."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 1)
