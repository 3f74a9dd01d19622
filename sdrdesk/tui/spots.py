"""A place on the screen that one can jump to; widgets offer theirs by `jump_spots()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Spot(NamedTuple):
    """One place."""

    x: int
    """Cells from the left of its widget's content."""
    y: int
    """Lines from its top."""
    go: Callable[[], object]
    """Goes there."""
