"""Leads by hand: add one, change one."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import Any

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.dataclasses import replace
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.values import LeadForm
from sdrdesk.errors import BadInput, Refused

FIELDS = {
    "company": "company",
    "title": "what they are there",
    "email": "e-mail address",
    "phone": "phone number, with the country's code or the country given",
    "country": "country, as US or Germany",
    "state": "state or province",
    "city": "city",
    "zone": "time zone, as America/Chicago; else worked out from the address or the phone",
    "source": "where they came from",
}
"""What a person types about a lead besides the name."""


def people(text: str) -> int:
    """A head count."""
    if not text.isdecimal() or len(text) > 8:
        raise ArgumentTypeError("a number of people")
    return int(text)


def _fields(parser: Parser) -> None:
    for name, told in FIELDS.items():
        parser.add_argument(f"--{name}", metavar="TEXT", help=told)
    parser.add_argument("--people", type=people, metavar="N", help="how many work at the company")


def _typed(shell: Shell) -> dict[str, Any]:
    """The fields that were given."""
    values = {name: getattr(shell.args, name) for name in ("name", *FIELDS, "people")}
    return {name: value for name, value in values.items() if value is not None}


def add_options(parser: Parser) -> None:
    """The options of `sdrdesk add`."""
    parser.add_argument("name", metavar="NAME", help="the person's full name")
    parser.add_argument("--offer", required=True, metavar="KEY", help="what they converted on (sdrdesk offers list)")
    _fields(parser)


def add(shell: Shell) -> int:
    """Add a lead that converted just now, and print where it stands."""
    desk = shell.open_desk()
    lead_id = desk.leads.add(LeadForm(**_typed(shell), offer=shell.args.offer))
    try:
        return _stands(shell, desk, lead_id, "Added")
    except Refused as refusal:
        # Who has the company has the lead: it is in, and not for this rep to look at.
        shell.answer({"lead_id": lead_id}, [f"Added, lead {lead_id}: {refusal.title}, who has the company"])
        return ExitCode.OK


def edit_options(parser: Parser) -> None:
    """The options of `sdrdesk edit`."""
    parser.add_argument("lead", metavar="LEAD", help="its id, the end of its id, or its full name")
    parser.add_argument("--name", metavar="TEXT", help="the person's full name")
    _fields(parser)


def edit(shell: Shell) -> int:
    """Change the fields that were given."""
    changes = _typed(shell)
    if not changes:
        raise BadInput("Nothing was said to change", hint="Give a field: --phone, --zone, --title ...")
    desk = shell.open_desk()
    lead_id = desk.leads.find(shell.args.lead)
    desk.leads.edit(lead_id, replace(desk.leads.form(lead_id), **changes))
    return _stands(shell, desk, lead_id, "Changed")


def _stands(shell: Shell, desk: Desk, lead_id: str, done: str) -> int:
    """Print where the lead stands now."""
    from sdrdesk.cli.as_json import queue_object

    row = desk.queue.brief(lead_id).row
    shell.answer(queue_object(desk, row), [f"{done}: {row.name}, lead {lead_id}", f"Now: {desk.queue.why(row)}"])
    return ExitCode.OK
