"""No way round the lock: whatever happens in whatever order, no call is placed or logged on a locked lead.

Hypothesis plays a team: people convert and convert again, by form and by file, reps read, take, fail and leave quizzes,
offers get new versions, somebody sets the machine's clock, leads change hands, a manager opens some. A model in plain
Python, which knows nothing of the store, says after each step which leads are locked for whom.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sdrdesk.desk.desk import Desk
from sdrdesk.desk.gate.gate_values import Quiz
from sdrdesk.desk.intake.intake import Options
from sdrdesk.domain.learning import HandOver
from sdrdesk.domain.playbook import Stage
from sdrdesk.domain.policy import MANAGER, ROLES
from sdrdesk.errors import DeskError, Refused
from sdrdesk.store.sql import moment
from tests.desk.rights import ASKED
from tests.desk.takers import fill, renew
from tests.worlds import FOUNDED, GATED, OFFER_OF, World, memory, shipped_playbook, template

REPS = ("maya", "jon")
EVERYBODY = (*REPS, "nora")
KINDS = ("demo_request", "contact_us", "webinar", "case_study", "whitepaper", "newsletter")
OFFERS = ("speed-to-lead", "webinar-retail", "case-study-lumen")
OUTCOMES = ("no_answer", "voicemail", "busy", "email_sent", "sent_information", "bad_timing", "gatekeeper")
GRACE, VALID, WAIT = timedelta(days=7), timedelta(days=180), timedelta(minutes=30)

COUNT = {"sequences": 0, "steps": 0, "calls": 0, "gated calls": 0, "locked": 0, "passes": 0}
"""What was tried, for whoever runs this longer with LOCK_EXAMPLES."""

callers = st.sampled_from(("", "", "", "", *EVERYBODY))
"""Empty for the lead's owner."""

logins, numbers = st.sampled_from(EVERYBODY), st.integers(0, 1_000_000)


@dataclass
class Lead:
    """A lead as the model sees it."""

    owner: str
    tier: int
    gate: str
    is_open: bool

    def convert(self, kind: str) -> None:
        """What a further conversion does."""
        one = shipped_playbook().offers[kind]
        if one.tier and (not self.is_open or self.tier == 0 or one.tier < self.tier):
            self.tier, self.gate, self.is_open = one.tier, OFFER_OF[kind] if one.gated else "", True


@dataclass(eq=False)
class Call:
    """A log that may be undone."""

    login: str
    lead: str
    before: Lead
    later: list[str] = field(default_factory=list)
    """Kinds of the conversions since."""


@dataclass
class Tried:
    """A quiz that a rep began, by the time that really passed."""

    began: timedelta
    ended: timedelta | None = None
    passed: bool = False
    has_read: bool = False
    """The offer was opened since it ended, or began, while it is open."""


