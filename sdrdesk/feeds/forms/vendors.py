"""Typeform, Webflow, Calendly and the Standard Webhooks envelope."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sdrdesk.domain.intake import Field
from sdrdesk.feeds.forms.form import LABEL, Delivery, Form, Json, dict_of, flat, list_of, text_of, told
from sdrdesk.feeds.forms.plain import plain_form, read_plain
from sdrdesk.text import clean

# --- Standard Webhooks: {"type": ..., "timestamp": ..., "data": {...}} ----------------------------


def read_standard(data: Json) -> Delivery:
    """The people in `data`; the envelope's time is theirs where they have none."""
    envelope = dict_of(data)
    inside = envelope.get("data", data)
    at = told(converted_at=envelope.get("timestamp"))
    return Delivery(
        forms=tuple(
            Form(answers=form.answers + tuple(_later(at)), paths=_both(form, envelope))
            for form in read_plain(inside).forms
        )
    )


def _both(form: Form, around: Json) -> Callable[[], Mapping[str, str]]:
    """A form's paths, and those from the whole body."""
    return lambda: dict(flat(around)) | dict(form.paths())


def _later(at: dict[Field, str]) -> list[tuple[str, str]]:
    """A time under a name that others go before."""
    return [("date", text) for text in at.values()]


# --- Typeform: form_response.answers, each {type, field, <type>: value} ---------------------------


def read_typeform(data: Json) -> Delivery:
    """The one response in the body."""
    body = dict_of(data)
    if text_of(body.get("event_type")) not in ("", "form_response"):
        return Delivery(silence=f"a {text_of(body['event_type'])[:40]} event brings no lead")
    response = dict_of(body.get("form_response"))
    definition = dict_of(response.get("definition"))
    titles = {}
    for one in list_of(definition.get("fields")):
        question = dict_of(one)
        title = text_of(question.get("title"))[:LABEL]
        titles[text_of(question.get("id"))] = titles[text_of(question.get("ref"))] = title
    named: dict[str, str] = {}
    values: dict[Field, str] = {}
    answers = []
    for one in list_of(response.get("answers")):
        answer = dict_of(one)
        asked, text = dict_of(answer.get("field")), _typeform_value(answer)
        ref, kind = text_of(asked.get("ref")), text_of(answer.get("type"))
        title = titles.get(ref) or titles.get(text_of(asked.get("id"))) or ref
        if kind == "email":
            values.setdefault(Field.EMAIL, text)
        elif kind == "phone_number":
            values.setdefault(Field.PHONE, text)
        answers.append((plain_question(title), text))
        answers.append((ref, text))
        named |= {name: text for name in (title, ref) if name}
    answers += [(clean(name)[:LABEL], text_of(value)) for name, value in dict_of(response.get("hidden")).items()]
    values |= told(offer=definition.get("title"), converted_at=response.get("submitted_at"))
    return Delivery(forms=(Form(told=values, answers=_filled(answers), paths=lambda: dict(flat(response)) | named),))


def _typeform_value(answer: dict[str, Json]) -> str:
    """What was answered, by the type the answer names."""
    value = answer.get(text_of(answer.get("type")))
    if isinstance(value, dict):
        return text_of(value.get("label") or value.get("labels") or value.get("other"))
    return text_of(value)


# --- Webflow: payload.data by the form's own field names ------------------------------------------


def read_webflow(data: Json) -> Delivery:
    """The one submission in the body."""
    body = dict_of(data)
    trigger = text_of(body.get("triggerType"))
    if trigger not in ("", "form_submission"):
        return Delivery(silence=f"a {trigger[:40]} event brings no lead")
    payload = dict_of(body.get("payload")) or body
    filled = dict_of(payload.get("data"))
    values = told(offer=payload.get("name"), converted_at=payload.get("submittedAt") or payload.get("d"))
    form = plain_form(filled)
    # A copied field is called "Email 2" or "email-2" by Webflow's designer.
    answers = tuple((name.rstrip("-_ 0123456789") or name, text) for name, text in form.answers)
    return Delivery(forms=(Form(told=values, answers=answers, paths=_both(form, payload)),))


# --- Calendly: invitee.created and invitee.canceled -----------------------------------------------


def read_calendly(data: Json) -> Delivery:
    """The invitee who booked; a cancellation brings nobody, a moved booking nobody new."""
    body = dict_of(data)
    event, payload = text_of(body.get("event")), dict_of(body.get("payload"))
    if event == "invitee.canceled":
        moved = payload.get("rescheduled") is True
        return Delivery(silence="the booking moved to another time" if moved else "the booking was cancelled")
    if event not in ("", "invitee.created"):
        return Delivery(silence=f"a {event[:40]} event brings no lead")
    tracking, booked = dict_of(payload.get("tracking")), dict_of(payload.get("scheduled_event"))
    answers = []
    for one in list_of(payload.get("questions_and_answers")):
        pair = dict_of(one)
        answers.append((plain_question(text_of(pair.get("question"))[:LABEL]), text_of(pair.get("answer"))))
    values = told(
        email=payload.get("email"),
        first_name=payload.get("first_name"),
        last_name=payload.get("last_name"),
        full_name=payload.get("name"),
        phone=payload.get("text_reminder_number"),
        offer=booked.get("name"),
        campaign=tracking.get("utm_campaign"),
        source=tracking.get("utm_source"),
        converted_at=payload.get("created_at") or body.get("created_at"),
    )
    before = text_of(payload.get("old_invitee"))
    form = Form(
        told=values,
        answers=_filled(answers),
        paths=lambda: dict(flat(payload)) | dict(answers),
        once=before or text_of(payload.get("uri")),
    )
    return Delivery(forms=(form,), follows=f"invitee.created:{before}" if before else "")


def plain_question(title: str) -> str:
    """A question without its politeness: "What's your *work email*?" asks for a work email."""
    words = title.replace("*", "").strip().rstrip("?:. ").casefold().replace("\u2019", "'")
    for opening in ("please ", "enter ", "what's ", "what is ", "and ", "your ", "the ", "provide "):
        words = words.removeprefix(opening)
    return words.removesuffix(" (optional)").strip()


def _filled(answers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The pairs that have both."""
    return tuple((question, text) for question, text in answers if question and text)
