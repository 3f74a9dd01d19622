"""A quiz in a plain terminal: one question after another, answered by numbers; readable aloud, and by scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sdrdesk.cli.exit_codes import ExitCode
from sdrdesk.cli.parser import Parser
from sdrdesk.cli.shell import Shell
from sdrdesk.desk.desk import Desk
from sdrdesk.desk.gate.gate_values import Finished, Quiz
from sdrdesk.domain.hours import zone
from sdrdesk.domain.question import QuestionKind
from sdrdesk.domain.quiz import Asked
from sdrdesk.domain.words import plural
from sdrdesk.errors import BadInput, NotFound

LEFT_SIDES = "abcdefghijklmnopqrstuvwxyz"
TYPED = (QuestionKind.SHORT, QuestionKind.NUMERIC)


def quiz_options(parser: Parser) -> None:
    """The options of `sdrdesk quiz`."""
    parser.add_argument("offer", metavar="OFFER", help="key of the offer: see sdrdesk offers list")
    parser.add_argument(
        "--answer",
        nargs="+",
        metavar=("QUESTION", "TEXT"),
        help="for scripts: answer a question of the open quiz, by text or by the number of a choice",
    )
    parser.add_argument("--finish", action="store_true", help="for scripts: grade the open quiz")
    parser.add_argument("--leave", action="store_true", help="leave the open quiz; it counts as an attempt")


def quiz(shell: Shell) -> int:
    """Take a quiz by keyboard, or one step of it for a script."""
    args, desk = shell.args, shell.open_desk()
    if args.answer:
        return _answer_one(shell, desk, args.answer[0], args.answer[1:])
    if args.finish:
        return _finish(shell, desk, _open_attempt(desk, args.offer))
    if args.leave:
        return _leave(shell, desk, _open_attempt(desk, args.offer))
    going_on = desk.quizzing.start(args.offer)
    if shell.is_json or not shell.is_asked:
        from sdrdesk.cli.as_json import plain

        shell.answer(plain(going_on) | {"answers": dict(going_on.answers)}, _printed(going_on))
        return ExitCode.OK
    return _by_keyboard(shell, desk, going_on)


# --- for scripts --------------------------------------------------------------------------------


def _open_attempt(desk: Desk, offer: str) -> str:
    attempt = desk.quizzing.look(offer).view.open_attempt
    if not attempt:
        raise NotFound("No quiz is open on that offer", hint=f"Begin one: sdrdesk quiz {offer}")
    return attempt


def _answer_one(shell: Shell, desk: Desk, question: str, words: list[str]) -> int:
    _open_attempt(desk, shell.args.offer)
    going_on = desk.quizzing.start(shell.args.offer)
    asked = {one.question_id: one for one in going_on.questions}
    texts = texts_of(asked[question], words) if question in asked else tuple(words)
    done = desk.quizzing.answer(going_on.attempt_id, question, texts)
    shell.answer(
        {"attempt_id": going_on.attempt_id, "question": question, "given": list(texts), "answered": done.answered,
         "total": done.total},
        [f"{done.answered} of {done.total} answered"],
    )  # fmt: skip
    return ExitCode.OK


def _finish(shell: Shell, desk: Desk, attempt: str) -> int:
    from sdrdesk.cli.as_json import plain

    done = desk.quizzing.finish(attempt)
    shell.answer(plain(done) | {"ready": list(done.ready)}, result_lines(done, desk.rep.zone))
    return ExitCode.OK


def _leave(shell: Shell, desk: Desk, attempt: str) -> int:
    from sdrdesk.cli.as_json import plain

    left = desk.quizzing.abandon(attempt)
    shell.answer(plain(left), [left.words])
    return ExitCode.OK


def texts_of(asked: Asked, words: list[str]) -> tuple[str, ...]:
    """The answer's texts: numbers of choices become their texts, unless a choice is that very number.

    Raises:
        BadInput: A number that no choice has.
    """
    if asked.kind in TYPED:
        return (" ".join(words),) if words else ()
    found = []
    for word in words:
        if not word.isdecimal() or word in asked.choices:
            found.append(word)
        elif 1 <= int(word) <= len(asked.choices):
            found.append(asked.choices[int(word) - 1])
        else:
            raise BadInput(f"There is no answer {word}", hint=f"Give 1 to {len(asked.choices)}")
    return tuple(found)


# --- by keyboard --------------------------------------------------------------------------------


def _by_keyboard(shell: Shell, desk: Desk, going_on: Quiz) -> int:
    """Ask until all is answered; whatever ends the program before that, the quiz goes on where it stopped."""
    shell.tell(*_head(going_on), "b goes back, q leaves the quiz (it counts as an attempt).")
    given = dict(going_on.answers)
    place = next((at for at, one in enumerate(going_on.questions) if not given.get(one.question_id)), 0)
    while True:
        if place == len(going_on.questions):
            if shell.ask("That was the last question. Enter to have it graded, b to go back:") != "b":
                return _finish(shell, desk, going_on.attempt_id)
            place -= 1
        asked = going_on.questions[place]
        shell.tell("", f"Question {place + 1} of {len(going_on.questions)}: {going_on.topics[place]}")
        shell.tell(*_question_lines(asked))
        if before := given.get(asked.question_id):
            shell.tell(f"Answered so far: {'; '.join(before)}")
        typed = shell.ask(_prompt(asked), "; ".join(given.get(asked.question_id, ())) and "keep")
        if typed == "q":
            if shell.ask("Leave? It counts as an attempt. y to leave:") == "y":
                return _leave(shell, desk, going_on.attempt_id)
        elif typed == "b":
            place = max(0, place - 1)
        elif typed == "keep" and before:
            place += 1
        else:
            place += _put(shell, desk, going_on, asked, typed, given)


def _put(shell: Shell, desk: Desk, going_on: Quiz, asked: Asked, typed: str, given: dict[str, tuple[str, ...]]) -> int:
    """Keep what was typed; 1 to go on, 0 to ask again."""
    words = [typed] if asked.kind in TYPED else typed.replace(",", " ").split()
    try:
        texts = texts_of(asked, words)
        desk.quizzing.answer(going_on.attempt_id, asked.question_id, texts)
    except BadInput as error:
        shell.refuse(error)
        return 0
    given[asked.question_id] = texts
    return int(bool(typed))


def _prompt(asked: Asked) -> str:
    match asked.kind:
        case QuestionKind.SHORT:
            return "Your answer in words:"
        case QuestionKind.NUMERIC:
            return "Your answer, a number:"
        case QuestionKind.MULTIPLE:
            return "The numbers of all right answers:"
        case QuestionKind.MATCHING:
            return f"A number for each of {LEFT_SIDES[0]} to {LEFT_SIDES[len(asked.lefts) - 1]}, in that order:"
    return "The number of your answer:"


# --- what is printed ----------------------------------------------------------------------------


def _head(going_on: Quiz) -> Iterator[str]:
    yield f"{going_on.title}, version {going_on.version}"
    if going_on.notice:
        yield going_on.notice
    again = " It goes on where you stopped." if going_on.is_resumed else ""
    yield f"{len(going_on.questions)} questions, {going_on.needed} must be right.{again}"


def _printed(going_on: Quiz) -> Iterator[str]:
    """A quiz for somebody who answers by further commands."""
    yield from _head(going_on)
    for place, (asked, topic) in enumerate(zip(going_on.questions, going_on.topics, strict=True), 1):
        yield ""
        yield f"Question {place}, {asked.question_id}: {topic}"
        yield from _question_lines(asked)
    yield ""
    yield f"Answer: sdrdesk quiz {going_on.offer} --answer QUESTION NUMBER...; at the end: --finish"


def _question_lines(asked: Asked) -> Iterator[str]:
    yield from asked.stem.split("\n")
    yield from (f"  {LEFT_SIDES[at]}  {left}" for at, left in enumerate(asked.lefts))
    yield from (f"  {at}  {choice}" for at, choice in enumerate(asked.choices, 1))


def result_lines(done: Finished, zone_name: str) -> Iterator[str]:
    """How a quiz went, with what to read again."""
    yield f"{'Passed' if done.passed else 'Not yet'}: {done.right:g} of {done.total} right ({done.score:.0%})"
    if done.passed:
        yield done.state.words
    if done.freed:
        yield f"{plural(len(done.freed), 'lead')} unlocked, {len(done.ready)} ready now:"
        yield from (f"  {lead.name}, {lead.company}: {lead.tab}" for lead in done.freed[:20])
    for one in done.missed:
        yield ""
        yield f"Missed: {one.stem}"
        yield f"  You said: {one.given or 'nothing'}"
        yield f"  Right: {one.right}"
        if one.why:
            yield f"  Why: {one.why}"
        if one.reread:
            yield f"  Read again: {one.reread}"
            yield from (f"    {line}" for line in one.passage.split("\n") if line.strip())
    if not done.passed and not done.may_start.can:
        yield ""
        yield f"{done.may_start.reason}. {done.may_start.cure}.{_until(done.may_start.until, zone_name)}"


def _until(until: datetime | None, zone_name: str) -> str:
    return f" Next try from {until.astimezone(zone(zone_name)):%H:%M}." if until else ""
