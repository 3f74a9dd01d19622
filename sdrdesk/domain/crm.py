"""How HubSpot and Salesforce want what happened here: columns, words and times. Pure.

HubSpot: knowledge.hubspot.com, "set up import files": UTF-8, one object a file, times of a CSV as UNIX milliseconds
(a written time would be read in the account's zone), durations in milliseconds; contacts are known by Email.
Salesforce: Bulk API 2.0, "prepare CSV files": API names, times as yyyy-MM-ddTHH:mm:ss.SSSZ, parents as
`Type:Relation.Field`; rows are upserted by `sdrdesk_Id__c`, a text field marked External ID on Lead and Activity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.hours import Place
from sdrdesk.domain.money import places
from sdrdesk.domain.playbook import Playbook

ID = "sdrdesk_Id__c"
WHO = f"Lead:Who.{ID}"
NOBODY = "[not provided]"
"""What Salesforce's own tools write where a lead needs a company or a last name and has none."""

Row = Mapping[str, Any]
Value = str | int


class Crm(StrEnum):
    """Whose import reads the file."""

    HUBSPOT = "hubspot"
    SALESFORCE = "salesforce"


class What(StrEnum):
    """What a file holds."""

    LEADS = "leads"
    ACTIVITIES = "activities"
    NOTES = "notes"
    """E-mails and social touches: HubSpot's calls are calls alone."""
    MEETINGS = "meetings"
    OUTCOMES = "outcomes"


HUBSPOT_CALLS = {
    "no_answer": "No answer",
    "busy": "Busy",
    "voicemail": "Left voicemail",
    "gatekeeper": "Left live message",
    "wrong_number": "Wrong number",
}
"""HubSpot's outcomes of a call by ours; all others are "Connected" if somebody was reached, else "No answer"."""

HUBSPOT_STATUS = {"open": "IN_PROGRESS", "meeting": "CONNECTED", "nurture": "BAD_TIMING"}
SALESFORCE_STATUS = {"open": "Working - Contacted", "meeting": "Working - Contacted"}
"""By the lead's stage; what is not named has ended. A lead that nobody has touched is new in both."""

