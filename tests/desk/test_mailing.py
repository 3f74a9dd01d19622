"""Written touches: sent once, logged once, asked about when in doubt, never to somebody who asked for none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sdrdesk.desk.calls import mailing
from sdrdesk.domain.messages import Server
from sdrdesk.domain.playbook import Channel
from sdrdesk.errors import BadInput, Refused
from sdrdesk.feeds.mail_out import MaybeSent, NotSent
from tests.desk.mail_server import Post, serving
from tests.worlds import MakeWorld, World

Mail = tuple[Post, Server]


@pytest.fixture
def post() -> Iterator[Mail]:
    """A mail server that takes everything."""
    with serving() as found:
        yield found


def at_the_mail(here: World, **person: str) -> str:
    """A lead whose next touch is an e-mail."""
    lead = here.lead(**({"kind": "contact_us", "name": "Ann Example", "company": "Acme"} | person))
    here.maya.calling.log(lead, "voicemail")
    assert here.record(lead).row.channel is Channel.EMAIL
    here.wait(minutes=1)
    return lead


def test_an_email_is_filled_sent_and_logged_once(world: MakeWorld, post: Mail) -> None:
    """The template with the lead's facts goes out as plain text; the log carries its id and plans the next call."""
    here, (server, where) = world(), post
    lead = at_the_mail(here)
    written = here.maya.mailing.write(lead)
    assert (written.to, written.missing) == ("person1@example.com", ())
    assert "Hello Ann," in written.body
    logged = here.maya.mailing.send(
        lead, written.subject, written.body, replace(where, unsubscribe="https://example.com/u")
    )

    (taken,) = server.taken
    (kept,) = here.maya.mailing.of(lead)
    assert (taken["From"], taken["To"]) == ("Maya Lindqvist <maya@desk.example>", "Ann Example <person1@example.com>")
    assert taken["Message-ID"] == f"<{kept.message_id}>"
    assert taken["List-Unsubscribe"] == "<https://example.com/u>"
    assert taken.get_content_type() == "text/plain"
    assert taken.get_content().replace("\r\n", "\n").strip() == written.body
    assert (kept.id, kept.state) == (logged.activity_id, "sent")
    assert here.record(lead).row.channel is Channel.CALL
    assert here.maya.queue.brief(lead).history[0].id == logged.activity_id


@pytest.mark.parametrize("how", ["refuses_rcpt", "refuses_data"])
def test_what_the_server_does_not_take_is_kept_and_may_be_sent_again(world: MakeWorld, post: Mail, how: str) -> None:
    """Nothing is logged, the server's words are told, the text stays."""
    here, (server, where) = world(), post
    lead = at_the_mail(here)
    setattr(server, how, True)
    with pytest.raises(NotSent, match=r"no such mailbox|looks like spam"):
        here.maya.mailing.send(lead, "Hello", "My own words", where)
    assert here.record(lead).row.channel is Channel.EMAIL
    again = here.maya.mailing.write(lead)
    assert (again.subject, again.body, again.in_doubt) == ("Hello", "My own words", None)

    setattr(server, how, False)
    here.maya.mailing.send(lead, again.subject, again.body, where)
    assert len(server.taken) == 1


def test_nobody_there_is_not_sent(world: MakeWorld) -> None:
    """A server that does not answer has sent nothing."""
    here = world()
    lead = at_the_mail(here)
    with serving() as (_, where):
        pass
    with pytest.raises(NotSent):
        here.maya.mailing.send(lead, "Hello", "Words", where)
    assert [one.state for one in here.maya.mailing.of(lead)] == ["failed"]


@pytest.mark.parametrize("was_sent", [True, False])
def test_a_line_that_breaks_is_asked_about_and_never_sent_again_by_itself(
    world: MakeWorld, post: Mail, *, was_sent: bool
) -> None:
    """While a mail is in doubt no other goes; a person says which it was, and then it is logged or a draft again."""
    here, (server, where) = world(), post
    lead = at_the_mail(here)
    server.breaks = True
    with pytest.raises(MaybeSent):
        here.maya.mailing.send(lead, "Hello", "Words", where)
    server.breaks = False
    with pytest.raises(Refused, match="cut off"):
        here.maya.mailing.send(lead, "Hello", "Words", where)
    doubtful = here.maya.mailing.write(lead).in_doubt
    assert doubtful is not None

    logged = here.maya.mailing.settle(doubtful.id, was_sent=was_sent)
    assert (logged is not None) is was_sent
    assert [one.state for one in here.maya.mailing.of(lead)] == ["sent" if was_sent else "drafted"]
    assert here.record(lead).row.channel is (Channel.CALL if was_sent else Channel.EMAIL)
    if was_sent:
        again = here.maya.mailing.settle(doubtful.id, was_sent=True)
        assert again is not None
        assert again.repeated
    assert len(server.taken) == 1


