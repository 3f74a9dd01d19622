"""An undoing whose answer is lost: whoever presses the key again takes back that log, and not one more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sdrdesk.errors import Refused, StoreError
from sdrdesk.store.store import Store, Unit
from tests.worlds import MakeWorld, World


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team in which Maya has logged on three leads, one after another."""
    made = world()
    for outcome in ("busy", "voicemail", "no_answer"):
        made.maya.calling.log(made.lead(), outcome)
        made.wait(minutes=1)
    return made


def lose_answer(store: Store, patch: pytest.MonkeyPatch, *, is_kept: bool) -> None:
    """Break the next transaction that writes: before its commit, or after it and before anybody was told."""
    real, left = store.writing, [1]

    @contextmanager
    def writing(*ids: str) -> Iterator[Unit]:
        if not left[0]:
            with real(*ids) as unit:
                yield unit
            return
        left[0] -= 1
        with real(*ids) as unit:
            yield unit
            if not is_kept:
                raise StoreError("The connection was lost", "", "Try again")
        raise StoreError("The connection was lost", "", "Try again")

    patch.setattr(store, "writing", writing)


def standing(here: World) -> list[str]:
    """Outcomes of the logs that were not taken back, oldest first."""
    rows = here.sql(
        "SELECT outcome FROM activity WHERE id NOT IN (SELECT activity_id FROM activity_undo) ORDER BY activity.at"
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_key_pressed_again_takes_back_nothing_more(
    here: World, monkeypatch: pytest.MonkeyPatch, is_kept: bool
) -> None:
    """Whether or not it was taken back before the answer was lost, pressing again says that log; then the next."""
    lose_answer(here.maya.seat.store, monkeypatch, is_kept=is_kept)
    with pytest.raises(StoreError):
        here.maya.calling.undo()

    again = here.maya.calling.undo()

    assert again is not None
    assert (again.outcome_label, again.repeated) == ("No answer", is_kept)
    assert standing(here) == ["busy", "voicemail"]
    assert here.counted() == here.recount()
    more = here.maya.calling.undo()
    assert more is not None
    assert (more.outcome_label, more.repeated) == ("Left a voicemail", False)
    assert standing(here) == ["busy"]


def test_a_log_in_between_is_what_is_taken_back(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who logs again after a lost answer means that log with the next undo."""
    lose_answer(here.maya.seat.store, monkeypatch, is_kept=True)
    with pytest.raises(StoreError):
        here.maya.calling.undo()
    here.maya.calling.log(here.lead(), "gatekeeper")

    undone = here.maya.calling.undo()

    assert undone is not None
    assert undone.repeated is False
    assert standing(here) == ["busy", "voicemail"]


def test_undoing_by_id_is_done_once(here: World) -> None:
    """A script that names the log may say so again from another program; another log than the last is refused."""
    ((first,), (*_,), (last,)) = here.sql("SELECT id FROM activity ORDER BY at")
    with pytest.raises(Refused, match="not your last log"):
        here.maya.calling.undo(first)
    done, again = here.maya.calling.undo(last), here.desk("maya").calling.undo(last)

    assert done is not None
    assert again is not None
    assert (done.repeated, again.repeated, again.activity_id) == (False, True, last)
    assert standing(here) == ["busy", "voicemail"]
    with pytest.raises(Refused, match="not your last log"):
        here.jon.calling.undo(last)
