"""Opens a store: makes a new file, or brings an old one up to date after copying it aside."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

from sdrdesk.errors import StoreError
from sdrdesk.paths import Database, ServerUrl
from sdrdesk.store import driver
from sdrdesk.store.file_store import FileStore
from sdrdesk.store.store import Store
from sdrdesk.typing import Any

MIGRATIONS = Path(__file__).with_name("migrations")


def find_store(database: Database, now: datetime) -> Store | None:
    """The store at `database`, upgraded if need be; None where there is none, and nothing is made."""
    if isinstance(database, ServerUrl):
        from sdrdesk.store import pg_schema

        return pg_schema.find(database)
    return open_store(database, now) if database.exists() else None


def open_store(database: Database, now: datetime) -> Store:
    """The store at `database`, made or upgraded if need be; a normal start reads 100 bytes of the file."""
    if isinstance(database, ServerUrl):
        from sdrdesk.store import pg_schema

        return pg_schema.open_or_make(database)
    return open_file(database, now)


def open_file(path: Path, now: datetime) -> FileStore:
    """The store in a file, made or upgraded if need be."""
    version = driver.preflight(path)
    if version != driver.SCHEMA:
        if version:
            back_up(path, now)
        else:
            driver.make_private(path)
            driver.mark(path)
        if version or not make(path):
            upgrade(path)
    store = FileStore(path)
    try:
        # The header may be behind: what a program has written that still runs stands in the journal first.
        driver.refuse_newer(path, store.schema())
    except StoreError:
        store.close()
        raise
    return store


def make(path: Path) -> bool:
    """Make the tables of a new file, all or none, from their text: the migrations' libraries take a second to load.

    False where there are some already: another program was quicker, and may be an older one.
    """
    from sdrdesk.store import compiled_tables

    with driver.alone(path), contextlib.closing(driver.connect(path)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                return False
            for text in compiled_tables.TEXT:
                connection.execute(text)
            connection.execute(f"PRAGMA application_id={driver.APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={driver.SCHEMA}")
            connection.execute("COMMIT")
        except driver.sqlite().Error as error:
            raise driver.worded(error, path) from error
    return True


def back_up(path: Path, now: datetime) -> Path:
    """Copy a file aside in one step, before an upgrade; the copy's path."""
    target = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}.bak")
    driver.make_private(target)
    with (
        contextlib.closing(driver.connect(path)) as source,
        contextlib.closing(driver.sqlite().connect(str(target))) as copy,
    ):
        source.backup(copy, pages=-1)
    return target


def upgrade(path: Path, revision: str = "head") -> None:
    """Run the migrations; all of them or, if one fails, none."""
    import sqlalchemy as sa
    from alembic import command
    from alembic.config import Config

    def connect() -> Any:
        connection = driver.connect(path)
        connection.execute("PRAGMA foreign_keys=OFF")
        return connection

    engine = sa.create_engine("sqlite://", module=driver.sqlite(), creator=connect, poolclass=sa.NullPool)

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # The driver's own BEGIN comes too late: without this a failing migration stays half applied.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with driver.alone(path), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise StoreError(f"{path} has rows that point nowhere", f"{len(broken)} of them", "Restore a backup")
        connection.exec_driver_sql(f"PRAGMA application_id={driver.APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={driver.SCHEMA}")
