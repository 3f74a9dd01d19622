"""Who is who: one person, somebody to ask about, or two people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.matching import Matching, Traits, Verdict, judge

RULES = Matching()


def traits(name: str = "", email: str = "", phone: str = "", company: str = "") -> Traits:
    """Somebody."""
    return Traits(name=name, email=email, phone=phone, company=company)


@pytest.mark.parametrize(
    ("one", "other", "likeness", "verdict"),
    [
        (traits("ann", "a@x"), traits("bo", "a@x"), 0, Verdict.SAME),
        (traits("ann", phone="+1"), traits("ann", phone="+1"), 100, Verdict.SAME),
        (traits("", phone="+1"), traits("ann", phone="+1"), 0, Verdict.SAME),
        (traits("", "b@x", "+1"), traits("ann", "a@x", "+1"), 0, Verdict.OTHER),
        (traits("ann", "b@x", "+1"), traits("ann", "a@x", "+1"), 100, Verdict.DOUBTFUL),
        (traits("anne", phone="+1"), traits("ann", phone="+1"), 86, Verdict.DOUBTFUL),
        (traits("bo", phone="+1"), traits("ann", phone="+1"), 20, Verdict.OTHER),
        (traits("ann", "a@x", company="acme"), traits("ann", phone="+1", company="acme"), 100, Verdict.SAME),
        (traits("ann", "a@x", company="acme"), traits("ann", "b@x", company="acme"), 100, Verdict.DOUBTFUL),
        (traits("ann", phone="+2", company="acme"), traits("ann", phone="+1", company="acme"), 100, Verdict.DOUBTFUL),
        (traits("anne", "a@x", company="acme"), traits("ann", phone="+1", company="acme"), 90, Verdict.DOUBTFUL),
        (traits("anne", "a@x", company="acme"), traits("ann", "b@x", company="acme"), 90, Verdict.OTHER),
        (traits("ann", "a@x", company="acme"), traits("ann", "b@x", company="bolt"), 100, Verdict.OTHER),
        (traits("ann", "a@x"), traits("ann", "b@x"), 100, Verdict.OTHER),
        (traits("", "a@x", company="acme"), traits("", "b@x", company="acme"), 100, Verdict.OTHER),
    ],
)
def test_who_is_who(one: Traits, other: Traits, likeness: float, verdict: Verdict) -> None:
    """Address, then number with name, then name with company decide; what contradicts is asked, never guessed."""
    assert judge(one, other, likeness, RULES) is verdict
    assert judge(other, one, likeness, RULES) is verdict


def test_without_a_doubtful_zone_nobody_is_asked() -> None:
    """A team that sets doubtful no lower than sure is not asked about names that are only near."""
    rules = Matching(sure=90, doubtful=95)

    assert judge(traits("a", phone="+1"), traits("b", phone="+1"), 89, rules) is Verdict.OTHER
    assert judge(traits("a", phone="+1"), traits("b", phone="+1"), 91, rules) is Verdict.SAME


WORDS = st.sampled_from(["", "x", "y"])
PEOPLE = st.builds(Traits, name=WORDS, email=WORDS, phone=WORDS, company=WORDS)


@given(PEOPLE, PEOPLE, st.floats(0, 100))
def test_the_order_of_two_people_does_not_matter(one: Traits, other: Traits, likeness: float) -> None:
    """Whoever came first, the verdict is the same."""
    assert judge(one, other, likeness, RULES) is judge(other, one, likeness, RULES)


@given(PEOPLE, PEOPLE, st.floats(0, 100))
def test_two_addresses_are_never_one_person_unasked(one: Traits, other: Traits, likeness: float) -> None:
    """Where both have an address and they differ, at most somebody is asked."""
    if one.email and other.email and one.email != other.email:
        assert judge(one, other, likeness, RULES) is not Verdict.SAME