MEETING_WORDS = {
    "booked": "Scheduled",
    "confirmed": "Scheduled",
    "rescheduled": "Rescheduled",
    "held": "Completed",
    "no_show": "No show",
    "cancelled": "Canceled",  # codespell:ignore canceled
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A file: its columns, what stands in each, and which rows it has."""

    columns: Mapping[str, Callable[[Row, Playbook], Value]]
    takes: Callable[[Row], bool] = lambda _: True
    told: str = ""
    """What whoever imports it must know."""


# --- times and words --------------------------------------------------------------------------------------------------


def milliseconds(at: datetime | None) -> Value:
    """A time as HubSpot reads it from a CSV."""
    return "" if at is None else round(at.timestamp() * 1000)


def zulu(at: datetime | None) -> str:
    """A time as Salesforce reads it."""
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def names(full: str) -> tuple[str, str]:
    """First and last name: the last word is the last name, a name of one word too."""
    first, _, last = full.strip().rpartition(" ")
    return first.strip(), last


def amount(row: Row) -> str:
    """What an opportunity is worth, in its currency: "12500.00"."""
    minor, decimals = row["amount"], places(row["currency"] or "")
    return "" if minor is None else f"{Decimal(minor).scaleb(-decimals):.{decimals}f}"


def _outcome(row: Row, playbook: Playbook, key: str = "outcome") -> str:
    rule = playbook.outcomes.get(row[key])
    return rule.label if rule else str(row[key])


def _reason(row: Row, playbook: Playbook) -> str:
    return playbook.disqualify_reasons.get(row["reason"] or "", row["reason"] or "")


def _body(row: Row, playbook: Playbook) -> str:
    """What was said: begins with the outcome, so that no note can begin like a formula."""
    reason = _reason(row, playbook)
    head = _outcome(row, playbook) + (f" ({reason})" if reason else "")
    return f"{head}: {row['note']}" if row["note"] else head


def _call_outcome(row: Row, playbook: Playbook) -> str:
    rule = playbook.outcomes.get(row["outcome"])
    return HUBSPOT_CALLS.get(row["outcome"]) or ("Connected" if rule and rule.connect else "No answer")


def _hubspot_status(row: Row, _: Playbook) -> str:
    if not row["last_outcome"] and row["stage"] == "open":
        return "NEW"
    if row.get("opportunity") in ("accepted", "won"):
        return "OPEN_DEAL"
    return HUBSPOT_STATUS.get(row["stage"], "UNQUALIFIED")


def _salesforce_status(row: Row, _: Playbook) -> str:
    if not row["last_outcome"] and row["stage"] == "open":
        return "Open - Not Contacted"
    return SALESFORCE_STATUS.get(row["stage"], "Closed - Not Converted")


def _task_kind(row: Row, _: Playbook) -> str:
    return {"call": "Call", "email": "Email"}.get(row["channel"], "Task")


def _day(row: Row, _: Playbook) -> str:
    on = row["day"]
    return on.isoformat() if isinstance(on, date) else str(on)


def _field(name: str) -> Callable[[Row, Playbook], Value]:
    return lambda row, _: row[name] or ""


def _at(name: str, form: Callable[[datetime | None], Value]) -> Callable[[Row, Playbook], Value]:
    return lambda row, _: form(row[name])


def _fixed(text: str) -> Callable[[Row, Playbook], Value]:
    return lambda _, __: text


# --- files ------------------------------------------------------------------------------------------------------------

_CONTACT_KNOWN = "HubSpot knows contacts by Email; map sdrdesk ID to a property of your own, or leave it out."
_UPSERT = f"Upsert by {ID}: a text field marked External ID and unique, on {{}}."

LAYOUTS: dict[tuple[What, Crm], Layout] = {
    (What.LEADS, Crm.HUBSPOT): Layout(
        {
            "sdrdesk ID": _field("id"),
            "First Name": lambda row, _: names(row["name"])[0],
            "Last Name": lambda row, _: names(row["name"])[1],
            "Email": _field("email"),
            "Phone Number": _field("phone"),
            "Company Name": _field("company"),
            "Job Title": _field("title"),
            "City": _field("city"),
            "State/Region": lambda row, _: Place.parse(row["place"]).region[3:],
            "Country/Region": lambda row, _: Place.parse(row["place"]).country,
            "Lead Status": _hubspot_status,
            "Contact owner": _field("rep"),
            "Lead Source": _field("source"),
            "Campaign": _field("campaign"),
            "Offer": _field("offer"),
            "Converted At": _at("converted_at", milliseconds),
        },
        told=_CONTACT_KNOWN,
    ),
    (What.LEADS, Crm.SALESFORCE): Layout(
        {
            ID: _field("id"),
            "FirstName": lambda row, _: names(row["name"])[0],
            "LastName": lambda row, _: names(row["name"])[1] or NOBODY,
            "Email": _field("email"),
            "Phone": _field("phone"),
            "Company": lambda row, _: row["company"] or NOBODY,
            "Title": _field("title"),
            "City": _field("city"),
            "State": lambda row, _: Place.parse(row["place"]).region[3:],
            "Country": lambda row, _: Place.parse(row["place"]).country,
            "Status": _salesforce_status,
            "LeadSource": _field("source"),
        },
        told=_UPSERT.format("Lead"),
    ),
    (What.ACTIVITIES, Crm.HUBSPOT): Layout(
        {
            "sdrdesk ID": _field("id"),
            "Email": _field("email"),
            "Call title": lambda row, playbook: f"{_outcome(row, playbook)}: {row['name']}",
            "Activity date": _at("at", milliseconds),
            "Call outcome": _call_outcome,
            "Call duration": lambda row, _: row["seconds"] * 1000,
            "Call direction": _fixed("OUTBOUND"),
            "Call notes": _body,
            "Activity assigned to": _field("rep"),
        },
        takes=lambda row: row["channel"] == "call",
        told="Import as Calls and Contacts. To update instead of add, map sdrdesk ID to a unique property of calls.",
    ),
    (What.NOTES, Crm.HUBSPOT): Layout(
        {
            "sdrdesk ID": _field("id"),
            "Email": _field("email"),
            "Activity date": _at("at", milliseconds),
            "Note body": _body,
            "Activity assigned to": _field("rep"),
        },
        takes=lambda row: row["channel"] in ("email", "social"),
        told="Import as Notes and Contacts. HubSpot's import cannot update notes: give --since.",
    ),
    (What.ACTIVITIES, Crm.SALESFORCE): Layout(
        {
            ID: _field("id"),
            WHO: _field("lead"),
            "Subject": lambda row, playbook: f"{_outcome(row, playbook)}: {row['name']}"[:255],
            "ActivityDate": _day,
            "Status": _fixed("Completed"),
            "Priority": _fixed("Normal"),
            "TaskSubtype": _task_kind,
            "CallType": lambda row, _: "Outbound" if row["channel"] == "call" else "",
            "CallDurationInSeconds": lambda row, _: row["seconds"] if row["channel"] == "call" else "",
            "CallDisposition": lambda row, playbook: _outcome(row, playbook) if row["channel"] == "call" else "",
            "Description": lambda row, playbook: f"{_body(row, playbook)}\n{row['rep']}, {zulu(row['at'])}",
        },
        told=_UPSERT.format("Task (Activity) and Lead; import the leads first"),
    ),
    (What.MEETINGS, Crm.HUBSPOT): Layout(
        {
            "sdrdesk ID": _field("id"),
            "Email": _field("email"),
            "Meeting name": lambda row, _: f"Meeting: {row['name']}",
            "Activity date": _at("starts_at", milliseconds),
            "Meeting start time": _at("starts_at", milliseconds),
            "Meeting end time": _at("ends_at", milliseconds),
            "Meeting outcome": lambda row, _: MEETING_WORDS[row["state"]],
            "Meeting description": lambda row, _: f"With {row['with']}" if row["with"] else "",
            "Activity assigned to": _field("rep"),
        },
        told="Import as Meetings and Contacts. HubSpot's import cannot update meetings: give --since.",
    ),
    (What.MEETINGS, Crm.SALESFORCE): Layout(
        {
            ID: _field("id"),
            WHO: _field("lead"),
            "Subject": lambda row, _: f"Meeting: {row['name']}"[:255],
            "StartDateTime": _at("starts_at", zulu),
            "EndDateTime": _at("ends_at", zulu),
            "ShowAs": lambda row, _: "Free" if row["state"] in ("cancelled", "no_show") else "Busy",
            "Description": lambda row, _: ". ".join(
                part
                for part in (MEETING_WORDS[row["state"]], row["with"] and f"With {row['with']}", row["rep"])
                if part
            ),
        },
        told=_UPSERT.format("Event (Activity) and Lead; import the leads first"),
    ),
    (What.OUTCOMES, Crm.HUBSPOT): Layout(
        {
            "sdrdesk ID": _field("id"),
            "Email": _field("email"),
            "Lead Status": _hubspot_status,
            "Last outcome": lambda row, playbook: _outcome(row, playbook, "last_outcome"),
            "Last outcome reason": _reason,
            "Last outcome date": _at("last_at", milliseconds),
            "sdrdesk Opportunity": _field("opportunity_id"),
            "Opportunity stage": _field("opportunity"),
            "Amount": lambda row, _: amount(row),
            "Reason": _field("refusal"),
            "Closed": lambda row, _: str(row["closed_day"] or ""),
        },
        told=f"{_CONTACT_KNOWN} The columns from Last outcome on are properties of your own.",
    ),
    (What.OUTCOMES, Crm.SALESFORCE): Layout(
        {
            ID: _field("id"),
            "LastName": lambda row, _: names(row["name"])[1] or NOBODY,
            "Company": lambda row, _: row["company"] or NOBODY,
            "Email": _field("email"),
            "Status": _salesforce_status,
            "sdrdesk_Outcome__c": lambda row, playbook: _outcome(row, playbook, "last_outcome"),
            "sdrdesk_Reason__c": _reason,
            "sdrdesk_Outcome_At__c": _at("last_at", zulu),
            "sdrdesk_Opportunity__c": _field("opportunity"),
            "sdrdesk_Amount__c": lambda row, _: amount(row),
        },
        told=_UPSERT.format("Lead; the other fields that end in __c are yours to add or to leave out"),
    ),
}
"""By what and for whom; notes are among the activities for Salesforce."""
