"""What was imported: list it, take it back, decide on rows that were set aside, and look after saved mappings."""

from __future__ import annotations

from collections.abc import Callable

from sdrdesk.cli.as_json import plain
from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.intake.intake_values import Waiting
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput

SHOWN_OF_ID = 8
"""Letters of an id that are printed; its ending names it."""


def listed(shell: Shell, words: list[str]) -> int:
    """`sdrdesk import list`."""
    _none(words, "import list")
    found = shell.open_desk().intake.imports()
    rows = [
        [
            one.id[-SHOWN_OF_ID:],
            one.file_name,
            one.state,
            f"{one.started_at:%Y-%m-%d %H:%M}",
            f"{one.counts.get('created', 0):,}",
            f"{one.counts.get('joined', 0):,}",
            f"{one.counts.get('refused', 0):,}",
        ]
        for one in found
    ]
    head = ["Import", "File", "State", "Started", "new", "joined", "left out"]
    shell.answer(plain(found), columns(head, rows) if rows else ["Nothing was ever imported"])
    return ExitCode.OK


def undo(shell: Shell, words: list[str]) -> int:
    """`sdrdesk import undo BATCH`."""
    if len(words) != 1:
        raise BadInput("Which import?", hint="sdrdesk import undo BATCH; see: sdrdesk import list")
    done = shell.open_desk().intake.undo(words[0])
    for title, people in (
        ("Something was done with these since: they stay", done.kept),
        ("These were here before and have moved on since: they keep what the import brought", done.left),
    ):
        if people:
            shell.tell(f"{title}:", *(f"  {name}, lead {lead_id}" for lead_id, name in people[:20]))
            if len(people) > 20:
                shell.tell(f"  and {plural(len(people) - 20, 'more')}; --json lists them all")
    parts = [f"{plural(done.removed, 'lead')} gone", f"{done.restored:,} as before" if done.restored else ""]
    parts += [f"{len(done.kept) + len(done.left):,} stay" if done.kept or done.left else ""]
    shell.answer(plain(done), [f"Undone {done.file_name}: {', '.join(part for part in parts if part)}"])
    return ExitCode.OK


def mappings(shell: Shell, words: list[str]) -> int:
    """`sdrdesk import mappings`, and `sdrdesk import mappings drop NAME`."""
    kept = shell.open_desk().intake.mappings
    if words[:1] == ["drop"] and len(words) == 2:
        kept.remove(words[1])
        shell.answer({"dropped": words[1]}, [f"Forgot the mapping {words[1]}"])
        return ExitCode.OK
    _none(words, "import mappings [drop NAME]")
    found = kept.listed()
    rows = [[one.name, one.by, f"{one.saved_at:%Y-%m-%d}", _told(one.columns)] for one in found]
    empty = ["None is saved: sdrdesk import FILE --save-mapping NAME"]
    shell.answer(plain(found), columns(["Mapping", "By", "Saved", "Columns"], rows) if rows else empty)
    return ExitCode.OK


def quarantine(shell: Shell, words: list[str]) -> int:
    """`sdrdesk import quarantine list|take|merge|drop ROW`."""
    action, rest = (words or ["list"])[0], words[1:]
    desk = shell.open_desk()
    if action == "list":
        _none(rest, "import quarantine list")
        waiting = desk.quarantine.waiting()
        shell.answer(plain(waiting), _waiting(waiting) if waiting else ["No row waits for a decision"])
        return ExitCode.OK
    args = shell.args
    offer = next(iter(dict(args.offer).values()), "") or args.default_offer
    if action not in ("take", "merge", "drop") or not rest:
        raise BadInput("What is to be done, with which row?", hint="sdrdesk import quarantine take|merge|drop ROW")
    lead_id = desk.leads.find(args.lead) if args.lead else ""
    decided = []
    for one in rest:
        match action:
            case "take":
                decided.append(desk.quarantine.take(one, offer))
            case "merge":
                decided.append(desk.quarantine.merge(one, lead_id, offer))
            case _:
                decided.append(desk.quarantine.drop(one))
    lines = [f"{one.name}: {one.state}" + (f", lead {one.lead_id}" if one.lead_id else "") for one in decided]
    shell.answer(plain(decided), lines)
    return ExitCode.OK


def _waiting(rows: tuple[Waiting, ...]) -> list[str]:
    cells = [
        [
            one.id[-SHOWN_OF_ID:],
            f"{one.file_name} {one.row}" if one.file_name else "form fill",
            one.incoming.full_name or one.incoming.email or one.incoming.phone,
            one.incoming.company,
            one.reason + (f" ({one.like})" if one.like else ""),
        ]
        for one in rows
    ]
    return columns(["Row", "From", "Name", "Company", "Why it waits"], cells)


def _told(mapping: dict[str, str]) -> str:
    pairs = [f"{column}={field}" for column, field in mapping.items()]
    return ", ".join(pairs[:6] + (["…"] if len(pairs) > 6 else []))


def _none(words: list[str], usage: str) -> None:
    if words:
        raise BadInput(f'"{words[0]}" is not understood', hint=f"sdrdesk {usage}")


BOOK: dict[str, Callable[[Shell, list[str]], int]] = {
    "list": listed,
    "undo": undo,
    "mappings": mappings,
    "quarantine": quarantine,
}
"""By the word after `sdrdesk import`; a file of that name is ./list."""
