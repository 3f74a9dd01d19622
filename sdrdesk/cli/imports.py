"""Bringing a file of leads in: shown first, all of it or nothing, safe to repeat."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Mapping
from pathlib import Path

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.import_report import as_object, faults, summary, understood
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.dataclasses import replace
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.intake.intake_values import Options, Report
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput

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
    parser.add_argument(
        "file",
        metavar="FILE",
        help="CSV, TSV, Excel or JSON from HubSpot, Salesforce or anything else; or one of: list, undo BATCH, "
        "quarantine list|take|merge|drop ROW, mappings [drop NAME]",
    )
    parser.add_argument("rest", nargs="*", metavar="WORD", help="what list, undo, quarantine and mappings take")
    parser.add_argument(
        "--map", type=pair, action="append", default=[], metavar="COLUMN=field", help="what a column is"
    )
    parser.add_argument("--mapping", metavar="NAME", help="read the file as one of this saved mapping")
    parser.add_argument("--save-mapping", metavar="NAME", help="keep how this file is read under a name")
    parser.add_argument("--dates", choices=["dmy", "mdy"], help="which comes first in 03/04/2026")
    parser.add_argument(
        "--offer", type=pair, action="append", default=[], metavar="WORDS=key", help="the offer that words stand for"
    )
    parser.add_argument("--default-offer", default="", metavar="KEY", help="the offer of rows that name none")
    parser.add_argument("--owner", default="", metavar="LOGIN", help="who gets the leads (default: shared out)")
    parser.add_argument("--zone", default="", metavar="ZONE", help="where rows are of which nobody knows the place")
    parser.add_argument(
        "--preview", action="store_true", help="look at it on the screen, and settle there what is open"
    )
    parser.add_argument("--aside", action="store_true", help="set rows aside whose offer nobody knows, and go on")
    parser.add_argument("--lead", metavar="LEAD", help="quarantine merge: into this lead")
    parser.add_argument("--dry-run", action="store_true", help="show what would happen, write nothing")
    parser.add_argument("--yes", action="store_true", help="ask nothing")
    parser.add_argument(
        "--outcomes", action="store_true",
        help="FILE holds leads with what came of them: try the score on it; no lead is made and nothing is kept",
    )  # fmt: skip
    from sdrdesk.cli.score import file_options

    file_options(parser, is_import=True)


def load(shell: Shell) -> int:
    """Show what the file brings, ask where somebody can answer, and bring it in; or look after what was imported."""
    from sdrdesk.cli.import_book import BOOK

    args = shell.args
    if args.file in BOOK:
        return BOOK[args.file](shell, args.rest)
    if args.rest:
        raise BadInput(f'"{args.rest[0]}" is not understood', hint="One file at a time: sdrdesk import FILE")
    if args.outcomes:
        from sdrdesk.cli.score import evaluate

        return evaluate(shell, args.file)
    desk, path = shell.open_desk(), Path(args.file)
    options = options_of(dict(args.map), args.dates, dict(args.offer), args.default_offer, args.owner)
    options = replace(options, aside=args.aside, zone=args.zone)
    if args.mapping:
        options = desk.intake.with_mapping(args.mapping, options)
    if args.preview:
        from sdrdesk.cli.start import show_import

        return show_import(shell, desk, path, options)
    if args.dry_run or (shell.is_asked and not args.yes):
        preview = desk.intake.preview(path, options)
        if args.dry_run:
            _keep_mapping(shell, desk, preview, options)
            return _told(shell, preview)
        options = _agreed(shell, desk, preview, options)
    report = desk.intake.load(path, options, Bar(shell))
    _keep_mapping(shell, desk, report, options)
    return _told(shell, report)


def _keep_mapping(shell: Shell, desk: Desk, report: Report, options: Options) -> None:
    """Save how the file was read, where that was asked for."""
    if name := shell.args.save_mapping:
        saved = desk.intake.save_mapping(name, report, options)
        shell.tell(f"Saved as mapping {saved.name}: read the next file with --mapping {saved.name}")


def options_of(
    mapping: Mapping[str, str], dates: str | None, offers: Mapping[str, str], default_offer: str, owner: str
) -> Options:
    """How the file is to be read, checked."""
    from sdrdesk.domain.intake import Field

    checked = {column: Field.parse(word).value for column, word in mapping.items()}
    return Options(mapping=checked or None, dates=dates, offers=dict(offers), default_offer=default_offer, owner=owner)


def _agreed(shell: Shell, desk: Desk, preview: Report, options: Options) -> Options:
    """The options after somebody has seen the preview and answered; BadInput if they would rather not."""
    shell.tell(*understood(preview), *faults(preview))
    offers = dict(options.offers)
    keys = {key for key, *_ in desk.team.offers()}
    asked = {} if options.aside else preview.unmatched
    for words, (count, guess) in asked.items():
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
        shell.tell(*understood(report), *faults(report))
    shell.answer(as_object(report), [summary(report)])
    taken = report.rows - len(report.problems)
    return ExitCode.BAD_INPUT if report.problems and taken <= 0 else ExitCode.OK


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
