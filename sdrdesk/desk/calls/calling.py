"""Calling: dial, log with one key, undo. One transaction each; the gate stands here, below every front."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from sdrdesk.desk.calls import bookings, logbook, permit, undoing
from sdrdesk.desk.outward import telling
from sdrdesk.desk.routing import pool
from sdrdesk.desk.seat import Seat
from sdrdesk.desk.values import Choice, Dialled, Logged, Moment, Undone
from sdrdesk.domain import cadence, meetings
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.lead import Standing
from sdrdesk.domain.playbook import Channel, OutcomeRule, Then
from sdrdesk.errors import BadInput, Refused
from sdrdesk.ids import new_id
from sdrdesk.store import compiled, leads
from sdrdesk.store.again import again
from sdrdesk.store.leads import LeadRecord
from sdrdesk.store.sql import moment
from sdrdesk.store.store import Asked, Unit
from sdrdesk.text import clean
from sdrdesk.typing import Any

AHEAD = timedelta(days=400)
"""How far ahead a touch or a meeting may lie."""
LONGEST_NOTE = 4000
"""Characters of a note."""

ASKS = {Then.CALLBACK: "callback", Then.MEETING: "meeting"}


class Calling:
    """Calls of the rep in the seat."""

    def __init__(self, seat: Seat, make_id: logbook.MakeId = new_id) -> None:
        """Call for the rep in `seat`; `make_id` lets a seed choose its ids."""
        self._seat = seat
        self._make_id = make_id
        self.undoing = ""
        """The log that an undoing was about whose answer never came; "" while none is in doubt."""

    # --- before the call ----------------------------------------------------------------------------------------

    @again
    def dial(self, lead_id: str) -> Dialled:
        """Take the lead for a call: nobody else can dial it for the playbook's hold; Refused says why not."""
        now = self._seat.clock.now()
        with self._seat.store.writing(self._seat.rep.id, lead_id) as unit:
            unit.ahead(*permit.asked(lead_id), (compiled.GROUNDS, {"lead": lead_id}))
            record = pool.own(self._seat, unit, lead_id, now)
            permit.may_log(self._seat, unit, record, now)
            permit.may_dial(self._seat, unit, record, now)
            until = now + self._seat.rules.calendar.length(self._seat.playbook.hold_for)
            held = {"set_held_by": self._seat.rep.id, "set_held_until": until}
            if not unit.changed(compiled.HOLD, of_lead=lead_id, rep=self._seat.rep.id, now=now, **held):
                raise Refused(f"A colleague is on the line with {record.row.name}", "Take the next lead", code="held")
            unit.seen_by(self._seat.rep.id, record.owner_id)
        return self._dialled(record, now)

    @again
    def release(self, lead_id: str) -> None:
        """Give a dialled lead back without logging; one from a pool goes back into it."""
        with self._seat.store.writing(self._seat.rep.id, lead_id) as unit:
            unit.run(compiled.RELEASE, of_lead=lead_id, rep=self._seat.rep.id)
            unit.seen_by(self._seat.rep.id)
            pool.returned(self._seat, unit, lead_id)

    def choices(self, lead_id: str) -> tuple[Choice, ...]:
        """Every outcome with its consequence, as the call screen offers them."""
        now = self._seat.clock.now()
        with self._seat.store.reading() as unit:
            record = self._seat.lead(unit, lead_id)
            return self._choices(record, now, _channel(record))

    def moment(self, lead_id: str, words: str) -> Moment:
        """A time typed for a lead ("thu 3pm"), on the prospect's clock, inside calling hours."""
        from sdrdesk.domain.when import echo, read_when

        now = self._seat.clock.now()
        with self._seat.store.reading() as unit:
            place = self._seat.lead(unit, lead_id).place
        wanted = read_when(words, now, place)
        at = self._seat.rules.calendar.next_open(place, wanted) or wanted
        return Moment(at=at, echo=echo(at, place, self._seat.rep.zone, now), moved=at != wanted)

    # --- after the call -------------------------------------------------------------------------------------------

    @again
    def log(
        self,
        lead_id: str,
        outcome: str,
        *,
        activity_id: str | None = None,
        seconds: int = 0,
        note: str = "",
        detail: Detail | None = None,
        with_whom: str = "",
        by: Channel | None = None,
    ) -> Logged:
        """Log how a contact went, plan what follows, and commit before returning.

        The same `activity_id` logged again writes nothing and gives the first answer back. `by` is how it was said,
        where that is not the outcome's own way: "bad timing" in an answer to an e-mail is no dial.
        """
        rule = self._rule(outcome)
        note = clean(note, multiline=True)[:LONGEST_NOTE]
        # Who asks not to be called ends others' leads too.
        alone = () if rule.suppress else (self._seat.rep.id, lead_id)
        with self._seat.store.writing(*alone) as unit:
            unit.ahead(*permit.asked(lead_id), *self._asked(lead_id, activity_id))
            # Before anything is checked: what was promised for a time that has passed is in the book all the same.
            if activity_id and (known := unit.first(compiled.ACTIVITY, activity=activity_id)):
                return self._repeated(unit, known, lead_id)
            detail = self._checked(rule, detail or Detail())
            if not 0 <= seconds <= 86400:
                raise BadInput("A call lasts between 0 seconds and a day", f"Got {seconds}", "Give --seconds")
            logged = self.log_in(
                unit,
                lead_id,
                outcome,
                activity_id=activity_id,
                seconds=seconds,
                note=note,
                detail=detail,
                with_whom=clean(with_whom),
                by=by,
            )
        self.undoing = ""  # what is taken back next is this one
        if rule.then is Then.MEETING and detail.meeting_at:
            from sdrdesk.desk.calls.invitations import invited

            return invited(self._seat, logged, detail.meeting_at, clean(with_whom))
        if rule.meeting or rule.then in meetings.GOING:
            from sdrdesk.desk.calls.invitations import called_off

            return called_off(self._seat, logged, rule)
        return logged

    def log_in(
        self,
        unit: Unit,
        lead_id: str,
        outcome: str,
        *,
        activity_id: str | None = None,
        seconds: int = 0,
        note: str = "",
        detail: Detail | None = None,
        with_whom: str = "",
        by: Channel | None = None,
    ) -> Logged:
        """`log` inside a transaction that the caller holds (a seed, an import of activities)."""
        rule, detail = self._rule(outcome), detail or Detail()
        record = pool.own(self._seat, unit, lead_id, self._seat.clock.now())
        at = self._after_everything(unit, record)
        permit.may_log(self._seat, unit, record, at)
        bookings.check(rule, record, at)
        after = cadence.consequence(
            self._seat.rules, record.place, record.standing, outcome,
            at=at, detail=detail, can_call=bool(record.row.phone),
        )  # fmt: skip
        entry = logbook.Entry(
            activity_id=activity_id or self._make_id(at),
            record=record,
            outcome=outcome,
            rule=rule,
            at=at,
            seconds=seconds,
            note=note,
            detail=detail,
            after=after,
            meeting=bookings.standing_of(unit, record),
            is_dialled=record.row.held_by == self._seat.rep.id,
            by=by,
        )
        logbook.write(self._seat, unit, entry, self._make_id, with_whom)
        unit.seen_by(self._seat.rep.id, record.owner_id)
        return Logged(
            activity_id=entry.activity_id,
            lead_id=lead_id,
            name=record.row.name,
            outcome=outcome,
            outcome_label=rule.label,
            at=at,
            stage=after.stage,
            touch=after.touch,
            told=cadence.told_standing(self._seat.rules, record.place, after, outcome, at=at),
        )

    @again
    def undo(self, asked: str = "") -> Undone | None:
        """Take back the rep's last log that still stands, again and again, restart or not; else None.

        Where the answer to an undoing was lost, the next one finishes that and takes back nothing more. `asked` is the
        id of the log that is meant: taking it back again changes nothing.
        """
        seat = self._seat
        with seat.store.writing(seat.rep.id) as unit:
            meant = asked or self.undoing
            done = undoing.done_before(seat, unit, meant) if meant else None
            if done is None:
                row = undoing.last(seat, unit, asked)
                if row is None:
                    return None
                self.undoing = row[0]
                done = undoing.take_back(seat, unit, row)
        self.undoing = ""
        return done

    @again
    def snooze(self, lead_id: str, until: datetime) -> Standing:
        """Put the lead's next touch off until a moment (moved into calling hours)."""
        now = self._seat.clock.now()
        if not now < until <= now + AHEAD:
            when = f"{until:%Y-%m-%d %H:%M}"
            raise BadInput("A lead is snoozed until a later moment", f"{when} has passed or is too far off", "Say when")
        with self._seat.store.writing(self._seat.rep.id, lead_id) as unit:
            unit.ahead(*permit.asked(lead_id))
            record = pool.own(self._seat, unit, lead_id, now)
            permit.may_log(self._seat, unit, record, now)
            after = cadence.snooze(self._seat.rules, record.place, record.standing, until)
            leads.move(unit, lead_id, after, record.row.grade, record.last)
            unit.seen_by(self._seat.rep.id, record.owner_id)
            self._audit(unit, now, "snoozed", lead_id, {"until": until.isoformat()})
        return after

    # --- rules --------------------------------------------------------------------------------------------------------

    def _rule(self, outcome: str) -> OutcomeRule:
        rules = self._seat.playbook.outcomes
        if outcome not in rules:
            import difflib

            near = difflib.get_close_matches(outcome, rules, n=1)
            hint = f'Did you mean "{near[0]}"?' if near else f"One of: {', '.join(rules)}"
            raise BadInput(f'No outcome "{clean(outcome)}"', "", hint)
        return rules[outcome]

    def _checked(self, rule: OutcomeRule, detail: Detail) -> Detail:
        """The detail, complete for its outcome; BadInput says what is missing."""
        now, playbook = self._seat.clock.now(), self._seat.playbook
        if rule.then is Then.CALLBACK and not _lies_ahead(detail.callback_at, now):
            raise BadInput("A call back needs a later time", "", 'Say when: "thu 3pm", "in 2h" (--callback)')
        if rule.then is Then.MEETING and not _lies_ahead(detail.meeting_at, now):
            raise BadInput("A meeting needs a later time", "", 'Say when: "tue 10:30" (--meeting)')
        if (rule.needs_reason or detail.reason) and detail.reason not in playbook.disqualify_reasons:
            raise BadInput(
                f"{rule.label} needs a reason",
                f'"{clean(detail.reason)}" is none of them' if detail.reason else "",
                f"One of: {', '.join(playbook.disqualify_reasons)} (--reason)",
            )
        known = {rung.key for rung in playbook.ladder}
        if strange := [key for key in detail.yeses if key not in known]:
            raise BadInput(f'No small yes "{clean(strange[0])}"', "", f"One of: {', '.join(sorted(known))} (--yes)")
        return detail

    def _asked(self, lead_id: str, activity_id: str | None) -> tuple[Asked, ...]:
        """What a log will read besides what `permit` does."""
        known = ((compiled.ACTIVITY, {"activity": activity_id}),) if activity_id else ()
        own, lead = {"rep": self._seat.rep.id}, {"lead": lead_id}
        return (*known, (compiled.LAST_AT, own), (compiled.CAME, lead), telling.asked("activity.logged"))

    def _after_everything(self, unit: Unit, record: LeadRecord) -> datetime:
        """Now, but later than the rep's and the lead's last log: the order holds even if the clock was set back."""
        now = self._seat.clock.now()
        last = unit.first(compiled.LAST_AT, rep=self._seat.rep.id)
        return leads.after_last(now, record.last.at, moment(last[0]) if last else None)

    def _audit(self, unit: Unit, at: datetime, what: str, lead_id: str, detail: dict[str, Any]) -> None:
        leads.write_audit(
            unit, self._make_id(at), at=at, rep_id=self._seat.rep.id, what=what, lead_id=lead_id, detail=detail
        )

    # --- values -------------------------------------------------------------------------------------------------------

    def _choices(self, record: LeadRecord, now: datetime, channel: Channel) -> tuple[Choice, ...]:
        rules, can_call = self._seat.rules, bool(record.row.phone)
        return tuple(
            Choice(
                outcome=key,
                key=rule.key,
                label=rule.label,
                told=cadence.told(rules, record.place, record.standing, key, at=now, can_call=can_call),
                asks="reason" if rule.needs_reason else ASKS.get(rule.then, ""),
            )
            for key, rule in meetings.offered(rules.playbook, record.standing, channel).items()
        )

    def _dialled(self, record: LeadRecord, now: datetime) -> Dialled:
        row, channel = record.row, _channel(record)
        by_mail = channel is Channel.EMAIL
        plan = self._seat.playbook.cadence_of(row.tier)
        return Dialled(
            lead_id=row.lead_id,
            name=row.name,
            number=row.email if by_mail else row.phone,
            shown=row.email if by_mail else shown_number(row.phone),
            uri=f"mailto:{row.email}" if by_mail else f"tel:{row.phone}",
            channel=channel,
            started_at=now,
            call=cadence.call_number(plan, row.step),
            calls=plan.calls,
            choices=self._choices(record, now, channel),
        )

    def _repeated(self, unit: Unit, known: tuple[Any, ...], asked: str) -> Logged:
        activity_id, lead_id, _rep, outcome, at, after = known
        if lead_id != asked:
            raise BadInput("That activity id belongs to another lead's log", activity_id, "Make a new id for each log")
        record = self._seat.lead(unit, lead_id)
        standing, _ = leads.restored(json.loads(after))
        rule = self._seat.playbook.outcomes.get(outcome)
        return Logged(
            activity_id=activity_id,
            lead_id=lead_id,
            name=record.row.name,
            outcome=outcome,
            outcome_label=rule.label if rule else outcome,
            at=moment(at),
            stage=standing.stage,
            touch=standing.touch,
            told=undoing.stands(self._seat, record, standing, moment(at), outcome),
            repeated=True,
        )


def _channel(record: LeadRecord) -> Channel:
    """How the lead is met next; without a number by e-mail."""
    is_planned_call = record.row.channel is Channel.CALL
    return Channel.EMAIL if is_planned_call and not record.row.phone else record.row.channel


def _lies_ahead(at: datetime | None, now: datetime) -> bool:
    return at is not None and now < at <= now + AHEAD


def shown_number(number: str) -> str:
    """An E.164 number as people read it: "+1 312 555 0142", else in groups of three."""
    if number.startswith("+1") and len(number) == 12:
        return f"+1 {number[2:5]} {number[5:8]} {number[8:]}"
    digits = number[1:]
    groups = [digits[:2], *(digits[at : at + 3] for at in range(2, len(digits), 3))]
    if len(groups) > 2 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return "+" + " ".join(groups) if number else ""
