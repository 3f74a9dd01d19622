"""Passwords: how they are kept, and what one must be. argon2 is imported when one is checked, not before."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from sdrdesk.errors import BadInput

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 10, 256
"""Letters. NIST SP 800-63B asks for length, not for digits and signs; the upper bound keeps a check from being work."""

TIME_COST, MEMORY_KIB, LANES = 3, 64 * 1024, 4
"""argon2id with 3 passes, 64 MiB and 4 lanes: the second recommended option (memory-constrained) of RFC 9106,
section 4; above the minimum of the OWASP Password Storage Cheat Sheet (19 MiB, 2 passes). Salt 16 bytes, tag 32."""

DECOY = "$argon2id$v=19$m=65536,t=3,p=4$cOOOdOMVPL/dvRbJAYcwHA$FluzoJdQlQeExeJVqd/l+b87YN2ryrn0AQt0L4hCNYA"
"""A hash of nothing anybody knows, checked where a login is unknown, so that the answer takes as long."""


def hash_of(password: str) -> str:
    """A password as it is kept: salted, slow, with its parameters."""
    return _hasher().hash(_normal(password))


def fits(kept: str, password: str) -> bool:
    """Whether a password is the one that was kept."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(kept)


def check_new(password: str, *names: str) -> None:
    """BadInput for a password that would not do; `names` are words that it may not be."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise BadInput(
            f"A password has {SHORTEST} to {LONGEST} letters", f"This one has {len(normal)}", "A few words will do"
        )
    if len(set(normal)) < 4 or normal.casefold() in {name.casefold() for name in names}:
        raise BadInput("That password is too easy to guess", "", "A few words that do not belong together will do")


def _normal(password: str) -> str:
    """The same letters however a keyboard composed them (NIST SP 800-63B: NFKC)."""
    return unicodedata.normalize("NFKC", password[: LONGEST * 4])


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_KIB, parallelism=LANES, hash_len=32, salt_len=16)
