"""A post on a real running receiver: believed, kept, answered, and a row on the rep's screen."""

from __future__ import annotations

import json
import time

import pytest

from sdrdesk.domain.queue import Tab
from sdrdesk.domain.webhook import PostState, Sender
from sdrdesk.errors import StoreError
from sdrdesk.web.limits import REFUSALS, Limits
from sdrdesk.web.signing import sign_standard
from tests.web.conftest import TOKEN, Start
from tests.web.running import Answer, Running, as_json, until
from tests.web.test_signing import calendly, hubspot, typeform, webflow
from tests.worlds import World

ANN = {"email": "ann@acme.example.com", "name": "Ann Lee", "phone": "+1 212 555 0142", "company": "Acme"}


def send(receiver: Running, body: object = ANN, **headers: str) -> Answer:
    """Post to the site's source with its token."""
    return receiver.ask("/hooks/site", json.dumps(body).encode(), as_json(TOKEN, **headers))


def test_a_post_is_on_the_reps_screen_within_a_second(start: Start, team: World) -> None:
    """From the post to the row that an open desk shows takes less than a second."""
    receiver, desk = start(), team.maya

    def is_shown() -> bool:
        return "Ann Lee" in [row.name for tab in Tab for row in desk.queue.rows(tab)]

    desk.seat.store.has_changed()
    team.nora.hooks.add("maya", Sender.JSON, offer="demo-request", owner="maya", secret=TOKEN)
    until(lambda: "maya" in receiver.receiver.hooks.sources)
    started = time.monotonic()

    answer = receiver.ask("/hooks/maya", json.dumps(ANN).encode(), as_json(TOKEN))
    until(lambda: desk.seat.store.has_changed() and is_shown())

    assert answer.status == 200
    assert answer.data["status"] == "accepted"
    assert time.monotonic() - started < 1


def test_the_same_message_again_makes_nothing_new(start: Start, team: World) -> None:
    """A retry is answered 200 with the first post's id, and there is one lead."""
    receiver = start()

    first, again = send(receiver), send(receiver)

    assert (first.status, again.status) == (200, 200)
    assert again.data == {"status": "duplicate", "id": first.data["id"]}
    assert team.sql("SELECT count(*) FROM lead WHERE email_key = ?", ANN["email"]) == [(1,)]


def test_the_same_words_again_next_week_are_a_new_wish(start: Start, team: World) -> None:
    """Who fills the same form in again a week later is not taken for a retry."""
    receiver = start()
    send(receiver)

    team.wait(days=2)
    soon = send(receiver)
    team.wait(days=5)
    later = send(receiver)

    assert soon.data["status"] == "duplicate"
    assert later.data["status"] == "accepted"
    assert team.sql("SELECT count(*) FROM conversion c JOIN lead l ON l.id = c.lead_id WHERE l.name = 'Ann Lee'") == [
        (2,)
    ]


def test_a_sender_may_name_its_message(start: Start) -> None:
    """With an Idempotency-Key the same body is a new message, and another body is a retry."""
    receiver = start()

    answers = [send(receiver, ANN, **{"Idempotency-Key": key}).data["status"] for key in ("a", "b", "a")]

    assert answers == ["accepted", "accepted", "duplicate"]


def test_each_vendor_signs_its_own_way(start: Start, team: World) -> None:
    """HubSpot, Typeform, Calendly, Webflow and Standard Webhooks are believed by their own signatures."""
    secret = "a-secret-of-this-sender"
    for sender in set(Sender) - {Sender.JSON}:
        team.nora.hooks.add(sender.value, sender, offer="demo-request", secret=secret)
    receiver = start(public_url="https://desk.example.com")
    seconds = int(team.now.timestamp())
    bodies = {
        "typeform": {"form_response": {"answers": [{"type": "email", "email": "t@example.com", "field": {}}]}},
        "calendly": {"event": "invitee.created", "payload": {"email": "c@example.com", "uri": "u1"}},
        "webflow": {"triggerType": "form_submission", "payload": {"id": "w1", "data": {"Email": "w@example.com"}}},
        "hubspot": {"vid": 1, "properties": {"email": {"value": "h@example.com"}}},
        "standard": {"type": "form.filled", "data": {"email": "s@example.com"}},
    }
    signed = {"typeform": typeform, "calendly": calendly, "webflow": webflow, "hubspot": hubspot}

    answers = {}
    for name, data in bodies.items():
        body = json.dumps(data).encode()
        if name == "standard":
            head = {"webhook-id": "m1", "webhook-timestamp": str(seconds)}
            head["webhook-signature"] = sign_standard(secret, "m1", seconds, body)
        else:
            stamp = f"{seconds}000" if name in ("webflow", "hubspot") else str(seconds)
            head = signed[name](secret, stamp, body)
        answers[name] = receiver.ask(f"/hooks/{name}", body, as_json() | head)

    assert {name: answer.status for name, answer in answers.items()} == dict.fromkeys(bodies, 200), answers
    assert {row[0] for row in team.sql("SELECT email FROM lead")} == {f"{one}@example.com" for one in "tcwhs"}


