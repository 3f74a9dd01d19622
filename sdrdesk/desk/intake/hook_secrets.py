"""The secrets of webhooks: needed in clear to verify, so they lie in a 0600 file beside the database, not in it.

A backup or a copy of the database therefore holds none.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from sdrdesk.errors import StoreError
from sdrdesk.store.store import Store

ACTIVE = 2
"""Secrets of one source that count: the new one, and the old one while senders are told."""


def new_secret() -> str:
    """A secret of 32 random bytes, in the form of the Standard Webhooks."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


class SharedKeys:
    """Keys of a team on a server, which every machine of it needs: read and put as those of a file."""

    def __init__(self, store: Store) -> None:
        """The keys of the team in `store`."""
        self._store = store
        self.path = store.path.with_name(f"{store.path.name}.keys")
        """What the file would be called."""

    def read(self) -> dict[str, tuple[str, ...]]:
        """Keys by name."""
        return {name: (key,) for name, key in self._store.shared_keys().items()}

    def put(self, key: str, held: tuple[str, ...]) -> None:
        """Keep a key that is not there yet."""
        self._store.share_key(key, held[0])


def keys_of(store: Store) -> SecretsFile | SharedKeys:
    """The keys of a store: in a file beside a file, on the server of a server."""
    return SecretsFile(store.path, "keys") if store.is_file else SharedKeys(store)


class SecretsFile:
    """The secrets of every source of one database."""

    def __init__(self, db: Path, ending: str = "hooks") -> None:
        """The file that belongs to the database at `db`; other secrets than those of webhooks have another ending."""
        self.path = db.with_name(f"{db.name}.{ending}")

    def read(self) -> dict[str, tuple[str, ...]]:
        """Secrets by source, newest first.

        Raises:
            StoreError: Others than its owner may read it, or it is damaged.
        """
        try:
            file = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StoreError(f"Cannot read {self.path}", error.strerror or str(error), "Check its rights") from error
        with os.fdopen(file, encoding="utf-8") as stream:
            if os.fstat(file).st_mode & 0o077:
                raise StoreError(
                    f"{self.path} can be read by others", "It holds secrets", f"Run: chmod 600 {self.path}"
                )
            try:
                held = json.load(stream)
                return {str(key): tuple(str(one) for one in some)[:ACTIVE] for key, some in held.items()}
            except (ValueError, AttributeError, TypeError) as error:
                raise StoreError(f"{self.path} is damaged", str(error), "Restore it, or rotate the secrets") from error

    def put(self, key: str, held: tuple[str, ...]) -> None:
        """Set the secrets of a source; none removes it."""
        with self._alone():
            everything = dict(self.read())
            everything.pop(key, None)
            if held:
                everything[key] = held[:ACTIVE]
            self._write(everything)

    def _write(self, everything: dict[str, tuple[str, ...]]) -> None:
        """All or nothing: a crash leaves the old file."""
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            json.dump(everything, stream, indent=1)
            stream.flush()
            os.fsync(file)
        draft.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One change at a time."""
        import fcntl

        file = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)
