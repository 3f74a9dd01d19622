"""Ids: UUIDv7 as 32 hex digits, made by the client that creates the row (RFC 9562).

They sort by time, need no sequence, and are their own idempotency keys.
"""

from __future__ import annotations

import os
from datetime import datetime

LENGTH = 32
"""Hex digits of an id."""


def new_id(at: datetime, entropy: bytes | None = None) -> str:
    """A new id for something that happens at `at`; ten bytes of `entropy` make it repeatable (seeds, tests)."""
    ms = int(at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    rand = int.from_bytes(entropy or os.urandom(10), "big")
    value = ms << 80 | 7 << 76 | (rand >> 68 & 0xFFF) << 64 | 2 << 62 | rand & (1 << 62) - 1
    return f"{value:032x}"


def entropy_of(*parts: str) -> bytes:
    """Ten bytes that are the same for the same words: for seeds that must come out equal."""
    import hashlib  # brings OpenSSL, and only seeds need it

    return hashlib.sha256("\x1f".join(parts).encode()).digest()[:10]
