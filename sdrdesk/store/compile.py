"""Writes `compiled.py`: the SQLite text of every statement. Run by `make statements`; a test runs `render` again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from sdrdesk.store.statements import (
    calling,
    export,
    gate,
    hooks,
    imports,
    intake,
    law,
    lead,
    manage,
    marketing,
    meetings,
    numbers,
    outbox,
    queue,
    recount,
    routing,
    team,
)

MODULES = (
    team,
    queue,
    lead,
    calling,
    intake,
    imports,
    gate,
    meetings,
    hooks,
    manage,
    numbers,
    marketing,
    recount,
    outbox,
    law,
    routing,
    export,
)

HEAD = '''"""The SQLite text of `statements/`, written by `make statements`. Do not edit."""

from sdrdesk.store.sql import Sql

'''


def render() -> str:
    """The whole of `compiled.py`."""
    lines = [HEAD]
    for name, statement in _statements():
        compiled = statement.compile(dialect=sqlite.dialect(paramstyle="named"))
        text = " ".join(str(compiled).split())
        inline = {key: value for key, value in compiled.params.items() if value is not None}
        for key, value in inline.items():
            literal = str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
            text = re.sub(rf":{key}\b", literal, text)
        lists = tuple(sorted(set(re.findall(r"__\[POSTCOMPILE_(\w+)\]", text))))
        lines.append(f"{name} = Sql({name.lower()!r}, {text!r}, {lists!r})\n")
    return "".join(lines)


def _statements() -> Iterator[tuple[str, Any]]:
    known: dict[str, Any] = {}
    for module in MODULES:
        for name, statement in vars(module).items():
            if name.isupper() and not name.startswith("_") and isinstance(statement, sa.sql.base.Executable):
                if known.setdefault(name, statement) is not statement:
                    raise ValueError(f"{module.__name__}: {name} is the name of another statement")
                yield name, statement


def main() -> None:
    """Write the file beside this one."""
    Path(__file__).with_name("compiled.py").write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
