"""What every table shares: names of constraints, the types of STRICT tables, the usual checks."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata
metadata.naming_convention = NAMES


@compiles(sa.String, "sqlite")
@compiles(sa.DateTime, "sqlite")
@compiles(sa.Date, "sqlite")
def _as_text(_type: Any, _compiler: Any, **_: Any) -> str:
    """STRICT tables know only a few type names."""
    return "TEXT"


@compiles(sa.Boolean, "sqlite")
@compiles(sa.Integer, "sqlite")
@compiles(sa.BigInteger, "sqlite")
@compiles(sa.SmallInteger, "sqlite")
def _as_integer(_type: Any, _compiler: Any, **_: Any) -> str:
    """STRICT tables know only a few type names."""
    return "INTEGER"


@compiles(sa.Float, "sqlite")
def _as_real(_type: Any, _compiler: Any, **_: Any) -> str:
    """STRICT tables know only a few type names."""
    return "REAL"


@compiles(sa.String, "postgresql")
def _as_bytewise_text(kind: Any, compiler: Any, **options: Any) -> str:
    """A column's order of text is that of SQLite and Python, whatever the database's own is."""
    if not isinstance(options.get("type_expression"), sa.Column):  # a cast
        return str(getattr(compiler, f"visit_{kind.__visit_name__}")(kind, **options))
    return 'TEXT COLLATE "C"'


@compiles(sa.Integer, "postgresql")
@compiles(sa.SmallInteger, "postgresql")
def _as_bigint(kind: Any, compiler: Any, **options: Any) -> str:
    """A column has 64 bits, as SQLite's integers have."""
    if not isinstance(options.get("type_expression"), sa.Column):
        return str(getattr(compiler, f"visit_{kind.__visit_name__}")(kind, **options))
    return "BIGINT"


def one_of(column: str, *values: str) -> sa.CheckConstraint:
    """A CHECK that a column holds one of some values: portable where ENUM is not."""
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def lead_key() -> sa.ForeignKeyConstraint:
    """The foreign key to a lead."""
    return sa.ForeignKeyConstraint(["team_id", "lead_id"], ["lead.team_id", "lead.id"])


def args(*items: Any) -> Any:
    """Table arguments, with STRICT on SQLite."""
    return (*items, {"sqlite_strict": True})
