"""Writes what comes from the program: keys, commands and exit statuses in README.md, and the manual page."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from sdrdesk.cli import grammar, manual
from sdrdesk.cli.commands import COMMANDS
from sdrdesk.cli.exit_codes import MEANINGS
from sdrdesk.tui.commands import key_table

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


def blocks() -> dict[str, str]:
    """Each generated block by its name in the README."""
    statuses = "\n".join(f"| {code.value} | {words} |" for code, words in MEANINGS.items())
    commands = "\n".join(f"| `sdrdesk {name}` | {one.told} |" for name, one in COMMANDS.items())
    return {
        "keys": key_table(),
        "commands": f"| command | does |\n|---|---|\n{commands}\n",
        "exit-codes": f"| exit status | means |\n|---|---|\n{statuses}\n",
    }


def rendered(text: str) -> str:
    """`text` with every block written anew."""
    for name, body in blocks().items():
        pattern = rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)"
        text, count = re.subn(pattern, lambda match, body=body: f"{match[1]}\n{body}\n{match[2]}", text, flags=re.S)
        if count != 1:
            sys.exit(f"README.md has {count} blocks called {name}, not one")
    return text


if __name__ == "__main__":
    (ROOT / "man").mkdir(exist_ok=True)
    (ROOT / "man" / "sdrdesk.1").write_text(manual.page(grammar.commands()), encoding="utf-8")
    README.write_text(rendered(README.read_text(encoding="utf-8")), encoding="utf-8")
