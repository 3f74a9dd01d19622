"""Bodies of webhooks: each vendor's shape, any JSON with a mapping, and what nobody's form looks like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdrdesk.domain.intake import Incoming, Problem
from sdrdesk.domain.webhook import Sender
from sdrdesk.errors import BadInput
from sdrdesk.feeds.form_body import Read, Setting, is_readable, message_id, read_body, read_forms
from sdrdesk.feeds.lead_file import AHEAD
from sdrdesk.text import is_clean

CAME = datetime(2026, 11, 24, 15, tzinfo=UTC)


def read(sender: Sender, data: Any, mapping: Mapping[str, str] | None = None) -> Read:
    """A body as a source of this kind sends it."""
    parsed = read_body(json.dumps(data).encode(), "application/json")
    setting = Setting(mapping=mapping or {}, region="US", zone="America/New_York", received_at=CAME)
    return read_forms(sender, parsed, setting)


def person(sender: Sender, data: Any, mapping: Mapping[str, str] | None = None) -> Incoming:
    """The one person in a body."""
    (found,) = read(sender, data, mapping).people
    assert isinstance(found, Incoming), found
    return found


# --- any JSON -------------------------------------------------------------------------------------


def test_plain_json_is_read_by_its_names() -> None:
    """Names as people write them are recognised, and what belongs to the company is not taken for the person's."""
    found = person(
        Sender.JSON,
        {
            "data": {
                "contact": {"firstName": "Ann", "lastName": "Lee", "workEmail": "Ann@Acme.example.com"},
                "company": {"name": "Acme, Inc.", "size": "51-200"},
                "owner": {"name": "Somebody", "email": "rep@us.example.com"},
                "form": {"name": "Request a demo", "id": "f1"},
            },
            "phone": "(212) 555-0142",
            "submitted_at": "2026-11-24T09:30:00-05:00",
        },
    )

    assert (found.full_name, found.email, found.phone) == ("Ann Lee", "Ann@acme.example.com", "+12125550142")
    assert (found.company, found.offer_words) == ("Acme, Inc.", "Request a demo")
    assert found.converted_at == datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    assert found.place.region == "US-NY"


def test_a_mapping_goes_before_everything() -> None:
    """A dotted path that a source maps wins over what the names say; a path that is not there does no harm."""
    found = person(
        Sender.JSON,
        {"email": "info@example.com", "fields": [{"x": "ann@example.com"}, {"x": "Ann Lee"}]},
        {"fields.0.x": "email", "fields.1.x": "name", "nowhere.at.all": "company"},
    )

    assert (found.email, found.full_name, found.company) == ("ann@example.com", "Ann Lee", "")


def test_lists_of_questions_and_answers_are_read() -> None:
    """Form tools that send [{label, value}] are read by their labels."""
    fields = [
        {"key": "q1", "label": "Work email", "type": "INPUT_EMAIL", "value": "ann@example.com"},
        {"key": "q2", "label": "Full name", "value": "Lee, Ann"},
        {"key": "q3", "label": "Interests", "value": ["a", "b"]},
    ]
    found = person(Sender.JSON, {"eventType": "FORM_RESPONSE", "data": {"fields": fields}})

    assert (found.email, found.full_name) == ("ann@example.com", "Ann Lee")


def test_a_list_brings_several_people() -> None:
    """Each object of a list is a form of its own; one that cannot be used does not take the others along."""
    good, bad = read(Sender.JSON, [{"email": "a@example.com"}, {"name": "Nobody"}]).people

    assert isinstance(good, Incoming)
    assert isinstance(bad, Problem)
    assert bad.reason == "has neither an e-mail address nor a phone number"


def test_a_web_form_is_read_like_json() -> None:
    """A page that posts a plain form, without any script, brings a lead."""
    data = read_body(b"email=ann%40example.com&full+name=Ann+Lee&note=a%0Ab", "application/x-www-form-urlencoded")
    setting = Setting(region="US", zone="UTC", received_at=CAME)
    (found,) = read_forms(Sender.JSON, data, setting).people

    assert isinstance(found, Incoming)
    assert (found.email, found.full_name) == ("ann@example.com", "Ann Lee")


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("not a time", "is no date that can be read"),
        ("1999-01-01", "is before the year 2000"),
        ("2027-01-01T00:00:00Z", "is in the future"),
        ("9999-12-31T23:59:59Z", "is in the future"),
        ("03/04/2026", "is no date that can be read"),
        (10**30, "is no date that can be read"),
    ],
)
def test_a_time_that_cannot_be_does_not_lose_the_lead(at: object, fault: str) -> None:
    """A form whose time is odd is taken as of when it came, with a doubt in the words of files."""
    found = person(Sender.JSON, {"email": "ann@example.com", "submitted_at": at})

    assert found.converted_at == CAME
    (doubt,) = found.doubts
    assert (doubt.field, doubt.reason) == ("converted_at", f"{fault}: taken as when it came")
    assert "2026-03-12T09:14:00Z" in doubt.cure


