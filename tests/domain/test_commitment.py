"""What plain words commit to, and when it is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sdrdesk.domain.block import Call
from sdrdesk.domain.commitment import Commitment, Said, What, made, names_somebody, read, streak

DAY = date(2026, 11, 24)
ZONE = "America/New_York"
NINE = datetime(2026, 11, 24, 14, tzinfo=UTC)
"""Nine in the morning there."""


def commitment(what: What = What.DIALS, aim: int = 2, by_minute: int | None = 720, **other: object) -> Commitment:
    """Two dials before noon, or something else."""
    fields = {"told": None, "offer": ""} | other
    return Commitment(
        id="c", rep_id="r", day=DAY, words="w", what=what, aim=aim, by_minute=by_minute, is_shared=False, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def call(at: datetime, *, talked: bool = False) -> Call:
    """A dial."""
    return Call(
        at=at, seconds=0, is_dial=True, is_connect=talked, is_conversation=talked, is_booked=False, outcome="x", yeses=0
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("20 dials before lunch", Said(what=What.DIALS, aim=20, by_minute=720)),
        ("Make 60 calls.", Said(what=What.DIALS, aim=60)),
        ("8 conversations by 3pm", Said(what=What.CONVERSATIONS, aim=8, by_minute=900)),
        ("3 talks until 16:30", Said(what=What.CONVERSATIONS, aim=3, by_minute=990)),
        ("book 1 meeting by 4", Said(what=What.MEETINGS, aim=1, by_minute=960)),
        ("1 call before 9", Said(what=What.DIALS, aim=1, by_minute=540)),
        ("pass the ROI quiz", Said(what=What.QUIZ, aim=1, which="roi")),
        ("take my speed to lead quiz today", Said(what=What.QUIZ, aim=1, which="speed to lead")),
        ("20 dials before the stand-up", Said(what=What.OWN)),
        ("0 dials", Said(what=What.OWN)),
        ("20 dials by 25:00", Said(what=What.OWN)),
        ("ask every prospect one question more", Said(what=What.OWN)),
    ],
)
def test_words_are_read_as_people_mean_them(words: str, said: Said) -> None:
    """What can be counted is counted; what is not understood is asked about, never counted wrongly."""
    assert read(words) == said


def test_it_is_kept_by_what_was_logged_in_time() -> None:
    """Dials after the named hour do not count; before it the answer is open, after it final."""
    early, late = call(NINE), call(NINE + timedelta(hours=4))
    one = commitment()

    assert made(one, ZONE, [early, late], ()) == 1
    assert one.kept(1, NINE, ZONE) is None
    assert one.kept(2, NINE, ZONE) is True
    assert one.kept(1, NINE + timedelta(hours=3), ZONE) is False


def test_only_what_was_committed_to_is_counted() -> None:
    """Conversations are not dials, and a pass on another offer is not the one."""
    talk, dial = call(NINE, talked=True), call(NINE)
    quiz = commitment(What.QUIZ, 1, None, offer="roi-guide")

    assert made(commitment(What.CONVERSATIONS), ZONE, [talk, dial], ()) == 1
    assert made(commitment(What.MEETINGS), ZONE, [talk, dial], ()) == 0
    assert made(quiz, ZONE, [], [("roi-guide", NINE), ("other", NINE), ("roi-guide", NINE - timedelta(days=1))]) == 1
    assert made(commitment(What.OWN), ZONE, [talk], [("roi-guide", NINE)]) == 0


def test_what_nobody_can_count_is_what_the_rep_says() -> None:
    """It stays open until they do."""
    assert [commitment(What.OWN, told=told).kept(0, NINE, ZONE) for told in (None, True, False)] == [None, True, False]


def test_a_streak_passes_over_days_off_and_breaks_on_working_days() -> None:
    """A weekend between two kept days counts nothing and breaks nothing; a working day without one ends it."""
    back = [DAY - timedelta(days=one) for one in range(9)]
    weekend = {back[2], back[3]}

    assert streak({back[1]: True, back[4]: True}, weekend.__contains__, DAY) == 2
    assert streak({back[0]: None, back[1]: True}, weekend.__contains__, DAY) == 1
    assert streak({back[0]: True, back[1]: False, back[4]: True}, weekend.__contains__, DAY) == 1
    assert streak({back[0]: False, back[1]: True}, weekend.__contains__, DAY) == 0
    assert streak({back[1]: True, back[5]: True}, weekend.__contains__, DAY) == 1
    assert streak({back[0]: True, back[2]: True}, weekend.__contains__, DAY) == 1


def test_addresses_and_numbers_are_seen() -> None:
    """A number of people is no figure of the day."""
    theirs, ours = ("mail ana@x.example", "+1 312 555 0142"), ("20 dials by 12:30", "60/8/2")

    assert all(names_somebody(one) for one in theirs)
    assert not any(names_somebody(one) for one in ours)
