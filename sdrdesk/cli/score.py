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
        "action", nargs="?", default="show",
        choices=["show", "facts", "fit", "apply", "eval", "wrong", "disagree", "waiting"],
        help="show the points in force (the default), the facts there are; fit points from outcomes; apply them; eval:"
        " what they find against random, newest first, the points set by hand and models; wrong: say it of a lead;"
        " disagree: where score and outcome do; waiting: contacts and meetings by age at the first touch, and by arm",
    )  # fmt: skip
    parser.add_argument("what", nargs="?", metavar="FILE|LEAD", help="apply: points that fit wrote; wrong: a lead")
    parser.add_argument("--reason", default="", metavar="WORDS", help="wrong: why")
    parser.add_argument("--undo", action="store_true", help="apply: put back what was before; wrong: take it back")
    parser.add_argument("--hand", action="store_true", help="apply: go back to the points set by hand")
    parser.add_argument("--out", metavar="FILE", help="fit: write the points here, as a piece of a playbook")
    file_options(parser)


def file_options(parser: Parser, *, is_import: bool = False) -> None:
    """The options that say what a file of outcomes means; an import has the file and the order of dates already."""
    group = parser.add_argument_group("a file of leads with their outcomes, in place of the team's own")
    if not is_import:
        group.add_argument(
            "--from", dest="source", metavar="FILE", help="CSV, TSV, Excel or JSON; nothing of it is kept"
        )
        group.add_argument("--dates", choices=["dmy", "mdy"], help="which comes first in 03/04/2026")
    group.add_argument("--outcome", default="", metavar="COLUMN", help='what was won (default: "Converted", "Won" ...)')
    group.add_argument("--won", action="append", default=[], metavar="WORD", help="a word of it that means a win")
    group.add_argument("--deals", metavar="FILE", help="a second file that holds what was won, joined by an id")
    group.add_argument("--key", default="", metavar="COLUMN", help="--deals: the column that both have")
    group.add_argument("--date", default="", metavar="COLUMN", help="when a lead came")
    group.add_argument("--order", default="", metavar="COLUMN", help="without dates: a number that rises with time")
    group.add_argument(
        "--known", type=pair, action="append", default=[], metavar="COLUMN=before|after",
        help="when a column is known: the ones known after contact are no facts",
    )  # fmt: skip
    also = () if is_import else ("--map",)
    group.add_argument(
        "--fact",
        *also,
        type=pair,
        action="append",
        default=[],
        metavar="COLUMN=fact",
        help="the desk's fact that a column is",
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
        case "apply":
            return _apply(shell)
        case "wrong":
            return _wrong(shell)
        case "disagree":
            return _disagree(shell)
        case "waiting":
            from sdrdesk.cli.waiting import show_waiting

            return show_waiting(shell)
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
        cuts = (("A", fitted.a), ("B", fitted.b), ("C", fitted.c))
        said = ", ".join(f"{letter} from {points} ({fitted.chance(points):.0%} won)" for letter, points in cuts)
        yield f"Grades: {said}, else D."
        yield ""
        yield points_text(fitted).rstrip()
        return
    yield f"Set by hand in the playbook. Grades: A from {score.a}, B from {score.b}, C from {score.c}, else D."
    rows = [["kind", f"{points:+d}", kind.replace("_", " ")] for kind, points in score.kinds.items()]
    for fact, rules in (("source", score.sources), ("page", score.pages), ("title", score.titles)):
        for one in rules:
            most = f", at most {one.most} times" if one.most > 1 else ""
            rows.append([fact, f"{one.points:+d}", f"{one.label} ({', '.join(one.words)}){most}"])
    rows += [["size", f"{one.points:+d}", f"{one.people:,} people and more"] for one in score.sizes]
    rows.append(["minutes", "+1", f"every {score.minutes_per_point} min on our pages, at most {score.minutes_most}"])
    rows.append(["conversions", f"{score.conversions_each:+d}", "each further one"])
    yield from columns(["Fact", "points", "For"], rows)


def _fit(shell: Shell) -> int:
    from sdrdesk.desk.score.fitting import fit
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


def _apply(shell: Shell) -> int:
    from sdrdesk.cli.as_json import plain

    args, desk = shell.args, shell.open_desk()
    if sum(map(bool, (args.what, args.undo, args.hand, args.source))) > 1:
        raise BadInput("Which points?", "FILE, --from, --hand and --undo are four ways", "Give one of them")
    if args.undo:
        done = desk.scoring.undo()
        if done is None:
            shell.tell("You have put no points in force that stand.")
            return ExitCode.NOTHING
    else:
        done = desk.scoring.apply("" if args.hand else _points(shell, desk))
    moves = [f"  {count} from {old} to {new}" for old, new, count in done.moved] or ["  none changed its grade"]
    told = f"Version {done.version} of the playbook is in force; {done.graded:,} open leads graded anew:"
    back = [] if args.undo else ["Back with: sdrdesk score apply --undo"]
    shell.answer(plain(done), [told, *moves, *back])
    return ExitCode.OK


def _points(shell: Shell, desk: Desk) -> str:
    """Points as TOML: those of a file that fit wrote, or fitted now."""
    if path := shell.args.what:
        try:
            return Path(path).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"{path} cannot be read", str(error), "Write one: sdrdesk score fit --out FILE") from None
    from sdrdesk.desk.score.fitting import fit
    from sdrdesk.feeds.points_file import points_text

    return points_text(fit(sample_of(shell, desk)[0]))


