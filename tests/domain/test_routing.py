"""Routing: which rule counts, who is left out, whose turn it is."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.routing import RouteRule, RoutingRules, WhenFull, WithoutPass, pools_of
from sdrdesk.domain.turns import Turns, turn
from sdrdesk.domain.whose import Facts, Taker, explained, misfit, route

LEAD = Facts(
    kind="whitepaper", offer="speed-to-lead", tier=4, gate="speed-to-lead", campaign="Spring DACH",
    regions=("DE", "DE-BY"), people=80, language="de",
)  # fmt: skip
ANN = Taker(id="1", login="ann", name="Ann", groups=frozenset({"emea"}), languages=frozenset({"de", "en"}))
BOB = Taker(id="2", login="bob", name="Bob", passes=frozenset({"speed-to-lead"}))
CYD = Taker(id="3", login="cyd", name="Cyd", groups=frozenset({"emea"}), weight=2)
ROOM = {"1": 9, "2": 9, "3": 9}


def rule(*to: str, **asks: object) -> RouteRule:
    """A rule called "one"."""
    return RouteRule(name="one", to=to, **asks)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asks", "why"),
    [
        ({}, ""),
        ({"campaigns": ("spring*",)}, ""),
        ({"campaigns": ("autumn*", "spring dach")}, ""),
        ({"campaigns": ("autumn",)}, 'campaign is "Spring DACH"'),
        ({"regions": ("FR", "DE")}, ""),
        ({"regions": ("DE-BY",)}, ""),
        ({"regions": ("DE-BE",)}, "region is DE-BY"),
        ({"kinds": ("webinar",)}, "kind is whitepaper"),
        ({"offers": ("roi-guide",)}, "offer is speed-to-lead"),
        ({"languages": ("fr",)}, "language is de"),
        ({"people_least": 80, "people_most": 80}, ""),
        ({"people_least": 81}, "company has 80 people"),
        ({"people_most": 79}, "company has 80 people"),
        ({"regions": ("DE",), "kinds": ("webinar",)}, "kind is whitepaper"),
    ],
)
def test_a_rule_fits_when_everything_it_asks_is_so(asks: dict[str, object], why: str) -> None:
    """What a rule does not ask for does not matter; the first thing that is not so is named."""
    assert misfit(rule("ann", **asks), LEAD) == why


def test_what_is_unknown_fits_nothing_that_is_asked() -> None:
    """A lead without size, region, language or campaign fits no rule that asks for one."""
    bare = Facts(kind="webinar", offer="o", tier=3)

    for asks in ({"people_least": 1}, {"people_most": 5}, {"regions": ("DE",)}, {"languages": ("de",)}):
        assert "unknown" in misfit(rule("ann", **asks), bare)
    assert misfit(rule("ann", campaigns=("spring",)), bare) == "campaign is unknown"


def first(
    rules: RoutingRules, facts: Facts = LEAD, *takers: Taker, room: dict[str, int] | None = None
) -> tuple[str, str]:
    """Who gets a lead first, and why."""
    choice = route(rules, facts, takers or (ANN, BOB, CYD), room or ROOM, {})
    return choice.owner, choice.reason


def test_the_first_rule_that_fits_counts() -> None:
    """Rules are tried in order; what fits none goes to the default."""
    rules = RoutingRules(
        rules=(RouteRule(name="fr", to=("bob",), regions=("FR",)), RouteRule(name="de", to=("ann",), regions=("DE",))),
        default=("bob",),
    )

    assert first(rules) == ("1", 'Rule "de" (DE): only Ann can take it')
    assert first(rules, Facts(kind="demo_request", offer="d", tier=1)) == ("2", "No rule fits: only Bob can take it")


def test_a_pool_is_nobodys() -> None:
    """A rule may leave its leads to whoever takes them, of a group or of all."""
    rules = RoutingRules(rules=(rule("pool:emea", regions=("DE",)),))

    assert first(rules) == ("pool:emea", 'Rule "one" (DE): for whoever takes it from the emea pool')
    assert rules.pools == ("pool:emea",)
    assert pools_of(("pool", "pool:emea", "pool:us"), frozenset({"emea"})) == ("pool", "pool:emea")


@pytest.mark.parametrize(
    ("takers", "room", "without", "owner", "why"),
    [
        ((ANN, BOB), ROOM, WithoutPass.IF_NOBODY, "2", "only Bob can take it (no pass: Ann)"),
        ((ANN, CYD), ROOM, WithoutPass.IF_NOBODY, "1", "only Ann can take it (speaks no de: Cyd)"),
        ((ANN, BOB), ROOM, WithoutPass.ANYBODY, "1", "only Ann can take it (speaks no de: Bob)"),
        ((ANN, CYD), ROOM, WithoutPass.NEVER, "pool", "Nobody can take it now: for whoever takes it from the pool"),
        ((ANN, BOB), {"1": 5, "2": 0}, WithoutPass.IF_NOBODY, "1", "only Ann can take it (no room: Bob)"),
        ((ANN, BOB), {"1": 0, "2": 0}, WithoutPass.IF_NOBODY, "1", "though nobody has room: Ann's turn among 2"),
    ],
)
def test_who_is_left_out(
    takers: tuple[Taker, ...], room: dict[str, int], without: WithoutPass, owner: str, why: str
) -> None:
    """The pass goes before the language; without room nobody gets a lead, unless nobody at all has any."""
    got, reason = first(RoutingRules(without_pass=without), LEAD, *takers, room=room)

    assert (got, reason.endswith(why)) == (owner, True), reason


def test_absence_and_hours() -> None:
    """Who is away gets nothing; an urgent lead goes to who works now, a slow one does not ask; all off: by turns."""
    urgent = Facts(kind="demo_request", offer="d", tier=1)
    off = Taker(id="1", login="ann", name="Ann", works_now=False)
    away = Taker(id="2", login="bob", name="Bob", is_away=True)

    assert first(RoutingRules(), urgent, off, CYD)[0] == "3"
    assert first(RoutingRules(), urgent, off, away)[0] == "1"
    assert first(RoutingRules(at_work_up_to_tier=0), urgent, off, BOB)[0] == "1"
    assert first(RoutingRules(default=("bob",)), urgent, away, CYD)[0] == "3"


def test_a_rule_whose_people_cannot_gives_way_to_the_next() -> None:
    """Full reps of one rule do not hold the lead up; a team that is full all over fills the pool, if it says so."""
    rules = RoutingRules(rules=(rule("ann", regions=("DE",)),), default=("bob",), when_full=WhenFull.POOL)

    assert first(rules, room={"1": 0, "2": 1})[0] == "2"
    assert first(rules, room={"1": 0, "2": 0})[0] == "pool"


def test_the_rules_are_explained() -> None:
    """Each rule says what it makes of a lead, up to the one that decides."""
    rules = RoutingRules(rules=(RouteRule(name="fr", to=("bob",), regions=("FR",)), rule("emea")))

    assert list(explained(rules, LEAD, (ANN, BOB, CYD), ROOM)) == [
        ("fr", "does not fit: region is DE-BY"),
        ("one", "fits: turns of Ann; speaks no de: Cyd"),
    ]


@given(weights=st.lists(st.integers(1, 9), min_size=1, max_size=6), leads=st.integers(1, 300))
def test_turns_are_fair(weights: list[int], leads: int) -> None:
    """After each whole round everybody has exactly their share, in between less than two leads more or fewer."""
    turns: Turns = {}
    got = Counter[str]()
    shares = {str(number): weight for number, weight in enumerate(weights)}
    whole = sum(weights)
    for number in range(1, leads + 1):
        served, turns = turn(turns, shares)
        got[served] += 1
        off = max(abs(got[one] * whole - number * weight) for one, weight in shares.items())
        assert off < 2 * whole
        assert number % whole or off == 0


@given(here=st.lists(st.sets(st.sampled_from("abcd"), min_size=1), max_size=60))
def test_nobody_is_owed_for_an_absence(here: list[set[str]]) -> None:
    """Whoever is away meanwhile comes back to the turn they left, and what is owed always balances."""
    turns: Turns = {}
    for present in here:
        before = turns
        served, turns = turn(turns, dict.fromkeys(sorted(present), 1))
        assert served in present
        assert sum(turns.values()) == 0
        assert all(turns[one] == owed for one, owed in before.items() if one not in present)
