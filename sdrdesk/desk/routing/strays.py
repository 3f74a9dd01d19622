"""Strays: open leads that nobody will call, because of who owns them."""

from __future__ import annotations

from sdrdesk.dataclasses import dataclass
from sdrdesk.desk.gate import passbook
from sdrdesk.desk.people.roster import all_reps
from sdrdesk.desk.routing.sharing import NO_SHARE, shares
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.routing import is_pool, pool_words, pools_of
from sdrdesk.store import compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """Open leads of one owner that nobody will call."""

    owner: str
    leads: int
    why: str
    cure: str


def strays(seat: Seat) -> tuple[Stray, ...]:
    """Leads of who has left, of who may call none of them, and of pools that are nobody's."""
    with seat.store.reading() as unit:
        given, reps = shares(unit), all_reps(unit, "")
        able = {rep for rep, mine in passbook.of_team(unit, seat.playbook, seat.clock.now()).items()
                if any(view.is_good for view in mine.values())}  # fmt: skip
        rows = unit.all(compiled.OWNED)
    found = []
    for owner, login, name, left_at, count, gated in rows:
        if is_pool(owner):
            group = owner.partition(":")[2]
            if not any(pools_of([owner], frozenset(given.get(rep.id, NO_SHARE).groups)) for rep in reps):
                why, cure = "may be taken from by nobody", f"sdrdesk team set LOGIN --groups {group}"
                found.append(Stray(owner=pool_words(owner), leads=count, why=why, cure=cure))
        elif left_at is not None:
            why, cure = "has left the team", f"sdrdesk assign --from {login}"
            found.append(Stray(owner=name, leads=count, why=why, cure=cure))
        elif gated == count and owner not in able:
            why, cure = "has no pass at all, and all of them ask for one", f"sdrdesk assign --from {login}"
            found.append(Stray(owner=name, leads=count, why=why, cure=cure))
    return tuple(found)
