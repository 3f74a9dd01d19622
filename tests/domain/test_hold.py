"""The experiment on waiting: who is held is drawn, never chosen, and nobody who asks for a call is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain import cadence
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hold import arm_of, arm_words
from sdrdesk.domain.hours import Place
from sdrdesk.domain.process import Hold
from sdrdesk.domain.span import Span
from sdrdesk.errors import BadInput
from tests.books import with_hold
from tests.domain.rules import RULES, gaps, moments, places

HOLD = Hold(instead=Span.parse("1 h"))
RULES_ON = Rules(with_hold()[0], RULES.calendar)
ARMS = ("wait-a-day=a", "wait-a-day=b")

arms = st.sampled_from(ARMS)
people = st.emails()


@given(st.floats(0.1, 0.9), st.text(min_size=1, max_size=20))
def test_the_share_held_is_near_the_one_set(share: float, key: str) -> None:
    """Of two thousand people about the share that the playbook sets is held, whatever the team's secret."""
    hold = replace(HOLD, share=share)
    held = sum(arm_of(key, hold, f"person{number}@example.com").endswith("=b") for number in range(2000))

    assert abs(held / 2000 - share) < 5 * (share * (1 - share) / 2000) ** 0.5


@given(people, st.text(max_size=20))
def test_a_person_is_always_in_the_same_arm(who: str, key: str) -> None:
    """Drawn again the arm is the same; a larger share moves nobody out of the held arm."""
    first = arm_of(key, HOLD, who)

    assert arm_of(key, HOLD, who) == first
    if first.endswith("=b"):
        assert arm_of(key, replace(HOLD, share=0.8), who) == first


def test_another_name_and_another_team_draw_anew() -> None:
    """Half of the people change their arm with the name of the experiment, and with the team's secret."""
    everybody = [f"person{number}@example.com" for number in range(2000)]
    for key, hold in (("team", replace(HOLD, name="again")), ("other", HOLD)):
        same = sum(arm_of("team", HOLD, one)[-1] == arm_of(key, hold, one)[-1] for one in everybody)
        assert 900 < same < 1100


@given(places, moments, arms)
def test_arms_are_planned_apart(place: Place, at: datetime, arm: str) -> None:
    """Arm B waits as `first_touch` says, arm A as `instead`; both inside calling hours, and nothing else differs."""
    standing = cadence.arrive(RULES_ON, place, kind="whitepaper", offer="x", at=at, arm=arm)
    wait = Span.parse("1 h" if arm == ARMS[0] else "24 h")

    assert standing.touch is not None
    assert standing.touch.due_at == RULES.calendar.due(place, at, wait)
    assert replace(standing, touch=None) == replace(
        cadence.arrive(RULES, place, kind="whitepaper", offer="x", at=at), touch=None
    )


@given(places, moments, arms)
def test_a_request_is_never_held(place: Place, at: datetime, arm: str) -> None:
    """A demo request is called as ever, whatever arm stands with it."""
    assert cadence.arrive(RULES_ON, place, kind="demo_request", offer="x", at=at, arm=arm) == cadence.arrive(
        RULES, place, kind="demo_request", offer="x", at=at
    )


@given(places, moments, gaps, arms)
def test_a_stronger_conversion_promotes_at_once(place: Place, at: datetime, gap: timedelta, arm: str) -> None:
    """Whoever is held and asks for a demo is called now."""
    held = cadence.arrive(RULES_ON, place, kind="whitepaper", offer="x", at=at, arm=arm)
    then = cadence.convert(RULES_ON, place, held, kind="demo_request", offer="y", at=at + gap)
    fresh = cadence.arrive(RULES, place, kind="demo_request", offer="y", at=at + gap)

    assert (then.tier, then.touch) == (1, fresh.touch)


def test_arms_in_words() -> None:
    """The why line says which arm a lead is in; of an experiment that is over it says nothing."""
    rule = RULES_ON.playbook.offers["whitepaper"]

    assert arm_words(rule, ARMS[1]) == "held 24 h: arm B of wait-a-day"
    assert arm_words(rule, ARMS[0]) == "called after 1 h, not 24 h: arm A of wait-a-day"
    assert arm_words(rule, "other=b") == arm_words(rule, "") == ""


@pytest.mark.parametrize(
    ("kind", "lines", "why"),
    [
        ("demo_request", 'instead = "1 h"', "nobody who asks for a call is held"),
        ("contact_us", 'instead = "1 h"', "nobody who asks for a call is held"),
        ("whitepaper", 'instead = "24 h"', "must be another wait"),
        ("whitepaper", 'instead = "1 h"\nshare = 1.0', "between 0 and 1"),
        ("whitepaper", 'instead = "1 h"\nname = "A b"', "small letters"),
        ("whitepaper", "share = 0.5", "instead: is missing"),
    ],
)
def test_what_cannot_be_tried_is_refused(kind: str, lines: str, why: str) -> None:
    """The playbook is refused with the reason where the experiment would hold a request or compare nothing."""
    with pytest.raises(BadInput, match=why):
        with_hold(kind, lines)
