"""What keeps outside text harmless on the screen, and the app standing when something breaks.

`lit` and `cell` show a value literally; ControlFilter is the last line, behind every widget: no control character in
any value reaches the terminal, where its answer would come back as key presses (measured: 32 false calls in 2.5 s).
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

from rich.segment import Segment
from rich.text import Text
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.filter import ANSIToTruecolor, LineFilter

from sdrdesk import paths
from sdrdesk.text import INVISIBLE, clean

_BAD = re.compile(f"[{INVISIBLE}]")

SCHEMES = frozenset({"tel", "mailto", "https"})
"""What may be handed to the machine's opener."""


def plain(value: object, *, multiline: bool = False) -> str:
    """A value as text that cannot move a cursor or hide."""
    return clean(str(value), multiline=multiline)


def lit(value: object, style: str = "") -> Content:
    """A value as it is, for widgets: brackets are brackets."""
    return Content.styled(plain(value, multiline=True), style) if style else Content(plain(value, multiline=True))


def cell(value: object, style: str = "") -> Text:
    """A value as it is, for Rich."""
    return Text(plain(value), style=style)


class ControlFilter(LineFilter):
    """Drops control, bidi and invisible characters from every line painted.

    Textual counts them as no cells wide, so nothing moves.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the hook's signature
        """The segments without them."""
        search = _BAD.search
        if not any(search(segment.text) for segment in segments):
            return segments
        return [Segment(_BAD.sub("", text), style, control) for text, style, control in segments]


class SafeApp(App[None]):
    """An app that shows outside text literally and fails without spilling data."""

    ALLOW_SELECT = False  # see textual_fixes.py, "mouse-down on a widget that is gone"
    _control_filter: ClassVar[LineFilter] = ControlFilter()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own filters but one, then ours.

        The one left out turns ANSI colours into RGB. Our themes have either none of them or nothing else, and it costs
        as much on every strip as the filter that is needed.
        """
        kept = [one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor)]
        return [*kept, self._control_filter]

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open a link if its scheme is one we mean to open; anything else is dropped."""
        if is_openable(url):
            super().open_url(url, new_tab=new_tab)

    def copy_to_clipboard(self, text: str) -> None:
        """Put text on the clipboard, without anything that could act there."""
        super().copy_to_clipboard(plain(text))

    def _fatal_error(self) -> None:
        """End with one clean line; what happened goes to a file only its owner reads, without any values."""
        error = sys.exc_info()[1]
        path = write_report(error) if error else None
        where = f" What happened is in {path}" if path else ""
        line = f"sdrdesk had to stop: {type(error).__name__}. Every logged call is kept.{where}"
        self._exit_renderables.append(cast(Any, Text(plain(line))))
        self._close_messages_no_wait()


def is_openable(url: str) -> bool:
    """Whether a link may be opened at all."""
    return url.isprintable() and urlsplit(url).scheme.lower() in SCHEMES


def write_report(error: BaseException) -> Path | None:
    """Where the failure is written down: frames and lines without values, readable by its owner alone."""
    frames = traceback.format_exception(type(error), error, error.__traceback__)
    try:
        folder = paths.state_file().parent
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "crash.txt"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(plain("".join(frames), multiline=True) + "\n")
    except OSError:
        return None
    return path
