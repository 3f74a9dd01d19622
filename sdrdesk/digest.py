"""SHA-256 without OpenSSL, which `hashlib` brings: 2 ms of a command, and a brief needs one small digest."""

from __future__ import annotations

try:
    from _sha256 import sha256  # type: ignore[import-not-found, unused-ignore] # as the library's own `random` does
except ImportError:
    from hashlib import sha256

__all__ = ["sha256"]
