"""Who is who: when two people are one, when somebody must be asked, and which sections of the playbook decide it."""

from __future__ import annotations

from enum import StrEnum

from sdrdesk.dataclasses import dataclass

FORBID_UNKNOWN = {"extra": "forbid"}
"""pydantic's setting: a key that no field knows is an error, not noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """How alike two names must be, 0 to 100, where address or number do not settle who somebody is."""

    __pydantic_config__ = FORBID_UNKNOWN
    sure: int = 95
    """From here on two names are one: same number, or same company and nothing that contradicts."""
    doubtful: int = 85
    """From here on somebody is asked; never, where it is not below `sure`."""


class Verdict(StrEnum):
    """Whether two people are one."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What of a person can be compared with another."""

    name: str
    """Folded; "" if unknown."""
    email: str
    phone: str
    company: str
    """The company's key; "" if unknown."""


def judge(one: Traits, other: Traits, likeness: float, rules: Matching) -> Verdict:
    """Whether `one` and `other` are one person, given how alike their names are.

    The same address is the same person. The same number is, with the same name or none, and an address that does not
    contradict: a switchboard has many people. The same company is, with the same name and nothing that contradicts.
    """
    if one.email and one.email == other.email:
        return Verdict.SAME
    differs = bool(one.email and other.email)
    is_sure, is_like = likeness >= rules.sure, likeness >= min(rules.doubtful, rules.sure)
    if one.phone and one.phone == other.phone:
        if not one.name or not other.name:
            return Verdict.OTHER if differs else Verdict.SAME
        if is_sure and not differs:
            return Verdict.SAME
        return Verdict.DOUBTFUL if is_like else Verdict.OTHER
    if not (one.company and one.company == other.company and one.name and other.name):
        return Verdict.OTHER
    contradicts = differs or bool(one.phone and other.phone)
    if is_sure:
        return Verdict.DOUBTFUL if contradicts else Verdict.SAME
    return Verdict.DOUBTFUL if is_like and not contradicts else Verdict.OTHER