def test_a_crash_between_sending_and_logging_asks(
    world: MakeWorld, post: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail is out and the desk dies before the log: at the next start it is in doubt, not sent a second time."""
    here, (server, where) = world(), post
    lead = at_the_mail(here)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mailing.Mailing, "_sent", dies)
        with pytest.raises(KeyboardInterrupt):
            here.maya.mailing.send(lead, "Hello", "Words", where)
    restarted = here.desk("maya")
    with pytest.raises(Refused) as told:
        restarted.mailing.send(lead, "Hello", "Words", where)
    assert told.value.code == "in_doubt"
    doubtful = restarted.mailing.write(lead).in_doubt
    assert doubtful is not None
    assert restarted.mailing.settle(doubtful.id, was_sent=True) is not None
    assert len(server.taken) == 1


def test_a_mail_program_is_handed_the_text_and_the_rep_says_whether_it_went(world: MakeWorld) -> None:
    """The link holds subject and text; nothing is logged before the rep says so."""
    here = world()
    lead = at_the_mail(here)
    handed = here.maya.mailing.hand_over(lead, "Hello & more", "Line 1\nLine 2?")

    assert handed.uri == "mailto:person1@example.com?subject=Hello%20%26%20more&body=Line%201%0D%0ALine%202%3F"
    assert here.record(lead).row.channel is Channel.EMAIL
    assert here.maya.mailing.settle(handed.mail.id, was_sent=True) is not None
    assert here.record(lead).row.channel is Channel.CALL


def test_what_may_not_be_sent(world: MakeWorld, post: Mail) -> None:
    """A missing fact, no address, no text, somebody suppressed, a colleague's lead: refused, nothing leaves."""
    here, (server, where) = world(), post
    lead = at_the_mail(here)
    with pytest.raises(Refused, match="company, next_week"):
        here.maya.mailing.send(lead, "To {{ company }}", "In {{next_week}}", where)
    with pytest.raises(BadInput):
        here.maya.mailing.send(lead, " ", "Words", where)
    with pytest.raises(BadInput):
        here.maya.mailing.send(lead, "Hello", "Words", replace(where, sender=""))
    with pytest.raises(Refused):
        here.jon.mailing.write(lead)
    nowhere = here.lead(email="", kind="contact_us")
    with pytest.raises(Refused):
        here.maya.mailing.send(nowhere, "Hello", "Words", where)
    here.maya.calling.log(lead, "do_not_call")
    with pytest.raises(Refused) as told:
        here.maya.mailing.send(lead, "Hello", "Words", where)

    assert told.value.code == "suppressed"
    assert server.taken == []
    assert [one.state for one in here.maya.mailing.of(lead)] == []


def test_headers_cannot_be_slipped_in(world: MakeWorld, post: Mail) -> None:
    """Line breaks in a name or a subject become blanks; a Bcc stays words."""
    here, (server, where) = world(), post
    lead = at_the_mail(here, name='Ann "B" Example, <x@example.org>')
    here.maya.mailing.send(lead, "Hello\r\nBcc: all@example.org", "a\n.\n\r\nBcc: b@example.org", where)

    (taken,) = server.taken
    assert taken["Bcc"] is None
    assert taken["Subject"] == "Hello Bcc: all@example.org"
    assert [one.addr_spec for one in taken["To"].addresses] == ["person1@example.com"]


def test_no_mail_tells_of_a_call_that_nobody_made(world: MakeWorld) -> None:
    """Who writes before the first call of this inquiry does not say that they called."""
    here = world()
    lead = here.lead(name="Ann Example")
    assert "by phone" not in here.maya.mailing.write(lead).body
    here.maya.calling.log(lead, "no_answer")
    assert "I have tried to reach you by phone." in here.maya.mailing.write(lead).body
    here.wait(days=1)
    here.again(lead, "pricing_inquiry")
    written = here.maya.mailing.write(lead)
    assert ("by phone" in written.body, "you asked us on Wednesday: " in written.body) == (False, True)
    here.wait(days=6)
    assert "on Wednesday" in here.maya.mailing.write(lead).body
    here.wait(days=1)
    assert "you asked us on 25 November: " in here.maya.mailing.write(lead).body, "a Wednesday again"


def test_a_fact_that_nobody_knows_is_named(world: MakeWorld) -> None:
    """The second mail of the cadence names the company: without one it says so, and stands there to be written."""
    here = world()
    lead = at_the_mail(here, company="")
    here.maya.mailing.done(lead, Channel.EMAIL)
    for _ in range(2):
        here.wait(days=1)
        here.maya.calling.log(lead, "voicemail")
    written = here.maya.mailing.write(lead)

    assert (written.missing, "{{ company }}" in written.body) == (("company",), True)


def test_a_draft_waits_and_an_answer_brings_a_call(world: MakeWorld) -> None:
    """What was written is there the next time; that they wrote back is one log."""
    here = world()
    lead = at_the_mail(here)
    here.maya.mailing.keep(lead, "My subject", "My words")
    assert here.maya.mailing.write(lead).body == "My words"
    logged = here.maya.mailing.replied(lead)
    assert logged.touch is not None
    assert logged.touch.channel is Channel.CALL
    social = here.maya.mailing.write(lead, Channel.SOCIAL)
    assert "Hello Ann" in social.body
    assert here.maya.mailing.done(lead, Channel.SOCIAL).told
