"""Opens a store on a server: makes our tables in a schema of their own, or brings old ones up to date."""

from __future__ import annotations

import contextlib
from typing import Any

from sdrdesk.errors import StoreError
from sdrdesk.paths import ServerUrl
from sdrdesk.store import driver, pg_driver
from sdrdesk.store.driver import NAMESPACE
from sdrdesk.store.pg_store import PgStore


def find(where: ServerUrl) -> PgStore | None:
    """The store at `where`, upgraded if need be; None where there is none, and nothing is made."""
    return _opened(where, is_made=False)


def open_or_make(where: ServerUrl) -> PgStore:
    """The store at `where`, made or upgraded if need be."""
    return _opened(where, is_made=True) or PgStore(where)


def version_of(where: ServerUrl) -> int:
    """The schema number of a database; 0 where it has no tables of ours.

    Raises:
        StoreError: No server, no such database, or no right to look.
    """
    with contextlib.closing(pg_driver.connect(where)) as connection:
        return _version(where, connection)


def _version(where: ServerUrl, connection: Any) -> int:
    with pg_driver.worded(where):
        there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{NAMESPACE}.alembic_version"])
        if not there.fetchone()[0]:
            return 0
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return int(row[0]) if row else 0


def _opened(where: ServerUrl, *, is_made: bool) -> PgStore | None:
    connection = pg_driver.connect(where)
    try:
        version = _version(where, connection)
        if version > driver.SCHEMA:
            raise StoreError(
                f"{where} was written by a newer sdrdesk",
                f"Its schema is {version}, this program knows {driver.SCHEMA}",
                "Install the newer version; nothing was changed",
            )
        if not version and not is_made:
            connection.close()
            return None
        if version < driver.SCHEMA:
            upgrade(where)
    except BaseException:
        connection.close()
        raise
    return PgStore(where, connection)  # to sign in once is enough


def upgrade(where: ServerUrl, revision: str = "head") -> None:
    """Run the migrations, one program at a time; all of them or, if one fails, none."""
    import sqlalchemy as sa
    from alembic import command
    from alembic.config import Config

    from sdrdesk.store.schema import MIGRATIONS

    engine = sa.create_engine("postgresql+psycopg://", creator=lambda: plain(where), poolclass=sa.NullPool)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with engine.begin() as connection:
            # Held until the commit: a second program waits here, then finds nothing left to do.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({driver.APPLICATION_ID})")
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {NAMESPACE}")
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            raw: Any = connection.connection.driver_connection
            # Apart from our tables, so that a dump of them alone is worth nothing to who would try every number.
            raw.execute(
                "CREATE SCHEMA IF NOT EXISTS sdrdesk_keys;"
                "CREATE TABLE IF NOT EXISTS sdrdesk_keys.kept"
                " (team_id text NOT NULL, name text NOT NULL, key text NOT NULL, PRIMARY KEY (team_id, name))"
            )
            if raw.execute("SELECT to_regclass('sdrdesk_rights.person')").fetchone()[0]:
                # Members are roles here: what was added must be given to them, and to nobody else.
                from sdrdesk.store import pg_rights

                pg_rights.apply(raw)
    except sa.exc.DBAPIError as error:
        raise pg_driver.as_words(error.orig if isinstance(error.orig, Exception) else error, where) from error
    finally:
        engine.dispose()


def plain(where: ServerUrl) -> Any:
    """A connection for SQLAlchemy, which brings its own values and transactions; a migration may take its time."""
    import psycopg

    limits = pg_driver.LIMITS | {"statement_timeout": "0", "lock_timeout": "60s"}
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    return psycopg.connect(where.for_driver, options=options, application_name="sdrdesk", connect_timeout=10)
