"""What a rep does with a lead: dials, logs every outcome, takes it back, puts it off, learns an offer."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import cast

from hypothesis import strategies as st
from hypothesis.stateful import rule

from sdrdesk.desk.values import Dialled, Logged, Undone
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.hours import Place, zone
from sdrdesk.domain.lead import Standing
from sdrdesk.errors import Refused
from tests.desk.takers import fill
from tests.model import rules
from tests.model.base import COUNT, EVERYBODY, REPS, Ground, later, logins, numbers
from tests.model.book import Call, Lead
from tests.model.rules import OUTCOMES
from tests.worlds import GATED

NEVER_DIALLED = ("outside_hours", "early", "no_number", "no_basis", "too_often", "no_zone", "no_address", "registered")
"""Codes of refusals that the law or the clock gives; the checks look at what went through."""


OFTEN = ("no_answer", "voicemail", "busy", "call_back", "meeting_booked", "sent_information", "gatekeeper", "held")
"""What most of a day is made of."""


class Calls(Ground):
    """Steps of a rep."""

    @rule(login=logins, number=numbers, gives_back=st.booleans())
    def dial(self, login: str, number: int, gives_back: bool) -> None:
        """Somebody dials; what goes through is allowed, free, due and inside the prospect's hours."""
        lead = self.pick(number)
        if lead is None:
            return
        self.tick()
        who = self.caller(login, lead)
        allowed = self.may_work(who, lead)
        try:
            done: Dialled = self.desk(who).calling.dial(lead.id)
        except Refused as told:
            if allowed and told.code not in NEVER_DIALLED:
                raise AssertionError(f"{who} may call {lead}: {told} ({told.code})") from told
            return
        assert allowed, f"{who} dialled {lead}"
        COUNT["dialled"] += 1
        lead.is_touched = True
        self.inside_hours(lead)
        assert done.number in (lead.phone, lead.email)
        assert self.held(lead) == (who, True)
        if gives_back:
            self.desk(who).calling.release(lead.id)
            assert self.held(lead) == ("", False)

    def inside_hours(self, lead: Lead) -> None:
        """A prospect is met on weekdays between eight and six on their own clock, never at night or on a Sunday."""
        ((place,),) = self.sql("SELECT place FROM lead WHERE id = ?", lead.id)
        for name in Place.parse(place).zones:
            there = self.now.astimezone(zone(name))
            assert 8 <= there.hour < 18, f"{lead} at {there}"
            assert there.weekday() < 5, f"{lead} at {there}"

    @rule(
        login=logins,
        number=numbers,
        outcome=st.sampled_from(sorted(OUTCOMES)),
        seconds=st.sampled_from([0, 59, 60, 300]),
        minutes=st.sampled_from([1, 30, 24 * 60, 3 * 24 * 60]),
    )
    def log(self, login: str, number: int, outcome: str, seconds: int, minutes: int) -> None:
        """Somebody logs any outcome on any lead."""
        lead = self.pick(number)
        if lead is not None:
            if number % 4 and not rules.is_offered(lead.stand, outcome):
                offered = [one for one in sorted(OUTCOMES) if rules.is_offered(lead.stand, one)]
                outcome = offered[number % len(offered)]
            self.logs(self.caller(login, lead), lead, outcome, seconds, minutes)

    @rule(
        number=numbers,
        outcomes=st.lists(st.sampled_from(OFTEN), min_size=1, max_size=5),
        seconds=st.sampled_from([0, 60]),
        minutes=st.sampled_from([2, 90, 2 * 24 * 60]),
    )
    def work(self, number: int, outcomes: list[str], seconds: int, minutes: int) -> None:
        """The owners of open leads dial and log one after the other, as most of a day goes."""
        for at, outcome in enumerate(outcomes):
            can = [one for one in self.book.here() if one.owner in REPS and self.may_work(one.owner, one)]
            if can:
                lead = can[(number + at) % len(can)]
                with suppress(Refused):
                    self.desk(lead.owner).calling.dial(lead.id)
                self.logs(lead.owner, lead, outcome, seconds, minutes)

    def logs(self, who: str, lead: Lead, outcome: str, seconds: int, minutes: int) -> None:
        """Log, and note what follows by the model's rules."""
        self.tick()
        says, stand, meets_at = OUTCOMES[outcome], lead.stand, self.meets_at(lead)
        begins = meets_at is None or self.latest >= meets_at
        allowed = self.may_work(who, lead) and rules.is_offered(stand, outcome)
        if outcome in ("held", "no_show") and meets_at is not None and self.now < meets_at <= self.latest:
            return  # the clock was set back over it: the desk goes by the last log, which the model does not keep
        if outcome in ("held", "no_show"):
            allowed = allowed and begins
        when = later(self.now, minutes + 1)
        detail = Detail(
            callback_at=when if outcome == "call_back" else None,
            meeting_at=when if outcome in ("meeting_booked", "rescheduled") else None,
            reason="too_small" if outcome == "disqualified" else "",
        )
        is_dialled = self.held(lead)[0] == who
        done = self.expect(
            allowed,
            lambda: self.desk(who).calling.log(lead.id, outcome, seconds=seconds, detail=detail),
            f"log {outcome} by {who} on {lead}",
        )
        if done is None:
            return
        logged = cast(Logged, done)
        is_call = says.by == "call" and (not says.of_meeting or is_dialled)
        counts = (
            int(is_call),
            int(is_call and says.connect),
            int(is_call and (says.talk or (says.connect and seconds >= 60))),
            int(outcome == "meeting_booked"),
        )
        was_promised = stand.touch is not None and stand.touch[1] == "callback"
        call = Call(who, lead, logged.at, outcome, stand, counts, was_promised)
        for one in (lead, *self.book.logs(call, can_call=bool(lead.phone))):
            one.is_touched = True
        assert logged.stage == lead.stand.stage
        is_beside = says.then == "cadence" and lead.stand.touch == stand.touch
        if logged.touch is not None and not is_beside:
            wanted = when if outcome in ("call_back",) else logged.at
            assert logged.touch.due_at >= wanted, f"{outcome} on {lead} comes up before it was agreed"

    def meets_at(self, lead: Lead) -> datetime | None:
        """When the booked meeting of a lead begins."""
        ((at,),) = self.sql("SELECT meets_at FROM lead WHERE id = ?", lead.id)
        return datetime.fromisoformat(at).replace(tzinfo=UTC) if at and lead.stand.has_meeting else None

    @rule(login=st.sampled_from(EVERYBODY))
    def undo(self, login: str) -> None:
        """Somebody takes their last log back: never from under a later log or merge of the lead."""
        self.tick()
        mine = [one for one in self.book.calls if one.rep == login]
        last = max(mine, key=lambda one: one.at, default=None)
        allowed = last is None or (
            all(one.at <= last.at for one in self.book.calls if one.lead is last.lead)
            and not any(one.kept is last.lead and last in one.known for one in self.book.merges)
        )
        done = self.expect(allowed, self.desk(login).calling.undo, f"undo by {login}")
        if done is not None and last is not None:
            assert cast(Undone, done).lead_id == last.lead.id
            last.lead.is_touched = True
            self.book.undo(last)

    @rule(number=numbers, outcome=st.sampled_from(("do_not_call", "do_not_call", *sorted(OUTCOMES))))
    def regret(self, number: int, outcome: str) -> None:
        """The owner logs by mistake, and takes it back at once: nothing of it stays."""
        can = [one for one in self.book.here() if one.owner in REPS and self.may_work(one.owner, one)]
        if can:
            lead = can[number % len(can)]
            self.logs(lead.owner, lead, outcome, 0, 30)
            self.undo(lead.owner)

    @rule(login=logins, number=numbers, minutes=st.sampled_from([5, 180, 24 * 60, 6 * 24 * 60]))
    def snooze(self, login: str, number: int, minutes: int) -> None:
        """Somebody puts a touch off: never sooner than planned, nor over a meeting's start."""
        lead = self.pick(number)
        if lead is None:
            return
        self.tick()
        who, until = self.caller(login, lead), later(self.now, minutes + 1)
        ((due, meets),) = self.sql("SELECT due_at, meets_at FROM lead WHERE id = ?", lead.id)
        done = self.expect(
            self.may_work(who, lead),
            lambda: self.desk(who).calling.snooze(lead.id, until),
            f"snooze by {who} of {lead}",
        )
        if done is None:
            return
        lead.is_touched = True
        touch = cast(Standing, done).touch
        assert touch is not None
        assert touch.due_at >= max(until, datetime.fromisoformat(due).replace(tzinfo=UTC))
        if touch.why.value == "confirm":
            assert touch.due_at < datetime.fromisoformat(meets).replace(tzinfo=UTC), "confirmed after it began"
        lead.stand = rules.snooze(lead.stand)

    @rule(login=st.sampled_from(EVERYBODY), offer=st.sampled_from(GATED[:3]), right=st.sampled_from([0, 3, 4, 5, 5]))
    def learn(self, login: str, offer: str, right: int) -> None:
        """Somebody reads an offer and takes its quiz: four of five pass it."""
        self.tick()
        quizzing = self.desk(login).quizzing
        quizzing.open(offer)
        try:
            quiz = quizzing.start(offer)
        except Refused:
            return  # the wait after a failure, which test_lock_property.py has the model of
        fill(self.world, self.desk(login), quiz, right)
        done = quizzing.finish(quiz.attempt_id)
        assert done.passed == (right >= 4)
        if done.passed:
            COUNT["passed"] += 1
            self.book.passes.setdefault((login, offer), []).append(max(self.now, quiz.started_at))

    @rule(login=st.sampled_from(EVERYBODY), number=numbers)
    def unlock(self, login: str, number: int) -> None:
        """Somebody lets a lead through the gate: a manager, with a reason, one that is behind it."""
        lead = self.pick(number)
        if lead is None:
            return
        self.tick()
        allowed = login == "nora" and lead.stand.stage == "open" and lead.stand.gate != ""
        done = self.expect(allowed, lambda: self.desk(login).gate.open_lead(lead.id, "asked today"), f"unlock {lead}")
        if done is not None:
            lead.is_touched = True
            lead.stand = rules.opened(lead.stand)

    @rule(minutes=st.sampled_from([1, 9, 31, 8 * 60, 24 * 60, 4 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        """Time passes, over midnight, weekends and the nights in which clocks change."""
        self.world.wait(minutes=minutes)
        self.latest = max(self.latest, self.now)

    @rule(hours=st.sampled_from([-25, -1, 1, 25]))
    def set_clock(self, hours: int) -> None:
        """Somebody sets the machine's clock."""
        self.world.clock.move_to(self.now + timedelta(hours=hours))
        self.latest = max(self.latest, self.now)