def test_clocks_may_differ_by_some_minutes() -> None:
    """A form filled in a little after it came, by its sender's clock, is taken as it says."""
    found = person(Sender.JSON, {"email": "ann@example.com", "submitted_at": (CAME + AHEAD).isoformat()})

    assert (found.converted_at, found.doubts) == (CAME + AHEAD, ())


# --- vendors --------------------------------------------------------------------------------------

TYPEFORM = {
    "event_id": "01E1FT3ZBHA2WA9AZSA2KPJ6RJ",
    "event_type": "form_response",
    "form_response": {
        "form_id": "TZLwUH",
        "token": "tok1",
        "submitted_at": "2026-11-24T14:46:57Z",
        "hidden": {"utm_campaign": "autumn", "company": "Acme"},
        "definition": {
            "id": "TZLwUH",
            "title": "Request a demo",
            "fields": [
                {"id": "a", "ref": "r-name", "title": "What's your *full name*?", "type": "short_text"},
                {"id": "b", "ref": "r-mail", "title": "Where can we write?", "type": "email"},
                {"id": "c", "ref": "r-tel", "title": "And call?", "type": "phone_number"},
                {"id": "d", "ref": "r-size", "title": "Company size", "type": "multiple_choice"},
            ],
        },
        "answers": [
            {"type": "text", "text": "Ann Lee", "field": {"id": "a", "ref": "r-name", "type": "short_text"}},
            {"type": "email", "email": "ann@example.com", "field": {"id": "b", "ref": "r-mail", "type": "email"}},
            {"type": "phone_number", "phone_number": "+442071838750", "field": {"id": "c", "ref": "r-tel"}},
            {"type": "choice", "choice": {"label": "51-200"}, "field": {"id": "d", "ref": "r-size"}},
        ],
    },
}


def test_typeform() -> None:
    """A Typeform response: typed answers, questions in people's words, hidden fields, the form as the offer."""
    found = person(Sender.TYPEFORM, TYPEFORM)

    assert (found.full_name, found.email, found.phone) == ("Ann Lee", "ann@example.com", "+442071838750")
    assert (found.company, found.people, found.campaign) == ("Acme", 51, "autumn")
    assert found.offer_words == "Request a demo"
    assert found.converted_at == datetime(2026, 11, 24, 14, 46, 57, tzinfo=UTC)
    assert message_id(Sender.TYPEFORM, TYPEFORM) == "01E1FT3ZBHA2WA9AZSA2KPJ6RJ"


def test_typeform_by_the_ref_of_a_question() -> None:
    """A question that nobody could guess is mapped by its ref, which stays when its words change."""
    assert person(Sender.TYPEFORM, TYPEFORM, {"r-size": "title"}).title == "51-200"


def test_webflow() -> None:
    """A Webflow submission: its own field names, the form's name as the offer."""
    body = {
        "triggerType": "form_submission",
        "payload": {
            "name": "Contact us",
            "siteId": "65427cf400e02b306eaa049c",
            "data": {"First Name": "Ann", "Last Name": "Lee", "Email 2": "ann@example.com", "Phone-Number": ""},
            "schema": [{"fieldName": "First Name", "fieldType": "FormTextInput", "fieldElement": "x"}],
            "submittedAt": "2026-11-24T14:56:00.000Z",
            "id": "6321ca84df3949bfc6752327",
            "formId": "65429eadebe8a9f3a30f62d0",
        },
    }
    found = person(Sender.WEBFLOW, body)

    assert (found.full_name, found.email, found.offer_words) == ("Ann Lee", "ann@example.com", "Contact us")
    assert found.converted_at == datetime(2026, 11, 24, 14, 56, tzinfo=UTC)
    assert message_id(Sender.WEBFLOW, body) == "6321ca84df3949bfc6752327"


