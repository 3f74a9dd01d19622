"""Writes what the documents take from the program: README's commands and exit statuses, docs/, and the manual page."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scripts.examples import EXAMPLES  # noqa: E402
from sdrdesk.cli import grammar, manual  # noqa: E402
from sdrdesk.cli.commands import COMMANDS  # noqa: E402
from sdrdesk.cli.exit_codes import MEANINGS  # noqa: E402
from sdrdesk.tui.commands import key_table  # noqa: E402

COMMANDS_HEAD = """# Every command

Written by `make docs` from the program itself. `sdrdesk help COMMAND` says the same in the terminal, `man sdrdesk` too.

Results go to stdout, talk to stderr. What a command ends with is in the [README](../README.md#from-the-shell).
LEAD is a lead's id, the end of its id, or its full name.
"""

KEYS_HEAD = """# Every key

Written by `make docs` from the program itself, as shipped. On the desk `?` lists what works on the screen that is up,
and typing finds one. Other keys: [Keys of your own](rep.md#keys-of-your-own).
"""


def blocks() -> dict[str, str]:
    """Each generated block by its name in the README."""
    statuses = "\n".join(f"| {code.value} | {words} |" for code, words in MEANINGS.items())
    commands = "\n".join(f"| [`{name}`](docs/commands.md#{name}) | {one.told} |" for name, one in COMMANDS.items())
    return {
        "commands": f"| command | does |\n|---|---|\n{commands}\n",
        "exit-codes": f"| exit status | means |\n|---|---|\n{statuses}\n",
    }


def rendered(text: str) -> str:
    """The README's `text` with every block written anew."""
    for name, body in blocks().items():
        pattern = rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)"
        text, count = re.subn(pattern, lambda match, body=body: f"{match[1]}\n{body}\n{match[2]}", text, flags=re.S)
        if count != 1:
            sys.exit(f"README.md has {count} blocks called {name}, not one")
    return text


def keys_page() -> str:
    """docs/keys.md."""
    return f"{KEYS_HEAD}\n{key_table()}"


def commands_page(spoken: tuple[grammar.Spoken, ...]) -> str:
    """docs/commands.md: every command with its usage, its options and examples."""
    common = [word for word in spoken[0].words if set(word.flags) & set(manual.GLOBAL)]
    parts = [COMMANDS_HEAD, "## On every command\n", _table(common)]
    for one in spoken:
        words = [word for word in one.words if word not in common and not set(word.flags) & set(manual.GLOBAL)]
        parts.append(f"## {one.name}\n\n{one.told}.\n\n```text\n{_usage(one.name, words)}\n```\n")
        if words:
            parts.append(_table(words))
        parts.append("```sh\n" + "\n".join(EXAMPLES[one.name]) + "\n```\n")
    return "\n".join(parts)


def _usage(name: str, words: list[grammar.Word]) -> str:
    """What may be said to a command, options last."""
    said = [_said(word) for word in sorted(words, key=lambda word: bool(word.flags))]
    start = f"sdrdesk {name}"
    # A blank inside one word's brackets must not break: it is put back after the wrapping.
    text = " ".join([start, *(one.replace(" ", "\0") for one in said)])
    wrapped = textwrap.fill(
        text, 100, subsequent_indent=" " * (len(start) + 1), break_on_hyphens=False, break_long_words=False
    )
    return wrapped.replace("\0", " ")


def _said(word: grammar.Word) -> str:
    """One word as a usage line has it."""
    value = f"{word.value} ..." if word.is_many else word.value
    shown = " ".join(part for part in (word.flags[0] if word.flags else "", value) if part)
    return shown if word.is_needed else f"[{shown}]"


def _table(words: list[grammar.Word]) -> str:
    """Options and words with what they do."""
    lines = ["| | |", "|---|---|"]
    for word in words:
        names = ", ".join(f"`{flag}`" for flag in word.flags)
        value = f"`{_cell(word.value)}`" if word.value else ""
        lines.append(f"| {' '.join(part for part in (names, value) if part)} | {_cell(word.told)} |")
    return "\n".join(lines) + "\n"


def _cell(words: str) -> str:
    """Words that a table shows as they are."""
    return re.sub(r"\s+", " ", words).replace("|", r"\|").replace("<", "&lt;")


def written() -> dict[Path, str]:
    """Every generated document with what it should hold."""
    spoken = tuple(grammar.commands())
    readme = ROOT / "README.md"
    return {
        ROOT / "man" / "sdrdesk.1": manual.page(spoken),
        ROOT / "docs" / "commands.md": commands_page(spoken),
        ROOT / "docs" / "keys.md": keys_page(),
        readme: rendered(readme.read_text(encoding="utf-8")),
    }


if __name__ == "__main__":
    for path, text in written().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
