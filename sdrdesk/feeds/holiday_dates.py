"""Public holidays of the regions that a team calls, from the `holidays` library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def holidays_of(regions: Iterable[str], years: Iterable[int]) -> dict[str, frozenset[date]]:
    """The public holidays of each region ("US", "US-FL") in `years`; none for a region nobody knows."""
    wanted = tuple(years)
    return {region: _holidays(region, wanted) for region in set(regions)}


def _holidays(region: str, years: tuple[int, ...]) -> frozenset[date]:
    """The holidays of one region; of its country where the state is unknown."""
    # Loaded late: the library takes about 60 ms, and the dates are kept in the store.
    from holidays import country_holidays

    country, _, state = region.partition("-")
    for subdivision in (state, None) if state else (None,):
        try:
            return frozenset(country_holidays(country, subdiv=subdivision, years=years))
        except (NotImplementedError, AttributeError):
            continue
    return frozenset()
