"""Writes the text of every statement, `compiled.py` for SQLite and `compiled_pg.py` for PostgreSQL, and of the tables.

Run by `make statements`; tests render all again, and another has a real PostgreSQL plan each statement.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import BindTyping
from sqlalchemy.ext.compiler import compiles

from sdrdesk.store import driver
from sdrdesk.store.schema import upgrade
from sdrdesk.store.statements import (
    calling,
    export,
    focus,
    gate,
    hooks,
    identity,
    imports,
    intake,
    law,
    lead,
    mail,
    manage,
    marketing,
    meetings,
    numbers,
    outbox,
    privacy,
    queue,
    recount,
    replay,
    routing,
    score,
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
    identity,
    manage,
    numbers,
    marketing,
    recount,
    outbox,
    law,
    privacy,
    routing,
    export,
    mail,
    score,
    focus,
    replay,
)

HEAD = '''"""The SQLite text of `statements/`, written by `make statements`. Do not edit."""

from sdrdesk.store.sql import Sql

'''

HEAD_TABLES = '''"""The tables of a new file, as the migrations make them, written by `make statements`. Do not edit."""

TEXT = (
'''

HEAD_PG = '''"""The PostgreSQL text of `statements/` by name, written by `make statements`. Do not edit."""

TEXT = {
'''

LIST = r"__\[POSTCOMPILE_(\w+)\]"
"""How SQLAlchemy writes a parameter that is a list."""


def render() -> str:
    """The whole of `compiled.py`."""
    lines = [HEAD]
    for name, statement in _statements():
        compiled = statement.compile(dialect=sqlite.dialect(paramstyle="named"))
        text = " ".join(str(compiled).split())
        for key, value in _literals(compiled).items():
            text = re.sub(rf":{key}\b", value.replace("\\", r"\\"), text)
        lists = tuple(sorted(set(re.findall(LIST, text))))
        lines.append(f"{name} = Sql({name.lower()!r}, {text!r}, {lists!r})\n")
    return "".join(lines)


def render_tables() -> str:
    """The whole of `compiled_tables.py`: what all migrations together make of an empty file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        upgrade(path)
        with contextlib.closing(driver.connect(path)) as connection:
            made = connection.execute(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type <> 'table', type, rowid"
            ).fetchall()
            ((version,),) = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    texts = [*(row[0] for row in made), f"INSERT INTO alembic_version VALUES ('{version}')"]  # noqa: S608
    return "".join([HEAD_TABLES, *(f"    {text!r},\n" for text in texts), ")\n"])


def render_pg() -> str:
    """The whole of `compiled_pg.py`.

    Parameters carry no type: the server takes it from what they meet, as SQLite does. Lists are arrays. LIKE is ILIKE,
    because on SQLite it does not tell ASCII capitals from small letters. A limit of -1 is none.
    """
    dialect: Any = postgresql.dialect(paramstyle="pyformat")  # type: ignore[no-untyped-call]
    dialect.bind_typing = BindTyping.NONE
    dialect._bind_typing_render_casts = False
    lines = [HEAD_PG]
    for name, statement in _statements():
        _refuse_sqlite_only(name, statement)
        compiled = statement.compile(dialect=dialect)
        text = " ".join(str(compiled).split())
        for key, value in _literals(compiled).items():
            text = text.replace(f"%({key})s", value.replace("%", "%%"))
        text = re.sub(rf"NOT IN \({LIST}\)", r"<> ALL (%(\1)s)", text)
        text = re.sub(rf"IN \({LIST}\)", r"= ANY (%(\1)s)", text)
        text = text.replace(" LIKE ", " ILIKE ")
        text = re.sub(r"LIMIT (%\(\w+\)s)", r"LIMIT nullif(\1, -1)", text)
        lines.append(f"    {name.lower()!r}: {text!r},\n")
    return "".join([*lines, "}\n"])


def _literals(compiled: Any) -> dict[str, str]:
    """The parameters whose values stand in the statement, as SQL."""
    return {
        key: str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
        for key, value in compiled.params.items()
        if value is not None
    }


def _refuse_sqlite_only(name: str, statement: Any) -> None:
    for _, dialect in getattr(statement, "_prefixes", ()):
        if dialect == "sqlite":
            raise SystemExit(
                f"{name} has a prefix that only SQLite knows: write base.insert_new(table) for OR IGNORE,"
                " base.insert_or_replace(table) for OR REPLACE"
            )


@compiles(sqlite.dml.OnConflictDoNothing, "postgresql")
@compiles(sqlite.dml.OnConflictDoUpdate, "postgresql")
def _on_conflict(clause: Any, compiler: Any, **options: Any) -> str:
    """Both databases write it alike, but SQLAlchemy's clause for SQLite lacks a field that PostgreSQL's has."""
    clause.constraint_target = None
    return str(getattr(compiler, f"visit_{clause.__visit_name__}")(clause, **options))


@compiles(sa.sql.functions.sum, "postgresql")
def _sum(function: Any, compiler: Any, **options: Any) -> str:
    """A sum of yes and no, which SQLite counts as 1 and 0."""
    inside = compiler.process(function.clauses, **options)
    is_bool = any(isinstance(clause.type, sa.Boolean) for clause in function.clauses)
    return f"sum(({inside})::int)" if is_bool else f"sum({inside})"


def _statements() -> Iterator[tuple[str, Any]]:
    known: dict[str, Any] = {}
    for module in MODULES:
        for name, statement in vars(module).items():
            if name.isupper() and not name.startswith("_") and isinstance(statement, sa.sql.base.Executable):
                if known.setdefault(name, statement) is not statement:
                    raise ValueError(f"{module.__name__}: {name} is the name of another statement")
                yield name, statement


def main() -> None:
    """Write the files beside this one."""
    Path(__file__).with_name("compiled.py").write_text(render(), encoding="utf-8")
    Path(__file__).with_name("compiled_pg.py").write_text(render_pg(), encoding="utf-8")
    Path(__file__).with_name("compiled_tables.py").write_text(render_tables(), encoding="utf-8")


if __name__ == "__main__":
    main()
