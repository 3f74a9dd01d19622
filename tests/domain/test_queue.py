"""The queue: which tab a lead is in, and the line that says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.lead import Why
from sdrdesk.domain.playbook import Channel, Stage
from sdrdesk.domain.queue import Counts, QueueRow, Tab, tab_of, why_line
from tests.domain.rules import PLAYBOOK
from tests.worlds import BERLIN, CHICAGO, NEVER, NEW_YORK, NOWHERE, local

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""Tuesday, ten in New York, nine in Chicago."""
DAY_START, DAY_END = local("2026-11-24 00:00"), local("2026-11-25 00:00")


def ago(**span: float) -> datetime:
    """A moment before now."""
    return NOW - timedelta(**span)


def ahead(**span: float) -> datetime:
    """A moment after now."""
    return NOW + timedelta(**span)


ROW = QueueRow(
    lead_id="7",
    name="Ana Souza",
    company="Northwind",
    title="VP Sales",
    phone="+13125550142",
    email="ana@northwind.example",
    city="Chicago",
    place=CHICAGO,
    stage=Stage.OPEN,
    kind="demo_request",
    offer="demo-request",
    offer_title="Ask for a demo",
    tier=1,
    band=1,
    grade="A",
    grade_note="VP, pricing page twice",
    converted_at=ago(seconds=108),
    channel=Channel.CALL,
    why=Why.FIRST,
    step=0,
    due_at=ago(seconds=108),
    answer_by=ahead(seconds=192),
    answered_at=None,
    last_outcome="",
    last_at=None,
    gate="",
    held_until=None,
    held_by="",
)
READER = replace(
    ROW,
    kind="whitepaper",
    offer_title="Speed to Lead",
    tier=4,
    band=4,
    gate="speed-to-lead",
    grade="C",
    grade_note="",
    converted_at=ago(hours=3),
    due_at=ahead(hours=21),
    answer_by=ahead(days=2),
)
CALLED = replace(
    ROW,
    why=Why.CADENCE,
    step=2,
    last_outcome="voicemail",
    last_at=ago(hours=2, minutes=10),
    answered_at=ago(hours=2, minutes=10),
    converted_at=ago(hours=3),
    due_at=ago(minutes=1),
    answer_by=ahead(hours=9),
)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (ROW, "Demo requested 1m48s ago, answer within 3:12, grade A: VP, pricing page twice"),
        (replace(ROW, grade_note=""), "Demo requested 1m48s ago, answer within 3:12, grade A"),
        (
            replace(ROW, answer_by=ago(seconds=65)),
            "Demo requested 1m48s ago, answer was due 1m05s ago, grade A: VP, pricing page twice",
        ),
        (
            replace(READER, due_at=ago(minutes=5), answer_by=ahead(hours=8, minutes=55), converted_at=ago(hours=24)),
            "Whitepaper downloaded 1 d ago, answer within 8h, grade C",
        ),
        (
            CALLED,
            "Call 2 of 6; last: left a voicemail 2h10m ago; demo requested 3h ago, grade A: VP, pricing page twice",
        ),
        (
            replace(CALLED, step=1, channel=Channel.EMAIL, grade_note=""),
            "Email before call 2 of 6; last: left a voicemail 2h10m ago; demo requested 3h ago, grade A",
        ),
        (
            replace(CALLED, why=Why.RETRY, last_outcome="busy", last_at=ago(minutes=31), grade_note=""),
            "Busy 31m ago: try again, grade A",
        ),
        (
            replace(CALLED, why=Why.AFTER, last_outcome="sent_information", last_at=ago(days=2), grade_note=""),
            "Sent information 2 d ago: ask what they thought, grade A",
        ),
        (
            replace(CALLED, why=Why.CALLBACK, band=0, due_at=ago(minutes=3), grade_note=""),
            "You promised to call back at 08:57 their time, 3m00s ago, grade A",
        ),
        (
            replace(CALLED, why=Why.SNOOZED, due_at=ago(minutes=1), grade_note=""),
            "Snoozed until 08:59; demo requested 3h ago, grade A",
        ),
        # An outcome or retry that the playbook of today does not know any more.
        (replace(CALLED, last_outcome="smoke_signal", grade_note=""), "Call 2 of 6; demo requested 3h ago, grade A"),
        (
            replace(CALLED, why=Why.RETRY, last_outcome="smoke_signal", last_at=None, grade_note=""),
            "Tried 1m00s ago: try again, grade A",
        ),
    ],
)
def test_why_a_lead_is_ready(row: QueueRow, said: str) -> None:
    """Ready says what happened, until when it is to be answered or which call it is, and the grade with its reasons."""
    assert why_line(row, PLAYBOOK, NOW) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            replace(READER, opens_at=ahead(hours=21)),
            "Whitepaper downloaded 3h ago, first call after 24 h; opens tomorrow 06:00 in Chicago",
        ),
        (
            replace(ROW, opens_at=ahead(hours=23), city=""),
            "Demo requested 1m48s ago; outside calling hours, opens tomorrow 08:00 in Chicago",
        ),
        (
            replace(ROW, place=BERLIN, city="", opens_at=local("2026-11-25 08:00", BERLIN)),
            "Demo requested 1m48s ago; outside calling hours, opens tomorrow 08:00 in Berlin",
        ),
        (
            replace(CALLED, due_at=ahead(hours=4), opens_at=ahead(hours=4)),
            "Call 2 of 6; last: left a voicemail 2h10m ago; demo requested 3h ago; opens 13:00 in Chicago",
        ),
        (
            replace(CALLED, why=Why.CALLBACK, band=0, due_at=ahead(days=1), opens_at=ahead(days=1)),
            "You promised to call back tomorrow 09:00 their time; opens tomorrow 09:00 in Chicago",
        ),
        (
            replace(ROW, held_until=ahead(minutes=20), held_by="jon", opens_at=ahead(minutes=20)),
            "Demo requested 1m48s ago; on the line with a colleague until 09:20 their time",
        ),
        (replace(ROW, place=NOWHERE), "Demo requested 1m48s ago; zone unknown, so it stays shut: press z to set it"),
        (replace(ROW, place=NEVER), "Demo requested 1m48s ago; never open under these rules"),
    ],
)
def test_why_a_lead_waits(row: QueueRow, said: str) -> None:
    """Waiting says what it waits for, and when and where it opens."""
    assert why_line(replace(row, tab=Tab.WAITING), PLAYBOOK, NOW) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            replace(CALLED, due_at=ahead(days=1), last_at=ago(minutes=2)),
            "Left a voicemail 2m00s ago; next: call tomorrow 09:00 their time",
        ),
        (
            replace(CALLED, stage=Stage.MEETING, due_at=None, last_outcome="meeting_booked", last_at=ago(minutes=2)),
            "Meeting booked 2m00s ago; meeting held, with the account executive",
        ),
        (
            replace(CALLED, stage=Stage.NURTURE, due_at=None, last_outcome="bad_timing", last_at=ago(minutes=2)),
            "Bad timing 2m00s ago; back to marketing to nurture",
        ),
        (
            replace(CALLED, stage=Stage.DISQUALIFIED, due_at=None, last_outcome="wrong_number"),
            "Wrong number 2h10m ago; disqualified",
        ),
        (
            replace(CALLED, stage=Stage.SUPPRESSED, due_at=None, last_outcome="do_not_call"),
            "Do not call 2h10m ago; may not be contacted again",
        ),
        (
            replace(CALLED, stage=Stage.NURTURE, due_at=None, last_outcome="", last_at=None),
            "Touched; back to marketing to nurture",
        ),
    ],
)
def test_why_a_lead_is_done(row: QueueRow, said: str) -> None:
    """Done says what was done and what comes next."""
    assert why_line(replace(row, tab=Tab.DONE), PLAYBOOK, NOW) == said


