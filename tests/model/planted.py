"""Bugs to put into the desk, so that one sees the machine find them: each breaks one promise in one place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest import mock

from sdrdesk.desk.calls import bookings, logbook, undoing
from sdrdesk.desk.intake import merging
from sdrdesk.desk.intake.batches import Batches
from sdrdesk.desk.intake.going_live import GoingLive
from sdrdesk.desk.law import ending, listings
from sdrdesk.desk.people import absences, assigning
from sdrdesk.desk.queue import Queue
from sdrdesk.domain import cadence, meetings
from sdrdesk.domain import gate as gates
from sdrdesk.domain import merging as joins
from sdrdesk.domain.hours import Calendar
from sdrdesk.domain.lead import Standing, Why
from sdrdesk.store import compiled, whole
from sdrdesk.store.sql import Sql

Bug = Callable[[], AbstractContextManager[Any]]
Act = Callable[[], Any]


def _says(name: str, before: str, after: str) -> Bug:
    """A statement of the store says something else."""

    @contextlib.contextmanager
    def planted() -> Iterator[None]:
        old: Sql = getattr(compiled, name)
        if before not in old.text:
            raise LookupError(f"{name} has no {before!r}")
        with mock.patch.object(compiled, name, Sql(old.name, old.text.replace(before, after, 1), old.lists)):
            yield

    return planted


def _finds_nothing(name: str) -> Bug:
    return _says(name, "WHERE ", "WHERE 1 = 0 AND ")


def _answers(place: Any, name: str, change: Callable[[Any], Any]) -> Bug:
    """A function answers something else; `change` is given the call that it would have made."""

    @contextlib.contextmanager
    def planted() -> Iterator[None]:
        old = getattr(place, name)

        def other(*args: Any, **words: Any) -> Any:
            return change(partial(old, *args, **words))

        with mock.patch.object(place, name, other):
            yield

    return planted


def _shifted(act: Act) -> Any:
    """A day early."""
    touch = act()
    return replace(touch, due_at=touch.due_at - timedelta(days=1))


def _sooner(act: Act) -> Standing:
    standing: Standing = act()
    touch = standing.touch
    return replace(standing, touch=replace(touch, due_at=touch.due_at - timedelta(days=1))) if touch else standing


def _past_the_meeting(act: Act) -> Standing:
    standing: Standing = act()
    if standing.touch is None or standing.meets_at is None or not meetings.has_meeting(standing):
        return standing
    late = replace(standing.touch, why=Why.CONFIRM, due_at=standing.meets_at + timedelta(hours=1))
    return replace(standing, touch=late)


def _swapped(act: Act) -> Any:
    rows = list(act())
    return tuple(rows[:-2] + rows[:-3:-1])


def _weaker(act: Act) -> Any:
    rank, band, at = act()
    return -rank, -band, datetime.max.replace(tzinfo=UTC) - (at - datetime.min.replace(tzinfo=UTC))


def _always_open(act: Any) -> Any:
    now = act.args[2]
    return iter([(now, now + timedelta(days=1))])


def _whoever(act: Act) -> str:
    said = str(act())
    return "" if "has not passed" in said else said


_bump = logbook.bump

BUGS: dict[str, Bug] = {
    "undo forgets the counter": lambda: mock.patch.object(
        logbook, "bump", lambda *args: _bump(*args) if args[-1] > 0 else None
    ),
    "undo forgets later conversions": _answers(undoing, "_replayed", lambda act: act.args[3]),
    "undo leaves the suppression": _finds_nothing("DROP_SUPPRESSION"),
    "undo leaves those who ended along": _answers(logbook, "restore_others", lambda _: None),
    "undo goes under a later log": _finds_nothing("LATER_ACTIVITY"),
    "undo goes under a later merge": _answers(undoing, "_came_after", lambda _: False),
    "undo leaves the meeting": _answers(bookings, "take_back", lambda _: None),
    "do-not-call is not looked up when a lead opens": _answers(listings, "forbidding", lambda _: None),
    "do-not-call spares other leads of the number": _finds_nothing("SAME_CONTACT"),
    "a list added to by hand ends nobody": _answers(ending, "end_listed", lambda _: []),
    "who is on a list comes in all the same": _answers(listings, "barred", lambda act: [False] * len(act())),
    "a merge loses a conversion": _finds_nothing("MERGE_ROWS_CONVERSION"),
    "a merge keeps the weaker standing": _answers(joins, "_strength", _weaker),
    "unmerging takes back what was done since": _answers(
        merging, "_given_back", lambda act: whole.from_text(act.args[1])
    ),
    "nobody asks the gate": _answers(gates, "check", lambda _: None),
    "everybody has a pass in the queue": _answers(gates, "held", lambda act: act() | {"speed-to-lead"}),
    "a manager's unlock opens every lead": _says("OPEN_GATE", "lead.id = :of_lead", ":of_lead <> ''"),
    "ties stand in any order": _answers(Queue, "rows", _swapped),
    "ready outside calling hours": _answers(Calendar, "stretches", _always_open),
    "a promise comes up a day early": _answers(cadence, "_follow_up", _shifted),
    "a snooze goes past the meeting": _answers(cadence, "snooze", _past_the_meeting),
    "a snooze brings a lead forward": _answers(cadence, "snooze", _sooner),
    "the cadence begins anew at its third step": _answers(
        cadence, "_next_step", lambda act: replace(done := act(), step=min(done.step, 3))
    ),
    "a busy line is tried for ever": _answers(cadence, "consequence", lambda act: replace(act(), retries=0)),
    "a call does not count as an answer": _answers(
        cadence, "consequence", lambda act: replace(act(), answered_at=None)
    ),
    "a stronger wish does not promote": _answers(cadence, "convert", lambda act: act.args[2]),
    "a weaker wish promotes": _answers(cadence, "convert", lambda act: cadence.arrive(*act.args[:2], **act.keywords)),
    "whoever is away is given leads": _answers(assigning, "absent", lambda _: set()),
    "leads go to reps without the pass": _answers(assigning.Giving, "why_not", _whoever),
    "lent leads do not come back": lambda: mock.patch.object(
        absences, "telling", SimpleNamespace(hand=lambda *_, **__: None)
    ),
    "undoing an import takes what was worked": _says("BATCH_TOUCHED", "lead.batch_id = :batch AND", "0 = :batch AND"),
    "undoing an import leaves what it changed": _answers(Batches, "_restore", lambda _: (0, [])),
    "undoing an import takes from merged leads": _finds_nothing("MOVED_FROM_BATCH"),
    "an import moves nobody who was known": _answers(GoingLive, "_columns", lambda _: (None, None)),
    "the same row comes twice": _finds_nothing("KNOWN_CONVERSION"),
    "a conversation from the first second": lambda: mock.patch.object(logbook, "CONVERSATION", 1),
    "promises are not written down": lambda: mock.patch.object(logbook, "Why", SimpleNamespace(CALLBACK="")),
    "the rep's day ends at midnight in UTC": _answers(logbook, "day_of", lambda act: act.args[1].date()),
    "Done forgets who ended today": _finds_nothing("COUNT_ENDED"),
}

ELSEWHERE: dict[str, tuple[str, ...]] = {}
"""For a bug that the model cannot see: the tests that do."""
