"""Rules about the experiment on waiting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from sdrdesk.domain.playbook import OfferKind
from sdrdesk.domain.span import SpanUnit
from sdrdesk.feeds.toml_lines import Path


def _holds(offers: Mapping[str, OfferKind]) -> Iterator[tuple[Path, str]]:
    """Only who waits anyway can be held: never a request, never what is called now."""
    for name, kind in offers.items():
        if (hold := kind.hold) is None:
            continue
        path: Path = ("offers", name, "hold")
        if kind.tier < 3 or kind.first_touch.unit in (SpanUnit.NOW, SpanUnit.NEVER):
            yield path, "goes only with tier 3 or 4 and a first_touch that waits: nobody who asks for a call is held"
        if not 0 < hold.share < 1:
            yield (*path, "share"), "must be between 0 and 1, as 0.5"
        if hold.instead.is_never or hold.instead == kind.first_touch:
            yield (*path, "instead"), "must be another wait than first_touch"
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", hold.name):
            yield (*path, "name"), "must be small letters, digits and -, at most 40"


HOLD_RULES: tuple[Callable[..., Iterator[tuple[Path, str]]], ...] = (_holds,)
