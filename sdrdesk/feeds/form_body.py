"""The body of a webhook: JSON or a web form in, people as they would become leads out.

Whatever it holds is bounded before it is looked at, and every text goes through `clean`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from sdrdesk.dataclasses import dataclass, field
from sdrdesk.domain.intake import Field, Incoming, Problem
from sdrdesk.domain.webhook import Sender
from sdrdesk.errors import BadInput
from sdrdesk.feeds.basis_words import read_basis, said_basis
from sdrdesk.feeds.contact import ABSENT, NO_EMAIL, NO_PHONE, Email, Phone, read_email, read_phone
from sdrdesk.feeds.dates import read_moment
from sdrdesk.feeds.forms.form import Delivery, Form, Json, dict_of, text_of
from sdrdesk.feeds.forms.hubspot import read_hubspot
from sdrdesk.feeds.forms.plain import read_plain
from sdrdesk.feeds.forms.vendors import read_calendly, read_standard, read_typeform, read_webflow
from sdrdesk.feeds.header_words import SEVERAL
from sdrdesk.feeds.headers import known_field
from sdrdesk.feeds.lead_file import AHEAD, date_fault, read_language, read_people, split_name
from sdrdesk.feeds.places import country_code, locate
from sdrdesk.text import clean

DEEPEST = 12
"""Levels of a body; the vendors' own have six."""
MOST_VALUES = 1000
"""Values and names in a body."""

JSON_TYPE = re.compile(r"application/(?:[\w.-]+\+)?json")
FORM_TYPE = "application/x-www-form-urlencoded"

_READERS: dict[Sender, Callable[[Json], Delivery]] = {
    Sender.STANDARD: read_standard,
    Sender.HUBSPOT: read_hubspot,
    Sender.TYPEFORM: read_typeform,
    Sender.CALENDLY: read_calendly,
    Sender.WEBFLOW: read_webflow,
    Sender.JSON: read_plain,
}
_UNREACHABLE = "has neither an e-mail address nor a phone number"
_CURE_TIME = "Send when the form was filled in, as 2026-03-12T09:14:00Z"
_CURE = "Say where it stands, with: sdrdesk hooks add KEY --map PATH=email. Then: sdrdesk inbox replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What must be known besides the body to read it."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """Dotted path, or question, to field."""
    region: str
    """The country whose people write phone numbers without its code."""
    zone: str
    """The zone of times that name none."""
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was found in a body."""

    people: tuple[Incoming | Problem, ...] = ()
    follows: str = ""
    """The id of an earlier message that this one only moves to another time."""
    silence: str = ""
    """Why it brings nobody, where that is as it should be."""


def is_readable(content_type: str) -> bool:
    """Whether a body of this type can be read at all."""
    plain = content_type.partition(";")[0].strip().casefold()
    return plain == FORM_TYPE or bool(JSON_TYPE.fullmatch(plain))


def read_body(raw: bytes, content_type: str) -> Json:
    """The body as plain data, within bounds.

    Raises:
        BadInput: It is no JSON object, no array of objects and no web form, or it is too deep or too large.
    """
    try:
        text = raw.decode("utf-8-sig")
        if content_type.partition(";")[0].strip().casefold() == FORM_TYPE:
            data: Json = dict(
                parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_VALUES, errors="strict", encoding="utf-8")
            )
        else:
            data = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise BadInput("The body is nested too deeply") from None
    except UnicodeDecodeError:
        raise BadInput("The body is not UTF-8 text") from None
    except ValueError as error:
        raise BadInput("The body is not valid JSON", clean(str(error))[:100]) from None
    items = data if isinstance(data, list) else [data]
    if not items or not all(isinstance(item, dict) for item in items):
        raise BadInput("The body is neither an object nor a list of objects")
    _bound(data)
    return data


def _no_number(word: str) -> None:
    """NaN and Infinity are no JSON."""
    raise ValueError(f"{word} is not JSON")


def _bound(data: Json) -> None:
    """Refuse what nobody's form looks like."""
    seen, level = 0, [data]
    for _ in range(DEEPEST):
        below: list[Json] = []
        for item in level:
            below += item.values() if isinstance(item, dict) else item
        seen += len(below)
        if seen > MOST_VALUES:
            raise BadInput("The body holds too many values", f"More than {MOST_VALUES}")
        level = [item for item in below if isinstance(item, dict | list)]
        if not level:
            return
    raise BadInput("The body is nested too deeply", f"More than {DEEPEST} levels")


def message_id(sender: Sender, data: Json) -> str:
    """The sender's own id of the message, from its body; "" where it has none.

    The same for a message sent again; HubSpot counts its attempts inside the body, so that is left out.
    """
    body = dict_of(data)
    match sender:
        case Sender.TYPEFORM:
            return text_of(body.get("event_id")) or text_of(dict_of(body.get("form_response")).get("token"))
        case Sender.CALENDLY:
            event, uri = text_of(body.get("event")), text_of(dict_of(body.get("payload")).get("uri"))
            return f"{event}:{uri}" if event and uri else ""
        case Sender.WEBFLOW:
            payload = dict_of(body.get("payload"))
            return text_of(payload.get("id") or payload.get("_id"))
        case Sender.HUBSPOT if isinstance(data, list) and all("eventId" in item for item in data):
            events = [{name: value for name, value in item.items() if name != "attemptNumber"} for item in data]
            text = json.dumps(events, sort_keys=True, separators=(",", ":"))
            return f"events:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
        case _:
            return ""


