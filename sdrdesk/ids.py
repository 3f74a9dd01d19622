"""Ids: UUIDv7 as 32 hex digits, made by the client that creates the row (RFC 9562).

They sort by time, need no sequence, and are their own idempotency keys.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

LENGTH = 32
"""Hex digits of an id."""


def new_id(at: datetime, entropy: bytes | None = None) -> str:
    """A new id for something that happens at `at`; ten bytes of `entropy` make it repeatable (seeds, tests)."""
    ms = int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    rand = int.from_bytes(entropy or os.urandom(10), "big")
    value = ms << 80 | 7 << 76 | (rand >> 68 & 0xFFF) << 64 | 2 << 62 | rand & (1 << 62) - 1
    return f"{value:032x}"


def born(made: str) -> datetime:
    """The moment an id was made for, to the millisecond."""
    return datetime.fromtimestamp((int(made, 16) >> 80) / 1000, UTC)


def new_ids(at: datetime, count: int) -> list[str]:
    """So many new ids for what happens at one moment, ascending: rows written in that order lie side by side."""
    ms, rand = f"{int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF:012x}7", os.urandom(10 * count).hex()
    tails = (rand[start : start + 20] for start in range(0, 20 * count, 20))
    return sorted([f"{ms}{tail[:3]}{_VARIANT[tail[3]]}{tail[4:19]}" for tail in tails])


_VARIANT = {f"{digit:x}": f"{8 | digit & 3:x}" for digit in range(16)}
"""A hex digit with the two bits that every UUID of RFC 9562 has there."""


def entropy_of(*parts: str) -> bytes:
    """Ten bytes that are the same for the same words: for seeds that must come out equal."""
    import hashlib  # brings OpenSSL, and only seeds need it

    return hashlib.sha256("\x1f".join(parts).encode()).digest()[:10]
