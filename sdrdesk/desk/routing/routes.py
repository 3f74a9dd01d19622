"""Routes: what each member can take, and why a lead is whose it is. Changes are audited and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sdrdesk.dataclasses import dataclass, replace
from sdrdesk.desk.people import journal
from sdrdesk.desk.people.journal import moved_on
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.routing.sharing import NO_SHARE, Share, Sharing, facts_of, shares
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.by_itself import NOBODY, is_by_itself
from sdrdesk.domain.intake import Incoming
from sdrdesk.domain.policy import Action
from sdrdesk.domain.routing import EVERYBODY, is_pool
from sdrdesk.domain.whose import explained
from sdrdesk.errors import BadInput
from sdrdesk.store import compiled, leads
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit
from sdrdesk.text import clean

SHARED = "shared"
"""The journal's word for a change of what somebody can take."""
MOST_WEIGHT, MOST_LEADS, LONGEST_WORD = 100, 100_000, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why a lead is whose it is."""

    lead_id: str
    name: str
    owner: str
    reason: str
    """As it was written when the owner got it; "" for leads from before."""
    changes: tuple[tuple[datetime, str, str], ...]
    """When it changed hands since, who did it, and how."""
    rules: tuple[tuple[str, str], ...]
    """Each rule with what it would make of the lead now."""


class Routes:
    """Routing, as seen by the one in the seat."""

    def __init__(self, seat: Seat) -> None:
        """Look at the routes of the team of `seat`."""
        self._seat = seat

    def shares(self) -> dict[str, Share]:
        """What every member can take, by login."""
        with self._seat.store.reading() as unit:
            given = shares(unit)
            return {rep.login: given.get(rep.id, NO_SHARE) for rep in all_reps(unit, "")}

    def set_share(
        self,
        login: str,
        *,
        weight: int | None = None,
        capacity: int | str | None = None,
        languages: Sequence[str] | None = None,
        groups: Sequence[str] | None = None,
    ) -> str:
        """Change what a rep can take; what was done, in words. For a manager.

        Args:
            login: Whose.
            weight: Leads for each of a rep of weight 1; 0 takes no turns.
            capacity: Open leads, or "-" for the playbook's.
            languages: Two letters each.
            groups: As the playbook's `to` names them.
        """
        self._seat.ask(Action.MANAGE)
        changed, said = _changed(weight, capacity, languages, groups)
        if not said:
            raise BadInput("What changes?", "", "Give --weight, --capacity, --languages or --groups")
        with self._seat.store.writing() as unit:
            members = all_reps(unit, "")
            rep = rep_by_login(members, login)
            taken = {one.login for one in members} & set(changed.get("groups", ()))
            if taken:
                raise BadInput(f'"{min(taken)}" is a login', "", "Give the group another name")
            before = shares(unit).get(rep.id, NO_SHARE)
            after = replace(before, **changed)
            _put(unit, rep.id, after)
            told = f"{rep.name}: {', '.join(said)}"
            kept = {"rep_id": rep.id, "share": _plain(after)}
            journal.write(self._seat, unit, SHARED, told, {"share": _plain(before)}, kept)
        return told

    def explain(self, lead_id: str) -> Explained:
        """Why a lead is whose it is, how it came there, and what the rules would make of it now."""
        seat = self._seat
        with seat.store.reading() as unit:
            record = seat.lead(unit, lead_id)
            incoming = _as_came(unit, record, lead_id)
            sharing = Sharing(seat, unit, [incoming])
            facts = facts_of(seat, incoming, record.row.offer)
            found = tuple(explained(seat.playbook.routing, facts, sharing.takers, sharing.room))
            changes = tuple(
                (moment(at), NOBODY if is_by_itself(what, json.loads(detail).get("why", "")) else who, what)
                for at, who, what, detail in unit.all(compiled.CHANGES, lead=lead_id)
                if what in MOVES
            )
        return Explained(
            lead_id=lead_id,
            name=record.row.name,
            owner=record.owner,
            reason=record.routed,
            changes=changes,
            rules=found,
        )

    def nobody(self) -> tuple[str, ...]:
        """Names in the playbook's routing that are nobody's: no login, no group."""
        routing = self._seat.playbook.routing
        with self._seat.store.reading() as unit:
            known = {rep.login for rep in all_reps(unit, "")} | {EVERYBODY}
            groups = {group for share in shares(unit).values() for group in share.groups}
        named = [name for to in (*(rule.to for rule in routing.rules), routing.default) for name in to]
        meant = [(name, name.partition(":")[2] if is_pool(name) else name) for name in named]
        return tuple(dict.fromkeys(name for name, who in meant if who and who not in known | groups))


MOVES = ("taken", "given back", "escalated", "handed over", "merged")
"""Audited changes of whose a lead is, beside what the reason itself says."""


def _as_came(unit: Unit, record: leads.LeadRecord, lead_id: str) -> Incoming:
    """A lead as it would come in today; its language is not kept."""
    conversions = leads.conversions(unit, lead_id)
    return Incoming(
        full_name=record.row.name,
        company=record.row.company,
        place=record.place,
        people=record.people,
        converted_at=record.row.converted_at,
        campaign=conversions[-1].campaign if conversions else "",
    )


def _changed(
    weight: int | None, capacity: int | str | None, languages: Sequence[str] | None, groups: Sequence[str] | None
) -> tuple[dict[str, Any], list[str]]:
    """The fields of a share to change, and each change in words."""
    changed: dict[str, Any] = {}
    said = []
    if weight is not None:
        if not 0 <= weight <= MOST_WEIGHT:
            raise BadInput(f"{weight} is no weight", "", f"A number from 0 (no turns) to {MOST_WEIGHT}")
        changed["weight"] = weight
        said.append(f"weight {weight}" if weight else "takes no turns")
    if capacity is not None:
        number = None if capacity == "-" else int(capacity)
        if number is not None and not 0 <= number <= MOST_LEADS:
            raise BadInput(f"{number} is no number of leads", "", f"From 0 to {MOST_LEADS}, or - for the playbook's")
        changed["capacity"] = number
        said.append("room as in the playbook" if number is None else f"room for {number} open leads")
    if languages is not None:
        changed["languages"] = tuple(dict.fromkeys(clean(one).casefold() for one in languages))
        if any(len(one) != 2 or not one.isalpha() for one in changed["languages"]):
            raise BadInput("Languages are two letters each", "", "--languages de,en")
        said.append(f"speaks {', '.join(changed['languages']) or 'whatever is asked'}")
    if groups is not None:
        changed["groups"] = tuple(dict.fromkeys(clean(one).casefold() for one in groups))
        for one in changed["groups"]:
            plain = one.replace("-", "").replace("_", "")
            if not plain.isalnum() or not plain.isascii() or len(one) > LONGEST_WORD or one in (EVERYBODY, "pool"):
                raise BadInput(f'"{one}" cannot be a group', "", "Letters, digits, _ and -, at most 40")
        said.append(f"in {', '.join(changed['groups']) or 'no group'}")
    return changed, said


def _plain(share: Share) -> dict[str, Any]:
    return {
        "weight": share.weight, "capacity": share.capacity, "languages": list(share.languages),
        "groups": list(share.groups),
    }  # fmt: skip


def _put(unit: Unit, rep_id: str, share: Share) -> None:
    unit.run(compiled.DROP_SHARE, rep=rep_id)
    if share != NO_SHARE:
        unit.run(
            compiled.ADD_SHARE,
            rep_id=rep_id,
            weight=share.weight,
            capacity=share.capacity,
            languages=",".join(share.languages),
            groups=",".join(share.groups),
        )


def put_back(unit: Unit, before: Any, after: Any, _now: datetime) -> None:
    """Make what somebody can take what it was; Refused if it has changed since."""
    if _plain(shares(unit).get(after["rep_id"], NO_SHARE)) != after["share"]:
        raise moved_on("What they can take")
    kept = before["share"]
    share = Share(
        weight=kept["weight"], capacity=kept["capacity"], languages=tuple(kept["languages"]),
        groups=tuple(kept["groups"]),
    )  # fmt: skip
    _put(unit, after["rep_id"], share)
