"""HTML as plain text for a terminal, with what could not be kept."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from sdrdesk.dataclasses import dataclass

_BLOCKS = frozenset(
    (
        *("address", "article", "blockquote", "dd", "div", "dl", "dt", "figure", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"),
    )
)
_MARKS = {"sup": "^", "sub": "_", "li": "- "}
_SILENT = frozenset(("script", "style", "head", "title"))
_MEDIA = {
    "img": "an image",
    "audio": "a sound",
    "video": "a film",
    "iframe": "an embedded page",
    "object": "an embedded object",
    "embed": "an embedded object",
    "math": "a formula",
    "svg": "a drawing",
}
_MARKED = re.compile(r"<!\[(?:if|endif)\b[^<>]*>", re.I)
_UNCLOSED = re.compile(r"""<(?!(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
"""A tag that never ends: the standard reader of older Pythons needs quadratic time for many (CVE-2025-6069)."""
_PLACE = re.compile("\x00([0-9]+)\x00")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """Text that once was HTML."""

    text: str
    """What a terminal shows."""
    had_markup: bool
    """Whether there were tags at all."""
    lost: tuple[str, ...]
    """What could not be kept: "an image (chart.png)"."""


def plain_text(html: str) -> PlainText:
    """`html` without tags: blocks and breaks become lines, entities become characters, scripts go."""
    reader = _Reader()
    reader.had_markup = "<!--" in html
    # The standard reader fails on a marked section it does not know; word processors write <![if ...]>.
    bare = _MARKED.sub("", _without_comments(html)).replace("<![", "&lt;![")
    reader.feed(_UNCLOSED.sub("&lt;", bare))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).replace("\x01", "\n").split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    text = _PLACE.sub(lambda found: reader.verbatim[int(found[1])], text)
    return PlainText(text=text, had_markup=reader.had_markup, lost=tuple(dict.fromkeys(reader.lost)))


def _without_comments(html: str) -> str:
    """`html` up to its last open comment, without those that are closed."""
    kept, last = [], 0
    while (start := html.find("<!--", last)) >= 0:
        kept.append(html[last:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        last = end + 3
    return "".join([*kept, html[last:]])


class _Reader(HTMLParser):
    """Collects the text of a document; preformatted text is kept aside so that its blanks survive."""

    def __init__(self) -> None:
        """Start with nothing read."""
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.verbatim: list[str] = []
        self.lost: list[str] = []
        self.had_markup = False
        self._silent = 0
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, or name what is left out."""
        self.had_markup = True
        if tag in _SILENT:
            self._silent += 1
        elif tag in _MEDIA:
            name = dict(attrs).get("alt") or ""
            self.lost.append(f"{_MEDIA[tag]} ({name})" if name else _MEDIA[tag])
        elif tag == "br" or tag in _BLOCKS:
            self.parts.append("\x01")
        self._pre += tag == "pre"
        self.parts.append(_MARKS.get(tag, ""))
        if tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close a block."""
        self.had_markup = True
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\x01")
        if tag == "pre":
            self._pre = max(0, self._pre - 1)

    def handle_data(self, data: str) -> None:
        """Keep text that is meant to be seen."""
        if self._silent:
            return
        data = data.replace("\x00", "").replace("\x01", "")
        if self._pre and data.strip():
            self.verbatim.append(data.strip("\n"))
            self.parts.append(f"\x00{len(self.verbatim) - 1}\x00")
        else:
            self.parts.append(data.replace("\n", " "))
