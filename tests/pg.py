"""A PostgreSQL server for the tests: a throwaway cluster, made once a run, with one database for each test.

Where no server can be had the tests are skipped, loudly; under CI they fail: nobody lands what ran on SQLite alone.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from sdrdesk.paths import ServerUrl

if TYPE_CHECKING:
    from tests.seeds import Seeds

FOUNDED, COPY = "founded", "copied"
"""The database of a founded team, which is never opened, and the one that most tests use one after another."""

OWNER = "desk_owner"
"""Who owns the tables: no superuser, as on a server that others run."""

FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "listen_addresses": "",
    "max_connections": "80",
    "shared_buffers": "32MB",
    "jit": "off",
}
"""Settings of the server: nothing of it outlives the run."""

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'sdrdesk'"

_numbers = count(1)


class NoServerError(Exception):
    """PostgreSQL's programs are not on this machine, or did not start."""


def program(name: str) -> str:
    """The path of one of the server's programs: the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda one: int(one.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise NoServerError(f"{name} is not installed: apt-get install postgresql")
    return path


class Cluster:
    """A running server on a socket in a folder of its own; it dies with the tests."""

    def __init__(self, source: Path | None = None, **settings: str) -> None:
        """Make the cluster, or copy one that rests, and start it; `settings` go before those that make tests fast."""
        self._reset = ""
        self._settings = FAST | settings
        self.folder = Path(tempfile.mkdtemp(prefix="sdrdesk-pg-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        data = self.folder / "data"
        if source is not None:
            self._as_other([])  # the folder is theirs who run the server
            subprocess.run(["cp", "-a", str(source), str(data)], check=True)
        else:
            self._run(
                program("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--no-locale"
            )
            # People sign in by password, as they will; the superuser of the tests comes in through the same socket.
            lines = ("local all postgres trust", f"local all {OWNER} trust", "local all all scram-sha-256")
            (data / "pg_hba.conf").write_text("\n".join(lines) + "\n", encoding="ascii")
        self.start()
        atexit.register(self.stop)
        if source is None:
            with self.admin() as admin:
                admin.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        command = [program("postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        with (self.folder / "log").open("wb") as log:
            self._server = subprocess.Popen(self._as_other(command), stdout=log, stderr=log, cwd=self.folder)
        self._wait()

    @property
    def pid(self) -> int:
        """The process whose children serve."""
        return self._server.pid

    def _as_other(self, command: list[str]) -> list[str]:
        """The command as a user whom the server lets run it: it refuses root."""
        if os.geteuid() != 0:
            return command
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                user = pwd.getpwnam(name)
                os.chown(self.folder, user.pw_uid, user.pw_gid)
                return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups",
                        "--pdeathsig=INT", *command]  # fmt: skip
        raise NoServerError("PostgreSQL does not run as root, and there is no other user")

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            self._as_other(list(command)), capture_output=True, text=True, cwd=self.folder, check=False
        )
        if done.returncode:
            raise NoServerError(done.stderr or done.stdout)

    def _wait(self) -> None:
        until = time.monotonic() + 30
        while True:
            try:
                self.admin().close()
                return
            except psycopg.OperationalError as error:
                if self._server.poll() is not None or time.monotonic() > until:
                    said = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
                    raise NoServerError(f"PostgreSQL did not start: {error}\n{said[-2000:]}") from None
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: whoever is connected is cut off."""
        self._server.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._server.wait(timeout=10)
        self._server.kill()

    def admin(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A superuser's connection."""
        return psycopg.connect(self.url(database, "postgres").url, autocommit=True)

    def url(self, database: str, user: str = OWNER, password: str = "") -> ServerUrl:
        """The address of a database for somebody."""
        secret = f":{password}" if password else ""
        return ServerUrl(f"postgresql://{user}{secret}@/{database}?host={self.folder}")

    def make(self, template: str = "template0", name: str = "") -> str:
        """A new database, a copy of another; its name."""
        name = name or f"desk_{os.getpid()}_{next(_numbers)}"
        with self.admin() as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER}")
        return name

    def keep(self, name: str) -> None:
        """Keep a database's rows aside, for `reset`."""
        with self.admin(name) as admin:
            admin.execute("CREATE SCHEMA kept")
            for (table,) in admin.execute(TABLES).fetchall():
                admin.execute(f"CREATE TABLE kept.{table} AS TABLE sdrdesk.{table}".encode())

    def reset(self, name: str) -> None:
        """Give a copy of the database that was kept its rows back: many times as fast as a new copy."""
        with self.admin(name) as admin:
            self._reset = self._reset or self._resetting(admin)
            admin.execute(self._reset.encode())

    def _resetting(self, admin: psycopg.Connection[Any]) -> str:
        text = "BEGIN; SET LOCAL session_replication_role = replica"
        for (table,) in admin.execute(TABLES).fetchall():
            text += f"; DELETE FROM sdrdesk.{table}"  # noqa: S608 (names are the schema's own)
            if admin.execute(f"SELECT FROM kept.{table} LIMIT 1".encode()).fetchone() is not None:
                text += f"; INSERT INTO sdrdesk.{table} TABLE kept.{table}"
        return f"{text}; COMMIT"

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still in it."""
        with self.admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


_shared: list[Seeds] = []


def share(seeds: Seeds) -> None:
    """Say where the processes of this run find what they share."""
    _shared[:] = [seeds]


def _first(path: Path) -> None:
    """Make the cluster that the others copy, with a founded team's database and a copy of it, and lay it to rest."""
    from tests.worlds import found

    first = Cluster()
    found(first.url(first.make(name=FOUNDED)))
    first.keep(FOUNDED)
    first.make(FOUNDED, COPY)
    first.stop()
    subprocess.run(["cp", "-a", str(first.folder / "data"), str(path.parent)], check=True)


@cache
def _cluster() -> Cluster | str:
    try:
        return Cluster(_shared[0].get("postgresql", _first).parent / "data")
    except (NoServerError, OSError) as error:
        return str(error)


def cluster() -> Cluster:
    """The server of this run; skips the test where there is none, and fails it under CI."""
    made = _cluster()
    if isinstance(made, str):
        told = f"NO POSTGRESQL HERE, so this ran on SQLite alone: {made}"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    return made
