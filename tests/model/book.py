"""What the model remembers of a team: leads, calls, passes, lists, imports, merges, and what managers did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.model import rules
from tests.model.rules import OUTCOMES, Stand

VALID = timedelta(days=180)
"""How long a pass is good."""


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody who may convert."""

    name: str
    email: str
    phone: str
    is_berlin: bool = False


PEOPLE = (
    Human("Ada Stone", "ada@example.com", "+12125550101"),
    Human("Boris Quick", "boris@example.org", "+12125550102"),
    Human("Chen Wu", "chen@example.net", "+12125550103"),
    Human("Dora Field", "dora@example.com", "+12125550104"),
    Human("Emil Hartmann", "emil@example.org", "+12125550104"),  # the same switchboard as Dora
    Human("Fay Nkosi", "fay@example.net", ""),
    Human("Greta Vogel", "greta@example.com", "+493012345678", is_berlin=True),
)
SWITCHBOARD = PEOPLE[3:5]
"""Two people whom one number reaches."""


Came = tuple[str, str, str, datetime]
"""A conversion: kind, import or "", key under which the same one is known again, and when."""


@dataclass(eq=False)
class Lead:
    """A lead as the model has it."""

    id: str
    owner: str
    email: str
    phone: str
    stand: Stand
    came: list[Came] = field(default_factory=list)
    is_touched: bool = False
    """Something was done with it since it came."""
    is_here: bool = True
    """False once it was merged away or its import was undone."""


@dataclass(eq=False)
class Call:
    """A log that stands."""

    rep: str
    lead: Lead
    at: datetime
    outcome: str
    before: Stand
    counts: tuple[int, int, int, int]
    """Dials, connects, conversations, bookings."""
    was_promised: bool
    later: list[tuple[str, datetime, str]] = field(default_factory=list)
    """Conversions since: kind, when, import."""
    others: dict[str, Stand] = field(default_factory=dict)
    """Leads that a do-not-call ended along with this one."""


@dataclass(eq=False)
class Merge:
    """Two leads made one."""

    kept: Lead
    other: Lead
    known: list[Call]
    """The logs of either that stood."""
    before: Stand
    after: Stand
    gone: Stand
    phone: str
    calls: list[tuple[Call, list[tuple[str, datetime, str]]]]
    came: list[Came]


@dataclass(eq=False)
class Import:
    """A file that went live."""

    id: str
    made: list[Lead]
    changed: dict[str, tuple[Stand, Stand]]
    """What leads from before were and became."""


