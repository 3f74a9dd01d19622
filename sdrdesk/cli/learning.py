"""Onboarding and certification from the shell."""

from __future__ import annotations

from collections.abc import Iterator

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.cli.table import columns
from sdrdesk.desk.gate.learning_values import ItemReport, Matrix, Road, WorthOf
from sdrdesk.domain.figures import Rate
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput

MARKS = {"valid": "passed", "grace": "old", "expired": "run out", "missing": "-"}


def onboarding_options(parser: Parser) -> None:
    """The options of `sdrdesk onboarding`."""
    parser.add_argument("login", nargs="?", default="", metavar="WHO", help="whose road (default: yours)")
    parser.add_argument("--all", action="store_true", help="everybody you guide, in a line each")
    parser.add_argument("--sign-off", metavar="SKILL", help="score a skill of WHO (managers and mentors)")
    parser.add_argument("--scores", nargs="+", type=int, default=[], metavar="N", help="a number for each line")
    parser.add_argument("--note", default="", metavar="TEXT", help="--sign-off: what was seen")
    parser.add_argument("--mentor", metavar="LOGIN", help='name the mentor of WHO, "" for none (managers)')


def onboarding(shell: Shell) -> int:
    """Show a road; sign a skill off; name a mentor."""
    from sdrdesk.cli.as_json import plain

    desk, args = shell.open_desk(), shell.args
    if (args.sign_off or args.mentor is not None) and not args.login:
        raise BadInput("Whose?", hint="sdrdesk onboarding LOGIN ...")
    if args.sign_off:
        state = desk.onboarding.sign_off(args.login, args.sign_off, args.scores, args.note)
        said = "signed off" if state.passed else "not yet"
        shell.answer(plain(state), [f"{state.label}: {said}, {state.score or 0:.0%}"])
        return ExitCode.OK
    if args.mentor is not None:
        desk.manage.set_mentor(args.login, args.mentor)
    if args.all:
        roads = desk.onboarding.roads()
        rows = [[one.login, f"{one.progress:.0%}", str(one.month), one.mentor or "-", _next(one)] for one in roads]
        head = ["Rep", "done", "month", "Mentor", "Next"]
        shell.answer([plain(one) for one in roads], columns(head, rows) if roads else ())
        return ExitCode.OK if roads else ExitCode.NOTHING
    road = desk.onboarding.road(args.login)
    shell.answer(plain(road), _road_lines(road))
    return ExitCode.OK


def _next(road: Road) -> str:
    if step := road.next_step:
        return f"quiz {step.offer}, due {step.due_on}{', late' if step.is_late else ''}"
    skill = next((one for one in road.skills if not one.passed), None)
    return f"sign-off {skill.key}, due {skill.due_on}{', late' if skill.is_late else ''}" if skill else "done"


def _road_lines(road: Road) -> Iterator[str]:
    ramp = f"month {road.month}, opportunities asked: {road.quota}"
    yield f"{road.name}, since {road.started_on}: {ramp}; mentor: {road.mentor or 'none yet'}"
    yield f"{road.done} of {road.total} done ({road.progress:.0%}), {plural(road.streak, 'day')} in a row"
    yield ""
    rows = [
        [
            step.offer,
            f"{step.minutes} + {step.quiz_minutes} min",
            str(step.leads or ""),
            f"{step.due_on}{' late' if step.is_late else ''}",
            step.state.words,
        ]
        for step in road.steps
    ]
    yield from columns(["Quiz", "read + quiz", "unlocks", "Due", "Pass"], rows, most=40)
    for skill in road.skills:
        yield ""
        said = "signed off" if skill.passed else "not yet" if skill.at else "open"
        late = ", late" if skill.is_late else ""
        yield f"{skill.label} ({skill.key}): {said}, due {skill.due_on}{late}"
        scores = skill.scores or (None,) * len(skill.rubric)
        for line, score in zip(skill.rubric, scores, strict=False):
            yield f"  {'-' if score is None else score}/{skill.line_points}  {line}"
        if skill.at:
            yield f"  {skill.score or 0:.0%} by {skill.by}{f': {skill.note}' if skill.note else ''}"


def certification_options(parser: Parser) -> None:
    """The options of `sdrdesk certification`."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--items", metavar="OFFER", help="how each question of an offer has done")
    group.add_argument("--worth", action="store_true", help="meetings per contact, before and after the pass")


def certification(shell: Shell) -> int:
    """The certification matrix, the questions of an offer, or what the gate is worth."""
    from sdrdesk.cli.as_json import plain

    desk, args = shell.open_desk(), shell.args
    if args.items:
        report = desk.certification.items(args.items)
        shell.answer(plain(report), _item_lines(report))
    elif args.worth:
        found = desk.certification.worth()
        data = [plain(one) | {"before": _rate(one.before), "after": _rate(one.after)} for one in found]
        shell.answer(data, _worth_lines(found))
    else:
        matrix = desk.certification.matrix()
        shell.answer(plain(matrix), _matrix_lines(matrix))
    return ExitCode.OK


def _matrix_lines(matrix: Matrix) -> Iterator[str]:
    for row in matrix.rows:
        yield row.name
        cells = [
            [
                cell.offer,
                MARKS[cell.state.code],
                str(cell.state.version or ""),
                f"{cell.state.until:%Y-%m-%d}" if cell.state.until else "",
                str(cell.tries or ""),
                "" if cell.best is None else f"{cell.best:.0%}",
                str(cell.locked or ""),
            ]
            for cell in row.cells
        ]
        yield from columns(["Offer", "Pass", "version", "expires", "tries", "best", "locked"], cells)
        yield ""


def _item_lines(report: ItemReport) -> Iterator[str]:
    yield f"{report.title}, version {report.version}; quizzes graded: {report.quizzes}"
    rows = [
        [
            one.question_id,
            str(one.answers),
            "" if one.right is None else f"{one.right:.0%}",
            "" if one.discrimination is None else f"{one.discrimination:+.2f}",
            one.words,
        ]
        for one in report.items
    ]
    yield from columns(["Question", "answers", "right", "tells apart", "What to make of it"], rows)
    for one in report.items:
        if one.wrong:
            yield f"{one.question_id}: most chosen wrong answer ({one.wrong_count}): {one.wrong}"


def _worth_lines(found: tuple[WorthOf, ...]) -> Iterator[str]:
    rows = [[one.offer, _rate_words(one.before), _rate_words(one.after), one.words] for one in found]
    yield from columns(["Offer", "Before the pass", "After the pass", "What it says"], rows, most=40)


def _rate(rate: Rate) -> dict[str, object]:
    low, high = rate.interval or (None, None)
    return {"meetings": rate.part, "contacts": rate.whole, "share": rate.share, "low": low, "high": high}


def _rate_words(rate: Rate) -> str:
    if rate.share is None or rate.interval is None:
        return "no contacts"
    low, high = rate.interval
    return f"{rate.part}/{rate.whole} = {rate.share:.0%} ({low:.0%} to {high:.0%})"
