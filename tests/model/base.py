"""The machine's ground: a team on a file in memory, everybody at a desk of their own, and the model beside them."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from sdrdesk.desk.desk import Desk
from sdrdesk.domain.cadence import Rules
from sdrdesk.domain.hours import zone
from sdrdesk.errors import Refused
from sdrdesk.store import driver
from sdrdesk.store.file_store import FileStore
from sdrdesk.store.store import Row
from tests.model import rules
from tests.model.book import PEOPLE, Book, Human, Lead
from tests.worlds import BERLIN, GATED, NEW_YORK, TUESDAY, World, copy_desk, memory, template

REPS = ("maya", "jon")
EVERYBODY = (*REPS, "nora")
STARTS = (
    TUESDAY,
    datetime(2026, 10, 30, 14, tzinfo=UTC),
    datetime(2027, 3, 12, 15, tzinfo=UTC),
    datetime(2026, 11, 25, 4, 55, tzinfo=UTC),
)
"""A working morning, just before the clocks change in Berlin and in New York, and five minutes to midnight there."""

numbers = st.integers(0, 1_000)
logins = st.sampled_from(("", "", "", "", *EVERYBODY))
"""Empty for the lead's owner."""
humans = st.sampled_from(PEOPLE)

CONNECT = driver.connect
COUNT: Counter[str] = Counter()
"""What was tried, for whoever runs this longer."""


@cache
def ground() -> tuple[Path, Rules]:
    """The file that every sequence begins with, and its rules, read once: reading them was a third of a sequence.

    Of the places that a template knows only two are kept, because nobody of the model lives elsewhere.
    """
    path = copy_desk(template(), template().with_name("model.db"))
    world = World(path)
    world.write("DELETE FROM place WHERE key NOT IN (:first, :second)", first=NEW_YORK.key, second=BERLIN.key)
    rules = world.maya.seat.rules
    world.close()
    return path, rules


@dataclass
class Away:
    """A rep who is away."""

    first: datetime
    lent: dict[str, str] = field(default_factory=dict)


@dataclass
class Journal:
    """An action of the manager that can be taken back."""

    what: str
    rep: str
    before: dict[str, str]
    after: dict[str, str]
    stands: bool = True
    lent: Away | None = None
    """The absence that ended."""


