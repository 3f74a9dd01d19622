"""The audit: it only grows, says who in which role at which front, and shows each reader what is theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sdrdesk.build import open_desk
from sdrdesk.desk.people.audit import words_of
from sdrdesk.errors import Refused, StoreError
from sdrdesk.store import leads
from tests.worlds import MakeWorld


def test_an_entry_says_who_in_which_role_where(world: MakeWorld) -> None:
    """Who, their role then, the front, what was before and after."""
    here = world()
    lead = here.lead(owner="maya", name="Ada Quill")
    desk = open_desk(here.path, here.clock, "nora", front="tui")
    desk.manage.reassign([lead], "jon")
    desk.identity.change_role("jon", "manager")
    role, given = desk.audit.entries(login="nora")
    desk.close()

    assert (given.name, given.role, given.front, given.what) == ("Nora Sand", "manager", "tui", "assigned")
    assert list(given.detail["before"]) == list(given.detail["after"]) == [lead]
    assert (role.detail["before"]["role"], role.detail["after"]["role"]) == ("rep", "manager")


def test_the_audit_only_grows(world: MakeWorld) -> None:
    """The database itself refuses to change or drop an entry; only what it says of an erased person is blanked."""
    here = world()
    lead = here.lead(name="Ada Quill")
    here.maya.calling.snooze(lead, here.now + timedelta(days=1))
    kept = here.sql("SELECT * FROM audit")
    for text in (
        "DELETE FROM audit",
        "UPDATE audit SET detail = '{}'",
        "UPDATE audit SET rep_id = 'x'",
        "UPDATE audit SET detail = '{\"erased\":true}', what = 'x'",
        "UPDATE audit SET at = '2020-01-01 00:00:00.000000'",
    ):
        with pytest.raises(StoreError, match="append-only"):
            here.write(text)
    assert here.sql("SELECT * FROM audit") == kept
    here.nora.privacy.erase(lead, reason="asked by letter")
    assert here.sql("SELECT detail FROM audit WHERE what = 'snoozed'") == [('{"erased":true}',)]


def test_a_rep_reads_what_they_did(world: MakeWorld) -> None:
    """A rep sees own entries, a manager everybody's, with filters for lead, member, time and word."""
    here = world()
    mine, other = here.lead(name="Ada Quill"), here.lead(owner="jon", name="Bo Finch")
    here.maya.calling.snooze(mine, here.now + timedelta(days=1))
    here.jon.calling.snooze(other, here.now + timedelta(days=1))
    here.nora.manage.reassign([mine], "jon")

    assert [one.lead for one in here.maya.audit.entries()] == ["Ada Quill"]
    with pytest.raises(Refused) as told:
        here.maya.audit.entries(login="jon")
    assert told.value.code == "not_yours"
    read = here.nora.audit.entries
    assert {one.login for one in read()} == {"maya", "jon", "nora"}
    assert [one.lead for one in read(lead_id=other)] == ["Bo Finch"]
    assert [one.what for one in read(what="Assign")] == ["assigned"]
    assert [one.login for one in read(login="JON")] == ["jon"]
    assert len(read(limit=1)) == 1
    assert read(since=here.now + timedelta(days=1)) == ()
    here.nora.identity.leave("jon")
    assert [one.lead for one in read(login="jon")] == ["Bo Finch"]


def test_what_the_desk_does_by_itself_is_nobodys(world: MakeWorld) -> None:
    """An escalation is the clock's: no name, no role, not among what the member did at whose desk it was seen."""
    here = world()
    lead = here.lead(name="Ada Quill", kind="demo_request")
    here.wait(hours=1)
    assert here.jon.duty.escalate() > 0
    entries = here.nora.audit.entries(lead_id=lead, what="escalated")
    assert {(one.login, one.name, one.role, one.front, one.by_itself) for one in entries} == {("", "", "", "", "jon")}
    assert here.nora.audit.entries(login="jon") == here.jon.audit.entries() == ()
    assert {who for _, who, what in here.nora.routes.explain(lead).changes if what == "escalated"} == {"the desk"}


def test_ids_are_told_as_names(world: MakeWorld) -> None:
    """Words name the member or the lead that an id stands for, else its end; what was kept holds the whole id."""
    here = world()
    lead, other = here.lead(name="Ada Quill"), here.lead(name="[b]Bo[/b]")
    unknown = "0123456789abcdef" * 2
    with here.nora.seat.store.writing() as unit:
        detail = {"from": here.maya.rep.id, "to": other, "batch": unknown, "leads": [lead, other]}
        leads.write_audit(
            unit, unknown, at=here.now, rep_id=here.nora.rep.id, what="tried", lead_id=lead, detail=detail
        )
    (entry,) = here.nora.audit.entries(what="tried")
    assert entry.told == "from: Maya Lindqvist; to: [b]Bo[/b]; batch: 89abcdef; leads: Ada Quill \u2192 [b]Bo[/b]"
    assert entry.detail == detail


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ({"told": "3 leads to Jon"}, "3 leads to Jon"),
        ({"name": ["Ada", "Ada Q."], "city": ["", "Bonn"]}, "name: Ada \u2192 Ada Q.; city: nothing \u2192 Bonn"),
        ({"offers": ["a", "b", "c"], "note": ""}, "offers: a, b, c"),
        ({}, ""),
        ([], ""),
    ],
)
def test_what_is_kept_is_put_in_words(detail: object, said: str) -> None:
    """An entry's own words, else its fields with before and after."""
    assert words_of(detail) == said
