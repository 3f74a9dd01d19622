"""Runs a use case once more where a server gave its transaction up for the sake of another: nothing of it was kept."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable

from sdrdesk.errors import StoreError
from sdrdesk.typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 20.0
"""Seconds after which nobody tries again: a rep waits."""


class GaveUpError(StoreError):
    """Two wanted what the other had, or one waited too long: the server ended this one, whole."""


def again(call: Callable[P, T]) -> Callable[P, T]:
    """The same use case, tried again while the server gives it up; ids that the caller made stay the same."""

    @functools.wraps(call)
    def tried(*args: P.args, **named: P.kwargs) -> T:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return call(*args, **named)
            except GaveUpError:
                if time.monotonic() >= until:
                    raise

    return tried
