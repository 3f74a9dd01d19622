"""Which offer a form, campaign or file means: exactly, by an alias, or so nearly that nobody would doubt it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sdrdesk.dataclasses import dataclass
from sdrdesk.text import fold

Offer = tuple[str, str, str]
"""Key, title and kind of an offer."""

SURE = 90.0
"""At this likeness the words count as the title; below it, somebody is asked."""
WORTH_ASKING = 60.0
_LEAD = 5.0
"""By how much the best must lead the next, or nobody can be sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMatch:
    """What was found."""

    key: str | None = None
    """The offer meant, or None."""
    guess: str | None = None
    """The likeliest one, to ask about where `key` is None."""
    likeness: float = 0.0
    """0 to 100."""


def match_offer(words: str, offers: Sequence[Offer], aliases: Mapping[str, str]) -> OfferMatch:
    """The offer that `words` mean.

    Args:
        words: As the file has them.
        offers: Key, title and kind of each.
        aliases: Other words for an offer, and its key.
    """
    wanted = fold(words)
    if not wanted:
        return OfferMatch()
    keys = {key for key, _, _ in offers}
    named = {fold(alias): key for alias, key in aliases.items() if key in keys}
    exact = named.get(wanted) or next((key for key, title, _ in offers if wanted in (fold(title), fold(key))), None)
    of_kind = [key for key, _, kind in offers if fold(kind.replace("_", " ")) == wanted]
    if exact is None and len(of_kind) == 1:
        exact = of_kind[0]
    if exact is not None:
        return OfferMatch(key=exact, guess=exact, likeness=100.0)
    return _nearest(wanted, [(fold(title), key) for key, title, _ in offers] + list(named.items()))


def _nearest(wanted: str, known: Sequence[tuple[str, str]]) -> OfferMatch:
    """The nearest of `known` titles, sure only if it is near, alone, and of the same numbers."""
    from rapidfuzz import fuzz

    likeness: dict[str, float] = {}
    sure: dict[str, float] = {}
    numbers = _numbers(wanted)
    for title, key in known:
        near = fuzz.token_sort_ratio(wanted, title)
        likeness[key] = max(likeness.get(key, 0.0), near, fuzz.token_set_ratio(wanted, title) * 0.9)
        # "Benchmark 2025" is not "Benchmark 2026", however alike they look.
        if numbers == _numbers(title):
            sure[key] = max(sure.get(key, 0.0), near)
    best = max(likeness, key=lambda key: likeness[key], default=None)
    if best is None or likeness[best] < WORTH_ASKING:
        return OfferMatch()
    runner_up = max((near for key, near in sure.items() if key != best), default=0.0)
    is_sure = sure.get(best, 0.0) >= SURE and sure[best] - runner_up >= _LEAD
    return OfferMatch(key=best if is_sure else None, guess=best, likeness=likeness[best])


def _numbers(text: str) -> list[str]:
    """The numbers in `text`, in order."""
    return sorted(re.findall(r"\d+", text))
