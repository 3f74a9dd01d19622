"""The inbox: kept before it is read, each message once, dead letters with their reason and a way back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sdrdesk.desk.intake.arrivals import Arrivals
from sdrdesk.desk.intake.hook_secrets import SecretsFile
from sdrdesk.domain.webhook import KeptPost, Post, PostState, Receipt, Sender, Signing
from sdrdesk.errors import BadInput, NotFound, Refused, StoreError
from sdrdesk.feeds import form_body
from tests.worlds import MakeWorld, World

SECRET = "a-secret-of-this-sender"


def team(world: MakeWorld, sender: Sender = Sender.JSON, **options: Any) -> World:
    """A team with one source, "site"."""
    made = world()
    made.nora.hooks.add("site", sender, **({"offer": "demo-request", "secret": SECRET} | options))
    return made


def post(world: World, data: Any, message: str = "m1", source: str = "site") -> Post:
    """A post that was just accepted."""
    body = json.dumps(data).encode()
    return Post(source=source, message_id=message, body=body, received_at=world.now)


def receive(world: World, *posts: Post) -> list[Receipt]:
    """Hand posts to the inbox in one batch."""
    return world.nora.inbox.receive(posts)


def kept(world: World, receipt: Receipt) -> KeptPost:
    """What the inbox says of a post."""
    return world.nora.inbox.post(receipt.id)


def emails(world: World) -> list[str]:
    """Every lead's address."""
    return sorted(row[0] for row in world.sql("SELECT email FROM lead"))


def test_a_post_becomes_a_lead_in_the_same_commit(world: MakeWorld) -> None:
    """When a post is answered its lead is there, in somebody's hands, and the post names it."""
    desk = team(world)

    (receipt,) = receive(desk, post(desk, {"email": "ann@example.com", "name": "Ann Lee"}))

    (lead,) = kept(desk, receipt).lead_ids
    assert receipt.state is PostState.TAKEN
    assert desk.record(lead).row.name == "Ann Lee"
    assert desk.record(lead).row.offer == "demo-request"


def test_a_message_counts_once(world: MakeWorld) -> None:
    """The same id again, in the same batch or later, changes nothing and names the first post."""
    desk = team(world)
    one = post(desk, {"email": "ann@example.com"})

    first, twin = receive(desk, one, one)
    (later,) = receive(desk, post(desk, {"email": "other@example.com"}))

    assert (twin.id, later.id) == (first.id, first.id)
    assert [receipt.is_duplicate for receipt in (first, twin, later)] == [False, True, True]
    assert emails(desk) == ["ann@example.com"]


def test_ids_belong_to_their_source(world: MakeWorld) -> None:
    """Two senders may use the same id for different messages."""
    desk = team(world)
    desk.nora.hooks.add("other", Sender.JSON, offer="pricing", secret=SECRET)

    receive(desk, post(desk, {"email": "a@example.com"}), post(desk, {"email": "b@example.com"}, source="other"))

    assert emails(desk) == ["a@example.com", "b@example.com"]


def test_leads_are_shared_out_or_go_to_whom_the_source_names(world: MakeWorld) -> None:
    """Without an owner leads go round among the reps; a source may name one, a fill may name the CRM's owner."""
    desk = team(world)
    desk.nora.hooks.add("mayas", Sender.JSON, offer="demo-request", owner="maya", secret=SECRET)

    shared = receive(desk, *(post(desk, {"email": f"p{at}@example.com"}, f"m{at}") for at in range(6)))
    hers = receive(desk, post(desk, {"email": "x@example.com"}, source="mayas"))
    named = receive(desk, post(desk, {"email": "y@example.com", "lead owner": "Jon Abara"}, "m7"))

    def owners(receipts: list[Receipt]) -> list[str]:
        return sorted(desk.record(kept(desk, one).lead_ids[0]).owner for one in receipts)

    assert owners(shared) == ["Jon Abara"] * 3 + ["Maya Lindqvist"] * 3
    assert owners(hers) == ["Maya Lindqvist"]
    assert owners(named) == ["Jon Abara"]


def test_an_offer_is_found_by_the_forms_name_or_the_source_gives_it(world: MakeWorld) -> None:
    """The form's name says the offer; without a match the source's own counts; without that it waits as dead."""
    desk = team(world, offer="")

    exact, unknown, none = receive(
        desk,
        post(desk, {"email": "a@example.com", "form name": "pricing"}, "1"),
        post(desk, {"email": "b@example.com", "form name": "Flower shop"}, "2"),
        post(desk, {"email": "c@example.com"}, "3"),
    )

    assert desk.record(kept(desk, exact).lead_ids[0]).row.offer == "pricing"
    assert kept(desk, unknown).reason == 'no offer is called "Flower shop": give the source one with --offer'
    assert [one.state for one in (unknown, none)] == [PostState.DEAD, PostState.DEAD]
    desk.nora.hooks.add("site", Sender.JSON, offer="newsletter")
    assert {one.state for one in desk.nora.inbox.replay([unknown.id, none.id])} == {PostState.TAKEN}