def test_every_refusal_names_its_reason(start: Start, team: World) -> None:
    """4xx answers are JSON with a steady code, and none of them leaves a trace in the database."""
    receiver = start(Limits(body=2000))
    good = json.dumps(ANN).encode()
    asked = {
        "signature_missing": receiver.ask("/hooks/site", good, as_json()),
        "signature_wrong": receiver.ask("/hooks/site", good, as_json("a-wrong-token-of-somebody")),
        "source_unknown": receiver.ask("/hooks/other", good, as_json(TOKEN)),
        "not_found": receiver.ask("/anything", good, as_json(TOKEN)),
        "method_not_allowed": receiver.ask("/hooks/site", method="PUT"),
        "body_too_large": receiver.ask("/hooks/site", b" " * 2001, as_json(TOKEN)),
        "type_unsupported": receiver.ask("/hooks/site", good, {"Content-Type": "text/plain"}),
        "body_unreadable": receiver.ask("/hooks/site", b'{"email": ', as_json(TOKEN)),
        "message_id_malformed": send(receiver, ANN, **{"webhook-id": "x" * 300}),
    }

    assert {code: answer.code for code, answer in asked.items()} == {code: code for code in asked}
    assert {code: answer.status for code, answer in asked.items()} == {code: REFUSALS[code].status for code in asked}
    assert asked["method_not_allowed"].headers["allow"] == "POST"
    assert team.sql("SELECT count(*) FROM inbox") == [(0,)]


def test_a_compressed_body_is_refused(start: Start) -> None:
    """A small body that would unpack into a large one is never unpacked."""
    answer = start().ask("/hooks/site", b"\x1f\x8b", as_json(TOKEN, **{"Content-Encoding": "gzip"}))

    assert (answer.status, answer.code) == (415, "type_unsupported")


def test_what_cannot_be_read_is_kept_as_a_dead_letter(start: Start, team: World) -> None:
    """A fill without any address is answered 200, kept, and a lead once the source says where the address stands."""
    receiver = start()

    answer = send(receiver, {"who": {"reach": "bo@example.com"}})
    (dead,) = team.nora.inbox.posts()
    team.nora.hooks.add("site", Sender.JSON, offer="demo-request", mapping={"who.reach": "email"})
    (done,) = team.nora.inbox.replay([dead.id])

    assert answer.data["status"] == "accepted"
    assert dead.state is PostState.DEAD
    assert "neither an e-mail address nor a phone number" in dead.reason
    assert done.state is PostState.TAKEN
    assert [team.record(one).row.email for one in done.lead_ids] == ["bo@example.com"]


def test_what_is_left_out_is_answered(start: Start, team: World) -> None:
    """A time beyond all times does not lose the lead: the answer and the inbox name the field."""
    receiver, late = start(), ANN | {"converted_at": "9999-12-31T23:59:59Z"}
    answer, again = send(receiver, late).data, send(receiver, late).data

    (doubt,) = answer["doubts"]
    assert (doubt["field"], doubt["reason"]) == ("converted_at", "is in the future: taken as when it came")
    assert "2026-03-12T09:14:00Z" in doubt["cure"]
    assert again == {"status": "duplicate", "id": answer["id"]}
    (kept,) = team.nora.inbox.posts()
    assert kept.reason == "converted_at: is in the future: taken as when it came"
    ((converted_at,),) = team.sql("SELECT converted_at FROM lead WHERE email_key = ?", ANN["email"])
    assert converted_at.startswith(f"{team.now:%Y-%m-%d}")


def test_a_source_that_posts_too_fast_is_told_when_to_come_back(start: Start) -> None:
    """Beyond its rate a source gets 429 with Retry-After, and is heard again after that."""
    receiver = start(Limits(rate=5, burst=2))

    answers = [send(receiver, {**ANN, "email": f"p{at}@example.com"}) for at in range(4)]
    time.sleep(0.25)
    later = send(receiver)

    assert [answer.status for answer in answers] == [200, 200, 429, 429]
    assert answers[2].headers["retry-after"] == "1"
    assert later.status == 200


def test_a_disk_that_fails_is_said_so(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the post cannot be kept the answer is 503 with Retry-After, never 200; health says it too."""
    receiver = start()

    def full(_: object) -> list[object]:
        raise StoreError("The disk is full")

    monkeypatch.setattr(receiver.desk.inbox, "receive", full)
    answer, health = send(receiver), receiver.ask("/health")
    monkeypatch.undo()
    again, healthy = send(receiver), receiver.ask("/health")

    assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "store_failed", "5")
    assert (health.status, health.data["status"]) == (503, "failing")
    assert (again.status, healthy.data["status"]) == (200, "ok")


def test_a_new_secret_counts_at_once_and_the_old_one_too(start: Start, team: World) -> None:
    """A secret is rotated while the receiver runs: both count, until the old one is retired."""
    receiver = start()

    fresh = team.nora.hooks.rotate("site").secrets[0]
    until(lambda: fresh in receiver.receiver.hooks.sources["site"].secrets)
    both = [receiver.ask("/hooks/site", b"{}", as_json(one)).status for one in (TOKEN, fresh)]
    team.nora.hooks.retire("site")
    until(lambda: TOKEN not in receiver.receiver.hooks.sources["site"].secrets)
    old = receiver.ask("/hooks/site", b"{}", as_json(TOKEN))

    assert both == [200, 200]
    assert old.code == "signature_wrong"


def test_the_log_holds_no_names_and_no_numbers(start: Start, caplog: pytest.LogCaptureFixture) -> None:
    """The access log says source, status and time: nothing of the person, the secret, or a stranger's path."""
    receiver = start()

    with caplog.at_level("INFO"):
        send(receiver)
        receiver.ask("/hooks/ann@acme.example.com", b"{}", as_json(TOKEN))
        receiver.close()

    said = "\n".join(one.getMessage() for one in caplog.records)
    assert "source=site status=200" in said
    assert "source=- status=404" in said
    for secret in ("Ann", "acme", "555", TOKEN, "127.0.0.1"):
        assert secret not in said


def test_answers_name_no_versions(start: Start) -> None:
    """A stranger does not learn which library answers."""
    answer = start().ask("/health")

    assert answer.headers["server"] == "sdrdesk"
    assert answer.headers["cache-control"] == "no-store"
