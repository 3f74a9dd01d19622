"""The rows of a new lead: values written the quick way are those that were written before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.desk.intake.new_rows import Arrival, dedupe_key
from sdrdesk.domain.intake import Incoming
from sdrdesk.store.sql import as_sql

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta())])


@given(at=st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 1, 1), timezones=ZONES))  # noqa: DTZ001
def test_a_conversion_is_known_again_however_its_key_was_made(at: datetime) -> None:
    """The key made from the stored time is the key made from the time itself: files imported before are known again."""
    arrival = Arrival(incoming=Incoming(converted_at=at), offer="demo")

    assert dedupe_key(arrival, as_sql(at)) == dedupe_key(arrival) == f"demo|{at.isoformat()}"


def test_a_row_without_a_time_is_known_by_its_id() -> None:
    """Where the file gives no time, the time of the import says nothing about whether the row was here before."""
    at = datetime(2026, 11, 24, tzinfo=UTC)
    named = Incoming(converted_at=at, is_dated=False, external_id="00Q5")
    bare = Incoming(converted_at=at, is_dated=False)

    assert dedupe_key(Arrival(incoming=named, offer="demo"), as_sql(at)) == "demo|00Q5"
    assert dedupe_key(Arrival(incoming=bare, offer="demo"), as_sql(at)) == "demo|undated"
