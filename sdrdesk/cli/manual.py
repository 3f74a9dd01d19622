"""The manual page, made of the same parsers that read the words; `make docs` writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sdrdesk import __version__
from sdrdesk.cli.exit_codes import MEANINGS
from sdrdesk.cli.grammar import Spoken, Word

GLOBAL = ("--db", "--at", "--rep", "--json", "--help")
"""Options that every command has: told once."""

ABOUT = (
    "sdrdesk is the desk where a sales development rep works inbound leads. Without a command it opens on the screen; "
    "every command does one thing from the shell, prints its result on standard output and talks on standard error."
)

FILES = (
    ("~/.config/sdrdesk/config.toml", "Settings; sdrdesk config says which hold and where they come from."),
    ("~/.local/share/sdrdesk/desk.db", "The team's database, unless another is named."),
    ("~/.local/state/sdrdesk/state.json", "What was chosen on the screen, and who sat down last."),
)


def page(spoken: Iterable[Spoken]) -> str:
    """The page as roff."""
    known = tuple(spoken)
    lines = [f'.TH SDRDESK 1 "" "sdrdesk {__version__}" "User Commands"', ".SH NAME"]
    lines += [r"sdrdesk \- the desk where a sales development rep works inbound leads", ".SH SYNOPSIS"]
    lines += [".B sdrdesk", r"[\fICOMMAND\fR] [\fIOPTIONS\fR]", ".SH DESCRIPTION", _text(ABOUT), ".SH OPTIONS"]
    lines += [line for word in _everywhere(known) for line in _entry(word)]
    lines += [".SH COMMANDS"]
    for one in known:
        lines += [f".SS {_text(one.name)}", _text(one.told)]
        lines += [line for word in one.words if not set(word.flags) & set(GLOBAL) for line in _entry(word)]
    lines += [".SH EXIT STATUS"]
    lines += [line for code, told in MEANINGS.items() for line in (".TP", rf"\fB{code.value}\fR", _text(told))]
    lines += [".SH FILES"]
    lines += [line for name, told in FILES for line in (".TP", rf"\fI{_text(name)}\fR", _text(told))]
    return "\n".join(lines) + "\n"


def _everywhere(known: tuple[Spoken, ...]) -> Iterator[Word]:
    return (word for word in known[0].words if set(word.flags) & set(GLOBAL))


def _entry(word: Word) -> Iterator[str]:
    """One option or word with what it does."""
    flags = ", ".join(rf"\fB{_text(flag)}\fR" for flag in word.flags)
    value = rf"\fI{_text(word.value)}\fR" if word.value else ""
    yield ".TP"
    yield " ".join(part for part in (flags, value) if part)
    yield _text(word.told) or r"\&"


def _text(words: str) -> str:
    """Words that roff shows as they are."""
    safe = re.sub(r"\s+", " ", words.replace("\\", r"\e").replace("-", r"\-")).strip()
    return rf"\&{safe}" if safe[:1] in (".", "'") else safe
