"""The score on the command line: its points, what they are worth, and points fitted from outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.imports import pair
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.desk import Desk
from sdrdesk.domain.facts import EARLY, LATE, Sample
from sdrdesk.domain.found import Interval, Proof, Way
from sdrdesk.domain.playbook import Score
from sdrdesk.errors import BadInput

if TYPE_CHECKING:
    from sdrdesk.feeds.outcome_file import OutcomeFile


def score_options(parser: Parser) -> None:
    """The options of `sdrdesk score`."""
    parser.add_argument(
        "action", nargs="?", default="show", choices=["show", "facts", "fit", "eval"],
        help="show the points in force (the default), the facts there are; fit points from outcomes; eval: what they"
        " find against random, newest first, the points set by hand and models",
    )  # fmt: skip
    parser.add_argument("--out", metavar="FILE", help="fit: write the points here, as a piece of a playbook")
    file_options(parser)


def file_options(parser: Parser) -> None:
    """The options that say what a file of outcomes means."""
    group = parser.add_argument_group("a file of leads with their outcomes, in place of the team's own")
    group.add_argument("--from", dest="source", metavar="FILE", help="CSV, TSV, Excel or JSON; nothing of it is kept")
    group.add_argument("--outcome", default="", metavar="COLUMN", help='what was won (default: "Converted", "Won" ...)')
    group.add_argument("--won", action="append", default=[], metavar="WORD", help="a word of it that means a win")
    group.add_argument("--date", default="", metavar="COLUMN", help="when a lead came")
    group.add_argument("--order", default="", metavar="COLUMN", help="without dates: a number that rises with time")
    group.add_argument("--day-first", choices=["dmy", "mdy"], help="which comes first in 03/04/2026")
    group.add_argument(
        "--known", type=pair, action="append", default=[], metavar="COLUMN=before|after",
        help="when a column is known: the ones known after contact are no facts",
    )  # fmt: skip
    group.add_argument(
        "--fact", type=pair, action="append", default=[], metavar="COLUMN=fact", help="the desk's fact that a column is"
    )
    group.add_argument(
        "--only", type=pair, action="append", default=[], metavar="COLUMN=WORD", help="rows that say so; again: or so"
    )


def score(shell: Shell) -> int:
    """Show the points, fit them, or try them."""
    match shell.args.action:
        case "facts":
            return _facts(shell)
        case "fit":
            return _fit(shell)
        case "eval":
            return evaluate(shell)
    desk = shell.open_desk()
    in_force = desk.scoring.in_force()
    from sdrdesk.domain.plain import plain

    shell.answer(plain(in_force), list(points_lines(in_force)))
    return ExitCode.OK


def _facts(shell: Shell) -> int:
    rows = [[one.key, one.known, one.label, one.how] for one in EARLY.values()]
    rows.append(["page:LABEL", "before contact", "a page", "how often pages of a [[score.pages]] were read"])
    rows += [[one.key, one.known, one.label, f"never a fact of the score: {one.why}"] for one in LATE.values()]
    data = [dict(zip(("fact", "known", "label", "how"), row, strict=True)) for row in rows]
    shell.answer(data, columns(["Fact", "Known", "Is", "How"], rows))
    return ExitCode.OK


def points_lines(score: Score) -> Iterator[str]:
    """The points in force, for a reader."""
    from sdrdesk.feeds.points_file import points_text

    if fitted := score.fitted:
        yield f"Fitted from {fitted.told}. 10 points double the odds; at {fitted.even} a win is as likely as not."
        yield f"Grades: A from {fitted.a} (a win in {fitted.chance(fitted.a):.0%}), B from {fitted.b}"
        yield f"({fitted.chance(fitted.b):.0%}), C from {fitted.c} ({fitted.chance(fitted.c):.0%}), else D."
        yield ""
        yield points_text(fitted).rstrip()
        return
    yield f"Set by hand in the playbook. Grades: A from {score.a}, B from {score.b}, C from {score.c}, else D."
    rows = [["kind", kind.replace("_", " "), f"{points:+d}"] for kind, points in score.kinds.items()]
    for fact, rules in (("source", score.sources), ("page", score.pages), ("title", score.titles)):
        for one in rules:
            most = f", at most {one.most} times" if one.most > 1 else ""
            rows.append([fact, f"{one.label} ({', '.join(one.words)}){most}", f"{one.points:+d}"])
    rows += [["size", f"{one.people:,} people and more", f"{one.points:+d}"] for one in score.sizes]
    rows.append(["minutes", f"every {score.minutes_per_point} min on our pages, at most {score.minutes_most}", "+1"])
    rows.append(["conversions", "each further one", f"{score.conversions_each:+d}"])
    yield from columns(["Fact", "Is", "Points"], rows)


def _fit(shell: Shell) -> int:
    from sdrdesk.desk.fitting import fit
    from sdrdesk.domain.plain import plain
    from sdrdesk.feeds.points_file import points_text

    desk = shell.open_desk()
    sample, _ = sample_of(shell, desk)
    fitted = fit(sample)
    text = points_text(fitted)
    if path := shell.args.out:
        Path(path).write_text(text, encoding="utf-8")
        told = f"Wrote {len(fitted.facts)} facts with their points to {path}; nothing is in force yet"
        shell.answer(plain(fitted) | {"written": path}, [told])
        return ExitCode.OK
    shell.answer(plain(fitted), text.splitlines())
    return ExitCode.OK


def sample_of(shell: Shell, desk: Desk) -> tuple[Sample, OutcomeFile | None]:
    """The sample that the options name, with the file it was read from; what its columns are is told."""
    args = shell.args
    if not args.source:
        return desk.scoring.sample(), None
    from sdrdesk.feeds.dates import DateOrder
    from sdrdesk.feeds.outcome_file import OutcomeOptions

    known = dict(args.known)
    if wrong := {word for word in known.values() if word not in ("before", "after")}:
        raise BadInput(f'"{min(wrong)}" is not when a column is known', "", "Write COLUMN=before or COLUMN=after")
    options = OutcomeOptions(
        outcome=args.outcome, won=tuple(args.won), date=args.date, order=args.order,
        dates=DateOrder(args.day_first) if args.day_first else None, known=known, mapped=dict(args.fact),
        only=tuple(args.only),
    )  # fmt: skip
    read = desk.scoring.read(Path(args.source), options)
    shell.tell(*columns(["Column", "Used as", "Why"], [[one.name, one.use, one.why] for one in read.columns]))
    shell.tell(*read.notes, "")
    return read.sample, read


def evaluate(shell: Shell) -> int:
    """Print what each way to sort leads finds."""
    from sdrdesk.cli.as_json import plain
    from sdrdesk.desk.proving import prove

    sample, read = sample_of(shell, shell.open_desk())
    proof = prove(sample)
    data = plain(proof) | ({"columns": plain(read.columns), "notes": list(read.notes)} if read else {})
    shell.answer(data, list(proof_lines(proof)))
    return ExitCode.OK


def proof_lines(proof: Proof) -> Iterator[str]:
    """An evaluation for a reader."""
    yield f"Learned from {proof.told}: the earlier {proof.earlier:,}."
    yield f"Tried on the later {proof.later:,}, of which {proof.later_wins:,} were won."
    yield "Share of the wins among the first 10, 20, 30 % worked; in brackets what 95 of 100 redrawn samples say."
    yield ""
    yield from _ways(proof.ways, proof.days)
    if proof.folds:
        yield ""
        yield "No dates, so beside it: all leads, each sorted by what four fifths drawn at random teach."
        yield "That mixes early and late; trust the table above more."
        yield ""
        yield from _ways(proof.folds, proof.days)
    if proof.months:
        yield ""
        yield "Month by month, points learned from all leads before it: wins found in the first 20 %"
        rows = [[one.label, f"{one.leads:,}", f"{one.wins:,}", f"{one.found:.0%}"] for one in proof.months]
        yield from columns(["Month", "Leads", "Won", "Found"], rows)
    if proof.suspects:
        worst, *others = proof.suspects
        yield ""
        yield "Too good to be true: an AUC above 0.85 mostly means that a fact has seen the outcome."
        yield f"Look at {worst.label}:"
        for one in (worst, *others):
            yield f"  {one.label}: without it the AUC falls by {one.drop:.2f}; alone it has {one.alone:.2f}"
        yield "Is it known before the first contact, at its value of then? If not, say --known 'COLUMN=after'."


def _ways(ways: Sequence[Way], days: str) -> list[str]:
    rows = [
        [way.label, *map(_share, way.found), f"{way.auc.value:.3f}" if way.auc else "", _share(way.in_day)]
        for way in ways
    ]
    return columns(["Sorted by", "first 10 %", "first 20 %", "first 30 %", "AUC", f"20 % of {days}"], rows)


def _share(one: Interval | None) -> str:
    if one is None:
        return ""
    if one.low == one.high:
        return f"{one.value:.1%}"
    return f"{one.value:.1%} [{one.low:.0%}-{one.high:.0%}]"
