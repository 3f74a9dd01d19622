"""What must hold after every step, and what is counted once at the end of a sequence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis.stateful import invariant

from sdrdesk.desk.figures.recount import recount
from sdrdesk.domain.queue import QueueRow, Tab
from sdrdesk.domain.ranges import Range
from tests.desk.oracle import received_as_shown
from tests.desk.test_order import everybody, in_order, listed
from tests.desk.test_recount import as_shown, by_hand
from tests.model.base import REPS, Ground
from tests.model.book import Lead

MEETING = ("confirm", "outcome")

LEADS = (
    "SELECT id, owner_id, stage, tier, kind, gate, channel, why, step, retries, answered_at, last_outcome, last_by,"
    " phone, due_at, answer_by, band, rank, order_at FROM lead"
    " WHERE batch_id NOT IN (SELECT id FROM batch WHERE state NOT IN ('live', 'undone')) ORDER BY id"
)


class Checks(Ground):
    """The oracle."""

    @invariant()
    def every_lead_stands_where_the_model_says(self) -> None:
        """Stage, gate, one next touch or an end, owner, last outcome and conversions of every lead."""
        if not hasattr(self, "world"):
            return
        rows = self.sql(LEADS)
        came: dict[str, int] = dict(self.sql("SELECT lead_id, count(*) FROM conversion GROUP BY lead_id"))
        assert {row[0] for row in rows} == {one.id for one in self.book.here()}, "leads came or went"
        for row in rows:
            lead = self.book.leads[row[0]]
            stand = lead.stand
            why = "meeting" if row[7] in MEETING else row[7]
            touch = (row[6], why) if row[14] else None
            is_open = row[2] == "open"
            assert is_open == (row[14] is not None) == (row[15] is not None) == (row[18] is not None), lead
            found = (self.logins[row[1]], row[2], row[3], row[4], row[5], touch, row[8], row[9], row[10] is not None)
            wanted = (
                lead.owner, stand.stage, stand.tier, stand.kind, stand.gate, stand.touch, stand.step, stand.retries,
                stand.answered,
            )  # fmt: skip
            assert found == wanted, lead
            assert (row[11], self.logins.get(row[12], ""), row[13]) == (stand.last, stand.last_by, lead.phone), lead
            assert came.get(lead.id, 0) == len(lead.came), f"conversions of {lead}"
            if is_open:
                assert not self.book.is_listed(lead.phone, lead.email), f"{lead} is open and may not be contacted"

    @invariant()
    def the_counters_are_the_models(self) -> None:
        """Touches, dials, connects, conversations and bookings of each rep, and an audit that only grows."""
        if not hasattr(self, "world"):
            return
        rows = self.sql(
            "SELECT rep_id, sum(touches), sum(dials), sum(connects), sum(conversations), sum(booked) FROM rep_day"
            " GROUP BY rep_id"
        )
        found = {self.logins[row[0]]: row[1:] for row in rows}
        for login in self.rep_ids:
            assert found.get(login, (0,) * 5) == self.book.counts(login), f"{login}'s day"
        audit = [row[0] for row in self.sql("SELECT id FROM audit ORDER BY rowid")]
        assert audit[: len(self.audit)] == self.audit, "the audit lost an entry"
        self.audit = audit

    @invariant()
    def the_queue_offers_what_may_be_called(self) -> None:
        """Ready holds nothing locked, suppressed, early or outside hours, in one order; every lead has one tab."""
        if not hasattr(self, "world"):
            return
        self.looked += 1
        if self.looked % 8:
            return  # most of the time went into looking; `at_the_end` looks in any case
        login = REPS[self.looked // 8 % 2]
        queue = self.desk(login).queue
        ready, counts = queue.rows(Tab.READY), queue.counts()
        assert list(ready) == sorted(ready, key=lambda row: row.order)
        stored = {row[0]: row[16:19] for row in self.sql(LEADS)}
        keys = [(*stored[row.lead_id], row.lead_id) for row in ready]
        assert keys == sorted(set(keys)), "the order of SQL is another"
        for row in ready:
            lead = self.book.leads[row.lead_id]
            stand = lead.stand
            assert lead.owner == login
            assert not stand.gate or self.book.holds(login, stand.gate, self.now), f"{lead} is ready and locked"
            assert not self.book.is_listed(lead.phone, lead.email), f"{lead} is ready and may not be contacted"
            assert row.due_at is not None
            assert row.due_at <= self.now, f"{lead} is ready too early"
            self.is_met(lead, row)
        mine = [one for one in self.book.here() if one.owner == login and one.stand.stage == "open"]
        locked = [one for one in mine if one.stand.gate and not self.book.holds(login, one.stand.gate, self.now)]
        assert counts.ready == len(ready)
        assert counts.locked == len(locked)
        today = self.desk(login).seat.today(self.now)[0]
        ended = [
            one
            for one in self.book.here()
            if one.owner == login and one.stand.stage != "open" and one.stand.last_at and one.stand.last_at >= today
        ]
        assert counts.ready + counts.locked + counts.waiting + counts.done == len(mine) + len(ended)

    def is_met(self, lead: Lead, row: QueueRow) -> None:
        """Whether the prospect's clock says a weekday between eight and six, by plain arithmetic."""
        from sdrdesk.domain.hours import zone

        for name in row.place.zones:
            there = self.now.astimezone(zone(name))
            assert 8 <= there.hour < 18, f"{lead} is ready at {there}"
            assert there.weekday() < 5, f"{lead} is ready at {there}"

    def at_the_end(self) -> None:
        """Every tab is what plain Python makes of it, and every figure equals the recount."""
        placed = everybody_here(self)
        queue, seen = self.world.maya.queue, list[str]()
        for tab in Tab:
            rows, want = queue.rows(tab), in_order(tab, placed)
            assert listed(rows) == listed(want), tab
            seen += [row.lead_id for row in rows]
        assert sorted(seen) == sorted(row.lead_id for row in placed), "a lead is in two tabs, or in none"
        today = self.now.date()
        wide = Range(today - timedelta(days=40), today + timedelta(days=40))
        for login in REPS:
            desk = self.desk(login)
            mine = desk.numbers.mine(wide)
            overdue = self.overdue(login)
            shown = as_shown(mine, overdue)
            assert shown == dict.fromkeys(shown, 0) | by_hand(self.world, desk, wide), f"{login}'s figures"
            calls = [one for one in self.book.calls if one.rep == login]
            promised = sum(one.was_promised for one in calls)
            assert mine.promises.whole - overdue == promised, f"{login}'s promises"
            received = {key: one for key, one in received_as_shown(mine).items() if not key.startswith("yes ")}
            assert received == self.book.received(login), f"what became of {login}'s leads"
        found = recount(self.world.nora.seat).differences
        assert found == (), found
        self.sound()

    def overdue(self, login: str) -> int:
        """Promised call backs of a rep that nobody made, a quarter of an hour after their minute."""
        late, here = self.now - timedelta(minutes=15), {one.id for one in self.book.here()}
        rows = self.sql(
            "SELECT id, due_at FROM lead WHERE stage = 'open' AND why = 'callback' AND owner_id = ?",
            self.rep_ids[login],
        )
        return sum(one in here and datetime.fromisoformat(due).replace(tzinfo=UTC) < late for one, due in rows)

    def sound(self) -> None:
        """The file keeps its own rules, and nothing on disk is later than the latest clock."""
        assert self.sql("PRAGMA foreign_key_check") == []
        for (at,) in self.sql("SELECT max(at) FROM activity"):
            bound = self.latest + timedelta(seconds=1)
            assert at is None or datetime.fromisoformat(at).replace(tzinfo=UTC) <= bound


def everybody_here(machine: Ground) -> list[QueueRow]:
    """Maya's leads placed by the rules in plain Python, without those that are out of sight."""
    here = {one.id for one in machine.book.here()}
    return [row for row in everybody(machine.world) if row.lead_id in here]
