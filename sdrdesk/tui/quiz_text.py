"""A quiz as text: the offer's card, the question with its answers, the topics with their marks, the result. Pure."""

from __future__ import annotations

import math
from datetime import datetime

from textual.content import Content

from sdrdesk.desk.gate.gate_values import Finished, MissedQuestion, OpenedOffer
from sdrdesk.domain.hours import Place
from sdrdesk.domain.question import QuestionKind
from sdrdesk.domain.queue import Tab
from sdrdesk.domain.words import countdown, moment, plural
from sdrdesk.tui import offer_text
from sdrdesk.tui.format import fit
from sdrdesk.tui.offer_text import ACCENT, DIM, HEAD, SOFT, TEXT, hang, join
from sdrdesk.tui.quiz_sheet import Sheet
from sdrdesk.tui.safe import plain

HINTS = {
    QuestionKind.SINGLE: "{digits} choose · enter confirms",
    QuestionKind.TRUE_FALSE: "{digits} choose · enter confirms",
    QuestionKind.MULTIPLE: "{digits} tick all that are right · enter confirms",
    QuestionKind.SHORT: "type a few words · enter confirms",
    QuestionKind.NUMERIC: "type a number · enter confirms",
    QuestionKind.MATCHING: "{digits} match the line · j k another line · enter confirms",
}


def bar(done: int, of: int, width: int) -> Content:
    """A thin bar."""
    full = min(width, round(width * done / of)) if of else 0
    return Content.assemble(("━" * full, ACCENT), ("━" * (width - full), "$desk-track"))


# ------------------------------------------------------------------------------------------------------------- the card


def offer_card(
    opened: OpenedOffer, zone: str, now: datetime, width: int, height: int, *, is_asking: bool = False
) -> Content:
    """The offer beside the quiz: what it is, who waits behind it, what was tried.

    While questions are asked nothing of its text: it would answer them. It is one key away.
    """
    offer, view = opened.offer, opened.view
    head = [*Content.styled(plain(offer.title), "bold $desk-text").wrap(width), offer_text.kind_line(view)]
    about = hang("", offer.for_whom, width, ink=SOFT) if offer.for_whom else []
    tried = offer_text.attempts(opened, zone, now, width)
    text = offer_text.beginning(offer.body, width) if height >= 26 else []
    blocks = [head, [] if is_asking else text or about]
    blocks.append([Content.styled("Your attempts", HEAD), *tried] if tried else [])
    room = height - sum(len(block) + 1 for block in blocks if block) - 2
    blocks.insert(2, _behind(opened, now, width, max(3, min(12, room))))
    return join(blocks)