class Lock(RuleBasedStateMachine):
    """The team and its model, step by step."""

    @initialize(automatic=st.booleans())
    def found(self, automatic: bool) -> None:
        """A founded team in which everybody sits at a desk."""
        COUNT["sequences"] += 1
        # The same ids and draws for the same steps, so that what went wrong once goes wrong again.
        dice = random.Random(1)
        self.ids = mock.patch("sdrdesk.ids.os", SimpleNamespace(urandom=dice.randbytes))
        self.ids.start()
        # Nobody waits for an import here, so it need not rest to let them go first.
        self.calm = mock.patch("sdrdesk.desk.intake.pace.PAUSE", 0)
        self.calm.start()
        self.folder = Path(tempfile.mkdtemp(prefix="sdrdesk-lock-", dir=memory()))
        shutil.copyfile(template(), self.folder / "desk.db")
        self.world = World(self.folder / "desk.db")
        self.true, self.latest = timedelta(), self.world.now
        self.leads: dict[str, Lead] = {}
        self.calls: list[Call] = []
        self.passes: dict[tuple[str, str], list[tuple[int, datetime, datetime]]] = {}
        self.versions = {offer: {self.version(offer): FOUNDED} for offer in GATED}
        self.tried: dict[tuple[str, str], list[Tried]] = {}
        self.open: dict[tuple[str, str], Quiz] = {}
        for kind in ("whitepaper", "webinar", "contact_us"):
            self.form(kind, "maya", 5)
        for login in EVERYBODY:
            self.desk(login).quizzing._make_seed = lambda: dice.getrandbits(31)
        if automatic:
            for login in EVERYBODY:
                seat = self.desk(login).seat
                playbook = replace(seat.playbook, gate=replace(seat.playbook.gate, hand_over=HandOver.AUTOMATIC))
                seat.rules = replace(seat.rules, playbook=playbook)

    def teardown(self) -> None:
        """Clear away."""
        if hasattr(self, "world"):
            self.ids.stop()
            self.calm.stop()
            self.world.close()
            shutil.rmtree(self.folder)

    # --- the model --------------------------------------------------------------------------------------------------

    def desk(self, login: str) -> Desk:
        """Somebody's desk."""
        found: Desk = getattr(self.world, login)
        return found

    def version(self, offer: str) -> int:
        """The version in force."""
        return int(self.world.sql("SELECT version FROM offer WHERE key = ?", offer)[0][0])

    def holds(self, login: str, offer: str) -> bool:
        """Whether a pass is good at this moment."""
        passes = self.passes.get((login, offer), [])
        if not passes:
            return False
        versions = self.versions[offer]
        current = max(versions)
        now = max([self.world.now, versions[current], *(at for _, at, _ in passes)])
        version, _, until = max(passes)
        newer = [at for one, at in versions.items() if one > version]
        return now < until and (not newer or now < min(newer) + GRACE)

    def is_manager(self, login: str) -> bool:
        """Whether somebody is a manager now."""
        return self.desk(login).rep.role == MANAGER

    def may_call(self, login: str, lead: Lead) -> bool:
        """Whether the gate lets somebody call a lead."""
        return not lead.gate or self.holds(login, lead.gate)

    def caller(self, login: str, lead_id: str) -> str:
        """Who calls: mostly whoever owns the lead."""
        return login or self.leads[lead_id].owner

    def pick(self, number: int) -> str:
        """One of the leads."""
        return list(self.leads)[number % len(self.leads)]

    def converted(self, lead_id: str, kind: str, owner: str) -> None:
        """Note a conversion."""
        if lead_id not in self.leads:
            one = shipped_playbook().offers[kind]
            gate = OFFER_OF[kind] if one.gated else ""
            self.leads[lead_id] = Lead(owner=owner, tier=one.tier, gate=gate, is_open=one.tier > 0)
            return
        self.leads[lead_id].convert(kind)
        for call in self.calls:
            if call.lead == lead_id:
                call.later.append(kind)

    # --- leads come in ----------------------------------------------------------------------------------------------

    @rule(kind=st.sampled_from(KINDS), owner=st.sampled_from(REPS), days=st.sampled_from([0, 0, 1, 2, 5]))
    def form(self, kind: str, owner: str, days: int) -> None:
        """Somebody new converts."""
        lead_id = self.world.lead(kind, owner=owner, at=self.world.now - timedelta(days=days))
        self.converted(lead_id, kind, owner)

    @precondition(lambda self: self.leads)
    @rule(kind=st.sampled_from(KINDS), number=numbers)
    def again(self, kind: str, number: int) -> None:
        """Somebody known converts again."""
        lead_id = self.pick(number)
        if self.world.again(lead_id, kind).what == "joined":
            self.converted(lead_id, kind, "")

    @rule(kind=st.sampled_from(("whitepaper", "webinar", "demo_request")), number=numbers, login=logins)
    def file(self, kind: str, number: int, login: str) -> None:
        """A file brings a lead, new or known."""
        email = f"file{number % 6}@example.com"
        file = self.folder / "leads.csv"
        file.write_text(f"Name,Email,Phone,Country,State\nFile {number % 6},{email},,US,NY\n", encoding="utf-8")
        options = Options(default_offer=OFFER_OF[kind], owner="maya")
        report = self.desk(login).intake.load(file, options)
        if report.created or report.joined:
            ((lead_id,),) = self.world.sql("SELECT id FROM lead WHERE email_key = ?", email)
            self.converted(lead_id, kind, "maya")

    # --- calls ------------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.leads)
    @rule(login=callers, number=numbers)
    def dial(self, login: str, number: int) -> None:
        """Somebody dials."""
        self.attempt(login, self.pick(number), lambda calling, lead: calling.dial(lead))

    @precondition(lambda self: self.leads)
    @rule(login=callers, number=numbers, outcome=st.sampled_from(OUTCOMES))
    def log(self, login: str, number: int, outcome: str) -> None:
        """Somebody logs."""
        lead_id = self.pick(number)
        before = replace(self.leads[lead_id])
        logged = self.attempt(login, lead_id, lambda calling, lead: calling.log(lead, outcome, seconds=70))
        if logged is not None:
            self.leads[lead_id].is_open = logged.stage is Stage.OPEN
            self.calls.append(Call(self.caller(login, lead_id), lead_id, before))

    @precondition(lambda self: self.leads)
    @rule(login=callers, number=numbers)
    def snooze(self, login: str, number: int) -> None:
        """Somebody puts a touch off."""
        until = self.world.now + timedelta(hours=2)
        self.attempt(login, self.pick(number), lambda calling, lead: calling.snooze(lead, until))

    def attempt(self, login: str, lead_id: str, act: Any) -> Any:
        """A call by any road: if the desk lets it through, the model must; if it says locked, so must the model."""
        lead = self.leads[lead_id]
        login = self.caller(login, lead_id)
        free = self.may_call(login, lead)
        try:
            done = act(self.desk(login).calling, lead_id)
        except Refused as told:
            is_locked = told.code == "locked"
            COUNT["locked"] += is_locked
            # The other way round: nobody is kept from a lead that is not locked. After a clock was set back the desk
            # goes by the last moment on record, which may lie beyond the end of a pass.
            if is_locked and free and self.world.now >= self.latest:
                raise AssertionError(f"{login} was kept from {lead}: {told}") from told
            return None
        assert free, f"{login} called {lead} past the lock at {self.world.now}"
        assert lead.is_open
        assert login == lead.owner or self.is_manager(login)
        COUNT["calls"] += 1
        COUNT["gated calls"] += bool(lead.gate)
        return done

    @rule(login=logins)
    def undo(self, login: str) -> None:
        """Somebody takes their last log back."""
        try:
            undone = self.desk(login).calling.undo()
        except Refused:
            return
        if undone is None:
            return
        call = [one for one in self.calls if one.login == login][-1]
        self.calls.remove(call)
        assert call.lead == undone.lead_id
        lead = self.leads[call.lead]
        lead.tier, lead.gate, lead.is_open = call.before.tier, call.before.gate, call.before.is_open
        for kind in call.later:
            lead.convert(kind)

    # --- quizzes ----------------------------------------------------------------------------------------------------

    @rule(login=logins, offer=st.sampled_from(OFFERS))
    def read(self, login: str, offer: str) -> None:
        """Somebody opens an offer."""
        self.desk(login).quizzing.open(offer)
        for one in self.tried.get((login, offer), []):
            one.has_read = True

    @rule(login=logins, offer=st.sampled_from(OFFERS))
    def start(self, login: str, offer: str) -> None:
        """Somebody begins a quiz or goes on with it; never before what a failure asks for."""
        key = (login, offer)
        stale = key in self.open and self.open[key].version < self.version(offer)
        if stale:
            del self.open[key]
            self.tried[key][-1].ended = self.tried[key][-1].began
        try:
            quiz = self.desk(login).quizzing.start(offer)
        except Refused:
            return
        tried = self.tried.setdefault(key, [])
        if quiz.is_resumed:
            assert self.open[key].attempt_id == quiz.attempt_id
            return
        if tried and not tried[-1].passed:
            assert tried[-1].ended is not None
            assert self.true - tried[-1].ended >= WAIT, "a wait was shortened"
            assert tried[-1].has_read, "the offer was not read again"
        assert sum(self.true - one.began < timedelta(days=1) for one in tried) < 6
        tried.append(Tried(began=self.true))
        self.open[key] = quiz

    @precondition(lambda self: self.open)
    @rule(number=numbers, correct=st.sampled_from([0, 2, 3, 4, 5, 5, 5]))
    def finish(self, number: int, correct: int) -> None:
        """Somebody answers and has it graded."""
        key = list(self.open)[number % len(self.open)]
        self.grade(key, correct)

    def ended(self, key: tuple[str, str], *, passed: bool) -> None:
        """Note the end of a quiz."""
        last = self.tried[key][-1]
        last.ended, last.passed, last.has_read = self.true, passed, False

    def grade(self, key: tuple[str, str], correct: int) -> None:
        """Answer so many rightly and finish."""
        login, quiz = key[0], self.open.pop(key)
        fill(self.world, self.desk(login), quiz, correct)
        done = self.desk(login).quizzing.finish(quiz.attempt_id)
        assert done.passed == (correct >= 4)
        self.ended(key, passed=done.passed)
        stored = self.world.sql("SELECT passed_at FROM quiz_pass WHERE id = ?", quiz.attempt_id)
        assert len(stored) == done.passed
        if done.passed:
            COUNT["passes"] += 1
            at = moment(stored[0][0])
            assert timedelta(0) <= at - max([self.world.now, quiz.started_at]) < timedelta(milliseconds=1)
            self.passes.setdefault(key, []).append((quiz.version, at, at + VALID))
        assert {one.lead_id for one in done.freed} <= set(self.leads)

    @precondition(lambda self: self.open)
    @rule(number=numbers)
    def leave(self, number: int) -> None:
        """Somebody leaves a quiz."""
        key = list(self.open)[number % len(self.open)]
        quiz = self.open.pop(key)
        self.desk(key[0]).quizzing.abandon(quiz.attempt_id)
        self.ended(key, passed=False)

    @precondition(lambda self: self.leads)
    @rule(number=numbers)
    def learn(self, number: int) -> None:
        """The owner of a locked lead reads and takes its quiz with care."""
        lead = self.leads[self.pick(number)]
        if lead.gate and lead.owner in REPS:
            self.read(lead.owner, lead.gate)
            self.start(lead.owner, lead.gate)
            if (lead.owner, lead.gate) in self.open:
                self.grade((lead.owner, lead.gate), 5)

    @precondition(lambda self: self.leads)
    @rule(number=numbers, outcome=st.sampled_from(OUTCOMES))
    def learn_and_log(self, number: int, outcome: str) -> None:
        """The owner takes the quiz and logs a call at once."""
        self.learn(number)
        self.log("", number, outcome)

    @precondition(lambda self: any(lead.gate for lead in self.leads.values()))
    @rule(number=numbers, outcome=st.sampled_from(OUTCOMES))
    def log_gated(self, number: int, outcome: str) -> None:
        """The owner logs on a lead behind a quiz, passed or not."""
        gated = [at for at, lead in enumerate(self.leads.values()) if lead.gate]
        self.log("", gated[number % len(gated)], outcome)

    @rule(login=logins, offer=st.sampled_from(OFFERS), hours=st.sampled_from([-25, -1, 1, 25]))
    def cheat(self, login: str, offer: str, hours: int) -> None:
        """Somebody fails, sets the clock, reads and tries again."""
        self.start(login, offer)
        if (login, offer) in self.open:
            self.grade((login, offer), 0)
        self.set_clock(hours)
        self.read(login, offer)
        self.start(login, offer)

    @precondition(lambda self: self.leads)
    @rule(number=numbers, days=st.sampled_from([0, 6, 8]))
    def race(self, number: int, days: int) -> None:
        """An offer changes while the owner of a locked lead takes its quiz."""
        lead = self.leads[self.pick(number)]
        if lead.gate not in OFFERS or lead.owner not in REPS:
            return
        self.read(lead.owner, lead.gate)
        self.start(lead.owner, lead.gate)
        self.new_version(lead.gate)
        if (lead.owner, lead.gate) in self.open:
            self.grade((lead.owner, lead.gate), 5)
        self.wait(days * 24 * 60)

    @rule(offer=st.sampled_from(OFFERS))
    def new_version(self, offer: str) -> None:
        """Marketing changes an offer."""
        self.versions[offer][renew(self.world, offer)] = self.world.now

    # --- time, hands, exceptions ------------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 10, 31, 60, 24 * 60, 3 * 24 * 60, 8 * 24 * 60, 181 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.latest = max(self.latest, self.world.wait(minutes=minutes))
        self.true += timedelta(minutes=minutes)

    @rule(hours=st.sampled_from([-24 * 190, -24 * 8, -25, -1, 1, 25, 24 * 8, 24 * 190]))
    def set_clock(self, hours: int) -> None:
        """Somebody sets the machine's clock; no time passes."""
        self.world.clock.move_to(self.world.now + timedelta(hours=hours))
        self.latest = max(self.latest, self.world.now)

    @precondition(lambda self: self.leads)
    @rule(login=logins, number=numbers, to=st.sampled_from(("", *REPS)))
    def reassign(self, login: str, number: int, to: str) -> None:
        """Somebody gives a lead to somebody; a rep gives none, not even an own one."""
        lead_id = self.pick(number)
        before = self.leads[lead_id].owner
        with suppress(DeskError):
            self.desk(login).manage.reassign([lead_id], to)
            assert self.is_manager(login)
        self.look_who_owns()
        assert self.is_manager(login) or self.leads[lead_id].owner == before

    @rule(login=st.sampled_from(REPS), role=st.sampled_from(ROLES))
    def change_role(self, login: str, role: str) -> None:
        """Somebody becomes a manager, or a rep again; by whatever road, here in the table itself."""
        seat = self.desk(login).seat
        self.world.write("UPDATE rep SET role = :role WHERE id = :rep", role=role, rep=seat.rep.id)
        seat.rep = replace(seat.rep, role=role)

    @precondition(lambda self: self.leads)
    @rule(login=logins, number=numbers, name=st.sampled_from(sorted(ASKED)))
    def overstep(self, login: str, number: int, name: str) -> None:
        """A rep tries anything at all that is a manager's, or on somebody else's lead."""
        if self.is_manager(login):
            return
        other = "jon" if login == "maya" else "maya"
        lead_id = next((one for one, lead in self.leads.items() if lead.owner == other), None)
        _, attempt = ASKED[name]
        if lead_id is None or login == "jon":
            return  # the calls of the table name Jon as the colleague
        theirs = SimpleNamespace(
            lead=lead_id, other=lead_id, locked=lead_id, activity="", batch="0" * 32, attempt="", file=Path("leads.csv")
        )
        theirs.question = ""
        before = self.world.sql("SELECT count(*) FROM audit")
        try:
            attempt(self.desk(login), theirs)  # type: ignore[arg-type]
        except DeskError:
            pass
        else:
            raise AssertionError(f"{login} was let through: {name}")
        assert self.world.sql("SELECT count(*) FROM audit") == before

    @rule(away=st.sampled_from(REPS), days=st.integers(0, 3))
    def cover(self, away: str, days: int) -> None:
        """Somebody is away, or back, or the manager takes the last change back."""
        manage, today = self.world.nora.manage, self.world.now.date()
        with suppress(DeskError):
            if days == 0:
                manage.give_back(away)
            elif days == 1:
                manage.undo()
            else:
                manage.cover(away, today, today + timedelta(days=days))
        self.look_who_owns()

    def look_who_owns(self) -> None:
        """Who a lead goes to is not the gate's business, so the model asks the store."""
        logins = {self.desk(login).rep.id: login for login in EVERYBODY}
        for lead_id, owner in self.world.sql("SELECT id, owner_id FROM lead"):
            self.leads[lead_id].owner = logins[owner]

    @precondition(lambda self: self.leads)
    @rule(number=numbers, to=st.sampled_from(REPS))
    def change_hands(self, number: int, to: str) -> None:
        """A lead changes hands by whatever road: here in the table itself."""
        lead_id = self.pick(number)
        rep_id = self.desk(to).rep.id
        self.world.write("UPDATE lead SET owner_id = :rep WHERE id = :lead", rep=rep_id, lead=lead_id)
        self.leads[lead_id].owner = to

    @precondition(lambda self: self.leads)
    @rule(number=numbers, login=logins)
    def hand_over(self, number: int, login: str) -> None:
        """A locked lead goes to somebody with the pass."""
        lead_id = self.pick(number)
        lead = self.leads[lead_id]
        try:
            given = self.desk(login).gate.hand_over(lead_id)
        except Refused:
            return
        assert self.is_manager(login)
        assert lead.is_open
        assert lead.gate
        lead.owner = next(one for one in REPS if self.desk(one).rep.id == given.to_id)
        assert self.holds(lead.owner, lead.gate)

    @rule(login=logins)
    def tick(self, login: str) -> None:
        """A minute is over."""
        for given in self.desk(login).gate.tick():
            lead = self.leads[given.lead_id]
            assert not self.holds(lead.owner, lead.gate)
            lead.owner = next(one for one in REPS if self.desk(one).rep.id == given.to_id)
            assert self.holds(lead.owner, lead.gate)

    @precondition(lambda self: self.leads)
    @rule(number=numbers, login=logins)
    def open_lead(self, number: int, login: str) -> None:
        """Somebody tries to open a locked lead."""
        lead_id = self.pick(number)
        try:
            self.desk(login).gate.open_lead(lead_id, "asked for a call today")
        except DeskError:
            return
        assert self.is_manager(login)
        self.leads[lead_id].gate = ""

    # --- always -----------------------------------------------------------------------------------------------------

    @invariant()
    def the_tabs_agree(self) -> None:
        """Everybody's Locked tab holds exactly the open leads of theirs that the model calls locked."""
        if not hasattr(self, "world"):
            return
        COUNT["steps"] += 1
        for login in REPS:
            locked = {
                lead_id
                for lead_id, lead in self.leads.items()
                if lead.owner == login and lead.is_open and not self.may_call(login, lead)
            }
            desk = self.desk(login)
            assert desk.queue.counts().locked == len(locked)
            assert sum(one.locked.leads for one in desk.gate.locked()) == len(locked)


def test_there_is_no_way_round_the_lock() -> None:
    """Whatever the team does, in whatever order and by whatever clock, a locked lead takes no call."""
    examples = int(os.environ.get("LOCK_EXAMPLES", "25"))
    # Not shrunk: a step costs a commit, and a machine of fifty steps is read more quickly than shrunk.
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    run_state_machine_as_test(
        Lock,
        settings=settings(
            max_examples=examples,
            stateful_step_count=50,
            deadline=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )
