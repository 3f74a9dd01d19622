"""Meetings close the loop: told by reps, decided by account executives, and all of it taken back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sdrdesk.domain.cadence import Detail
from sdrdesk.domain.lead import Why
from sdrdesk.domain.playbook import Stage
from sdrdesk.domain.queue import Tab
from sdrdesk.errors import BadInput, Refused
from tests.worlds import MakeWorld, World, local


def booked(world: World, meeting: str = "2026-11-25 14:00") -> str:
    """A demo request of Maya's with a meeting."""
    lead = world.lead("demo_request")
    world.maya.calling.log(lead, "meeting_booked", seconds=200, detail=Detail(meeting_at=local(meeting)))
    return lead


def held(world: World) -> str:
    """A lead whose meeting was held."""
    lead = booked(world)
    world.clock.move_to(local("2026-11-25 14:40"))
    world.maya.meetings.say(lead, "held")
    return lead


def test_a_meeting_to_confirm_stands_first_in_the_queue(world: MakeWorld) -> None:
    """On the morning it is due the confirmation is Ready, before everything else, and says so."""
    one = world()
    lead = booked(one, "2026-11-30 14:00")
    one.clock.move_to(local("2026-11-27 10:00"))
    one.lead("pricing_inquiry")
    (first, _) = one.maya.queue.rows(Tab.READY)

    assert (first.lead_id, first.why, first.band) == (lead, Why.CONFIRM, 0)
    assert one.maya.queue.why(first).startswith("Confirm the meeting Mon 14:00 their time")
    assert [choice.outcome for choice in one.maya.calling.choices(lead)][:2] == ["confirmed", "rescheduled"]


def test_a_meetings_history_is_in_the_activities(world: MakeWorld) -> None:
    """Booked, moved, confirmed, held: one meeting, four activities, the last state stands."""
    one = world()
    lead = booked(one)
    one.maya.meetings.say(lead, "rescheduled", starts_at=local("2026-11-30 10:00"))
    one.maya.meetings.say(lead, "confirmed")
    one.clock.move_to(local("2026-11-30 10:35"))
    logged = one.maya.meetings.say(lead, "held")
    (meeting,) = one.maya.meetings.of(lead)

    assert logged.stage is Stage.MEETING
    assert (meeting.state, meeting.starts_at) == ("held", local("2026-11-30 10:00"))
    rows = one.sql("SELECT meeting_state FROM activity WHERE lead_id = ? ORDER BY at", lead)
    assert [row[0] for row in rows] == ["booked", "rescheduled", "confirmed", "held"]
    assert one.counted() == one.recount()


def test_each_step_can_be_taken_back(world: MakeWorld) -> None:
    """Undo after undo gives every state of the meeting back, and at last the meeting is gone."""
    one = world()
    lead = booked(one)
    one.maya.meetings.say(lead, "confirmed")
    one.clock.move_to(local("2026-11-25 14:40"))
    one.maya.meetings.say(lead, "no_show")
    states = []
    for _ in range(3):
        one.maya.calling.undo()
        states.append([meeting.state for meeting in one.maya.meetings.of(lead)])

    assert states == [["confirmed"], ["booked"], []]
    assert one.record(lead).standing.meets_at is None


def test_what_is_said_without_a_call_is_no_dial(world: MakeWorld) -> None:
    """A cancellation by mail counts no dial; one heard on the phone does."""
    one = world()
    lead = booked(one)
    one.maya.meetings.say(lead, "cancelled")
    said = one.sql("SELECT channel, is_dial FROM activity WHERE outcome = 'cancelled'")
    one.maya.calling.undo()
    one.maya.calling.dial(lead)
    one.maya.meetings.say(lead, "cancelled")

    assert said == [("meeting", 0)]
    assert one.sql("SELECT channel, is_dial FROM activity WHERE outcome = 'cancelled' ORDER BY channel") == [
        ("call", 1),
        ("meeting", 0),
    ]


def test_only_what_makes_sense_can_be_said(world: MakeWorld) -> None:
    """No second booking over a meeting, nothing of a meeting that is not there, no report before it began."""
    one = world()
    lead, other = booked(one), one.lead()

    with pytest.raises(Refused, match="has a meeting booked"):
        one.maya.calling.log(lead, "call_back", detail=Detail(callback_at=one.now + timedelta(hours=1)))
    with pytest.raises(Refused, match="has not begun"):
        one.maya.meetings.say(lead, "held")
    with pytest.raises(Refused, match="no meeting booked"):
        one.maya.meetings.say(other, "held")
    with pytest.raises(BadInput, match='is not "lunch"'):
        one.maya.meetings.say(lead, "lunch")


def test_who_is_disqualified_loses_the_meeting(world: MakeWorld) -> None:
    """An end of the lead cancels its meeting, and undo gives both back."""
    one = world()
    lead = booked(one)
    one.maya.calling.log(lead, "disqualified", detail=Detail(reason="too_small"))
    after = one.maya.meetings.of(lead)[0].state
    one.maya.calling.undo()

    assert (after, one.maya.meetings.of(lead)[0].state) == ("cancelled", "booked")


# --- opportunities ----------------------------------------------------------------------------------------------------


def test_an_opportunity_from_accepted_to_won(world: MakeWorld) -> None:
    """Accepted with an amount, then won; said twice it changes nothing."""
    one = world()
    lead = held(one)
    accepted = one.maya.meetings.decide(lead, "accepted", amount="$12,500.50")
    again = one.maya.meetings.decide(lead, "accepted", amount="12500.50")
    won = one.maya.meetings.decide(lead, "won")

    assert (accepted.opportunity.amount, accepted.opportunity.currency, accepted.changed) == (1_250_050, "$", True)
    assert not again.changed
    assert (won.opportunity.state, won.opportunity.amount) == ("won", 1_250_050)


def test_what_account_executives_must_say(world: MakeWorld) -> None:
    """A refusal needs its reason, a win its amount and an acceptance, and everything a held meeting."""
    one = world()
    lead = held(one)
    fresh = booked(one, "2026-11-30 14:00")

    with pytest.raises(BadInput, match="Why was it refused"):
        one.maya.meetings.decide(lead, "refused")
    with pytest.raises(Refused, match="was not accepted"):
        one.maya.meetings.decide(lead, "won", amount="100")
    with pytest.raises(Refused, match="no meeting that was held"):
        one.maya.meetings.decide(fresh, "accepted")
    one.maya.meetings.decide(lead, "accepted")
    with pytest.raises(BadInput, match="What was it won for"):
        one.maya.meetings.decide(lead, "won")


def test_a_decision_is_taken_back_by_a_reverse_entry(world: MakeWorld) -> None:
    """Undo goes back decision by decision; the audit keeps both what was said and that it was taken back."""
    one = world()
    lead = held(one)
    one.maya.meetings.decide(lead, "accepted", amount="900")
    one.maya.meetings.decide(lead, "lost", reason="Budget moved")
    with pytest.raises(Refused, match="opportunity was made"):
        one.maya.calling.undo()
    told = [one.maya.meetings.undo_decision() for _ in range(3)]

    assert told[0] == "Person 1: opportunity lost"
    assert told[2] is None
    assert one.sql("SELECT count(*) FROM opportunity") == [(0,)]
    assert [row[0] for row in one.sql("SELECT what FROM audit ORDER BY at")] == ["opportunity"] * 2 + ["undone"] * 2
    assert one.maya.calling.undo() is not None


def crm(tmp_path: Path, *lines: str) -> Path:
    """A CRM's export."""
    path = tmp_path / "deals.csv"
    path.write_text("\n".join(("Contact Email,Deal Stage,Amount,Close Date,Deal ID", *lines)) + "\n", encoding="utf-8")
    return path


def test_a_crm_file_brings_opportunities_in(world: MakeWorld, tmp_path: Path) -> None:
    """Columns are recognised, strangers named; the same file again changes nothing, and undo takes it all back."""
    one = world()
    held(one)
    path = crm(tmp_path, 'person1@example.com,Closed Won,"$8,000.00",2026-11-25,D-1', "x@elsewhere.example,Open,5,,D-2")
    first, second = one.maya.meetings.load(path), one.maya.meetings.load(path)

    assert (first.changed, first.same, len(first.strange)) == (1, 0, 1)
    assert (second.changed, second.same) == (0, 1)
    assert one.sql("SELECT state, amount, external_id, closed_day FROM opportunity") == [
        ("won", 800_000, "D-1", "2026-11-25")
    ]
    one.maya.meetings.undo_decision()
    assert one.sql("SELECT count(*) FROM opportunity") == [(0,)]


def test_a_crm_file_is_taken_whole_or_not_at_all(world: MakeWorld, tmp_path: Path) -> None:
    """One row that does not fit names itself and stops the others."""
    one = world()
    held(one)
    path = crm(tmp_path, "person1@example.com,Open,100,,", "person1@example.com,Simmering,100,,")

    with pytest.raises(BadInput, match="Simmering"):
        one.maya.meetings.load(path)
    assert one.sql("SELECT count(*) FROM opportunity") == [(0,)]


def test_a_calendar_follows_a_meeting_through_its_life(world: MakeWorld) -> None:
    """Booked, moved and cancelled are one event: the same UID, a higher SEQUENCE, and at last a CANCEL that ends it."""
    from icalendar import Calendar

    here = world()
    here.maya.seat.address = "maya@desk.example"
    lead = here.lead(name="Ann Example", email="ann@acme.example")
    log = here.maya.calling.log
    texts = [log(lead, "meeting_booked", detail=Detail(meeting_at=here.now + timedelta(days=3))).invite]
    here.wait(hours=1)
    texts.append(log(lead, "rescheduled", detail=Detail(meeting_at=here.now + timedelta(days=4))).invite)
    here.wait(hours=1)
    off = log(lead, "cancelled")
    texts.append(off.invite)
    calendars = [Calendar.from_ical(text) for text in texts]
    events = [calendar.walk("VEVENT")[0] for calendar in calendars]

    assert [str(one["METHOD"]) for one in calendars] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(one["UID"]) for one in events}) == 1
    assert [one["SEQUENCE"] for one in events] == [0, 1, 2]
    assert [str(one["STATUS"]) for one in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert {str(one["ORGANIZER"]) for one in events} == {"mailto:maya@desk.example"}
    assert {str(one["ATTENDEE"]) for one in events} == {"mailto:ann@acme.example"}
    assert events[2]["DTSTART"] == events[1]["DTSTART"]
    assert off.invite_at == here.now - timedelta(hours=2) + timedelta(days=4) + timedelta(hours=1)
    again = here.lead()
    assert log(again, "bad_timing").invite == ""