def _behind(opened: OpenedOffer, now: datetime, width: int, most: int) -> list[Content]:
    leads = opened.leads
    if not leads:
        return [offer_text.state(opened.view.state)]
    verb = "waits" if len(leads) == 1 else "wait"
    lines = [Content.styled(f"{plural(opened.view.locked.leads, 'lead')} {verb} behind this quiz", HEAD)]
    name = max(12, min(20, width // 3))
    for one in leads[:most]:
        due = offer_text.answer(one.answer_by, now) if one.answer_by else Content("")
        due = due[len("answer ") :] if due.plain.startswith("answer ") else due
        room = width - name - due.cell_length - 4
        company = fit(one.company, room) if room >= 6 else ""
        lines.append(Content.assemble((f" {fit(one.name, name)} ", TEXT), (f"{company} ", SOFT), due))
    if len(leads) > most:
        lines.append(Content.styled(f" and {opened.view.locked.leads - most} more", DIM))
    return lines


def offer_line(opened: OpenedOffer, width: int) -> Content:
    """The offer in one line, where there is no room for its card."""
    leads = opened.view.locked.leads
    waits = f"{plural(leads, 'lead')} behind it" if leads else offer_text.MARKS[opened.view.state.code][0]
    room = max(10, width - len(waits) - 2)
    return Content.assemble((fit(opened.offer.title, room), "bold $desk-text"), "  ", (waits, "$desk-warn"))


# ------------------------------------------------------------------------------------------------------------ the cover


def cover(opened: OpenedOffer, zone: str, now: datetime, width: int) -> Content:
    """What the quiz asks for, before it begins; or why it may not begin yet."""
    may, view = opened.may_start, opened.view
    needed = math.ceil(opened.questions * opened.pass_mark - 1e-9)
    lines = [
        [
            Content.styled(f"{opened.questions} questions, {needed} right to pass", "bold $desk-text"),
            Content.styled(f"{opened.pass_mark:.0%} is the mark · {offer_text.quiz_length(view)}", DIM),
        ],
        [offer_text.state(view.state), offer_text.cost(view, now)],
        [Content.styled("Who has the pass", HEAD), *hang(" ", offer_text.holders(view.holders, 6), width, ink=SOFT)],
    ]
    rules = [
        "Answers come to light at the end, with what to read again.",
        "Earlier questions stay open until you hand the quiz in.",
        "A quiz that is left counts as an attempt; one that breaks off goes on where it stopped.",
    ]
    lines.append([line for rule in rules for line in hang("· ", rule, width, ink=SOFT)])
    if may.can and may.reason:
        lines.append(hang("▸ ", f"{may.reason}: enter", width, mark_ink=ACCENT))
    elif may.can:
        left = f"{plural(may.left_today, 'attempt')} left today"
        lines.append([Content.assemble(("enter ", f"bold {ACCENT}"), ("starts", TEXT), (f" · {left}", DIM))])
    else:
        lines.append(refusal(may.reason, may.cure, may.until, zone, now, width))
    return join(lines)


def refusal(reason: str, cure: str, until: datetime | None, zone: str, now: datetime, width: int) -> list[Content]:
    """Why not yet, since when it will be, and what to do."""
    lines = hang("✗ ", reason, width, ink="$desk-bad", mark_ink="$desk-bad")
    if until and until > now:
        said = f"Next try {moment(until, Place(zones=(zone,)), now)}, in {countdown(until, now)}"
        lines.append(Content.styled(f"  {said}", "bold $desk-warn"))
    if cure:
        lines += hang("  ", cure, width, ink=TEXT)
    return lines


# --------------------------------------------------------------------------------------------------------- the question


def progress(sheet: Sheet, width: int) -> Content:
    """Which question of how many, the mark, and how many are answered."""
    done = sheet.total - len(sheet.open)
    mark = f"pass at {sheet.quiz.pass_mark:.0%}"
    at = f"Question {sheet.at + 1} of {sheet.total}" if not sheet.is_done else f"{done} of {sheet.total} answered"
    words = f"{at} · {mark}"
    size = max(6, min(32, width - len(words) - 3))
    return Content.assemble((words, DIM), "   ", bar(done, sheet.total, size))


def stem(sheet: Sheet, width: int) -> Content:
    """The question itself."""
    asked = sheet.question
    if asked is None:
        return Content("")
    lines = [
        line.rstrip()
        for raw in asked.stem.split("\n")
        for line in (Content.styled(plain(raw), "bold $desk-text").wrap(max(20, width)) or [Content("")])
    ]
    return Content("\n").join(lines)


def answers(sheet: Sheet, width: int) -> Content:
    """The answers to choose from, with what is chosen."""
    asked = sheet.question
    if asked is None or sheet.is_typed:
        return Content("")
    if asked.kind is QuestionKind.MATCHING:
        return _matching(sheet, width)
    lines: list[Content] = []
    given = sheet.given(sheet.at)
    is_many = asked.kind is QuestionKind.MULTIPLE
    for index, choice in enumerate(asked.choices):
        has = choice in given
        pointer = "▸" if (index == sheet.cursor if is_many else has) else " "
        box = ("■ " if has else "□ ") if is_many else ""
        number = f"{index + 1}" if index < 9 else " "
        mark = f" {pointer} {number}  {box}"
        ink = ACCENT if has else TEXT
        lines += hang(mark, choice, width, ink=f"bold {ink}" if has else ink, mark_ink=f"bold {ACCENT}")
    return Content("\n").join(lines)


def _matching(sheet: Sheet, width: int) -> Content:
    asked = sheet.question
    if asked is None:
        return Content("")
    lines: list[Content] = []
    side = max(12, min(34, width // 2 - 6))
    for index, left in enumerate(asked.lefts):
        at = index == sheet.cursor
        chosen = sheet.line(index)
        number = f"{asked.choices.index(chosen) + 1} " if chosen in asked.choices else ""
        mark = f" {'▸' if at else ' '} "
        lefts = Content.styled(plain(left), f"bold {TEXT}" if at else TEXT).wrap(side) or [Content("")]
        rights = Content.styled(f"{number}{plain(chosen)}" if chosen else "…", ACCENT if chosen else DIM).wrap(
            max(12, width - side - 7)
        )
        for row in range(max(len(lefts), len(rights))):
            one = lefts[row].rstrip() if row < len(lefts) else Content("")
            other = rights[row].rstrip() if row < len(rights) else Content("")
            pad = " " * max(0, side - one.cell_length)
            lines.append(
                Content.assemble((mark if not row else "   ", f"bold {ACCENT}"), one, pad, (" = ", DIM), other)
            )
    lines.append(Content(""))
    for index, choice in enumerate(asked.choices):
        used = choice in sheet.given(sheet.at)
        number = f"{index + 1}" if index < 9 else " "
        lines += hang(f"   {number}  ", choice, width, ink=DIM if used else TEXT, mark_ink=f"bold {ACCENT}")
    return Content("\n").join(lines)


def hint(sheet: Sheet) -> str:
    """What the keys do with this question."""
    asked = sheet.question
    if asked is None:
        return "enter hands it in · pgup back" if not sheet.open else "enter hands it in as it is · pgup back"
    digits = f"1-{min(9, len(asked.choices))}"
    return HINTS[asked.kind].format(digits=digits) + (
        " · ^o reads the offer" if sheet.is_typed else " · o reads the offer"
    )


def closing(sheet: Sheet, width: int) -> Content:
    """The page that hands the quiz in."""
    open_ = sheet.open
    if not open_:
        head = [Content.styled(f"All {sheet.total} answered", "bold $desk-text")]
        head += hang("", "Hand it in, or go back and change an answer.", width, ink=SOFT)
    else:
        head = [Content.styled(f"{plural(len(open_), 'question')} still open", "bold $desk-warn")]
        head += hang("", "An open question counts as wrong.", width, ink=SOFT)
    return Content("\n").join(head)


def topics(sheet: Sheet, width: int) -> Content:
    """What each question is about: answered, up now, or open."""
    lines = []
    for index, topic in enumerate(sheet.quiz.topics):
        mark, ink, words = _mark(sheet, index)
        line = Content.assemble((f"{mark} ", f"bold {ink}"), (f"{index + 1}  {plain(topic)}", words))
        lines.append(line.truncate(max(12, width), ellipsis=True))
    return Content("\n").join(lines)


def topics_short(sheet: Sheet) -> Content:
    """The same in one line."""
    parts = []
    for index in range(sheet.total):
        mark, ink, words = _mark(sheet, index)
        parts.append(Content.assemble((mark, f"bold {ink}"), (str(index + 1), words)))
    return Content("  ").join(parts)


def _mark(sheet: Sheet, index: int) -> tuple[str, str, str]:
    if index == sheet.at:
        return "▸", "$desk-warn", TEXT
    return ("✓", ACCENT, TEXT) if sheet.is_answered(index) else ("○", DIM, DIM)


# ----------------------------------------------------------------------------------------------------------- the result


def result(done: Finished, zone: str, now: datetime, width: int) -> Content:
    """Passed or not yet, what it unlocked or when the next try may be, and what to read again."""
    right = f"{done.right:g} of {done.total} right"
    size = max(10, min(32, width - 20))
    words, ink = ("✓ Passed", ACCENT) if done.passed else ("Not yet", "$desk-warn")
    blocks = [
        [
            Content.assemble(
                (f"{words}  ", f"bold {ink}"), (f"{done.score:.0%}", "bold $desk-text"), (f"  {right}", DIM)
            ),
            Content.assemble(bar(round(done.score * 100), 100, size), (f"  pass at {done.pass_mark:.0%}", DIM)),
        ],
        _freed(done, width) if done.passed else _next_try(done, zone, now, width),
    ]
    if done.missed:
        title = "What to read again" if not done.passed else "Worth reading again"
        blocks.append([Content.styled(title, HEAD)])
        blocks += [_missed(one, index, width) for index, one in enumerate(done.missed, 1)]
    else:
        blocks.append([Content.styled("Nothing to read again: every answer was right", SOFT)])
    return join(blocks)


def _freed(done: Finished, width: int) -> list[Content]:
    lines = [offer_text.state(done.state)]
    ready = len(done.ready)
    if done.freed:
        rest = len(done.freed) - ready
        said = f"{plural(len(done.freed), 'lead')} unlocked, " + (f"{ready} ready now" if rest else "ready now")
        said += f", {rest} waiting" if rest else ""
        lines.append(Content.styled(said, "bold $desk-text"))
        for one in done.freed[:6]:
            where = "ready" if one.tab is Tab.READY else "waiting"
            ink = ACCENT if one.tab is Tab.READY else DIM
            line = Content.assemble(
                ("✓ ", ACCENT), (fit(one.name, 20), TEXT), " ", (fit(one.company, 20), SOFT), (where, ink)
            )
            lines.append(line.truncate(width, ellipsis=True))
        if len(done.freed) > 6:
            lines.append(Content.styled(f"  and {len(done.freed) - 6} more", DIM))
        lines.append(Content.styled("enter goes to them", DIM))
    return lines


def _next_try(done: Finished, zone: str, now: datetime, width: int) -> list[Content]:
    may = done.may_start
    if may.can:
        said = f"You may try again now, {plural(may.left_today, 'attempt')} left today: t"
        return [Content.styled(said, TEXT)]
    return refusal(may.reason, may.cure, may.until, zone, now, width)


def _missed(one: MissedQuestion, index: int, width: int) -> list[Content]:
    lines = hang(f"{index}  ", one.stem, width, ink="bold $desk-text")
    lines += hang("   you    ", one.given or "no answer", width, ink="$desk-bad")
    lines += hang("   right  ", one.right, width, ink=ACCENT)
    if one.why:
        lines += hang("   why    ", one.why, width, ink=SOFT)
    if one.reread:
        lines += hang("   read   ", one.reread, width, ink="$desk-second")
    for raw in one.passage.split("\n"):
        lines += hang("   ┃ ", raw, width, ink=SOFT, mark_ink="$desk-faint", again=True) if raw.strip() else []
    return lines
