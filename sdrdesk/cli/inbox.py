"""The inbox of webhooks: look at what was posted, try dead letters again, forget them."""

from __future__ import annotations

from typing import Any

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.domain.webhook import KeptPost, PostState
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput

UNDONE = (PostState.NEW, PostState.DEAD)


def inbox_options(parser: Parser) -> None:
    """The options of `sdrdesk inbox`."""
    parser.add_argument("action", choices=["list", "show", "replay", "drop"], nargs="?", default="list")
    parser.add_argument("posts", nargs="*", metavar="POST", help="ids, or their ends")
    parser.add_argument("--all", action="store_true", help="list: those that were taken too; replay: every dead letter")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="list: at most so many (default: 50)")


def inbox(shell: Shell) -> int:
    """List what was posted, show a post, try posts again, or forget them."""
    args, box = shell.args, shell.open_desk().inbox
    if args.action == "list":
        states = tuple(PostState) if args.all else UNDONE
        posts = box.posts(states, max(args.limit, 1))
        counts = ", ".join(f"{count} {state}" for state, count in sorted(box.counts().items()))
        shell.tell(counts or "Nothing was ever posted")
        shell.answer([_object(post) for post in posts], _table(posts) if posts else [])
        return ExitCode.OK
    ids = [box.find(words) for words in args.posts]
    if args.action == "replay" and args.all:
        ids = [post.id for post in box.posts((PostState.DEAD,), 10_000)]
    if not ids:
        if args.all:
            shell.answer([], ["No dead letters"])
            return ExitCode.NOTHING
        raise BadInput("Which posts?", hint=f"sdrdesk inbox {args.action} POST; see: sdrdesk inbox list")
    if args.action == "drop":
        dropped = box.drop(ids)
        shell.answer({"dropped": dropped}, [f"Forgot {plural(dropped, 'post')}"])
        return ExitCode.OK
    if args.action == "show":
        shown = [box.post(one) for one in ids]
        shell.answer(
            [_object(post) | {"headers": post.headers, "body": _text(post)} for post in shown],
            [line for post in shown for line in [*_table([post]), *_text(post).splitlines(), ""]],
        )
        return ExitCode.OK
    done = box.replay(ids)
    taken = sum(post.state is PostState.TAKEN for post in done)
    shell.answer([_object(post) for post in done], [*_table(done), f"{taken} of {plural(len(done), 'post')} taken"])
    return ExitCode.OK if taken == len(done) else ExitCode.REFUSED


def _table(posts: Any) -> list[str]:
    """Posts as lines."""
    rows = [
        [post.id[-8:], post.state.value, f"{post.received_at:%Y-%m-%d %H:%M}Z", post.source, post.reason or "-"]
        for post in posts
    ]
    return columns(["Post", "State", "Came", "Source", "Reason"], rows)


def _text(post: KeptPost) -> str:
    """A post's body to read."""
    return post.body.decode("utf-8", "replace")


def _object(post: KeptPost) -> dict[str, Any]:
    """A post as plain data."""
    return {
        "id": post.id,
        "source": post.source,
        "message_id": post.message_id,
        "received_at": post.received_at.isoformat(),
        "state": post.state.value,
        "reason": post.reason,
        "leads": list(post.lead_ids),
        "attempts": post.attempts,
    }
