"""Keyed hashes of numbers, addresses and domains: a suppression list recognises them and cannot be read back.

The key lies in a 0600 file beside the database (`<db>.keys`), on a server in a schema of its own, so that a copy of
the database alone is worth nothing to somebody who would try every number. Hashes of before there was a key were made
with the team's id; they are hashed once more with the key when it is made, and so they still match.
"""

from __future__ import annotations

from collections.abc import Iterable

from sdrdesk.errors import StoreError
from sdrdesk.store import compiled
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.desk.intake.hook_secrets import SecretsFile, SharedKeys
    from sdrdesk.desk.seat import Seat
    from sdrdesk.store.store import Unit

OF = "suppression"
"""The name of the key in its file."""

Contact = tuple[str, str]
"""A kind ("tel", "email", "domain") and a number in E.164, an address in lower case, or a domain."""


def contacts(phone: str, email: str) -> tuple[Contact, ...]:
    """What of a person can stand on a list."""
    address = email.casefold()
    domain = address.rpartition("@")[2]
    return tuple((kind, value) for kind, value in (("tel", phone), ("email", address), ("domain", domain)) if value)


class Digester:
    """Makes the hashes of one team's lists; good for one transaction."""

    def __init__(self, team_id: str, key: bytes = b"") -> None:
        """Hash for a team, with its key if there is one yet."""
        # Not above: a desk on which nobody is suppressed starts without it.
        from hmac import digest

        self._hash = digest
        self._team = team_id.encode()
        self._key = key

    def __call__(self, contact: Contact) -> str:
        """The hash of one contact, 64 hex digits."""
        old = self._hash(self._team, ":".join(contact).encode("utf-8", "surrogatepass"), "sha256").hex()
        return self.rekeyed(old) if self._key else old

    def all(self, some: Iterable[Contact]) -> list[str]:
        """The hashes of some contacts."""
        return [self(one) for one in some]

    def rekeyed(self, old: str) -> str:
        """What a hash of before there was a key becomes."""
        return self._hash(self._key, old.encode(), "sha256").hex()


def for_reading(seat: Seat, unit: Unit) -> Digester:
    """What finds people on the lists.

    Raises:
        StoreError: The key is missing or another database's: nobody can tell who asked not to be called.
    """
    row = unit.first(compiled.SUPPRESSION_KEY)
    if row is None:
        return Digester(seat.store.team_id)
    file = _file(seat)
    held = file.read().get(OF, ())
    if not held:
        raise StoreError(
            f"{file.path.name} is missing beside the database",
            "Without it nobody can tell who asked not to be contacted, so nobody may be",
            "Put it back from where the database came from, or from your backup",
        )
    if _key_id(held[0]) != row[0]:
        raise StoreError(
            f"{file.path.name} belongs to another database",
            "Nobody can tell who asked not to be contacted, so nobody may be",
            "Put the file back that belongs to this one",
        )
    return Digester(seat.store.team_id, held[0].encode())


def for_writing(seat: Seat, unit: Unit) -> Digester:
    """The same for a transaction that adds to a list: makes the key if there is none, and notes the change."""
    if unit.first(compiled.SUPPRESSION_KEY) is None:
        import secrets

        file = _file(seat)
        held = file.read().get(OF, ()) or (secrets.token_hex(32),)
        file.put(OF, held)
        made = Digester(seat.store.team_id, held[0].encode())
        for row, old in unit.all(compiled.SUPPRESSION_DIGESTS):
            unit.run(compiled.REKEY_SUPPRESSION, of_row=row, set_digest=made.rekeyed(old))
        unit.run(compiled.ADD_SUPPRESSION_KEY, key_id=_key_id(held[0]), made_at=seat.clock.now(), changes=0)
    unit.run(compiled.BUMP_SUPPRESSION)
    return for_reading(seat, unit)


def _file(seat: Seat) -> SecretsFile | SharedKeys:
    from sdrdesk.desk.intake.hook_secrets import keys_of

    return keys_of(seat.store)


def _key_id(secret: str) -> str:
    import hashlib

    return hashlib.sha256(secret.encode()).hexdigest()[:16]
