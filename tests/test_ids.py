"""Ids: 32 hex digits that sort by time and can be made again for a seed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.ids import entropy_of, new_id, new_ids

NOW = datetime(2026, 11, 24, 15, 0, 0, 123000, tzinfo=UTC)


@given(entropy=st.binary(min_size=10, max_size=10))
def test_an_id_is_a_uuid_of_version_7(entropy: bytes) -> None:
    """32 lower-case hex digits with the version and variant of RFC 9562 and the moment in front."""
    got = new_id(NOW, entropy)

    assert (len(got), got) == (32, got.lower())
    assert (UUID(hex=got).version, UUID(hex=got).variant) == (7, RFC_4122)
    assert int(got[:12], 16) == int(NOW.timestamp() * 1000)


@given(millis=st.integers(1, 10**11), one=st.binary(min_size=10, max_size=10), two=st.binary(min_size=10, max_size=10))
def test_ids_sort_by_the_moment_they_were_made_for(millis: int, one: bytes, two: bytes) -> None:
    """A later millisecond makes a greater id, whatever chance adds."""
    assert new_id(NOW, one) < new_id(NOW + timedelta(milliseconds=millis), two)


def test_ids_of_one_moment_differ() -> None:
    """Chance keeps ids apart that were made in the same instant."""
    assert len({new_id(NOW) for _ in range(2000)}) == 2000


def test_a_seed_makes_the_same_ids() -> None:
    """The same words give the same id; words cut elsewhere do not."""
    assert new_id(NOW, entropy_of("lead", "7")) == new_id(NOW, entropy_of("lead", "7"))
    assert entropy_of("lead", "7") != entropy_of("lead7")


def test_many_ids_of_one_moment_are_as_one_would_be_and_ascend() -> None:
    """Ids made for a whole piece of a file are ids like any other, all different, in the order of the file."""
    made = new_ids(NOW, 2000)

    assert made == sorted(set(made))
    assert len(made) == 2000
    assert {(UUID(hex=one).version, UUID(hex=one).variant) for one in made} == {(7, RFC_4122)}
    assert {int(one[:12], 16) for one in made} == {int(NOW.timestamp() * 1000)}
    assert new_ids(NOW, 0) == []
