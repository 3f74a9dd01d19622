"""HubSpot: arrays of events (webhooks API) and contacts with their properties (workflow webhooks)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sdrdesk.domain.intake import Field
from sdrdesk.feeds.forms.form import LABEL, PEOPLE, Delivery, Form, Json, dict_of, flat, list_of, text_of, told
from sdrdesk.text import clean

PROPERTIES = {
    "email": Field.EMAIL,
    "work_email": Field.EMAIL,
    "phone": Field.PHONE,
    "mobilephone": Field.PHONE,
    "hs_calculated_phone_number": Field.PHONE,
    "firstname": Field.FIRST_NAME,
    "lastname": Field.LAST_NAME,
    "jobtitle": Field.TITLE,
    "company": Field.COMPANY,
    "country": Field.COUNTRY,
    "state": Field.STATE,
    "city": Field.CITY,
    "zip": Field.POSTAL_CODE,
    "numemployees": Field.PEOPLE,
    "numberofemployees": Field.PEOPLE,
    "recent_conversion_event_name": Field.OFFER,
    "recent_conversion_date": Field.CONVERTED_AT,
    "hs_analytics_source": Field.SOURCE,
    "hs_latest_source": Field.SOURCE,
    "hs_analytics_source_data_1": Field.CAMPAIGN,
    "hs_language": Field.LANGUAGE,
}
"""Internal names of contact properties; the first filled one of a field wins."""


def read_hubspot(data: Json) -> Delivery:
    """The contacts in the body: events put together by contact, or one contact with its properties."""
    if not isinstance(data, list):
        return Delivery(forms=(_contact(dict_of(data)),))
    if any(isinstance(item, dict) and "properties" in item for item in data):
        return Delivery(forms=tuple(_contact(item) for item in data[:PEOPLE] if isinstance(item, dict)))
    return _events([item for item in data[:PEOPLE] if isinstance(item, dict)])


def _events(events: list[dict[str, Json]]) -> Delivery:
    """Events say one property each: what changed on one contact is one form."""
    contacts: dict[str, dict[str, str]] = {}
    times: dict[str, str] = {}
    kinds = set()
    for event in events:
        kind = text_of(event.get("subscriptionType") or event.get("eventType"))
        kinds.add(kind)
        is_contact = kind.startswith("contact.") or text_of(event.get("objectTypeId")) == "0-1"
        if not is_contact or not kind.endswith(("creation", "propertyChange")):
            continue
        who = text_of(event.get("objectId"))
        found = contacts.setdefault(who, {})
        if name := text_of(event.get("propertyName")):
            found[name] = text_of(event.get("propertyValue"))
        times.setdefault(who, text_of(event.get("occurredAt")))
    if not contacts:
        named = ", ".join(sorted(kind[:40] for kind in kinds if kind)[:3])
        return Delivery(silence=f"brings no contact: {named or 'no events'}")
    for who, at in times.items():
        contacts[who].setdefault("recent_conversion_date", at)
    return Delivery(forms=tuple(_form(found, who, found.copy) for who, found in contacts.items()))


def _contact(body: dict[str, Json]) -> Form:
    """A contact: properties as texts, as {"value": ...}, or flat as a workflow's own fields."""
    inside = dict_of(body.get("properties")) or body
    properties = {}
    for name, value in inside.items():
        text = text_of(value.get("value") if isinstance(value, dict) else value)
        if text:
            properties[name] = text
    who = text_of(body.get("vid") or body.get("objectId") or body.get("id") or properties.get("hs_object_id"))
    form = _newest(list_of(body.get("form-submissions")))
    if at := text_of(form.get("timestamp")):
        properties["recent_conversion_date"] = at
    if title := text_of(form.get("title")):
        properties["recent_conversion_event_name"] = title
    return _form(properties, who, lambda: dict(flat(body)) | properties)


def _newest(submissions: list[Json]) -> dict[str, Json]:
    """The last form a contact filled in."""
    forms = [dict_of(one) for one in submissions]
    stamped = [one for one in forms if isinstance(one.get("timestamp"), int)]
    return max(stamped, key=lambda one: int(one["timestamp"]), default=forms[-1] if forms else {})


def _form(properties: dict[str, str], who: str, paths: Callable[[], Mapping[str, str]]) -> Form:
    """A contact's properties as a form."""
    values: dict[Field, str] = {}
    for name, field in PROPERTIES.items():
        if text := properties.get(name, ""):
            values.setdefault(field, text)
    values |= told(external_id=who)
    rest = tuple((clean(name)[:LABEL], text) for name, text in properties.items() if name not in PROPERTIES and text)
    return Form(told=values, answers=rest, paths=paths)
