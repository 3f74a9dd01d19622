"""What allows us to contact somebody, and until when a register of people who want no calls leaves us free to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sdrdesk.dataclasses import dataclass


class Basis(StrEnum):
    """Why we may contact a person at all."""

    INQUIRY = "inquiry"
    """They asked for something of ours."""
    CONSENT = "consent"
    """They said yes to being contacted; the words and the day are kept."""
    CUSTOMER = "customer"
    LEGITIMATE_INTEREST = "legitimate_interest"
    NONE = "none"


BASIS_WORDS = {
    Basis.INQUIRY: "their own inquiry",
    Basis.CONSENT: "consent",
    Basis.CUSTOMER: "existing customer",
    Basis.LEGITIMATE_INTEREST: "legitimate interest",
    Basis.NONE: "none",
}
"""Each basis as a rep reads it."""

STRENGTH = (Basis.NONE, Basis.LEGITIMATE_INTEREST, Basis.INQUIRY, Basis.CUSTOMER, Basis.CONSENT)
"""From the weakest up: what a lead has is never replaced by something weaker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What we stand on when we contact one person."""

    basis: Basis = Basis.INQUIRY
    at: datetime
    """Of an inquiry the newest one; of a consent when it was given."""
    text: str = ""
    """Where it stands, in the words of the source: "Yes, call me about offers"."""

    def joined(self, other: Ground) -> Ground:
        """The stronger of two; of two alike the newer."""
        mine, theirs = ((STRENGTH.index(one.basis), one.at) for one in (self, other))
        return other if theirs > mine else self


def months_later(at: datetime, months: int) -> datetime:
    """The same day and time so many calendar months later; the month's last day where it is shorter."""
    first = _month(at, months)
    days = (_month(at, months + 1) - first).days
    return first.replace(day=min(at.day, days))


def _month(at: datetime, months: int) -> datetime:
    """The first day, at the same time, of the month so many months later."""
    years, month = divmod(at.month - 1 + months, 12)
    return at.replace(year=at.year + years, month=month + 1, day=1)
