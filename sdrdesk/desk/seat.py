"""The seat: who sits at the desk, over which store, by which rules and which clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.gate import passbook
from sdrdesk.desk.people.roster import has_manager
from sdrdesk.domain import policy
from sdrdesk.domain.hours import Place, zone
from sdrdesk.domain.policy import Action
from sdrdesk.domain.routing import is_pool, pools_of
from sdrdesk.errors import NotFound, Refused
from sdrdesk.store import compiled, leads
from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdrdesk.clock import Clock
    from sdrdesk.domain.cadence import Rules
    from sdrdesk.domain.gate import Passes
    from sdrdesk.domain.lead import Rep
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.store.leads import LeadRecord
    from sdrdesk.store.store import Store, Unit


@dataclass(slots=True)
class Seat:
    """What every use case needs; `rules` is replaced when the playbook changes."""

    store: Store
    clock: Clock
    rep: Rep
    rules: Rules
    kinds: dict[str, str]
    """Kind of each offer by its key."""
    front: str = ""
    """Where the rep sits: "tui", "cli" or "web"."""
    token: str = ""
    """What the rep's session is remembered by; "" for somebody without a password."""
    remember: Callable[[str], object] = str
    """Keeps a new token on this machine; the front sets it, and without one nothing is kept."""
    address: str = ""
    """The rep's own e-mail address, from whom meetings are invited to; "" where nobody set it."""

    @property
    def playbook(self) -> Playbook:
        """The rules in force."""
        return self.rules.playbook

    def today(self, now: datetime) -> tuple[datetime, datetime]:
        """Start and end of the rep's own calendar day, UTC."""
        name = zone(self.rep.zone)
        day = now.astimezone(name).date()
        start, end = (datetime.combine(day + timedelta(days=ahead), time(0), name) for ahead in (0, 1))
        return start.astimezone(UTC), end.astimezone(UTC)

    def passes(self, unit: Unit, offer: str = "") -> Passes:
        """The rep's passes, or those on one offer, with their ends; an older version lasts for the playbook's grace."""
        return passbook.ends(passbook.of_rep(unit, self.playbook, self.rep.id, self.clock.now(), offer=offer))

    def lead(self, unit: Unit, lead_id: str) -> LeadRecord:
        """A lead this rep may see; NotFound or Refused."""
        record = leads.find(unit, lead_id)
        if record is None:
            raise NotFound("No such lead", lead_id, "Look it up with: sdrdesk search NAME")
        is_own = record.owner_id == self.rep.id
        if is_pool(record.owner_id):
            is_own = record.owner_id in self.pools(unit)
        self.ask(Action.WORK_LEAD, is_own=is_own, reason=f"{record.row.name} is in {record.owner}'s hands")
        return record

    def may(self, action: Action, *, is_own: bool = False, unit: Unit | None = None) -> bool:
        """Whether the policy lets the rep do a thing; `unit` is looked at for a team that has no manager."""
        if policy.may(self.rep.role, action, is_own=is_own):
            return True
        if unit is None or not policy.TABLE[action].headless:
            return False
        return policy.may(self.rep.role, action, is_own=is_own, has_manager=has_manager(unit))

    def ask(self, action: Action, *, is_own: bool = False, unit: Unit | None = None, reason: str = "") -> None:
        """Refused where the policy says no; `reason` says it closer than the table does."""
        if not self.may(action, is_own=is_own, unit=unit):
            right = policy.TABLE[action]
            raise Refused(reason or right.reason, right.cure, code=policy.code(action))

    def ask_whole_team(self, what: str) -> None:
        """Refused to a rep whom a server shows their own leads alone: `what` must look at everybody's."""
        if self.store.grades:
            reason = f"{what} looks at the whole team's leads, and the server shows you yours alone"
            raise Refused(reason, "Ask a manager to do it", code="manager_only")

    def pools(self, unit: Unit) -> tuple[str, ...]:
        """The pools that hold leads for this rep."""
        found = [row[0] for row in unit.all(compiled.POOLS)]
        if not found:
            return ()
        groups = next((row[4] for row in unit.all(compiled.SHARES) if row[0] == self.rep.id), "")
        return pools_of(found, frozenset(groups.split(",")))

    def open_places(self, keys: Iterable[str], now: datetime) -> tuple[str, ...]:
        """Those of the places that may be called at `now`."""
        return tuple(key for key in keys if self.rules.calendar.is_open(Place.parse(key), now))