def calendly(event: str = "invitee.created", **payload: Any) -> dict[str, Any]:
    """A body of Calendly."""
    return {
        "event": event,
        "created_at": "2026-11-24T14:00:00.000000Z",
        "payload": {
            "email": "ann@example.com",
            "name": "Ann Lee",
            "first_name": None,
            "last_name": None,
            "text_reminder_number": "+1 212 555 0142",
            "questions_and_answers": [{"question": "Your company?", "answer": "Acme", "position": 0}],
            "tracking": {"utm_campaign": "autumn", "utm_source": "ads"},
            "scheduled_event": {"name": "Demo", "start_time": "2026-12-01T15:00:00.000000Z"},
            "uri": "https://api.calendly.com/scheduled_events/E/invitees/A",
            "created_at": "2026-11-24T13:59:59.000000Z",
            "rescheduled": False,
            "old_invitee": None,
            "new_invitee": None,
        }
        | payload,
    }


def test_calendly() -> None:
    """Who books in Calendly is a conversion on that meeting, when it was booked, not when it takes place."""
    found = person(Sender.CALENDLY, calendly())

    assert (found.full_name, found.email, found.phone) == ("Ann Lee", "ann@example.com", "+12125550142")
    assert (found.company, found.campaign, found.source, found.offer_words) == ("Acme", "autumn", "ads", "Demo")
    assert found.converted_at == datetime(2026, 11, 24, 13, 59, 59, tzinfo=UTC)


def test_calendly_cancellations_bring_nobody() -> None:
    """A cancelled booking, and the cancelled half of a moved one, are no leads and no dead letters."""
    moved = read(Sender.CALENDLY, calendly("invitee.canceled", rescheduled=True, new_invitee="B"))
    gone = read(Sender.CALENDLY, calendly("invitee.canceled"))

    assert (moved.people, moved.silence) == ((), "the booking moved to another time")
    assert (gone.people, gone.silence) == ((), "the booking was cancelled")


def test_calendly_moves_name_what_they_follow() -> None:
    """The new half of a moved booking points to the message that brought the old one."""
    first = calendly()
    moved = calendly(uri="B", old_invitee=first["payload"]["uri"])

    assert read(Sender.CALENDLY, moved).follows == message_id(Sender.CALENDLY, first)
    assert person(Sender.CALENDLY, moved).external_id == person(Sender.CALENDLY, first).external_id


def test_a_contact_of_hubspot() -> None:
    """A workflow's contact: nested values, the newest form as the offer and the time."""
    body = {
        "vid": 51,
        "properties": {
            "email": {"value": "ann@example.com"},
            "firstname": {"value": "Ann"},
            "lastname": {"value": "Lee"},
            "jobtitle": {"value": "VP Sales"},
            "numemployees": {"value": "250"},
            "state": {"value": "Texas"},
            "country": {"value": "United States"},
            "company": {"value": "Acme"},
        },
        "form-submissions": [
            {"title": "Pricing", "timestamp": 1764000000000},
            {"title": "Request a demo", "timestamp": 1795528800000},
            {"title": "Newsletter", "timestamp": 1700000000000},
        ],
    }
    found = person(Sender.HUBSPOT, body)

    assert (found.full_name, found.title, found.company, found.people) == ("Ann Lee", "VP Sales", "Acme", 250)
    assert (found.offer_words, found.place.region, found.external_id) == ("Request a demo", "US-TX", "51")
    assert found.converted_at == datetime.fromtimestamp(1795528800, UTC)


def event(name: str, value: str, who: int = 123, **more: Any) -> dict[str, Any]:
    """An event of HubSpot's webhooks API."""
    return {
        "eventId": hash((name, who)) % 10**9,
        "subscriptionId": 1,
        "occurredAt": 1795528800000,
        "subscriptionType": "contact.propertyChange",
        "attemptNumber": 0,
        "objectId": who,
        "propertyName": name,
        "propertyValue": value,
    } | more


def test_events_of_hubspot_come_together_by_contact() -> None:
    """Each event says one property: what was said of one contact is one lead."""
    ann, bo = read(
        Sender.HUBSPOT,
        [event("email", "ann@example.com"), event("email", "bo@example.com", 7), event("firstname", "Ann")],
    ).people

    assert isinstance(ann, Incoming)
    assert isinstance(bo, Incoming)
    assert [(one.email, one.first_name, one.external_id) for one in (ann, bo)] == [
        ("ann@example.com", "Ann", "123"),
        ("bo@example.com", "", "7"),
    ]