def read_forms(sender: Sender, data: Json, setting: Setting) -> Read:
    """The people in a body that `read_body` gave.

    A value that cannot be used (a date nobody can read) is left out with a doubt, not the person: a form fill that was
    accepted is a lead who waits.
    """
    delivery = _READERS[sender](data)
    return Read(
        people=tuple(_person(form, setting) for form in delivery.forms),
        follows=delivery.follows,
        silence=delivery.silence,
    )


def _person(form: Form, setting: Setting) -> Incoming | Problem:
    """A filled form as it would become a lead, or why it cannot."""
    values = _values(form, setting.mapping)
    one = {name: found[0] for name, found in values.items()}
    country, state = one.get(Field.COUNTRY, ""), one.get(Field.STATE, "")
    city, postal = one.get(Field.CITY, ""), one.get(Field.POSTAL_CODE, "")
    email, doubts = _email(values.get(Field.EMAIL, []))
    phone = _phone(values.get(Field.PHONE, []), (country_code(country) if country else "") or setting.region)
    if phone.fault:
        doubts.append(Problem(row=0, field=Field.PHONE, value=phone.shown, reason=phone.fault))
    if not email.address and not phone.e164:
        return doubts[0] if doubts else Problem(row=0, field="row", reason=_UNREACHABLE, cure=_CURE)
    at, doubt = _moment(one.get(Field.CONVERTED_AT, ""), setting)
    located = locate(country, state, city, postal, phone.e164, setting.received_at.year)
    first, last, full = _names(one)
    return Incoming(
        first_name=first,
        last_name=last,
        full_name=full,
        company=_present(one.get(Field.COMPANY, "")),
        title=_present(one.get(Field.TITLE, "")),
        email=email.address,
        phone=phone.e164,
        phone_shown=phone.shown,
        extension=phone.extension,
        country=located.country,
        state=located.state,
        city=city,
        postal_code=postal,
        place=located.place,
        people=read_people(one.get(Field.PEOPLE, "")),
        offer_words=one.get(Field.OFFER, "") or one.get(Field.CAMPAIGN, ""),
        converted_at=at,
        is_dated=not form.once,
        source=one.get(Field.SOURCE, ""),
        campaign=one.get(Field.CAMPAIGN, ""),
        owner_words=one.get(Field.OWNER, ""),
        external_id=form.once or one.get(Field.EXTERNAL_ID, ""),
        note=one.get(Field.NOTE, ""),
        language=read_language(one.get(Field.LANGUAGE, "")),
        basis=read_basis(one.get(Field.BASIS, "")),
        basis_text=said_basis(one.get(Field.BASIS, ""), one.get(Field.CONSENT_TEXT, "")),
        doubts=(*doubts, *doubt),
    )


def _values(form: Form, mapping: Mapping[str, str]) -> dict[Field, list[str]]:
    """The values of each field, best first: as the source maps them, as the vendor says, as the questions read."""
    values: dict[Field, list[str]] = {}
    paths = form.paths() if mapping else {}
    for path, word in mapping.items():
        if text := paths.get(path, ""):
            values.setdefault(Field.parse(word), []).append(text)
    for name, text in form.told.items():
        values.setdefault(name, [text])
    found: dict[Field, list[tuple[int, int, str]]] = {}
    for at, (question, text) in enumerate(form.answers):
        match = known_field(question) if question not in mapping else None
        if match and (match[0] not in values or match[0] in SEVERAL):
            found.setdefault(match[0], []).append((match[1], at, text))
    for name, texts in found.items():
        values.setdefault(name, []).extend(text for _, _, text in sorted(texts))
    return values


def _email(texts: list[str]) -> tuple[Email, list[Problem]]:
    """The first address that will do, else the first fault."""
    doubts: list[Problem] = []
    for text in texts:
        email = read_email(text)
        if email.address:
            return email, []
        if email.fault and not doubts:
            doubts.append(Problem(row=0, field=Field.EMAIL, value=text[:60], reason=email.fault))
    return NO_EMAIL, doubts


def _phone(texts: list[str], region: str) -> Phone:
    """The first number that can be dialled, else the first that cannot."""
    worst = NO_PHONE
    for text in texts:
        phone = read_phone(text, region)
        if phone.e164:
            return phone
        if phone.fault and not worst.fault:
            worst = phone
    return worst


def _moment(text: str, setting: Setting) -> tuple[datetime, tuple[Problem, ...]]:
    """When the form was filled in; when it came, where it does not say or cannot be right."""
    if not text or text.casefold() in ABSENT:
        return setting.received_at, ()
    moment = read_moment(text, {}, ZoneInfo(setting.zone))
    fault = date_fault(moment, setting.received_at + AHEAD)
    if moment is not None and not fault:
        return moment, ()
    doubt = Problem(
        row=0, field=Field.CONVERTED_AT, value=text[:60], reason=f"{fault}: taken as when it came", cure=_CURE_TIME
    )
    return setting.received_at, (doubt,)


def _names(one: Mapping[Field, str]) -> tuple[str, str, str]:
    """First, last and full name, each made from the others where it is missing."""
    first, last, full = (one.get(name, "") for name in (Field.FIRST_NAME, Field.LAST_NAME, Field.FULL_NAME))
    if first or last:
        return first, last, full or f"{first} {last}".strip()
    return split_name(full) if full else ("", "", "")


def _present(value: str) -> str:
    """`value`, unless it is a word for nothing."""
    return "" if value.casefold() in ABSENT else value