class Ground(RuleBasedStateMachine):
    """A team and its model."""

    @initialize(
        start=st.sampled_from(STARTS),
        maya=st.sets(st.sampled_from(GATED[:3])),
        jon=st.sets(st.sampled_from(GATED[:3]), max_size=1),
    )
    def found(self, start: datetime, maya: set[str], jon: set[str]) -> None:
        """A founded team in which everybody sits at a desk; some have passes, and there are two leads."""
        COUNT["sequences"] += 1
        # The same ids and draws for the same steps, so that what went wrong once goes wrong again.
        self.dice = random.Random(1)
        self.ids = mock.patch("sdrdesk.ids.os", SimpleNamespace(urandom=self.dice.randbytes))
        # Nobody waits for an import here, so it need not rest to let them go first, nor take connections of its own.
        self.calm = mock.patch("sdrdesk.desk.intake.pace.PAUSE", 0)
        self.same = mock.patch.object(FileStore, "in_bulk", nullcontext)
        for one in (self.ids, self.calm, self.same):
            one.start()
        self.folder = Path(tempfile.mkdtemp(prefix="sdrdesk-model-", dir=memory()))
        path, known = ground()
        self.world = World(copy_desk(path, self.folder / "desk.db"), start)
        self.book = Book()
        self.latest = start
        self.audit: list[str] = []
        self.looked = self.ticks = 0
        self.journal: list[Journal] = []
        self.away: dict[str, Away] = {}
        self.idle: list[Any] = []
        with (
            mock.patch("sdrdesk.build.stored_playbook", return_value=known.playbook),
            mock.patch("sdrdesk.build.read_calendar", return_value=known.calendar),
            mock.patch.object(driver, "connect", self.connect),
        ):
            self.rep_ids = {login: self.desk(login).rep.id for login in EVERYBODY}
        self.zone = zone(self.world.nora.rep.zone)
        self.logins = {rep: login for login, rep in self.rep_ids.items()}
        for login in EVERYBODY:
            self.desk(login).quizzing._make_seed = lambda: self.dice.getrandbits(31)
        for login, offers in (("maya", maya), ("jon", jon)):
            for offer in sorted(offers):
                self.world.nora.team.grant_pass(login, offer)
                self.book.passes[login, offer] = [self.world.now]
        for human, kind, owner in ((PEOPLE[0], "demo_request", "maya"), (PEOPLE[3], "whitepaper", "jon")):
            self.arrives(human, kind, owner)

    def teardown(self) -> None:
        """Count everything once more, and clear away."""
        if not hasattr(self, "world"):
            return
        try:
            self.at_the_end()
        finally:
            for one in (self.ids, self.calm, self.same):
                one.stop()
            self.world.close()
            shutil.rmtree(self.folder)

    def at_the_end(self) -> None:
        """What is looked at once a sequence; the checks fill it in."""

    # --- words --------------------------------------------------------------------------------------------------------

    def connect(self, path: Path) -> Any:
        """The one connection, for every store: each new one reads the whole schema and plans every statement anew."""
        return self.idle.pop() if self.idle else CONNECT(path)

    def desk(self, login: str) -> Desk:
        """Somebody's desk."""
        found: Desk = getattr(self.world, login)
        store = cast(FileStore, found.seat.store)
        if store._idle is not self.idle:
            self.idle += store._idle
            store._idle = self.idle
        return found

    def sql(self, text: str, *values: object) -> list[Row]:
        """Rows of a statement of the model's own, on the connection that nobody uses between two steps."""
        rows: list[Row] = self.idle[-1].execute(text, values).fetchall()
        return rows

    @property
    def now(self) -> datetime:
        """What the machine's clock says."""
        return self.world.now

    def tick(self) -> datetime:
        """A moment passes, never the same one twice."""
        COUNT["steps"] += 1
        self.ticks += 1
        self.world.wait(seconds=1, microseconds=self.ticks)
        self.latest = max(self.latest, self.now)
        return self.now

    def pick(self, number: int) -> Lead | None:
        """One of the leads that are there."""
        here = self.book.here()
        return here[number % len(here)] if here else None

    def caller(self, login: str, lead: Lead) -> str:
        """Who works a lead: mostly whoever owns it."""
        return login or lead.owner

    def held(self, lead: Lead) -> tuple[str, bool]:
        """Who was the last to dial a lead and has not logged it, and whether the lead is kept for them now."""
        ((by, until),) = self.sql("SELECT held_by, held_until FROM lead WHERE id = ?", lead.id)
        is_kept = until is not None and datetime.fromisoformat(until).replace(tzinfo=UTC) > self.now
        return self.logins.get(by, ""), is_kept

    def may_work(self, login: str, lead: Lead) -> bool:
        """Whether somebody may log on a lead at all, as the model has it."""
        stand, (by, is_kept) = lead.stand, self.held(lead)
        if login not in (lead.owner, "nora") or stand.stage != "open":
            return False
        if self.book.is_listed(lead.phone, lead.email) or (is_kept and by not in ("", login)):
            return False
        return not stand.gate or self.book.holds(login, stand.gate, self.now)

    def expect(self, allowed: bool, act: Callable[[], object], what: str) -> object | None:
        """Do a thing: it goes through exactly where the model lets it."""
        try:
            done = act()
        except Refused as told:
            if allowed:
                raise AssertionError(f"{what} was refused: {told} ({told.code})") from told
            COUNT[f"refused {told.code}"] += 1
            return None
        assert allowed, f"{what} went through, though the model forbids it"
        COUNT[what.split(maxsplit=1)[0]] += 1
        return done

    def arrives(self, human: Human, kind: str, owner: str) -> None:
        """Somebody fills in a form."""
        at = self.tick()
        arrival = self.world.arrival(
            kind,
            name=human.name,
            email=human.email,
            phone=human.phone,
            place=BERLIN if human.is_berlin else NEW_YORK,
            owner=owner,
            at=at,
        )
        (taken,) = self.world.take([arrival])
        self.took(human, kind, owner, at, taken.what, taken.lead_id)

    def took(self, human: Human, kind: str, owner: str, at: datetime, what: str, lead_id: str) -> None:
        """Compare what became of a form with the model, and note it."""
        book, known = self.book, self.book.lead_of(human)
        if book.is_listed(human.phone, human.email):
            assert what == "suppressed", f"{human.name} may not be contacted, and was {what}"
            return
        if known is None:
            assert what == "created", f"{human.name} is new, and was {what}"
            lead = Lead(lead_id, owner, human.email, human.phone, rules.arrive(kind, at), [(kind, "", "", at)])
            book.leads[lead_id] = book.of_address[human.email] = lead
            return
        assert (what, lead_id) == ("joined", known.id)
        known.is_touched = True
        book.came(known, kind, at)
        book.look(known)


def later(now: datetime, minutes: int) -> datetime:
    """A moment some minutes on, at a whole minute."""
    return (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