def test_events_of_hubspot_about_deals_bring_nobody() -> None:
    """A deal that moved, or a contact that was deleted, is no lead and no dead letter."""
    found = read(
        Sender.HUBSPOT,
        [
            event("dealstage", "x", subscriptionType="deal.propertyChange"),
            event("", "", subscriptionType="contact.deletion"),
        ],
    )

    assert found.people == ()
    assert found.silence == "brings no contact: contact.deletion, deal.propertyChange"


def test_another_attempt_of_hubspot_is_the_same_message() -> None:
    """HubSpot counts its attempts inside the body; the message is the same."""
    once, again = ([event("email", "a@example.com", attemptNumber=number)] for number in (0, 3))

    assert message_id(Sender.HUBSPOT, once) == message_id(Sender.HUBSPOT, again) != ""


def test_the_envelope_of_the_standard_webhooks() -> None:
    """The envelope's time is the person's, unless the data has one."""
    body = {"type": "form.filled", "timestamp": "2026-11-24T14:59:00Z", "data": {"email": "ann@example.com"}}

    assert person(Sender.STANDARD, body).converted_at == datetime(2026, 11, 24, 14, 59, tzinfo=UTC)
    body["data"] = {"email": "ann@example.com", "submitted_at": "2026-11-24T14:00:00Z"}
    assert person(Sender.STANDARD, body).converted_at == datetime(2026, 11, 24, 14, tzinfo=UTC)


# --- bounds and hostility -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[" * 60_000, "too deeply"),
        (b'{"a":' * 13 + b"{}" + b"}" * 13, "too deeply"),
        (b"[]", "neither an object"),
        (b"null", "neither an object"),
        (b'"text"', "neither an object"),
        (b'[{"a": 1}, 2]', "neither an object"),
        (b'{"a": NaN}', "not valid JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (json.dumps({str(at): at for at in range(1001)}).encode(), "too many values"),
        (json.dumps([{"a": [0] * 500}, {"b": [0] * 600}]).encode(), "too many values"),
    ],
)
def test_what_no_form_looks_like_is_refused(raw: bytes, said: str) -> None:
    """Too deep, too many, not JSON: refused with its reason before anything is made of it."""
    with pytest.raises(BadInput, match=said):
        read_body(raw, "application/json")


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8", "application/ld+json"])
def test_types_that_are_read(kind: str) -> None:
    """JSON is JSON whatever a sender calls it."""
    assert is_readable(kind)


@pytest.mark.parametrize("kind", ["", "text/html", "multipart/form-data; boundary=x", "application/xml", "json"])
def test_types_that_are_not_read(kind: str) -> None:
    """Anything else is refused, not guessed."""
    assert not is_readable(kind)


def test_nothing_that_acts_on_a_terminal_comes_through() -> None:
    """Escape sequences and invisible characters in any field are gone before a rep sees them."""
    evil = "\x1b]52;c;aGk=\x07Ann\u202e [/] \ud800"
    body = {"email": "ann@example.com", "name": evil, "company": evil, "title": evil, "form name": evil, "city": evil}
    found = person(Sender.JSON, body)

    for text in (found.full_name, found.company, found.title, found.offer_words, found.city):
        assert is_clean(text)
        assert "52;c" not in text
        assert text.startswith("Ann")


NAMES = (
    *("payload", "data", "properties", "form_response", "answers", "field", "fields", "definition", "event", "vid"),
    *("value", "email", "phone", "type", "name", "hidden", "tracking", "scheduled_event", "questions_and_answers"),
    *("form-submissions", "uri", "old_invitee", "choice"),
)
"""Names that the readers look for."""

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(NAMES) | st.text(max_size=8),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=60)
@given(data=st.dictionaries(st.text(max_size=8), json_values, max_size=6) | st.lists(json_values, max_size=3))
@pytest.mark.parametrize("sender", list(Sender))
def test_no_body_makes_a_reader_raise(sender: Sender, data: Any) -> None:
    """Whatever shape a vendor's body takes one day, the reader finds people, problems or nobody."""
    try:
        parsed = read_body(json.dumps(data).encode("utf-8", "surrogatepass"), "application/json")
    except BadInput:
        return
    found = read_forms(sender, parsed, Setting(region="US", zone="UTC", received_at=CAME))

    assert all(isinstance(one, Incoming | Problem) for one in found.people)
    assert isinstance(message_id(sender, parsed), str)
