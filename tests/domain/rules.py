"""The shipped rules with a few holidays written down, for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import Calendar
from tests.worlds import BERLIN, CHICAGO, COASTS, KATHMANDU, LOS_ANGELES, MIAMI, NEW_YORK, local, shipped_playbook

PLAYBOOK = shipped_playbook()
HOLIDAYS = {
    "US": frozenset({date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1), date(2028, 2, 21)}),
    "US-FL": frozenset({date(2026, 11, 27)}),
    "DE": frozenset({date(2026, 12, 25), date(2027, 1, 1)}),
}
RULES = Rules(PLAYBOOK, Calendar(PLAYBOOK.calling_hours, PLAYBOOK.team_hours, HOLIDAYS))

KNOWN = (NEW_YORK, CHICAGO, LOS_ANGELES, MIAMI, BERLIN, KATHMANDU, COASTS)
CALLED = tuple(kind for kind, rule in PLAYBOOK.offers.items() if rule.is_called)

places = st.sampled_from(KNOWN)
kinds = st.sampled_from(CALLED)
outcomes = st.sampled_from(tuple(PLAYBOOK.outcomes))
# Both changes of the clock, 29 February 2028 and the turn of two years lie within.
moments = st.datetimes(datetime(2026, 3, 1), datetime(2028, 4, 1), timezones=st.just(UTC))  # noqa: DTZ001
gaps = st.timedeltas(timedelta(), timedelta(days=9))

__all__ = [
    "CALLED",
    "HOLIDAYS",
    "KNOWN",
    "PLAYBOOK",
    "RULES",
    "gaps",
    "kinds",
    "local",
    "moments",
    "outcomes",
    "places",
]
