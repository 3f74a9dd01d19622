"""Other rules, replayed: what differs is named, and what both plan alike never moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain import cadence
from sdrdesk.domain.cadence import Detail, Rules
from sdrdesk.domain.hours import Place
from sdrdesk.domain.lead import Conversion
from sdrdesk.domain.replay import Came, LastTouch, planned, replayed
from sdrdesk.domain.rule_changes import changed_rules, reach
from tests.books import changed, offer
from tests.domain.rules import PLAYBOOK, RULES, gaps, kinds, local, moments, outcomes, places
from tests.worlds import NEW_YORK


def rules_of(*changes: tuple[str, str, str]) -> Rules:
    """The shipped rules with some changed, under their own hours."""
    book, _ = changed(*changes)
    return Rules(book, replace(RULES.calendar, calling=book.calling_hours, team=book.team_hours))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (offer("demo_request", "answer_within", '"10 min"'), "Demo request: answer within 5 min -> 10 min"),
        (offer("webinar", "gated", "false"), "Webinar: gated yes -> no"),
        (("goals", "dials =", "dials = 70"), "Goals: dials 60 -> 70"),
        (("", "version =", 'version = "other"'), ""),
        (("", "# Windows", "# Doors"), ""),
        (("team_hours.week", "saturday =", 'saturday = "09:00-12:00"'), "Team hours: saturday closed -> 09:00-12:00"),
    ],
)
def test_a_changed_rule_is_a_line(change: tuple[str, str, str], told: str) -> None:
    """Each changed rule is told in its own words with both values; comments and the version are no rules."""
    book, _ = changed(change)

    assert [one.told for one in changed_rules(PLAYBOOK, book)] == [told] * bool(told)


def test_items_of_a_list_are_told_apart() -> None:
    """A longer cadence names the step that is new; points of a title name the title."""
    book = replace(
        PLAYBOOK,
        cadences={**PLAYBOOK.cadences, "1": replace(PLAYBOOK.cadences["1"], steps=PLAYBOOK.cadences["1"].steps[:-1])},
        score=replace(PLAYBOOK.score, titles=tuple(replace(one, points=1) for one in PLAYBOOK.score.titles[:1])),
    )
    told = [one.told for one in changed_rules(PLAYBOOK, book)]

    assert told[0].startswith(f"Cadence of tier 1: steps, number {len(PLAYBOOK.cadences['1'].steps)} left out, was")
    label = PLAYBOOK.score.titles[0].label
    assert f"Score: titles, {label}, points {PLAYBOOK.score.titles[0].points} -> 1" in told
    assert reach(PLAYBOOK, book).tiers == {1}
    assert not reach(PLAYBOOK, book).first_touches


@given(places, st.lists(st.tuples(kinds, gaps), min_size=1, max_size=3), outcomes, moments, gaps)
def test_the_rules_in_force_plan_what_stands(
    place: Place, taken: list[tuple[str, timedelta]], outcome: str, at: datetime, gap: timedelta
) -> None:
    """Replayed by its own rules a lead stands where it stands, after its conversions and after any outcome."""
    conversions = []
    for number, (kind, after) in enumerate(taken):
        at += after
        conversions.append(Conversion(id=str(number), offer=kind, offer_title="", kind=kind, at=at))
    first, *rest = conversions
    standing = cadence.arrive(RULES, place, kind=first.kind, offer=first.offer, at=first.at)
    for one in rest:
        standing = cadence.convert(RULES, place, standing, kind=one.kind, offer=one.offer, at=one.at)
    assert planned(RULES, RULES, place, standing, conversions, None) == standing

    touched = at + gap + timedelta(seconds=1)
    detail = Detail(callback_at=touched + timedelta(days=1), meeting_at=touched + timedelta(days=2))
    after_it = cadence.consequence(RULES, place, standing, outcome, at=touched, detail=detail)
    last = LastTouch(at=touched, outcome=outcome, before=standing, detail=detail)
    assert planned(RULES, RULES, place, after_it, conversions, last) == after_it


def came(kind: str, at: datetime, touched: datetime | None, *, won: bool = False) -> Came:
    """One conversion in New York with its first touch."""
    one = Conversion(id="1", offer=kind, offer_title="", kind=kind, at=at)
    return Came(
        lead_id="1", name="Ann", place=NEW_YORK, kind=kind, converted_at=at, conversions=(one,), touched_at=touched,
        won=won,
    )  # fmt: skip


def test_a_longer_answer_by_is_kept_more_often() -> None:
    """A call seven minutes after the demo request missed five minutes and keeps ten; it comes when it came."""
    at = local("2026-11-24 10:00")
    one = replayed(
        RULES, rules_of(offer("demo_request", "answer_within", '"10 min"')),
        came("demo_request", at, at + timedelta(minutes=7)),
    )  # fmt: skip

    assert (one.was_met(at), one.would_be_met(at)) == (False, True)
    assert one.later == timedelta()


def test_a_shorter_wait_brings_the_call_forward() -> None:
    """A whitepaper called 20 minutes after its day was over is called 20 minutes after the new wait."""
    at, due = local("2026-11-23 10:00"), local("2026-11-24 10:00")
    one = replayed(
        RULES,
        rules_of(offer("whitepaper", "first_touch", '"1 h"')),
        came("whitepaper", at, due + timedelta(minutes=20)),
    )

    assert one.then_at == local("2026-11-23 11:20")
    assert one.later == timedelta(hours=-23)
    assert one.would_be_met(due) is True


def test_a_wait_ends_in_open_hours() -> None:
    """Waiting two days over Thanksgiving ends on Friday morning; what was waited is counted in open minutes."""
    at = local("2026-11-24 17:30")
    touched = local("2026-11-25 17:45")  # 15 minutes after the day was over
    new = rules_of(offer("whitepaper", "first_touch", '"48 h"'))
    one = replayed(RULES, new, came("whitepaper", at, touched))

    assert one.new is not None
    assert one.new.due_at == local("2026-11-27 08:00")
    assert one.then_at == local("2026-11-27 09:15")  # the team opens at nine


def test_a_kind_that_is_called_no_more() -> None:
    """Where a kind is never called there is no first touch, so none is late and none is early."""
    at = local("2026-11-24 10:00")
    never = [offer("ebook", key, '"never"') for key in ("first_touch", "answer_within")]
    new = rules_of(*never, offer("ebook", "tier", "0"), offer("ebook", "gated", "false"))
    one = replayed(RULES, new, came("ebook", at, at + timedelta(days=2)))

    assert (one.new, one.then_at, one.would_be_met(at)) == (None, None, None)
