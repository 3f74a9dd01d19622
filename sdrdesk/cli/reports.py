"""Reports from the shell: the week's page, every table for a spreadsheet, marketing's feedback."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.numbers import RANGES, as_object, counted_lines, minutes, narrowed, percent
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.figures.sheets import Sheet, csv_text, make_room, returned_sheet, write_private, write_xlsx
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput


def report_options(parser: Parser) -> None:
    """The options of `sdrdesk report`."""
    parser.add_argument("--week", action="store_true", help="this week, Monday to Sunday (the default)")
    parser.add_argument("--range", metavar="RANGE", help=RANGES)
    parser.add_argument("--of", default="", metavar="LOGIN", help="one rep's report (managers)")
    parser.add_argument("--out", metavar="FILE", help="the page (default: report-<day>.html here); - prints it")
    parser.add_argument("--xlsx", metavar="FILE", help="every table as one workbook")
    parser.add_argument("--csv", metavar="FOLDER", help="every table as a CSV file")
    parser.add_argument("--raw", action="store_true", help="leave texts in CSV as they are, formulas too")


def report(shell: Shell) -> int:
    """Write the report."""
    args, desk = shell.args, shell.open_desk()
    if args.week and args.range:
        raise BadInput("Which days?", "--week and --range name two ranges", "Give one of them")
    over = desk.numbers.range(args.range or "week")
    written = []
    if args.xlsx or args.csv:
        sheets = desk.reports.sheets(over, args.of)
        if args.xlsx:
            make_room(Path(args.xlsx))
            write_xlsx(Path(args.xlsx), sheets)
            written.append(args.xlsx)
        if args.csv:
            written += _write_csv(Path(args.csv), sheets, raw=args.raw)
    if args.out or not written:
        page = desk.reports.page(over, args.of)
        if args.out == "-":
            shell.answer(page, page.splitlines())
            return ExitCode.OK
        path = Path(args.out or f"report-{over.first.isoformat()}.html")
        write_private(path, page)
        written.insert(0, str(path))
    shell.answer({"range": as_object(over), "written": written}, [f"Wrote {path}" for path in written])
    return ExitCode.OK


def _write_csv(folder: Path, sheets: Sequence[Sheet], *, raw: bool) -> list[str]:
    written = []
    for sheet in sheets:
        path = folder / f"{sheet.name.lower().replace(' ', '-')}.csv"
        make_room(path)
        write_private(path, csv_text(sheet, raw=raw))
        written.append(str(path))
    return written


def marketing_options(parser: Parser) -> None:
    """The options of `sdrdesk marketing`."""
    parser.add_argument("--range", metavar="RANGE", help=RANGES)
    parser.add_argument(
        "--by", default="campaign", choices=["campaign", "source", "region", "offer", "rep"], help="default: campaign"
    )
    parser.add_argument("--rows", metavar="METRIC", help="the leads that a figure was counted from")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME=VALUE", help="with --rows: campaign, source, region,"
        " offer, rep (id), week (its Monday), age or reason; may be given again"
    )  # fmt: skip
    parser.add_argument("--returned", metavar="FILE", help="write the leads that went back, as CSV; - prints them")
    parser.add_argument("--raw", action="store_true", help="leave texts in CSV as they are, formulas too")


def marketing(shell: Shell) -> int:
    """Print what came of the leads, or write those that went back."""
    args, desk = shell.args, shell.open_desk()
    over = desk.numbers.range(args.range or "month")
    if args.returned:
        if args.returned == "-":
            leads = desk.marketing.returned(over)
            shell.answer(as_object(leads), csv_text(returned_sheet(leads), raw=args.raw).splitlines())
        else:
            count = desk.reports.write_returned(Path(args.returned), over, raw=args.raw)
            shell.answer(
                {"written": args.returned, "leads": count}, [f"Wrote {plural(count, 'lead')} to {args.returned}"]
            )
        return ExitCode.OK
    if args.rows:
        rows = desk.marketing.rows(args.rows.replace("-", "_"), over, narrowed(args.only))
        shell.answer(as_object(rows), counted_lines(rows))
        return ExitCode.OK
    found = desk.marketing.numbers(over, args.by)
    cells = [
        [
            row.label, f"{row.received}", percent(row.in_sla), percent(row.resolved), percent(row.sql),
            percent(row.nurture), percent(row.disqualified), minutes(row.to_touch),
        ]
        for row in (*found.rows, found.total)
    ]  # fmt: skip
    head = [args.by.capitalize(), "received", "in sla", "resolved", "sql", "nurture", "disqualified", "to touch"]
    reasons = [f"  {label}: {count}" for label, count in found.total.reasons]
    ages = [
        f"  {row.title}: " + ", ".join(f"{label} {percent(rate)}" for label, rate in row.parts if rate.whole)
        for row in found.ages
    ]
    lines = [f"{over.label}: {over.first} to {over.last}", "", *columns(head, cells)]
    lines += ["", "Why disqualified", *reasons, "", "Reached, by age at the first touch", *ages, found.caution]
    shell.answer(as_object(found), lines)
    return ExitCode.OK