def test_why_a_lead_is_locked() -> None:
    """Locked names the quiz that opens it."""
    got = why_line(replace(READER, tab=Tab.LOCKED), PLAYBOOK, NOW)

    assert got == 'Whitepaper downloaded 3h ago; locked until you pass the quiz on "Speed to Lead"'


def test_a_lead_that_has_ended_can_be_explained_anywhere() -> None:
    """A row without a touch says at least what happened."""
    row = replace(ROW, stage=Stage.NURTURE, due_at=None, answer_by=None, why=None, tab=Tab.READY, grade_note="")

    assert why_line(row, PLAYBOOK, NOW) == "Demo requested 1m48s ago, grade A"


HELD = replace(ROW, held_by="jon", held_until=ahead(minutes=1))


@pytest.mark.parametrize(
    ("row", "is_open", "has_pass", "tab"),
    [
        (ROW, True, True, Tab.READY),
        (ROW, False, True, Tab.WAITING),
        (ROW, True, False, Tab.LOCKED),
        (replace(ROW, due_at=NOW), True, True, Tab.READY),
        (replace(ROW, due_at=ahead(microseconds=1)), True, True, Tab.WAITING),
        (HELD, True, True, Tab.WAITING),
        (replace(HELD, held_until=NOW), True, True, Tab.READY),
        (replace(HELD, held_by="maya"), True, True, Tab.READY),
        (replace(READER, due_at=ago(hours=1)), False, False, Tab.LOCKED),
        # Touched today: done if the next touch is on another day, not if it comes later today.
        (replace(CALLED, due_at=DAY_END), True, True, Tab.DONE),
        (replace(CALLED, due_at=DAY_END - timedelta(microseconds=1)), True, True, Tab.WAITING),
        (replace(CALLED, due_at=ahead(days=2), last_at=ago(days=1)), True, True, Tab.WAITING),
        (replace(CALLED, due_at=ahead(days=2)), True, False, Tab.LOCKED),
        # Ended: done today, gone tomorrow.
        (replace(CALLED, stage=Stage.NURTURE, due_at=None), True, True, Tab.DONE),
        (replace(CALLED, stage=Stage.NURTURE, due_at=None), False, False, Tab.DONE),
        (replace(CALLED, stage=Stage.NURTURE, due_at=None, last_at=DAY_START - timedelta(seconds=1)), True, True, None),
        (replace(ROW, stage=Stage.NURTURE, due_at=None), True, True, None),
    ],
)
def test_a_lead_is_in_exactly_one_tab(row: QueueRow, is_open: bool, has_pass: bool, tab: Tab | None) -> None:
    """Locked before all, then ready if due, open and free, then done if touched today, else waiting."""
    got = tab_of(row, rep_id="maya", now=NOW, is_open=is_open, has_pass=has_pass, day_start=DAY_START, day_end=DAY_END)

    assert got == tab


