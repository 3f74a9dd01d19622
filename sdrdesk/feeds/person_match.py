"""How alike two names are."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """How alike two folded names are, 0 to 100; the order of their words does not matter. Below `least`, 0 will do."""
    if one == other:
        return 100.0 if one else 0.0
    if not one or not other:
        return 0.0
    return _ratio()(one, other, score_cutoff=least)


@cache
def _ratio() -> Callable[..., float]:
    """The library's measure: asked for by name, it costs more than to use it."""
    from rapidfuzz import fuzz

    return fuzz.token_sort_ratio
