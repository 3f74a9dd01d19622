"""What the tests of this folder share: a team on a file of its own."""

from __future__ import annotations

from tests.worlds import world

__all__ = ["world"]
