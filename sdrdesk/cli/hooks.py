"""Webhooks: run the receiver, and say who may post."""

from __future__ import annotations

import logging
import sys
from typing import Any

from sdrdesk.cli.browser import DESK_PORT, desk_options, serve_desk
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.imports import pair
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.domain.webhook import Sender, Signing, Source
from sdrdesk.errors import BadInput

PORT = 8737
"""Where the receiver listens unless told otherwise."""


def serve_options(parser: Parser) -> None:
    """The options of `sdrdesk serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, help=f"default: {PORT}, --desk {DESK_PORT}; 0 takes any that is free")
    parser.add_argument(
        "--public-url", default="", metavar="URL", help="the address as senders (HubSpot signs it) or browsers write it"
    )
    parser.add_argument("--rate", type=float, default=100.0, metavar="N", help="posts a second of one source")
    parser.add_argument("--quiet", action="store_true", help="no line for each request")
    desk_options(parser)


def serve(shell: Shell) -> int:
    """Receive form fills, or serve the desk to browsers, until interrupted."""
    args = shell.args
    port = (DESK_PORT if args.desk else PORT) if args.port is None else args.port
    if not 0 <= port <= 65535 or args.rate <= 0:
        raise BadInput("A port is 0 to 65535, a rate more than 0")
    logging.basicConfig(
        stream=sys.stderr, format="%(asctime)s %(message)s", level=logging.WARNING if args.quiet else logging.INFO
    )
    return serve_desk(shell, port) if args.desk else _receive(shell, port)


def _receive(shell: Shell, port: int) -> int:
    try:
        from sdrdesk.web.limits import Limits
        from sdrdesk.web.serve import serve as run
    except ImportError as error:
        if "aiohttp" not in str(error):
            raise
        raise BadInput("The receiver is not installed", "", 'Run: pip install "sdrdesk[web]"') from None
    args, desk = shell.args, shell.open_service()
    limits = Limits(rate=args.rate, burst=max(int(args.rate * 10), 1))
    run(desk, host=args.host, port=port, limits=limits, public_url=args.public_url, tell=shell.tell)
    return ExitCode.OK


def hooks_options(parser: Parser) -> None:
    """The options of `sdrdesk hooks`."""
    parser.add_argument("action", choices=["list", "add", "secret", "remove"], nargs="?", default="list")
    parser.add_argument("key", nargs="?", metavar="SOURCE", help="the last part of the address it posts to")
    parser.add_argument("--kind", choices=[one.value for one in Sender], help="add: whose bodies it sends")
    parser.add_argument(
        "--signing", choices=[one.value for one in Signing], help="add: how it signs, where not as usual"
    )
    parser.add_argument("--offer", default="", metavar="KEY", help="add: the offer of fills that name none")
    parser.add_argument("--owner", default="", metavar="LOGIN", help="add: who gets its leads (default: shared out)")
    parser.add_argument(
        "--map", type=pair, action="append", default=[], metavar="PATH=field", help="add: where a field stands"
    )
    parser.add_argument(
        "--secret", default="", metavar="-", help="add, secret: read the sender's own secret from stdin (give -)"
    )
    parser.add_argument("--retire", action="store_true", help="secret: stop believing the older one")


def hooks(shell: Shell) -> int:
    """List the sources, or change one."""
    args, desk = shell.args, shell.open_desk()
    if args.action == "list":
        found = desk.hooks.sources()
        rows = [[one.key, one.sender, one.signing, one.offer or "-", one.owner or "(shared)"] for one in found]
        shell.answer([_object(one) for one in found], columns(["Source", "Kind", "Signing", "Offer", "Owner"], rows))
        return ExitCode.OK
    if not args.key:
        raise BadInput("Which source?", hint=f"sdrdesk hooks {args.action} SOURCE")
    if args.action == "remove":
        desk.hooks.remove(args.key)
        shell.answer({"source": args.key, "is_removed": True}, [f"{args.key} may post no more; its posts stay"])
        return ExitCode.OK
    secret = _secret(args.secret)
    if args.action == "add":
        if not args.kind:
            raise BadInput("What does it send?", hint=f"--kind {'|'.join(Sender)}")
        source = desk.hooks.add(
            args.key,
            Sender(args.kind),
            signing=Signing(args.signing) if args.signing else None,
            mapping=dict(args.map),
            offer=args.offer,
            owner=args.owner,
            secret=secret,
        )
        lines = [f"{source.key} may post to /hooks/{source.key}"]
    elif args.retire:
        source = desk.hooks.retire(args.key)
        shell.answer(_object(source), [f"{source.key}: only the newest secret counts"])
        return ExitCode.OK
    else:
        source = desk.hooks.rotate(args.key, secret)
        lines = [f"{source.key} has a new secret; the older one counts until `sdrdesk hooks secret --retire`"]
    if not secret:
        lines.append(f"Its secret, for the sender alone: {source.secrets[0]}")
    shell.answer(_object(source) | ({} if secret else {"secret": source.secrets[0]}), lines)
    return ExitCode.OK


def _secret(word: str) -> str:
    """The sender's own secret, from stdin: on the command line every process could read it."""
    if not word:
        return ""
    if word != "-":
        raise BadInput("A secret on the command line can be read by others", "", "Give --secret - and type it")
    secret = sys.stdin.readline().strip()
    if not secret:
        raise BadInput("No secret was given", "", "Type it, or pipe it in")
    return secret


def _object(source: Source) -> dict[str, Any]:
    """A source as plain data, without its secrets."""
    return {
        "source": source.key,
        "kind": source.sender.value,
        "signing": source.signing.value,
        "mapping": source.mapping,
        "offer": source.offer,
        "owner": source.owner,
        "added_at": source.added_at.isoformat(),
        "secrets": len(source.secrets),
    }
