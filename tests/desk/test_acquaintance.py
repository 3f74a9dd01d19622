"""Who an arrival is, found the quick way, is who the rules say when everybody is compared with everybody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.desk.intake.matching import Acquaintance, Match
from sdrdesk.domain.matching import Matching, Traits, Verdict, judge
from sdrdesk.feeds.person_match import likeness

NAMES = st.sampled_from(["", "ada abel", "abel ada", "ada abell", "ada able", "adam abel", "ben brook", "ben brooke"])
PEOPLE = st.builds(
    Traits,
    name=NAMES,
    email=st.sampled_from(["", "a@x.example", "b@x.example", "c@x.example"]),
    phone=st.sampled_from(["", "+13125550142", "+13125550143"]),
    company=st.sampled_from(["", "acme", "initech"]),
)
RULES = st.builds(Matching, sure=st.integers(60, 100), doubtful=st.integers(60, 100))


def _by_the_rules(known: list[Traits], one: Traits, rules: Matching) -> tuple[str, Verdict] | None:
    """Who it is, with no look spared: the address first, then numbers, then companies; sure before doubtful."""
    if one.email:
        for at, person in enumerate(known):
            if person.email == one.email:
                return str(at), Verdict.SAME
    doubtful = None
    for alike in ("phone", "company"):
        for at, person in enumerate(known):
            if not getattr(one, alike) or getattr(one, alike) != getattr(person, alike):
                continue
            verdict = judge(one, person, likeness(one.name, person.name), rules)
            if verdict is Verdict.SAME:
                return str(at), verdict
            if verdict is Verdict.DOUBTFUL and doubtful is None:
                doubtful = (str(at), verdict)
    return doubtful


@given(known=st.lists(PEOPLE, max_size=8), one=PEOPLE, rules=RULES)
def test_who_is_passed_over_is_nobody_it_could_be(known: list[Traits], one: Traits, rules: Matching) -> None:
    """Colleagues whose names are too far apart are not looked at twice, and nobody is missed by that."""
    people = Acquaintance(rules)
    for at, person in enumerate(known):
        people.learn(person, person.name, str(at), "")

    found = people.find(one)

    expected = _by_the_rules(known, one, rules)
    assert (found and (found.lead_id, found.verdict)) == expected
    assert found is None or isinstance(found, Match)
