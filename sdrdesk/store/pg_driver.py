"""The PostgreSQL driver: connections with every limit set, values as SQLite has them, errors in words.

psycopg is imported here and nowhere else but in `pg_store` and `pg_schema`, and those only when an address says so.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sdrdesk.errors import StoreError
from sdrdesk.paths import ServerUrl
from sdrdesk.store.again import GaveUpError
from sdrdesk.store.driver import NAMESPACE

try:
    import psycopg
    from psycopg.adapt import Dumper, Loader
    from psycopg.pq import TransactionStatus
    from psycopg.types.string import StrDumperUnknown
except ImportError as error:
    raise StoreError(
        "PostgreSQL needs one more package", str(error), 'Install it with: pip install "sdrdesk[pg]"'
    ) from error

SqlError = psycopg.Error
IDLE = TransactionStatus.IDLE
# What goes wrong is raised and worded; the driver's own log would be written across the screen.
logging.getLogger("psycopg").setLevel(logging.CRITICAL)

LIMITS = {
    "timezone": "UTC",
    "datestyle": "ISO",
    # The server may have it off for others; an acknowledged log of ours is on the disk.
    "synchronous_commit": "on",
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    # What a desk reads lies in memory or on a disk without a needle: rows by their index, not the whole table for 500.
    "random_page_cost": "1.1",
    "jit": "off",
    # A unit of work never waits for a person.
    "idle_in_transaction_session_timeout": "60s",
    # Named last, the temporary schema cannot put a table of its own in front of ours.
    "search_path": f"{NAMESPACE},pg_temp",
}
"""What each connection sets for itself."""

PATIENCE: dict[str, Any] = {
    "connect_timeout": 10,
    "tcp_user_timeout": 15000,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
}
"""How long a server may be silent, in seconds, milliseconds, seconds, seconds."""


class NoMoreError(StoreError):
    """The server lets nobody else in just now."""


class _Moment(Loader):
    """A time as SQLite keeps it: UTC with microseconds, as text. The connection's zone is UTC."""

    def load(self, data: Any) -> str:
        """Turn "2026-11-24 15:00:00.5+00" into "2026-11-24 15:00:00.500000"."""
        text = bytes(data).decode().removesuffix("+00")
        return f"{text}.000000" if len(text) == 19 else text.ljust(26, "0")


class _Text(Loader):
    """A day as ISO text."""

    def load(self, data: Any) -> str:
        """The text as it came."""
        return bytes(data).decode()


class _Bit(Loader):
    """Yes and no as 1 and 0."""

    def load(self, data: Any) -> int:
        """Turn "t" into 1."""
        return int(bytes(data) == b"t")


class _Number(Loader):
    """A sum of big integers as an integer."""

    def load(self, data: Any) -> int | float:
        """A whole number as int, another as float."""
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


class _Untyped(Dumper):
    """A number of which the server says the type, from what it meets: 1 fits a bigint and a boolean."""

    oid = 0

    def dump(self, obj: Any) -> bytes:
        """The number as text."""
        return repr(obj).encode()


def connect(where: ServerUrl) -> Any:
    """A connection with every limit set, usable from any thread, no transaction of its own."""
    try:
        options = " ".join(f"-c {name}={value}" for name, value in LIMITS.items())
        connection = psycopg.connect(
            where.for_driver,
            autocommit=True,
            prepare_threshold=3,
            options=options,
            application_name="sdrdesk",
            **PATIENCE,
        )
        connection.prepared_max = 300
        adapters = connection.adapters
        for kind, loader in (("timestamptz", _Moment), ("date", _Text), ("bool", _Bit), ("numeric", _Number)):
            adapters.register_loader(kind, loader)
        for python, dumper in ((int, _Untyped), (float, _Untyped), (str, StrDumperUnknown)):
            adapters.register_dumper(python, dumper)
    except psycopg.Error as error:
        raise as_words(error, where, is_connect=True) from error
    return connection


def is_idle(connection: Any) -> bool:
    """Whether a connection can be used for another transaction."""
    return not connection.closed and bool(connection.pgconn.transaction_status == IDLE)


def is_lost(error: Exception) -> bool:
    """Whether an error says that the connection is gone, not that the statement is wrong."""
    state = getattr(error, "sqlstate", None) or ""
    return isinstance(error, psycopg.OperationalError) and (not state or state[:2] in ("08", "57"))


@contextmanager
def worded(where: ServerUrl) -> Iterator[None]:
    """Turn the driver's errors into words that say what to do."""
    try:
        yield
    except psycopg.Error as error:
        raise as_words(error, where) from error


_BY_STATE = {
    "28": (
        "The server at {} did not let you in",
        "Check the name and the password; ~/.pgpass or PGPASSWORD may hold it",
    ),
    "3D000": ("There is no database at {}", "Have it created, or name another with --db"),
    "57014": ("The database took too long", "Try again; if it stays slow, ask who looks after the server"),
    "55P03": ("The database is busy", "Try again"),
    "40": ("The database is busy", "Try again"),
    "53100": ("The server's disk is full", "Nothing was written: have some space freed, then try again"),
    "53300": (
        "The server has no connection left",
        "Close a desk that nobody uses, or have max_connections raised: each desk takes two, and works with one",
    ),
    "25006": ("The database cannot be written", "The server is read-only: it may be a standby"),
    "42501": ("The database does not allow this", "Ask a manager"),
    "08": ("The connection to {} was lost", "Try again"),
    "57": ("The connection to {} was lost", "The server stopped or restarted: try again"),
}
"""Title and cure by SQLSTATE, or by its first two letters."""

_KINDS = {"53300": NoMoreError, "55P03": GaveUpError, "40": GaveUpError}

_BY_WORDS = (
    ("password authentication failed", "28"),
    ("no password supplied", "28"),
    ("no pg_hba.conf entry", "28"),
    ("role ", "28"),
    ("too many clients", "53300"),
    ("too many connections", "53300"),
    ("remaining connection slots", "53300"),
    ("the database system", "57"),
    ("database ", "3D000"),
)
"""A failing connect has no SQLSTATE, only what the server said."""


def as_words(error: Exception, where: ServerUrl, *, is_connect: bool = False) -> StoreError:
    """A driver's error in words that say what to do."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    message = lines[0] if lines else type(error).__name__
    state = getattr(error, "sqlstate", None) or ""
    if not state and "FATAL:" in str(error):
        said = str(error).rpartition("FATAL:")[2].strip()
        message = said.splitlines()[0]
        state = next((code for words, code in _BY_WORDS if words in said), "08")
    if state == "P0001":
        return StoreError("The database refused", message, "")
    for key in (state, state[:2]):
        if key in _BY_STATE:
            title, cure = _BY_STATE[key]
            return _KINDS.get(key, StoreError)(title.format(where), message, cure)
    if isinstance(error, psycopg.OperationalError):
        title = f"Cannot reach the server at {where}" if is_connect else f"The connection to {where} was lost"
        return StoreError(title, message.rpartition("failed: ")[2] or message, "Check that it runs, then try again")
    return StoreError("The database refused", message, f"Database: {where}")
