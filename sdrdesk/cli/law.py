"""The law on the command line: what counts where, requests with their day, a lead's basis."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.basis import BASIS_WORDS, Basis
from sdrdesk.domain.law import LawOf, needed
from sdrdesk.errors import BadInput


def law_options(parser: Parser) -> None:
    """The options of `sdrdesk law`."""
    parser.add_argument("action", choices=["show", "due", "basis"], nargs="?", default="show")
    parser.add_argument("what", nargs="*", metavar="REGION | LEAD BASIS", help="show: US-FL; basis: who, what")
    parser.add_argument("--all", action="store_true", help="due: those whose day has passed too")
    parser.add_argument("--text", default="", help="basis: the words they agreed to")
    parser.add_argument("--on", default="", metavar="DAY", help="basis: the day they did: 2026-11-01")


def law(shell: Shell) -> int:
    """Show the law of a place, the requests to be honoured, or set what a lead's contacts stand on."""
    desk = shell.open_desk()
    return {"show": _show, "due": _due, "basis": _basis}[shell.args.action](shell, desk)


def _show(shell: Shell, desk: Desk) -> int:
    words = shell.args.what
    if len(words) > 1:
        raise BadInput("One region at a time", hint="sdrdesk law show US-FL")
    if words:
        found = desk.lawbook.of(words[0])
        shell.answer(_object(found), _lines(found))
        return ExitCode.OK
    every = desk.lawbook.all()
    rows = [
        [one.region or "default", _week(one), _limit(one), one.registry or "-", f"{one.version:%Y-%m-%d}"]
        for one in every
    ]
    shell.answer([_object(one) for one in every], columns(["Region", "Weekday", "Calls", "Register", "Checked"], rows))
    return ExitCode.OK


def _lines(law: LawOf) -> list[str]:
    lines = [f"{law.region}: {law.cited}. Not legal advice."]
    for name, entry in law.entries:
        days = f"weekday {entry.weekday}, Saturday {entry.saturday}, Sunday {entry.sunday}"
        holiday = f", holidays {entry.holiday}" if entry.holiday else ""
        lines += [f"  {name}: {days}{holiday}", f"    {entry.source}"]
    lines += [
        f"  Calls to a number: {_limit(law)}",
        f"  A call needs: {needed(law.call_basis)}",
        f"  An e-mail needs: {needed(law.email_basis)}",
    ]
    if law.registry:
        months = [f"{law.inquiry_months} months after an inquiry"] if law.inquiry_months else []
        months += [f"{law.customer_months} months after a purchase"] if law.customer_months else []
        lines.append(f"  On the {law.registry}: callable {', '.join([*months, 'with consent'])}")
    lines.append(f"  A request not to be called: within {law.opt_out_days} business days; the desk honours it at once")
    return lines


def _week(law: LawOf) -> str:
    return " and ".join(dict.fromkeys(str(entry.weekday) for _, entry in law.entries)) or "-"


def _limit(law: LawOf) -> str:
    said = [f"{law.calls_per_day} in 24 h"] if law.calls_per_day else []
    said += [f"{law.calls_per_week} in 7 days"] if law.calls_per_week else []
    return ", ".join(said) or "no limit"


def _due(shell: Shell, desk: Desk) -> int:
    requests = desk.lawbook.due(everything=shell.args.all)
    rows = [
        [f"{one.at:%Y-%m-%d %H:%M}Z", f"{one.due:%Y-%m-%d}", "at once", one.name or "-", one.by or "-"]
        for one in requests
    ]
    lines = columns(["Asked", "Due by", "Done", "Who", "Logged by"], rows) if rows else ["No request is open."]
    shell.answer([_request(one) for one in requests], lines)
    return ExitCode.OK


def _request(one: Any) -> dict[str, Any]:
    from sdrdesk.cli.as_json import plain

    data: dict[str, Any] = plain(one)
    return data


def _basis(shell: Shell, desk: Desk) -> int:
    args = shell.args
    if len(args.what) != 2:
        hint = f'sdrdesk law basis LEAD consent --text "Yes, call me"; one of: {", ".join(Basis)}'
        raise BadInput("Whose basis, and which?", hint=hint)
    lead, word = args.what
    basis = desk.lawbook.set_basis(desk.leads.find(lead), word.replace("-", "_"), text=args.text, on=_day(args.on))
    shell.answer({"basis": basis.value}, [f"Contacts stand on: {BASIS_WORDS[basis]}"])
    return ExitCode.OK


def _day(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise BadInput(f'"{text}" is no day', hint="Write it like 2026-11-01") from None


def _object(law: LawOf) -> dict[str, Any]:
    return {
        "region": law.region or "default",
        "version": law.version.isoformat(),
        "entries": [
            {
                "region": name,
                "windows": {
                    "weekday": str(entry.weekday),
                    "saturday": str(entry.saturday),
                    "sunday": str(entry.sunday),
                    "holiday": str(entry.holiday) if entry.holiday else None,
                },
                "source": entry.source,
            }
            for name, entry in law.entries
        ],
        "calls_per_day": law.calls_per_day or None,
        "calls_per_week": law.calls_per_week or None,
        "call_basis": list(law.call_basis),
        "email_basis": list(law.email_basis),
        "registry": law.registry,
        "inquiry_months": law.inquiry_months,
        "customer_months": law.customer_months,
        "opt_out_days": law.opt_out_days,
    }
