"""The law of a place as data: which entries of the playbook count there, and what they come to together."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.basis import BASIS_WORDS, Basis, Ground, months_later
from sdrdesk.domain.hours import zone
from sdrdesk.domain.playbook import CallingHours, Law

DEFAULT = "default"
ANYTHING = tuple(Basis)
"""What a contact may stand on where no entry says."""
OPT_OUT_DAYS = 10
"""Business days to honour a request, where no entry says (US: 47 CFR 64.1200(d)(3))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawOf:
    """What counts in one region, worked out of its entries."""

    region: str
    entries: tuple[tuple[str, Law], ...]
    """The entries that count, the state's before the country's."""
    version: date
    """The oldest day on which one of them was last checked."""
    calls_per_day: int
    calls_per_week: int
    call_basis: tuple[Basis, ...]
    email_basis: tuple[Basis, ...]
    registry: str
    inquiry_months: int
    customer_months: int
    opt_out_days: int

    @property
    def cited(self) -> str:
        """The law as a refusal names it: "US-FL, checked 1 Nov 2026"."""
        name = self.entries[0][0] if self.entries else ""
        place = "no law looked up" if name in ("", DEFAULT) else name
        return f"{place}, checked {self.version.day} {self.version:%b %Y}"


def law_of(hours: CallingHours, region: str) -> LawOf:
    """What counts in `region` ("US-FL", "DE", ""): of limits the stricter, of the rest the nearest that says it."""
    names = [name for name in dict.fromkeys((region, region[:2])) if name in hours.law]
    own = [hours.law[name] for name in names]
    rest = [hours.law[DEFAULT]] if DEFAULT in hours.law else []
    if not own and rest:
        names, own = [DEFAULT], rest
    every = own + rest
    return LawOf(
        region=region,
        entries=tuple((name, hours.law[name]) for name in names),
        version=min((law.version or hours.version for law in own), default=hours.version),
        calls_per_day=min((law.calls_per_day for law in own if law.calls_per_day), default=0),
        calls_per_week=min((law.calls_per_week for law in own if law.calls_per_week), default=0),
        call_basis=next((law.call_basis for law in every if law.call_basis), ANYTHING),
        email_basis=next((law.email_basis for law in every if law.email_basis), ANYTHING),
        registry=next((law.registry for law in own if law.registry), ""),
        inquiry_months=next((law.inquiry_months for law in own if law.inquiry_months), 0),
        customer_months=next((law.customer_months for law in own if law.customer_months), 0),
        opt_out_days=next((law.opt_out_days for law in every if law.opt_out_days), OPT_OUT_DAYS),
    )


def exempt_until(law: LawOf, ground: Ground) -> datetime | None:
    """Until when a number on the register may be called on this ground; None where it gives no time.

    Consent has no end: see `may_call_registered`.
    """
    months = {Basis.INQUIRY: law.inquiry_months, Basis.CUSTOMER: law.customer_months}.get(ground.basis, 0)
    return months_later(ground.at, months) if months else None


def may_call_registered(law: LawOf, ground: Ground, now: datetime) -> bool:
    """Whether a number on the register may be called all the same."""
    if ground.basis is Basis.CONSENT:
        return True
    until = exempt_until(law, ground)
    return until is not None and now < until


def again_at(calls: list[datetime], most: int, period: timedelta) -> datetime | None:
    """When the next call is allowed, given the calls of the period, newest first; None if it is now."""
    return calls[most - 1] + period if most and len(calls) >= most else None


def needed(bases: tuple[Basis, ...]) -> str:
    """What a contact may stand on, in words: "their own inquiry, consent"."""
    return ", ".join(BASIS_WORDS[one] for one in bases)


def business_days_later(at: datetime, days: int, zone_name: str, holidays: frozenset[date]) -> date:
    """The day that lies so many business days after the day of `at`: Monday to Friday without public holidays."""
    day = at.astimezone(zone(zone_name)).date()
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in holidays
    return day