rows = st.builds(
    lambda band, grade, due, answer, number: replace(
        ROW,
        band=band,
        grade=grade,
        due_at=ago(minutes=due),
        answer_by=ago(minutes=answer),
        lead_id=f"{number:03}",
        place=NEW_YORK,
    ),
    st.integers(0, 4),
    st.sampled_from("ABCD"),
    st.integers(-3, 3),
    st.integers(-3, 3),
    st.integers(0, 999),
)


@given(some=st.lists(rows, unique_by=lambda row: row.lead_id), dice=st.randoms())
def test_the_order_of_ready_is_total(some: list[QueueRow], dice: Random) -> None:
    """Whatever order leads are found in: promises by their minute, tier 1, then tier, grade and answer-by."""
    got = sorted(some, key=lambda row: row.order)
    shuffled = list(some)
    dice.shuffle(shuffled)

    assert sorted(shuffled, key=lambda row: row.order) == got
    assert [row.band for row in got] == sorted(row.band for row in some)
    for one, two in pairwise(got):
        if one.band == two.band > 1:
            assert (one.grade, one.answer_by, one.lead_id) < (two.grade, two.answer_by, two.lead_id)
        elif one.band == two.band == 1:
            assert (one.answer_by, one.lead_id) < (two.answer_by, two.lead_id)
        elif one.band == two.band:
            assert (one.due_at, one.lead_id) < (two.due_at, two.lead_id)


def test_counts_are_asked_by_tab() -> None:
    """Each tab has its count."""
    counts = Counts(ready=1, waiting=2, locked=3, done=4)

    assert [counts.of(tab) for tab in Tab] == [1, 2, 3, 4]
