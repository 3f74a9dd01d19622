"""The command line's grammar: what one command takes, written down when it is used (all commands at once: 20 ms).

Plain words, as scripts write them, are read here. Whatever else there is (help, `--name=value`, several values, what is
wrong) goes to argparse, which knows all of it and takes a twentieth of a command to import: see full_parser.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from sdrdesk.typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sdrdesk.cli.full_parser import FullParser

TAKING_VALUES = ("--db", "--at", "--rep")
"""Global options followed by a value."""


class Options:
    """Options of a command that stand together; `add_argument` takes what argparse's does."""

    def __init__(self, said: list[tuple[Options, tuple[str, ...], dict[str, Any]]], make: Callable[[Any], Any]) -> None:
        """Write them down in `said`; `make` gives argparse's own group of a parser."""
        self._said, self.make = said, make

    def add_argument(self, *flags: str, **how: Any) -> None:
        """One more."""
        self._said.append((self, flags, how))


class Parser(Options):
    """What one command takes."""

    def __init__(self, command: str, told: str) -> None:
        """Nothing yet; `told` says what it does."""
        super().__init__([], lambda full: full)
        self._command, self._told = command, told
        self._is_plain = True

    def add_argument_group(self, title: str) -> Options:
        """Options under a title of their own."""
        return Options(self._said, lambda full: full.add_argument_group(title))

    def add_mutually_exclusive_group(self) -> Options:
        """Options of which only one may be given."""
        self._is_plain = False
        return Options(self._said, lambda full: full.add_mutually_exclusive_group())

    def full(self) -> FullParser:
        """The same for argparse."""
        from sdrdesk.cli.full_parser import FullParser

        full = FullParser(self._command, self._told)
        made: dict[Options, Any] = {}
        for group, flags, how in self._said:
            if group not in made:
                made[group] = group.make(full)
            made[group].add_argument(*flags, **how)
        return full

    def parse_args(self, words: Sequence[str]) -> SimpleNamespace:
        """What the words say; BadInput for what is wrong with them, SystemExit once help is printed."""
        return self.plainly(words) or self.full().parse_args(words, SimpleNamespace())

    def plainly(self, words: Sequence[str]) -> SimpleNamespace | None:
        """What plain words say: every value after its option, and every word where one is expected; else None."""
        values: dict[str, Any] = {}
        places: list[tuple[str, dict[str, Any]]] = []
        named: dict[str, tuple[str, dict[str, Any]]] = {}
        needed: set[str] = set()
        default: Any
        for _, flags, how in self._said:
            flag = flags[0]
            if flag.startswith("-"):
                name = how.get("dest") or flag.lstrip("-").replace("-", "_")
                named |= dict.fromkeys(flags, (name, how))
                default, is_needed = (False if how.get("action") == "store_true" else None), "required" in how
            else:
                name = flag
                places.append((name, how))
                default, is_needed = ([] if how.get("nargs") == "*" else None), how.get("nargs") not in ("?", "*")
            values[name] = how.get("default", default)
            needed |= {name} if is_needed else set()
        left, given = iter(words), iter(places)
        for word in left:
            name, how = named.get(word) or ("", {}) if word.startswith("-") else next(given, ("", {}))
            if not name or "nargs" in how:
                return None
            if how.get("action") == "store_true":
                values[name] = True
                continue
            text = next(left, "-") if word in named else word
            try:
                value = how.get("type", str)(text)
            except Exception:  # noqa: BLE001 - argparse words it
                return None
            if text.startswith("-") or value not in how.get("choices", (value,)):
                return None
            values[name] = [*(values[name] or ()), value] if how.get("action") == "append" else value
            needed.discard(name)
        return SimpleNamespace(**values) if self._is_plain and not needed else None


def make_parser(command: str, told: str) -> Parser:
    """A parser for one command, with the options that every command has."""
    parser = Parser(command, told)
    group = parser.add_argument_group("on every command")
    group.add_argument(
        "--db",
        metavar="PATH",
        help="the database: a file, or postgresql://... (SDRDESK_DB; default: a file of ours)",
    )
    group.add_argument("--at", metavar="TIME", help="act as if it were this moment, as in 2026-11-21T15:42-06:00")
    group.add_argument(
        "--rep", metavar="LOGIN", help="who sits at the desk (SDRDESK_REP; default: the team's only rep)"
    )
    group.add_argument("--json", action="store_true", help="print JSON; an error is {error: {code, title, ...}}")
    return parser


def split(words: Sequence[str]) -> tuple[str, list[str]]:
    """The command among the words, "" if there is none, and the other words."""
    at = 0
    while at < len(words):
        if words[at] in TAKING_VALUES:
            at += 2
        elif words[at].startswith("-"):
            at += 1
        else:
            return words[at], [*words[:at], *words[at + 1 :]]
    return "", list(words)