def _wrong(shell: Shell) -> int:
    from sdrdesk.cli.as_json import plain

    args, desk = shell.args, shell.open_desk()
    if not args.what:
        raise BadInput("Whose score?", "", "sdrdesk score wrong LEAD --reason WORDS")
    lead = desk.leads.find(args.what)
    if args.undo:
        is_done = desk.scoring.not_wrong(lead)
        shell.answer({"taken_back": is_done}, ["Taken back" if is_done else "You had not said so"])
        return ExitCode.OK if is_done else ExitCode.NOTHING
    mark = desk.scoring.wrong(lead, args.reason)
    shell.answer(plain(mark), [f"Kept: grade {mark.grade}, {mark.points} points of {mark.lead} is wrong, you say"])
    return ExitCode.OK


def _disagree(shell: Shell) -> int:
    from sdrdesk.cli.as_json import plain

    found = shell.open_desk().scoring.disagree()
    rows = [
        [one.grade, f"{one.leads:,}", f"{one.wins:,}", f"{one.wins / one.leads:.0%}" if one.leads else ""]
        for one in found.grades
    ]
    lines = [
        "What came of each grade, as it was at the first touch",
        *columns(["Grade", "Leads", "Won", "Share"], rows),
    ]
    for title, some in (("Grade A, and lost", found.lost), ("Grade C or D, and won", found.won)):
        lines += ["", f"{title}:"]
        for one in some:
            why = ", ".join(f"{fact} {points:+d}" for fact, points in one.reasons[:4])
            lines.append(f"  {one.name}, {one.grade} {one.points}, {one.outcome.lower()}: {why}")
        lines += [] if some else ["  none"]
    lines += ["", "Reps say wrong, in the last 90 days:"]
    lines += [f"  {one.lead}, {one.grade} {one.points}: {one.told}" for one in found.marks] or ["  nothing"]
    shell.answer(plain(found), lines)
    return ExitCode.OK


def sample_of(shell: Shell, desk: Desk, source: str = "") -> tuple[Sample, OutcomeFile | None]:
    """The sample that the options name, with the file it was read from; what its columns are is told."""
    args = shell.args
    source = source or args.source
    if not source:
        return desk.scoring.sample(), None
    from sdrdesk.feeds.dates import DateOrder
    from sdrdesk.feeds.outcome_file import OutcomeOptions

    known = dict(args.known)
    if wrong := {word for word in known.values() if word not in ("before", "after")}:
        raise BadInput(f'"{min(wrong)}" is not when a column is known', "", "Write COLUMN=before or COLUMN=after")
    mapped = dict(args.map) if "map" in args else {}
    options = OutcomeOptions(
        outcome=args.outcome, won=tuple(args.won), date=args.date, order=args.order,
        dates=DateOrder(args.dates) if args.dates else None, known=known, mapped=dict(args.fact) | mapped,
        only=tuple(args.only), deals=Path(args.deals) if args.deals else None, key=args.key,
    )  # fmt: skip
    read = desk.scoring.read(Path(source), options)
    shell.tell(*columns(["Column", "Used as", "Why"], [[one.name, one.use, one.why] for one in read.columns]))
    shell.tell(*read.notes, "")
    return read.sample, read


def evaluate(shell: Shell, source: str = "") -> int:
    """Print what each way to sort leads finds, in a file or in the team's own outcomes."""
    from sdrdesk.cli.as_json import plain
    from sdrdesk.desk.score.proving import prove

    sample, read = sample_of(shell, shell.open_desk(), source)
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
