"""The outbox: written with what it tells of, leased by one sender, in order, tried again, and cleaned."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from sdrdesk.desk.outward import outbox
from sdrdesk.desk.outward.outbox import LEASE, Outbox
from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.outgoing import RETRIES, Answer, Message, Verdict
from sdrdesk.store import compiled
from tests.worlds import MakeWorld, World

SENT = Answer(Verdict.SENT)
FAILED = Answer(Verdict.AGAIN, "answered 500")
GONE = Answer(Verdict.GONE, "answered 410")


@pytest.fixture
def here(world: MakeWorld) -> World:
    """A team whose messages go to two destinations: everything to "crm", what is overdue to "chat"."""
    made = world()
    with made.store.writing() as unit:
        for key, kind, events in (("crm", "standard", ""), ("chat", "slack", ",lead.overdue,")):
            unit.run(
                compiled.ADD_DESTINATION,
                key=key,
                kind=kind,
                shown="https://crm.example.com",
                events=events,
                is_local=False,
                state="on",
                added_at=made.now,
            )
    return made


def tell(here: World, lead: str, event: str = "lead.overdue", **data: object) -> None:
    """Put a message in a transaction of its own."""
    with here.store.writing() as unit:
        outbox.put(unit, event, lead, data, here.now)


def box(here: World) -> Outbox:
    """The outbox."""
    return Outbox(here.nora.seat)


def claim(here: World, destination: str = "crm", by: str = "one") -> tuple[Message, ...]:
    """What a sender gets."""
    return box(here).claim(destination, by, 10)


def events(messages: tuple[Message, ...]) -> list[str]:
    """What messages tell."""
    return [one.event for one in messages]


def test_without_a_destination_nothing_is_written(world: MakeWorld) -> None:
    """A team that tells nobody keeps nothing."""
    here = world()
    tell(here, here.lead())

    assert here.sql("SELECT count(*) FROM outbox") == [(0,)]


def test_a_message_says_who_and_what_under_one_id(here: World) -> None:
    """Both destinations get the same message; the chat only what it asked for."""
    lead = here.lead(name="Ada Voss", company="Nord", email="ada@example.com")
    tell(here, lead, minutes=12)
    tell(here, lead, "meeting.held")

    (crm,), (chat,) = claim(here), claim(here, "chat")
    body = json.loads(crm.payload)
    assert crm.id == chat.id
    assert (body["type"], body["timestamp"], body["data"]["minutes"]) == (
        "lead.overdue",
        "2026-11-24T15:00:00.000+00:00",
        12,
    )
    assert body["data"]["lead"].items() >= {"id": lead, "name": "Ada Voss", "email": "ada@example.com"}.items()
    assert body["data"]["lead"]["owner"] == "maya"


def test_a_transaction_that_fails_tells_nobody(here: World) -> None:
    """The message is gone with what it told of."""
    lead = here.lead()

    def put_and_fail() -> None:
        with here.store.writing() as unit:
            outbox.put(unit, "lead.overdue", lead, {}, here.now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        put_and_fail()

    assert claim(here) == ()


def test_one_sender_at_a_time(here: World) -> None:
    """A second sender gets nothing while the lease of the first lasts, and the same message under the same id after."""
    tell(here, here.lead())
    (first,) = claim(here, by="one")
    meanwhile = claim(here, by="two")
    here.wait(seconds=LEASE.total_seconds())
    (second,) = claim(here, by="two")
    box(here).settle("one", [(first, FAILED, 0)])
    box(here).settle("two", [(second, SENT, 0)])

    assert meanwhile == ()
    assert second == first
    assert here.sql("SELECT state, attempts FROM outbox WHERE destination = 'crm'") == [("sent", 1)]


def test_a_leads_messages_go_out_in_order(here: World) -> None:
    """The second waits for the first, even while that one is tried again; other leads do not."""
    ada, bo = here.lead(), here.lead()
    tell(here, ada, "meeting.booked")
    tell(here, ada, "meeting.cancelled")
    tell(here, bo, "lead.ended")

    first = claim(here)
    box(here).settle("one", [(first[0], FAILED, 0), (first[1], SENT, 0)])
    waiting = claim(here)
    here.wait(seconds=RETRIES[0].total_seconds())
    again = claim(here)
    box(here).settle("one", [(again[0], SENT, 0)])

    assert events(first) == ["meeting.booked", "lead.ended"]
    assert waiting == ()
    assert events(again) == ["meeting.booked"]
    assert events(claim(here)) == ["meeting.cancelled"]


def test_after_the_last_try_it_is_a_dead_letter_that_can_be_replayed(here: World) -> None:
    """Ten tries over three days, then it waits for a person; replay begins anew."""
    tell(here, here.lead())
    tries = 0
    while found := claim(here):
        tries += 1
        box(here).settle("one", [(found[0], FAILED, 0)])
        here.wait(seconds=max(RETRIES).total_seconds())

    (dead,) = box(here).listed("dead")
    replayed = box(here).replay([dead.id[-8:]])
    (again,) = claim(here)

    assert (tries, dead.attempts, dead.reason) == (len(RETRIES) + 1, len(RETRIES) + 1, "answered 500")
    assert (replayed, again.attempts) == (1, 0)


def test_gone_ends_a_destination(here: World) -> None:
    """After a 410 nothing more is written for it, and what waited is a dead letter; others go on."""
    tell(here, here.lead())
    tell(here, here.lead())
    (first, _) = claim(here, "chat")
    box(here).settle("one", [(first, GONE, 0)])
    tell(here, here.lead())

    assert box(here).counts() == {"chat": {"dead": 2}, "crm": {"new": 3}}


def test_what_was_sent_is_forgotten(here: World) -> None:
    """After a week of itself; a person's messages at once, whatever state they are in."""
    ada, bo = here.lead(), here.lead()
    tell(here, ada)
    box(here).settle("one", [(one, SENT, 0) for one in claim(here)])
    tell(here, bo)
    here.wait(days=7, seconds=1)
    tidied = box(here).tidy()
    with here.store.writing() as unit:
        forgotten = outbox.forget(unit, ada), outbox.forget(unit, bo)

    assert tidied == 1
    assert forgotten == (1, 2)