class Book:
    """The team's model."""

    def __init__(self) -> None:
        """An empty desk."""
        self.leads: dict[str, Lead] = {}
        self.of_address: dict[str, Lead] = {}
        self.calls: list[Call] = []
        self.passes: dict[tuple[str, str], list[datetime]] = {}
        self.listed: dict[tuple[str, str], set[str]] = {}
        """Suppressed contacts: who put them there, a log's id or "team"."""
        self.logged: dict[int, str] = {}
        self.imports: list[Import] = []
        self.merges: list[Merge] = []
        self.retries = 3

    # --- asking -------------------------------------------------------------------------------------------------------

    def here(self) -> list[Lead]:
        """The leads that somebody can see."""
        return [one for one in self.leads.values() if one.is_here]

    def lead_of(self, human: Human) -> Lead | None:
        """The lead a person is, the kept one where theirs was merged away."""
        found = self.of_address.get(human.email)
        while found is not None and not found.is_here:
            merge = next((one for one in self.merges if one.other is found), None)
            found = merge.kept if merge else None
        return found

    def is_listed(self, phone: str, email: str) -> bool:
        """Whether a number or an address may not be contacted."""
        return bool((phone and self.listed.get(("tel", phone))) or self.listed.get(("email", email)))

    def holds(self, rep: str, offer: str, now: datetime) -> bool:
        """Whether somebody may call on an offer; a clock that was set back takes no pass away."""
        given = self.passes.get((rep, offer), [])
        return any(max([now, *given]) < at + VALID for at in given)

    def counts(self, rep: str) -> tuple[int, ...]:
        """Touches, dials, connects, conversations and bookings of the logs that stand."""
        mine = [one.counts for one in self.calls if one.rep == rep]
        return (len(mine), *(sum(one[part] for one in mine) for part in range(4)))

    def received(self, rep: str) -> Counter[str]:
        """What became of the leads that a rep holds and that asked to be called."""
        count: Counter[str] = Counter()
        for lead in self.here():
            came = sorted(at for kind, _, _, at in lead.came if rules.KINDS[kind].tier)
            if came and lead.owner == rep:
                count["received"] += 1
                count[self.became(lead, came[0])] += 1
        return count

    def became(self, lead: Lead, since: datetime) -> str:
        """What became of one lead."""
        calls = sorted((one for one in self.calls if one.lead is lead), key=lambda one: one.at)
        later = [one for one in calls if one.at >= since]
        if lead.stand.stage == "meeting" or any(one.outcome == "meeting_booked" for one in later):
            return "qualified"
        if lead.stand.stage == "nurture":
            return "nurture"
        if lead.stand.stage in ("disqualified", "suppressed"):
            return "bad_data" if calls and calls[-1].outcome == "wrong_number" else "lost"
        return "talking" if any(one.counts[2] for one in later) else "unresolved"

    # --- what happens -------------------------------------------------------------------------------------------------

    def came(self, lead: Lead, kind: str, at: datetime, batch: str = "", key: str = "") -> None:
        """A known lead converts again."""
        lead.came.append((kind, batch, key, at))
        lead.stand = rules.convert(lead.stand, kind, at)
        for call in self.calls:
            if call.lead is lead:
                call.later.append((kind, at, batch))

    def logs(self, call: Call, *, can_call: bool) -> list[Lead]:
        """Somebody logs; the other leads that it ended."""
        lead, ended = call.lead, list[Lead]()
        lead.stand = rules.log(lead.stand, call.outcome, call.rep, call.at, can_call=can_call, retries=self.retries)
        self.calls.append(call)
        if OUTCOMES[call.outcome].then == "suppressed":
            for contact in (("tel", lead.phone), ("email", lead.email)):
                if contact[1]:
                    self.listed.setdefault(contact, set()).add(str(id(call)))
            for other in self.here():
                if other is not lead and lead.phone and other.phone == lead.phone and other.stand.stage == "open":
                    call.others[other.id] = other.stand
                    other.stand = rules.suppressed(other.stand)
                    ended.append(other)
        return ended

    def undo(self, call: Call) -> None:
        """A log is taken back: as before, with the conversions since."""
        self.calls.remove(call)
        stand = call.before
        for kind, at, _ in call.later:
            stand = rules.convert(stand, kind, at)
        call.lead.stand = stand
        for who in self.listed.values():
            who.discard(str(id(call)))
        for other, was in call.others.items():
            lead = self.leads[other]
            if lead.is_here and lead.stand.stage == "suppressed":
                lead.stand = was
        for one in (call.lead, *(self.leads[other] for other in call.others)):
            self.look(one)

    def look(self, lead: Lead) -> None:
        """End an open lead whose person may not be contacted."""
        if lead.is_here and lead.stand.stage == "open" and self.is_listed(lead.phone, lead.email):
            lead.stand = rules.suppressed(lead.stand)

    def merge(self, kept: Lead, other: Lead, order: tuple[datetime | None, datetime | None]) -> None:
        """Two leads become one."""
        calls = [(one, list(one.later)) for one in self.calls if one.lead is other]
        keys = {one[2] for one in kept.came if one[2]}
        came = [one for one in other.came if one[2] not in keys]
        known = [one for one in self.calls if one.lead in (kept, other)]
        merge = Merge(kept, other, known, kept.stand, kept.stand, other.stand, kept.phone, calls, came)
        for call, _ in calls:
            call.lead = kept
        kept.came += came
        other.came = [one for one in other.came if one not in came]
        kept.phone = kept.phone or other.phone
        kept.stand = rules.joined(kept.stand, other.stand, order)
        other.is_here = False
        self.look(kept)
        merge.after = kept.stand
        self.merges.append(merge)

    def unmerge(self, merge: Merge, *, is_exact: bool) -> None:
        """Two leads again; a kept one that was worked since stays where it is."""
        self.merges.remove(merge)
        kept, other = merge.kept, merge.other
        if is_exact:
            kept.stand = merge.before
        kept.phone = merge.phone if is_exact or kept.phone == other.phone else kept.phone
        other.stand, other.is_here = merge.gone, True
        for call, later in merge.calls:
            if call in self.calls:
                call.lead, call.later = other, later
        for one in merge.came:
            if one in kept.came:
                kept.came.remove(one)
                other.came.append(one)
        self.look(kept)
        self.look(other)

    def forget(self, batch: Import, kept: set[str], left: set[str]) -> None:
        """An import is taken out, but for what was touched since."""
        for lead in batch.made:
            if lead.id not in kept and lead.is_here:
                lead.is_here = False
                if self.of_address.get(lead.email) is lead:
                    del self.of_address[lead.email]
        for lead_id, (before, _) in batch.changed.items():
            lead = self.leads[lead_id]
            if lead_id in left:
                continue
            lead.stand = before
            lead.came = [one for one in lead.came if one[1] != batch.id]
            for call in self.calls:
                if call.lead is lead:
                    call.later = [one for one in call.later if one[2] != batch.id]
            self.look(lead)
        for lead_id in (*kept, *left):
            lead = self.leads[lead_id]
            lead.came = [(kind, "" if one == batch.id else one, key, at) for kind, one, key, at in lead.came]
            for call in self.calls:
                if call.lead is lead:
                    call.later = [(kind, at, "" if one == batch.id else one) for kind, at, one in call.later]

    def suppress(self, contact: tuple[str, str]) -> None:
        """A contact comes onto the team's list, and every open lead of it ends."""
        self.listed.setdefault(contact, set()).add("team")
        for lead in self.here():
            self.look(lead)

    def allow(self, contact: tuple[str, str]) -> None:
        """A contact comes off the list; its leads rest until they convert anew, unless something else forbids it."""
        self.listed.pop(contact, None)
        for lead in self.here():
            is_theirs = contact in (("tel", lead.phone), ("email", lead.email))
            if is_theirs and lead.stand.stage == "suppressed" and not self.is_listed(lead.phone, lead.email):
                lead.stand = replace(lead.stand, stage="nurture", touch=None, retries=0)
