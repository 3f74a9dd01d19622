"""Bringing a file of leads in: shown first, all of it or nothing, safe to repeat."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake import Options, Report
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput

LISTED = 20
"""Bad rows that are printed; --json gives them all."""

LONG = 5000
"""Rows from which a bar shows how far it is."""

BAR = 30
"""Cells of the bar."""


def pair(text: str) -> tuple[str, str]:
    """Two words around the last "=", such as "Work Email=email"."""
    left, sign, right = text.rpartition("=")
    if not sign or not left.strip() or not right.strip():
        raise ArgumentTypeError(f'"{text}" is not LEFT=right')
    return left.strip(), right.strip()


def load_options(parser: Parser) -> None:
    """The options of `sdrdesk import`."""
    parser.add_argument("file", metavar="FILE", help="a CSV export of HubSpot, Salesforce or anything else")
    parser.add_argument(
        "--map", type=pair, action="append", default=[], metavar="COLUMN=field", help="what a column is"
    )
    parser.add_argument("--dates", choices=["dmy", "mdy"], help="which comes first in 03/04/2026")
    parser.add_argument(
        "--offer", type=pair, action="append", default=[], metavar="WORDS=key", help="the offer that words stand for"
    )
    parser.add_argument("--default-offer", default="", metavar="KEY", help="the offer of rows that name none")
    parser.add_argument("--owner", default="", metavar="LOGIN", help="who gets the leads (default: shared out)")
    parser.add_argument("--dry-run", action="store_true", help="show what would happen, write nothing")
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def load(shell: Shell) -> int:
    """Show what the file brings, ask where somebody can answer, and bring it in."""
    args = shell.args
    desk, path = shell.open_desk(), Path(args.file)
    options = options_of(dict(args.map), args.dates, dict(args.offer), args.default_offer, args.owner)
    if args.dry_run or (shell.is_asked and not args.yes):
        preview = desk.intake.preview(path, options)
        if args.dry_run:
            return _told(shell, preview)
        options = _agreed(shell, desk, preview, options)
    report = desk.intake.load(path, options, Bar(shell))
    return _told(shell, report)


def options_of(
    mapping: Mapping[str, str], dates: str | None, offers: Mapping[str, str], default_offer: str, owner: str
) -> Options:
    """How the file is to be read, checked."""
    from sdrdesk.domain.intake import Field

    checked = {column: Field.parse(word).value for column, word in mapping.items()}
    return Options(mapping=checked or None, dates=dates, offers=dict(offers), default_offer=default_offer, owner=owner)


def _agreed(shell: Shell, desk: Desk, preview: Report, options: Options) -> Options:
    """The options after somebody has seen the preview and answered; BadInput if they would rather not."""
    shell.tell(*_understood(preview), *_faults(preview))
    offers = dict(options.offers)
    keys = {key for key, *_ in desk.team.offers()}
    for words, (count, guess) in preview.unmatched.items():
        key = shell.ask(f'Which offer is "{words}" ({plural(count, "row")})? One of: {", ".join(sorted(keys))}.', guess)
        if key not in keys:
            raise BadInput(f'There is no offer "{key}"', hint="See: sdrdesk offers list")
        if words == "(none)":
            options = replace(options, default_offer=key)
        else:
            offers[words] = key
    bad = f", leave {plural(len(preview.problems), 'bad row')} out" if preview.problems else ""
    question = f"Import {plural(preview.rows - len(preview.problems), 'row')}{bad}?"
    if not shell.ask(question, "yes").casefold().startswith("y"):
        raise BadInput(
            "Nothing was imported", hint="See what each column is taken for; change it with --map COLUMN=field"
        )
    return replace(options, offers=offers)


def _told(shell: Shell, report: Report) -> int:
    """Print what was done, or would be."""
    if not shell.is_json:
        shell.tell(*_understood(report), *_faults(report))
    shell.answer(_object(report), [_summary(report)])
    taken = report.rows - len(report.problems)
    return ExitCode.BAD_INPUT if report.problems and taken <= 0 else ExitCode.OK


def _understood(report: Report) -> Iterator[str]:
    """What each column was taken for, and the first leads."""
    kind = f", {report.vendor}" if report.vendor else ""
    yield f"{report.file_name}{kind}: {plural(report.rows, 'row')}"
    yield from columns(["Column", "is"], [[column, field] for column, field in report.mapping.items()])
    if report.unused:
        yield f"Not used: {', '.join(report.unused)}"
    yield from report.notes
    if report.sample:
        yield ""
        rows = [
            [one.full_name, one.company, one.email, one.phone_shown, one.place.zones[0] if one.place.zones else "?"]
            for one in report.sample
        ]
        yield from columns(["Name", "Company", "E-mail", "Phone", "Zone"], rows)
    yield ""


def _faults(report: Report) -> Iterator[str]:
    """Bad rows, bad values, unknown offers: each with its cure."""
    for title, problems in (("Left out", report.problems), ("Taken without", report.doubts)):
        if problems:
            yield f"{title}:"
            yield from (f"  {problem}" for problem in problems[:LISTED])
            if len(problems) > LISTED:
                yield f"  and {plural(len(problems) - LISTED, 'more')}; --json lists them all"
            yield ""
    if report.unmatched:
        yield "No offer is known for:"
        for words, (count, guess) in report.unmatched.items():
            yield f'  "{words}" ({plural(count, "row")}): --offer "{words}={guess or "KEY"}"'
        yield ""


def _summary(report: Report) -> str:
    if not report.is_live:
        return f"Would take {plural(report.rows - len(report.problems), 'row')}, leave {len(report.problems):,} out"
    parts = [
        f"{report.created:,} new leads",
        f"{report.joined:,} more conversions of known ones",
        f"{report.known:,} already here",
        f"{report.promoted:,} moved up" if report.promoted else "",
        f"{len(report.problems):,} left out" if report.problems else "",
    ]
    return f"Imported {report.file_name}: {', '.join(part for part in parts if part)}"


def _object(report: Report) -> dict[str, Any]:
    """What `sdrdesk import --json` prints."""
    from sdrdesk.cli.as_json import plain

    data: dict[str, Any] = plain(report.counts())
    data |= {name: plain(getattr(report, name)) for name in ("mapping", "unused", "notes", "offers", "owners")}
    problems = {"problems": plain(report.problems), "doubts": plain(report.doubts)}
    unmatched = {words: {"rows": count, "guess": guess} for words, (count, guess) in report.unmatched.items()}
    head = {"file": report.file_name, "vendor": report.vendor, "is_live": report.is_live}
    return {**head, **data, **problems, "unmatched": unmatched}


class Bar:
    """How far a long import is, on stderr: a bar in a terminal, a line now and then elsewhere."""

    def __init__(self, shell: Shell, write: Callable[[str], object] | None = None) -> None:
        """Tell it through `shell`; `write` takes the bar (default: stderr)."""
        self._shell, self._write = shell, write or sys.stderr.write
        self._is_drawn = write is not None or sys.stderr.isatty()
        self._next = 0.25

    def __call__(self, rows: int, share: float) -> None:
        """Show that so many rows, and this share of the file, are read."""
        if rows < LONG:
            return
        share = min(max(share, 0.0), 1.0)
        if self._is_drawn:
            full = round(share * BAR)
            end = "\n" if share >= 1 else ""
            self._write(f"\r[{'#' * full}{'.' * (BAR - full)}] {share:4.0%}  {rows:,} rows{end}")
        elif share >= self._next:
            self._next = share + 0.25
            self._shell.tell(f"{share:.0%}, {rows:,} rows")