def test_a_replay_makes_no_second_lead_and_no_second_conversion(world: MakeWorld) -> None:
    """Trying a post again that was taken already adds nothing, whenever it is tried."""
    desk = team(world)
    (receipt,) = receive(desk, post(desk, {"email": "ann@example.com"}))

    desk.wait(days=3)
    (again,) = desk.nora.inbox.replay([receipt.id])

    assert again.lead_ids == kept(desk, receipt).lead_ids
    assert again.attempts == 2
    assert desk.sql("SELECT count(*) FROM conversion") == [(1,)]


def test_a_reader_that_fails_loses_nothing(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours in reading one post keeps it as a dead letter; the others of the batch are leads."""
    desk = team(world)
    right = form_body.read_forms

    def faulty(sender: Sender, data: Any, setting: form_body.Setting) -> form_body.Read:
        if "bad" in data["email"]:
            raise ZeroDivisionError
        return right(sender, data, setting)

    monkeypatch.setattr(form_body, "read_forms", faulty)
    bad, good = receive(
        desk, post(desk, {"email": "bad@example.com"}, "1"), post(desk, {"email": "g@example.com"}, "2")
    )

    assert (bad.state, good.state) == (PostState.DEAD, PostState.TAKEN)
    assert kept(desk, bad).reason == "sdrdesk cannot read it: ZeroDivisionError"
    monkeypatch.undo()
    desk.nora.inbox.replay([bad.id])
    assert emails(desk) == ["bad@example.com", "g@example.com"]


def test_a_fault_while_writing_holds_nobody_else_up(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """When leads of a batch cannot be written, all posts are kept, and those that can be taken are, one by one."""
    desk = team(world)
    right = Arrivals.take

    def faulty(self: Arrivals, unit: Any, arrivals: Any, batch_id: str = "") -> Any:
        if any("bad" in one.incoming.email for one in arrivals):
            raise ZeroDivisionError
        return right(self, unit, arrivals, batch_id)

    monkeypatch.setattr(Arrivals, "take", faulty)
    bad, good = receive(
        desk, post(desk, {"email": "bad@example.com"}, "1"), post(desk, {"email": "g@example.com"}, "2")
    )

    assert (bad.state, good.state) == (PostState.DEAD, PostState.TAKEN)
    assert kept(desk, bad).reason == "sdrdesk failed on it: ZeroDivisionError"
    assert json.loads(kept(desk, bad).body) == {"email": "bad@example.com"}
    assert emails(desk) == ["g@example.com"]


def test_what_was_kept_before_a_crash_is_taken_later(world: MakeWorld) -> None:
    """A post that was kept, and nothing made of it before the lights went out, is taken at the next look."""
    desk = team(world)
    receive(desk, post(desk, {"email": "ann@example.com"}))
    desk.write("DELETE FROM conversion")
    desk.write("DELETE FROM lead")
    desk.write("UPDATE inbox SET state = 'new', lead_ids = ''")

    assert desk.nora.inbox.take_waiting() == 1
    assert emails(desk) == ["ann@example.com"]


def test_a_burst_is_kept_first_and_taken_after(world: MakeWorld) -> None:
    """Many posts at once are answered when they are on the disk; their leads follow, each message once."""
    desk = team(world)
    burst = [post(desk, {"email": f"p{at}@example.com"}, f"m{at}") for at in range(100)]

    receipts = receive(desk, *burst, *burst[:5])
    rounds = 0
    while desk.nora.inbox.take_waiting():
        rounds += 1

    assert {receipt.state for receipt in receipts} == {PostState.NEW}
    assert sum(receipt.is_duplicate for receipt in receipts) == 5
    assert rounds > 1
    assert len(emails(desk)) == 100
    assert desk.nora.inbox.counts() == {PostState.TAKEN: 100}


def test_one_bad_post_of_a_burst_holds_no_other_up(world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A post on which writing fails is found, laid aside as dead, and all the others become leads."""
    desk = team(world)
    right = Arrivals.take

    def faulty(self: Arrivals, unit: Any, arrivals: Any, batch_id: str = "") -> Any:
        if any(one.incoming.email == "p7@example.com" for one in arrivals):
            raise ZeroDivisionError
        return right(self, unit, arrivals, batch_id)

    monkeypatch.setattr(Arrivals, "take", faulty)
    receive(desk, *(post(desk, {"email": f"p{at}@example.com"}, f"m{at}") for at in range(40)))
    while desk.nora.inbox.take_waiting():
        pass

    assert desk.nora.inbox.counts() == {PostState.TAKEN: 39, PostState.DEAD: 1}
    assert len(emails(desk)) == 39


def test_posts_that_must_wait_hold_no_others_up(world: MakeWorld) -> None:
    """Fills of people in a running import wait behind nobody and before nobody."""
    desk = team(world)
    desk.write(
        "INSERT INTO batch (team_id, id, file_name, state, started_at, rep_id, report)"
        " VALUES (:team, 'b1', 'x.csv', 'staging', '2026-11-24 15:00:00.000000', 'r', '{}')"
    )
    desk.take([desk.arrival(email=f"p{at}@example.com") for at in range(40)], "b1")
    receive(desk, *(post(desk, {"email": f"p{at}@example.com"}, f"m{at}") for at in range(60)))

    taken = desk.nora.inbox.take_waiting() + desk.nora.inbox.take_waiting()

    assert taken == 20
    assert desk.nora.inbox.counts() == {PostState.TAKEN: 20, PostState.NEW: 40}


def test_who_asked_for_quiet_is_not_a_lead(world: MakeWorld) -> None:
    """A form fill of somebody who asked not to be contacted makes no lead, and the post says why."""
    desk = team(world)
    lead = desk.lead(email="ann@example.com", phone="")
    desk.maya.calling.log(lead, "do_not_call")
    desk.write("UPDATE lead SET email_key = '', email = ''")

    (receipt,) = receive(desk, post(desk, {"email": "ann@example.com"}))

    assert kept(desk, receipt).lead_ids == ()
    assert kept(desk, receipt).reason == "asked not to be contacted"


def test_people_in_a_running_import_wait_for_it(world: MakeWorld) -> None:
    """A fill of somebody whom an import is bringing in waits, and joins them when the import is live."""
    desk = team(world)
    desk.write(
        "INSERT INTO batch (team_id, id, file_name, state, started_at, rep_id, report)"
        " VALUES (:team, 'b1', 'x.csv', 'staging', '2026-11-24 15:00:00.000000', 'r', '{}')"
    )
    desk.take([desk.arrival(email="ann@example.com")], "b1")

    (receipt,) = receive(desk, post(desk, {"email": "ann@example.com"}))
    waiting = kept(desk, receipt)
    desk.write("UPDATE batch SET state = 'live'")
    desk.nora.inbox.take_waiting()

    assert waiting.state is PostState.NEW
    assert waiting.reason == "the person is in an import that is running"
    assert kept(desk, receipt).state is PostState.TAKEN
    assert emails(desk) == ["ann@example.com"]


def booking(uri: str, event: str = "invitee.created", **more: Any) -> dict[str, Any]:
    """A body of Calendly."""
    payload = {"email": "ann@example.com", "name": "Ann", "uri": uri, "created_at": "2026-11-24T14:00:00Z"}
    return {"event": event, "payload": payload | more}


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
def test_a_moved_booking_is_one_conversion(world: MakeWorld, together: bool) -> None:
    """A reschedule fires two messages, and again the next time: the person converted once."""
    desk = team(world, Sender.CALENDLY)
    posts = [
        post(desk, booking("A"), "invitee.created:A"),
        post(desk, booking("A", "invitee.canceled", rescheduled=True, new_invitee="B"), "invitee.canceled:A"),
        post(desk, booking("B", old_invitee="A", created_at="2026-11-24T14:20:00Z"), "invitee.created:B"),
        post(desk, booking("B", "invitee.canceled", rescheduled=True, new_invitee="C"), "invitee.canceled:B"),
        post(desk, booking("C", old_invitee="B", created_at="2026-11-24T14:40:00Z"), "invitee.created:C"),
    ]

    receipts = receive(desk, *posts) if together else [receipt for one in posts for receipt in receive(desk, one)]
    desk.nora.inbox.take_waiting()

    assert {kept(desk, one).state for one in receipts} == {PostState.TAKEN}
    assert desk.sql("SELECT count(*) FROM conversion") == [(1,)]
    assert kept(desk, receipts[4]).lead_ids == kept(desk, receipts[0]).lead_ids


def test_a_moved_booking_that_comes_first_is_one_conversion_too(world: MakeWorld) -> None:
    """Messages overtake each other: the new half first, or alone, still makes one lead with one conversion."""
    desk = team(world, Sender.CALENDLY)

    receive(desk, post(desk, booking("B", old_invitee="A"), "invitee.created:B"))
    receive(desk, post(desk, booking("A"), "invitee.created:A"))

    assert emails(desk) == ["ann@example.com"]
    assert desk.sql("SELECT count(*) FROM conversion") == [(1,)]


def test_new_rules_count_for_a_receiver_that_runs(world: MakeWorld) -> None:
    """A receiver that has run for weeks goes by the offers and the playbook of today."""
    desk = team(world)
    receiver = desk.desk("nora")
    receiver.inbox.receive([post(desk, {"email": "a@example.com"}, "1")])
    before = receiver.seat.rules
    source = desk.nora.team.playbook_source()

    desk.nora.team.apply_playbook(desk.nora.playbook, source)
    receiver.inbox.receive([post(desk, {"email": "b@example.com"}, "2")])

    assert receiver.seat.rules is not before


def test_a_dropped_post_stays_away(world: MakeWorld) -> None:
    """What was dropped is forgotten: its text is gone, it cannot be replayed, and its sender cannot bring it back."""
    desk = team(world)
    (receipt,) = receive(desk, post(desk, {"nothing": "of use"}))

    assert desk.nora.inbox.drop([receipt.id]) == 1
    assert kept(desk, receipt).body == b""
    with pytest.raises(Refused, match="dropped"):
        desk.nora.inbox.replay([receipt.id])
    (again,) = receive(desk, post(desk, {"nothing": "of use"}))
    assert again.is_duplicate


def test_posts_are_found_by_the_end_of_their_id(world: MakeWorld) -> None:
    """As leads are; NotFound says where to look."""
    desk = team(world)
    (receipt,) = receive(desk, post(desk, {"email": "ann@example.com"}))

    assert desk.nora.inbox.find(receipt.id[-8:]) == receipt.id
    for words in ("zzzzzz", "%%%%%%", "abc"):
        with pytest.raises(NotFound):
            desk.nora.inbox.find(words)


# --- sources --------------------------------------------------------------------------------------


def test_secrets_lie_in_a_file_of_their_own(world: MakeWorld) -> None:
    """No table holds a secret, and nobody but the owner can read the file."""
    desk = team(world)
    file = SecretsFile(desk.path)

    assert file.path.stat().st_mode & 0o777 == 0o600
    assert file.read() == {"site": (SECRET,)}
    desk.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert SECRET.encode() not in desk.path.read_bytes()
    file.path.chmod(0o644)
    with pytest.raises(StoreError, match="can be read by others"):
        file.read()


def test_two_secrets_are_in_force_while_one_replaces_the_other(world: MakeWorld) -> None:
    """Rotating keeps the old one for a while; a third pushes it out; retiring ends it."""
    desk = team(world)
    first = desk.nora.hooks.rotate("site").secrets

    second = desk.nora.hooks.rotate("site", "another-secret-of-theirs").secrets
    retired = desk.nora.hooks.retire("site").secrets

    assert first[1] == SECRET
    assert second == ("another-secret-of-theirs", first[0])
    assert retired == ("another-secret-of-theirs",)


def test_a_removed_source_leaves_its_posts(world: MakeWorld) -> None:
    """Taking a sender away takes its secrets away, not what it brought."""
    desk = team(world)
    receive(desk, post(desk, {"email": "ann@example.com"}))

    desk.nora.hooks.remove("site")

    assert desk.nora.hooks.sources() == ()
    assert SecretsFile(desk.path).read() == {}
    assert desk.nora.inbox.counts() == {PostState.TAKEN: 1}


def test_only_managers_say_who_may_post(world: MakeWorld) -> None:
    """A rep can read the list; adding, rotating and removing are a manager's."""
    desk = team(world)

    for change in (
        lambda: desk.maya.hooks.add("mine", Sender.JSON),
        lambda: desk.maya.hooks.rotate("site"),
        lambda: desk.maya.hooks.retire("site"),
        lambda: desk.maya.hooks.remove("site"),
    ):
        with pytest.raises(Refused, match="manager"):
            change()
    assert [one.key for one in desk.maya.hooks.sources()] == ["site"]


@pytest.mark.parametrize(
    ("key", "options", "said"),
    [
        ("../x", {}, "cannot name a source"),
        ("Site", {}, "cannot name a source"),
        ("x", {"offer": "nothing"}, "No offer"),
        ("x", {"mapping": {"a": "nothing"}}, "No field"),
        ("x", {"secret": "short"}, "too short"),
        ("x", {"signing": Signing.HUBSPOT}, "makes the secret itself"),
    ],
)
def test_a_source_that_could_not_work_is_refused(world: MakeWorld, key: str, options: Any, said: str) -> None:
    """Wrong keys, offers, fields and secrets are said when the source is added, not when a lead is lost."""
    with pytest.raises(BadInput, match=said):
        world().nora.hooks.add(key, Sender.JSON, **options)
