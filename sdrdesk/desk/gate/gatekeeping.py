"""Gatekeeping: what the gate costs, who takes over when time runs out, and which leads a manager opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sdrdesk.dataclasses import replace
from sdrdesk.desk.gate import library, passbook
from sdrdesk.desk.gate.gate_values import HandOverView, OfferView, OpenedLead
from sdrdesk.desk.outward import telling
from sdrdesk.desk.people.roster import all_reps, rep_by_login
from sdrdesk.desk.seat import Seat
from sdrdesk.domain.lead import Rep
from sdrdesk.domain.learning import HandOver
from sdrdesk.domain.playbook import Stage
from sdrdesk.domain.policy import Action
from sdrdesk.domain.words import ago
from sdrdesk.errors import BadInput, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.leads import QUEUE_COLUMNS, queue_row
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Unit
from sdrdesk.text import clean

LONGEST_REASON = 300


class Gatekeeping:
    """The gate, as seen by the one in the seat."""

    def __init__(self, seat: Seat, make_id: Callable[[datetime], str] = new_id) -> None:
        """Keep the gate for whoever is in `seat`."""
        self._seat = seat
        self._make_id = make_id

    def locked(self) -> tuple[OfferView, ...]:
        """The offers that lock leads of the rep, that with the nearest answer-by first."""
        with self._seat.store.reading() as unit:
            views = library.views(self._seat, unit, self._seat.clock.now())
        return tuple(view for view in views if view.locked.leads)

    # --- handing over -------------------------------------------------------------------------------------------------

    def nearing(self) -> tuple[HandOverView, ...]:
        """Locked leads of the team whose answer-by nears, soonest first, with who could take each. For a manager."""
        self._ask_manager("see whose leads are running out of time")
        with self._seat.store.reading() as unit:
            return self._nearing(unit, self._seat.clock.now())

    def hand_over(self, lead_id: str, to_login: str = "") -> HandOverView:
        """Give a locked lead to a rep who has the pass: the one proposed, or the one named. For a manager; audited."""
        self._ask_manager("hand a locked lead over")
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            record = self._seat.lead(unit, lead_id)
            if record.row.stage is not Stage.OPEN or not record.row.gate:
                raise Refused(f"{record.row.name} is not behind a quiz", "Reassign the lead instead", code="not_locked")
            reps = {rep.id: rep for rep in all_reps(unit, "")}
            holders = self._holders(unit, now, reps)
            able = holders.get(record.row.gate, [])
            if record.owner_id in able:
                raise Refused(f"{record.owner} has the pass", "Reassign the lead instead", code="not_locked")
            named = rep_by_login(reps.values(), to_login) if to_login else None
            if named and named.id not in able:
                raise Refused(
                    f'{named.name} has not passed the quiz on "{record.row.offer_title}"',
                    self._who(able, reps),
                    code="no_pass",
                )
            to = named or self._least_loaded(unit, able, reps)
            if to is None:
                raise Refused(
                    f'Nobody else has passed the quiz on "{record.row.offer_title}"',
                    "Ask for the quiz, or open the lead with a reason",
                    code="no_pass",
                )
            if record.row.held_until and record.row.held_until > now:
                raise Refused(f"Somebody is on the line with {record.row.name}", "Try again in a while", code="held")
            view = HandOverView(
                lead_id=lead_id,
                name=record.row.name,
                company=record.row.company,
                offer=record.row.gate,
                title=record.row.offer_title,
                answer_by=record.row.answer_by,
                from_id=record.owner_id,
                from_name=record.owner,
                to_id=to.id,
                to_name=to.name,
            )
            return self._give(unit, view, now, "a manager decided")

    def tick(self) -> tuple[HandOverView, ...]:
        """Hand over what the playbook says goes by itself; what was done. Fronts call it each minute.

        Safe to call from many desks at once: what one has handed over, the next no longer finds locked.
        """
        if self._seat.playbook.gate.hand_over is not HandOver.AUTOMATIC:
            return ()
        if self._seat.store.login and not self._seat.rep.is_manager:
            return ()  # where reps are roles of a server, only managers and services can move leads
        now = self._seat.clock.now()
        with self._seat.store.reading() as unit:
            if not any(view.to_id for view in self._nearing(unit, now)):
                return ()
        with self._seat.store.writing() as unit:
            return tuple(
                self._give(unit, view, now, "answer-by near, handed over by the playbook")
                for view in self._nearing(unit, now)
                if view.to_id
            )

    # --- opening one lead ---------------------------------------------------------------------------------------------

    def open_lead(self, lead_id: str, reason: str) -> OpenedLead:
        """Let one lead through the gate, until it converts anew. For a manager, with a reason; audited and counted."""
        self._ask_manager("open a locked lead")
        why = clean(reason)
        if not why:
            raise BadInput("A lead is opened for a reason", "", "Say why (--reason)")
        if len(why) > LONGEST_REASON:
            raise BadInput(f"A reason has at most {LONGEST_REASON} characters", f"Got {len(why)}", "Say it shorter")
        now = self._seat.clock.now()
        with self._seat.store.writing() as unit:
            record = self._seat.lead(unit, lead_id)
            row = record.row
            if row.stage is not Stage.OPEN or not row.gate:
                raise Refused(f"{row.name} is not behind a quiz", "Nothing was opened", code="not_locked")
            unit.run(compiled.OPEN_GATE, of_lead=lead_id)
            unit.run(
                compiled.ADD_UNLOCK,
                id=self._make_id(now),
                lead_id=lead_id,
                offer=row.gate,
                rep_id=record.owner_id,
                by_id=self._seat.rep.id,
                at=now,
                reason=why,
            )
            self._audit(unit, now, "opened", lead_id, {"offer": row.gate, "reason": why})
            return OpenedLead(
                at=now,
                by=self._seat.rep.name,
                rep=record.owner,
                lead_id=lead_id,
                name=row.name,
                offer=row.gate,
                reason=why,
            )

    def opened(self, limit: int = 100) -> tuple[OpenedLead, ...]:
        """Leads that managers have opened, newest first."""
        with self._seat.store.reading() as unit:
            names = {rep.id: rep.name for rep in all_reps(unit, "")}
            return tuple(
                OpenedLead(
                    at=moment(row[0]),
                    by=names.get(row[1], "somebody who left"),
                    rep=names.get(row[2], "somebody who left"),
                    lead_id=row[3],
                    name=row[4],
                    offer=row[5],
                    reason=row[6],
                )
                for row in unit.all(compiled.UNLOCKS, limit=limit)
                if self._seat.may(Action.WORK_LEAD, is_own=row[2] == self._seat.rep.id)
            )

    def opened_counts(self) -> dict[str, int]:
        """How many leads each manager has opened so far, by name."""
        with self._seat.store.reading() as unit:
            names = {rep.id: rep.name for rep in all_reps(unit, "")}
            return {names.get(by, "somebody who left"): count for by, count in unit.all(compiled.COUNT_UNLOCKS)}

    # --- inside a transaction -----------------------------------------------------------------------------------------

    def _ask_manager(self, what: str) -> None:
        self._seat.ask(Action.OPEN_GATE, reason=f"Only a manager may {what}")

    def _nearing(self, unit: Unit, now: datetime) -> tuple[HandOverView, ...]:
        """Locked leads nobody is on the line with, whose answer-by lies within the playbook's span from now."""
        by = self._seat.rules.calendar.wait(now, self._seat.playbook.gate.near)
        rows = unit.all(compiled.GATED_NEAR, by=by)
        if not rows:
            return ()
        reps = {rep.id: rep for rep in all_reps(unit, "")}
        holders = self._holders(unit, now, reps)
        loads = Counter({row[0]: row[1] for row in unit.all(compiled.OPEN_LOADS)})
        found = []
        for raw in rows:
            row, owner = queue_row(raw), str(raw[QUEUE_COLUMNS])
            able = holders.get(row.gate, [])
            if owner in able or (row.held_until and row.held_until > now):
                continue
            to = min(able, key=lambda one: (loads[one], reps[one].login), default="")
            if to:
                loads[to] += 1
                loads[owner] -= 1
            view = HandOverView(
                lead_id=row.lead_id,
                name=row.name,
                company=row.company,
                offer=row.gate,
                title=row.offer_title,
                answer_by=row.answer_by,
                from_id=owner,
                from_name=reps[owner].name if owner in reps else "somebody who left",
                to_id=to,
                to_name=reps[to].name if to else "",
            )
            found.append(replace(view, words=_words(view, now)))
        return tuple(found)

    def _holders(self, unit: Unit, now: datetime, reps: dict[str, Rep]) -> dict[str, list[str]]:
        """Ids of the reps, not managers, with a good pass on each offer."""
        found: dict[str, list[str]] = {}
        for rep_id, passes in passbook.of_team(unit, self._seat.playbook, now).items():
            if rep_id in reps and not reps[rep_id].is_manager:
                for offer, view in passes.items():
                    if view.is_good:
                        found.setdefault(offer, []).append(rep_id)
        return found

    def _least_loaded(self, unit: Unit, able: list[str], reps: dict[str, Rep]) -> Rep | None:
        loads = Counter({row[0]: row[1] for row in unit.all(compiled.OPEN_LOADS)})
        return min((reps[one] for one in able), key=lambda rep: (loads[rep.id], rep.login), default=None)

    def _who(self, able: list[str], reps: dict[str, Rep]) -> str:
        names = ", ".join(sorted(reps[one].name for one in able))
        return f"These have: {names}" if names else "Nobody has: ask for the quiz, or open the lead with a reason"

    def _give(self, unit: Unit, view: HandOverView, now: datetime, why: str) -> HandOverView:
        telling.hand(unit, view.lead_id, view.to_id, now, why=why)
        detail = {"from": view.from_id, "to": view.to_id, "offer": view.offer, "why": why}
        self._audit(unit, now, "handed over", view.lead_id, detail)
        return replace(view, words=_words(view, now))

    def _audit(self, unit: Unit, at: datetime, what: str, lead_id: str, detail: dict[str, Any]) -> None:
        leads.write_audit(
            unit, self._make_id(at), at=at, rep_id=self._seat.rep.id, what=what, lead_id=lead_id, detail=detail
        )


def _words(view: HandOverView, now: datetime) -> str:
    """Why a lead changes hands: "Answer due in 2h10m, Maya has no pass, Jon has it"."""
    when = ""
    if view.answer_by:
        when = (
            f"answer was due {ago(view.answer_by, now)} ago"
            if view.answer_by <= now
            else (f"answer due in {ago(now, view.answer_by)}")
        )
    able = f"{view.to_name} has it" if view.to_name else "nobody has it"
    words = f'{when}, {view.from_name} has no pass on "{view.title}", {able}'
    return words[:1].upper() + words[1:]
