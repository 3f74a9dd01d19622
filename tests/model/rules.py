"""The rules of a lead in the model's own words: small tables and pure functions that know nothing of the desk's code.

No times are worked out here, but for their order: what kind of touch comes next, or which end, is all that is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of offer."""

    offer: str
    tier: int
    gated: bool = False
    at_once: bool = False


KINDS = {
    "demo_request": Kind("demo-request", 1, at_once=True),
    "contact_us": Kind("contact-us", 2, at_once=True),
    "webinar": Kind("webinar-retail", 3, gated=True),
    "whitepaper": Kind("speed-to-lead", 4, gated=True),
    "newsletter": Kind("newsletter", 0),
}
PLAN = "CECCECCEC"
"""Calls and e-mails of every tier's cadence; without a step left a lead rests in nurture."""


@dataclass(frozen=True, slots=True)
class Says:
    """What an outcome means."""

    then: str
    connect: bool = False
    talk: bool = False
    by: str = "call"
    mail: bool = True
    """Whether a planned e-mail comes next, rather than the call after it."""
    of_meeting: bool = False


OUTCOMES = {
    "no_answer": Says("cadence", mail=False),
    "voicemail": Says("cadence"),
    "gatekeeper": Says("cadence", mail=False),
    "busy": Says("retry"),
    "call_back": Says("callback", connect=True),
    "sent_information": Says("after", connect=True, talk=True),
    "meeting_booked": Says("meeting", connect=True, talk=True),
    "bad_timing": Says("nurture", connect=True, talk=True),
    "disqualified": Says("disqualified", connect=True, talk=True),
    "wrong_number": Says("disqualified", connect=True),
    "do_not_call": Says("suppressed", connect=True),
    "confirmed": Says("meeting", connect=True, of_meeting=True),
    "rescheduled": Says("meeting", connect=True, of_meeting=True),
    "cancelled": Says("after", connect=True, of_meeting=True),
    "held": Says("met", by="meeting", of_meeting=True),
    "no_show": Says("after", by="meeting", of_meeting=True),
    "email_sent": Says("cadence", by="email"),
    "replied": Says("after", by="email"),
    "social_sent": Says("cadence", by="social"),
}
STAGES = {"nurture": "nurture", "disqualified": "disqualified", "suppressed": "suppressed", "met": "meeting"}
GOING = ("nurture", "disqualified", "suppressed")


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a lead stands."""

    stage: str
    tier: int
    kind: str
    converted_at: datetime
    gate: str = ""
    touch: tuple[str, str] | None = None
    """Channel and reason of the one next touch; both reasons of a booked meeting are "meeting"."""
    step: int = 0
    retries: int = 0
    answered: bool = False
    meets: bool = False
    last: str = ""
    last_by: str = ""
    last_at: datetime | None = None

    @property
    def has_meeting(self) -> bool:
        """Whether the next touch is about a booked meeting."""
        return self.touch is not None and self.touch[1] == "meeting"

    @property
    def is_promised(self) -> bool:
        """Whether the prospect expects the next touch at its minute."""
        return self.touch is not None and self.touch[1] in ("callback", "meeting")


def arrive(kind: str, at: datetime) -> Stand:
    """A new lead."""
    one = KINDS[kind]
    if not one.tier:
        return Stand("nurture", 0, kind, at)
    return Stand("open", one.tier, kind, at, one.offer if one.gated else "", ("call", "first"))


def convert(before: Stand, kind: str, at: datetime) -> Stand:
    """A known lead converts again: a stronger wish, or one just as strong that was answered before, moves it."""
    if before.stage == "suppressed" or before.has_meeting or not KINDS[kind].tier:
        return before
    fresh = replace(arrive(kind, at), last=before.last, last_by=before.last_by, last_at=before.last_at)
    is_worked = before.stage == "meeting" or before.touch is not None
    is_stronger = before.tier == 0 or fresh.tier < before.tier
    if fresh.tier == before.tier and before.answered and at > before.converted_at:
        is_stronger = KINDS[kind].at_once
    return fresh if is_stronger or not is_worked else before


def is_offered(before: Stand, outcome: str) -> bool:
    """Whether an outcome can be said of a lead."""
    says = OUTCOMES[outcome]
    if not before.has_meeting:
        return not says.of_meeting
    return says.of_meeting or says.then in ("cadence", "retry", *GOING)


def log(before: Stand, outcome: str, rep: str, at: datetime, *, can_call: bool, retries: int) -> Stand:
    """Where a lead stands after an outcome; `retries` is how often the rules try a busy line again."""
    says = OUTCOMES[outcome]
    after = replace(before, answered=True, meets=False, last=outcome, last_by=rep, last_at=at)
    is_message = says.then == "cadence" and says.by in ("email", "social")
    if can_call and is_message and before.touch is not None and before.touch[0] != says.by:
        return replace(after, meets=before.meets)
    if before.has_meeting and says.then in ("cadence", "retry"):
        return replace(after, meets=before.meets, touch=("call", "meeting"))
    if says.then == "retry" and before.retries < retries:
        return replace(after, retries=before.retries + 1, touch=("call", "retry"))
    if says.then in ("cadence", "retry"):
        return _next_step(after, with_mail=says.mail)
    if says.then in ("after", "callback"):
        return replace(after, retries=0, touch=("call", says.then))
    if says.then == "meeting":
        return replace(after, retries=0, meets=True, touch=("call", "meeting"))
    return replace(after, retries=0, stage=STAGES[says.then], touch=None)


def _next_step(before: Stand, *, with_mail: bool) -> Stand:
    for index in range(before.step + 1, len(PLAN)):
        if PLAN[index] == "C" or with_mail:
            channel = "call" if PLAN[index] == "C" else "email"
            return replace(before, step=index, retries=0, touch=(channel, "cadence"))
    return replace(before, retries=0, stage="nurture", touch=None)


def snooze(before: Stand) -> Stand:
    """Put off: the same channel; a meeting stays one."""
    if before.touch is None or before.has_meeting:
        return before
    return replace(before, touch=(before.touch[0], "snoozed"))


def opened(before: Stand) -> Stand:
    """Let through the gate by a manager."""
    return replace(before, gate="")


def suppressed(before: Stand) -> Stand:
    """Over, because the person may not be contacted."""
    return replace(before, stage="suppressed", touch=None, retries=0)


def joined(kept: Stand, other: Stand, order: tuple[datetime | None, datetime | None]) -> Stand:
    """Where one person stands who was two leads; `order` is what the queue sorts either by."""
    ranks = {"meeting": 1, "open": 2, "disqualified": 3, "nurture": 4, "suppressed": 5}
    keys = [
        (
            0 if one.stage == "open" and one.meets else ranks[one.stage],
            0 if one.is_promised else one.tier,
            at if one.touch and at else FAR,
        )
        for one, at in zip((kept, other), order, strict=True)
    ]
    best = other if keys[1] < keys[0] else kept
    is_other_later = other.last_at is not None and (kept.last_at is None or other.last_at > kept.last_at)
    last = other if is_other_later else kept
    best = replace(best, last=last.last, last_by=last.last_by, last_at=last.last_at)
    if "suppressed" in (kept.stage, other.stage):
        return replace(suppressed(best), meets=False)
    return best
