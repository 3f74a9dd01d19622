"""Outgoing webhooks: where what happens is sent, and what became of it."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.domain.outgoing import EVENTS, Destination, Kind
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput

if TYPE_CHECKING:
    from sdrdesk.desk.desk import Desk
    from sdrdesk.desk.outward.outbox import Kept

ACTIONS = ("list", "add", "remove", "secret", "test", "send", "dead", "replay", "events")


def webhook_options(parser: Parser) -> None:
    """The options of `sdrdesk webhook`."""
    parser.add_argument("action", choices=ACTIONS, nargs="?", default="list")
    parser.add_argument("what", nargs="*", metavar="WHAT", help="add: the URL; others: a destination or message ids")
    parser.add_argument("--name", default="", metavar="NAME", help="add: what to call it (default: from its host)")
    parser.add_argument(
        "--kind", choices=[one.value for one in Kind], default=Kind.STANDARD.value, help="add: how it is written to"
    )
    parser.add_argument(
        "--events", nargs="+", default=[], metavar="EVENT", help="add: what it is told (default: all; a chat: overdue)"
    )
    parser.add_argument("--local", action="store_true", help="add: a program on this machine, by http if need be")
    parser.add_argument("--watch", action="store_true", help="send: go on until interrupted")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="dead: at most so many (default: 50)")


def webhook(shell: Shell) -> int:
    """List, add, change or test destinations; send what waits; look after dead letters."""
    return _ACTIONS[shell.args.action](shell)


def _list(shell: Shell) -> int:
    desk = shell.open_desk()
    found, counts = desk.destinations.listed(), desk.outbox.counts()
    rows = [
        [
            one.key,
            one.kind.value,
            one.shown,
            ", ".join(one.events) or "all",
            "gone" if one.is_gone else "on",
            ", ".join(f"{count} {state}" for state, count in sorted(counts.get(one.key, {}).items())) or "-",
        ]
        for one in found
    ]
    data = [_object(one) | {"messages": counts.get(one.key, {})} for one in found]
    shell.answer(data, columns(["Destination", "Kind", "Host", "Events", "State", "Messages"], rows) if rows else [])
    return ExitCode.OK if found else ExitCode.NOTHING


def _add(shell: Shell) -> int:
    args = shell.args
    made, secret = shell.open_desk().destinations.add(
        _one(shell, "sdrdesk webhook add https://crm.example.com/hooks/desk"),
        name=args.name,
        kind=Kind(args.kind),
        events=args.events,
        is_local=args.local,
    )
    lines = [f"{made.key} is told: {', '.join(made.events) or 'everything'}. Try it: sdrdesk webhook test {made.key}"]
    if secret:
        lines.append(f"Its secret, for the receiver alone: {secret}")
    shell.answer(_object(made) | ({"secret": secret} if secret else {}), lines)
    return ExitCode.OK


def _remove(shell: Shell) -> int:
    key = _one(shell, "sdrdesk webhook remove NAME")
    dropped = shell.open_desk().destinations.remove(key)
    shell.answer({"destination": key, "is_removed": True, "dropped": dropped}, [f"{key} is told nothing more"])
    return ExitCode.OK


def _secret(shell: Shell) -> int:
    key = _one(shell, "sdrdesk webhook secret NAME")
    secret = shell.open_desk().destinations.rotate(key)
    lines = [f"Its new secret: {secret}", "Messages are signed with the older one too, until the next change"]
    shell.answer({"destination": key, "secret": secret}, lines)
    return ExitCode.OK


def _test(shell: Shell) -> int:
    key, desk = _one(shell, "sdrdesk webhook test NAME"), shell.open_desk()
    message = desk.destinations.test(key)
    _run(desk, is_watching=False)
    kept = next((one for one in desk.outbox.listed("new") if (one.id, one.destination) == (message, key)), None)
    dead = next((one for one in desk.outbox.listed("dead") if (one.id, one.destination) == (message, key)), None)
    fault = kept or dead
    lines = [f"{key} did not take it: {fault.reason or 'others wait before it'}" if fault else f"{key} has it"]
    shell.answer({"destination": key, "message": message, "is_sent": fault is None}, lines)
    return ExitCode.REFUSED if fault else ExitCode.OK


def _send(shell: Shell) -> int:
    sent, failed = _run(shell.open_service(), is_watching=shell.args.watch)
    shell.answer({"sent": sent, "failed": failed}, [f"{sent} sent, {failed} to be tried again"])
    return ExitCode.OK if not failed else ExitCode.REFUSED


def _run(desk: Desk, *, is_watching: bool) -> tuple[int, int]:
    """Send; how many arrived, and how many tries did not."""
    try:
        from sdrdesk.web.sender import Sender
    except ImportError as error:
        if "aiohttp" not in str(error):
            raise
        raise BadInput("The sender is not installed", "", 'Run: pip install "sdrdesk[web]"') from None
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", level=logging.WARNING)
    sender = Sender(desk)
    asyncio.run(sender.run() if is_watching else sender.drain())
    return sender.sent, sender.failed


def _dead(shell: Shell) -> int:
    found = shell.open_desk().outbox.listed("dead", max(shell.args.limit, 1))
    rows = [[one.id[-8:], one.destination, one.event, f"{one.created_at:%Y-%m-%d %H:%M}Z", one.reason] for one in found]
    lines = columns(["Message", "Destination", "Event", "Happened", "Reason"], rows) if rows else ["No dead letters"]
    shell.answer([_message(one) for one in found], lines)
    return ExitCode.OK if found else ExitCode.NOTHING


def _replay(shell: Shell) -> int:
    count = shell.open_desk().outbox.replay(shell.args.what)
    shell.answer({"replayed": count}, [f"{plural(count, 'dead letter')} will be tried again: sdrdesk webhook send"])
    return ExitCode.OK if count else ExitCode.NOTHING


def _events(shell: Shell) -> int:
    shell.answer([{"event": name, "told": told} for name, told in EVENTS.items()], columns(["Event", "Told when"], [
        [name, told] for name, told in EVENTS.items()
    ]))  # fmt: skip
    return ExitCode.OK


_ACTIONS: dict[str, Callable[[Shell], int]] = {
    "list": _list,
    "add": _add,
    "remove": _remove,
    "secret": _secret,
    "test": _test,
    "send": _send,
    "dead": _dead,
    "replay": _replay,
    "events": _events,
}


def _one(shell: Shell, hint: str) -> str:
    """The one word after the action."""
    if len(shell.args.what) != 1:
        raise BadInput(f"What to {shell.args.action}?", hint=hint)
    return str(shell.args.what[0])


def _object(one: Destination) -> dict[str, Any]:
    """A destination as plain data, without its secret."""
    return {
        "destination": one.key,
        "kind": one.kind.value,
        "host": one.shown,
        "events": list(one.events),
        "is_local": one.is_local,
        "is_gone": one.is_gone,
        "added_at": one.added_at.isoformat(),
    }


def _message(one: Kept) -> dict[str, Any]:
    """A message as plain data."""
    return {
        "id": one.id,
        "destination": one.destination,
        "event": one.event,
        "lead": one.lead_id,
        "created_at": one.created_at.isoformat(),
        "attempts": one.attempts,
        "reason": one.reason,
    }