def test_a_wait_is_spread_and_honours_the_receiver(here: World) -> None:
    """A tenth more at most, and never sooner than asked by Retry-After."""
    tell(here, here.lead())
    (message,) = claim(here)
    box(here).settle("one", [(message, Answer(Verdict.AGAIN, "answered 429", timedelta(minutes=10)), 0.5)])

    (crm,) = [one for one in box(here).listed("new") if one.destination == "crm"]
    assert crm.next_at - here.now == timedelta(minutes=10.5)


# --- what is told -----------------------------------------------------------------------------------------------------


def told(here: World) -> list[str]:
    """Every event for the CRM so far, in order."""
    rows = here.sql("SELECT event FROM outbox WHERE destination = 'crm' ORDER BY seq")
    return [str(row[0]) for row in rows]


def data(here: World, event: str) -> dict[str, Any]:
    """What the newest message of an event holds."""
    rows = here.sql("SELECT payload FROM outbox WHERE event = ? ORDER BY seq DESC", event)
    found: dict[str, Any] = json.loads(rows[0][0])["data"]
    return found


def test_a_meeting_is_told_from_booking_to_opportunity(here: World) -> None:
    """Each step once, in order, with what a CRM needs to find it."""
    lead = here.lead()
    start = here.now + timedelta(days=1)
    booked = here.maya.calling.log(lead, "meeting_booked", detail=Detail(meeting_at=start), note="wants a demo")
    here.maya.meetings.say(lead, "rescheduled", starts_at=start + timedelta(hours=1))
    here.wait(days=2)
    here.maya.meetings.say(lead, "held")
    here.maya.meetings.decide(lead, "accepted", amount="12500")
    here.maya.meetings.undo_decision()
    here.maya.meetings.decide(lead, "refused", reason="no budget")

    assert [one for one in told(here) if one != "activity.logged"] == [
        "meeting.booked",
        "meeting.rescheduled",
        "meeting.held",
        "opportunity.accepted",
        "opportunity.undone",
        "opportunity.refused",
    ]
    assert told(here).count("activity.logged") == 3
    assert data(here, "meeting.booked")["meeting"] == booked.activity_id
    assert data(here, "meeting.held")["starts_at"] == (start + timedelta(hours=1)).isoformat()
    assert data(here, "opportunity.accepted")["amount"] == 1_250_000
    assert data(here, "opportunity.refused")["reason"] == "no budget"


def test_an_end_and_its_undo_are_told(here: World) -> None:
    """A lead's end comes with its log; taking the log back is told too, with the lead as it is again."""
    lead = here.lead()
    logged = here.maya.calling.log(lead, "disqualified", detail=Detail(reason="too_small"))
    here.maya.calling.undo()

    assert told(here) == ["activity.logged", "lead.ended", "activity.undone"]
    assert data(here, "lead.ended")["reason"] == "too_small"
    assert data(here, "lead.ended")["lead"]["stage"] == "disqualified"
    assert data(here, "activity.undone")["activity"] == logged.activity_id
    assert data(here, "activity.undone")["lead"]["stage"] == "open"


def test_everybody_with_the_number_ends_with_a_do_not_call(here: World) -> None:
    """The CRM hears of each of them."""
    first = here.lead(phone="+12125550900")
    second = here.lead(phone="+12125550900", name="Somebody Else")
    here.maya.calling.log(first, "do_not_call")

    ended = here.sql("SELECT lead_id FROM outbox WHERE event = 'lead.ended' AND destination = 'crm'")
    assert {row[0] for row in ended} == {first, second}


def test_a_new_owner_is_told_and_so_is_taking_it_back(here: World) -> None:
    """By hand, and when it is undone."""
    lead = here.lead()
    here.nora.manage.reassign([lead], "jon")
    given = data(here, "lead.reassigned")
    here.nora.manage.undo()
    back = data(here, "lead.reassigned")

    assert (given["from"], given["lead"]["owner"], back["lead"]["owner"]) == ("maya", "jon", "maya")
