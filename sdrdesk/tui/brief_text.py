"""The brief as text: the whole of it for a panel, and five lines of it for a small screen. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from sdrdesk.domain.queue import QueueRow, why_line
from sdrdesk.domain.words import ago, moment, plural, reading
from sdrdesk.tui import themes
from sdrdesk.tui.format import city, fit, local_time, phone
from sdrdesk.tui.safe import plain

if TYPE_CHECKING:
    from sdrdesk.domain.brief import Brief, Colleague, LawNote, PathStep
    from sdrdesk.domain.lead import Activity
    from sdrdesk.domain.playbook import Playbook
    from sdrdesk.domain.variants import Variant

Part = str | Content | tuple[str, str]

DIM, SOFT, TEXT, HEAD, ACCENT = "$desk-dim", "$desk-soft", "$desk-text", "bold $desk-warn", "$desk-accent"


def why(row: QueueRow, playbook: Playbook, now: datetime) -> Content:
    """The why line, with the time that is running in bold."""
    words = plain(why_line(row, playbook, now))
    content = Content.styled(words, TEXT)
    for mark, ink in (("answer within ", "bold $desk-hot"), ("answer was due ", "bold $desk-bad")):
        start = words.find(mark)
        if start >= 0:
            start += len(mark)
            end = words.find(",", start)
            content = content.stylize(ink, start, end if end >= 0 else len(words))
    return content


def where(row: QueueRow, now: datetime) -> Content:
    """Town and local time, or that nobody knows them."""
    if not row.place.is_known:
        return Content.styled("zone unknown: z sets it", "$desk-warn")
    return Content.styled(f"{city(row)}, {local_time(row, now)} local", DIM)


def number(row: QueueRow) -> Content:
    """The number, or what there is instead."""
    if row.phone:
        return Content.styled(plain(phone(row.phone)), f"bold {ACCENT}")
    return Content.styled("no number: e adds one", "$desk-warn")


def full(row: QueueRow, brief: Brief | None, playbook: Playbook, now: datetime, width: int) -> Content:
    """Everything that is known, in the order a rep asks for it; only what the row holds until the brief is read."""
    blocks = [_head(row, brief, now), _block("Why now", [why(row, playbook, now)])]
    if brief is not None:
        blocks += [
            _block(
                "Approach",
                [*_tried(brief.openings), *(Content.styled(plain(tip), TEXT) for tip in brief.approach)],
            ),
            _block("Path to us", _path(brief.path, row, now, width)),
            _block(
                "They wrote",
                [Content.assemble((f"{plain(ask)}: ", DIM), (plain(say), TEXT)) for ask, say in brief.said],
            ),
            _block("Next small yes", [flow([rung for _, rung in _rungs(brief)], width)] if brief.ladder else []),
            _block(
                "Ask",
                [
                    *_tried(brief.asks),
                    *(Content.assemble(("? ", DIM), (plain(one), TEXT)) for one in brief.questions),
                ],
            ),
            _block("History", _history(brief.history, row, now) or [Content.styled("no touches yet", DIM)]),
            _block(f"Others at {plain(row.company)}", _others(brief.colleagues, now)),
            _block(
                f"{plain(brief.offer.title)}, in short",
                [Content.assemble(("· ", DIM), (plain(fact), SOFT)) for fact in brief.offer.facts],
            ),
            _block(f"Grade {row.grade}, {plural(brief.points, 'point')}", _score(brief, width)),
            _block("Whose, and why", [Content.styled(plain(brief.routed), SOFT)] if brief.routed else []),
            _block("May we contact them", _law(brief.law)),
        ]
    return Content("\n\n").join(block for block in blocks if block)


def _law(note: LawNote | None) -> list[Content]:
    """What a contact stands on, and every list that speaks against it."""
    if note is None:
        return []
    day = note.exempt_until
    until = f", on the register callable until {day.day} {day:%b %Y}" if day else ""
    told = Content.assemble((plain(note.told), SOFT), (until, DIM), (f" · {plain(note.cited)}", DIM))
    return [*(Content.styled(plain(one), "$desk-warn") for one in note.listed), told]


def compact(row: QueueRow, brief: Brief | None, playbook: Playbook, now: datetime, width: int) -> Content:
    """Who, why, how, what they read and what to ask for: a line each."""
    title = plain(row.title)
    head = Content.assemble(
        (plain(row.name), "bold $desk-text"),
        (f" {title}" if title else "", DIM),
        (" · ", DIM),
        number(row),
        (f" · {city(row)} {local_time(row, now)}", DIM),
    )
    said = why(row, playbook, now)
    if brief is None:
        return Content("\n").join([head.truncate(width, ellipsis=True), *_labelled("Why now", said, width, 2)])
    # What is tried goes first: a narrow line is cut at its end, and the figures count that it was said.
    first = [plain(one.text) for one in brief.openings]
    tips = Content(" ").join(Content.styled(tip, TEXT) for tip in (*first, *map(plain, brief.approach)))
    asks = [Content.styled(plain(one.text), TEXT) for one in brief.asks]
    touches = brief.history[:1]
    spare = 0 if touches else 1
    reasons = _labelled("Why now", said, width, 1 + spare)
    spare -= len(reasons) - 1
    steps = Content(" \N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK} ").join(
        _step_short(step, row, now) for step in brief.path[:6]
    )
    # The next rung first: on a narrow line the ones that are won may be cut.
    rungs = Content("  ").join(rung for _, rung in sorted(_rungs(brief), key=lambda pair: pair[0]))
    lines = [
        head.truncate(width, ellipsis=True),
        *reasons,
        *_labelled("Approach", tips, width, 1 + spare),
        *(_labelled("Ask", Content(" ").join(asks), width) if asks else ()),
        *_labelled("Path", steps.stylize_before(TEXT), width),
        *_labelled("Next yes", rungs, width),
    ]
    for one in touches:
        lines += _labelled("History", _touch(one, row, now), width)
    return Content("\n").join(lines)


def _head(row: QueueRow, brief: Brief | None, now: datetime) -> Content:
    company: list[str] = [plain(row.company)] if row.company else []
    if brief is not None:
        people = brief.person.people
        company += [f"{people:,} people"] if people else []
        company += [plain(brief.person.industry)] if brief.person.industry else []
    lines = [
        Content.assemble((plain(row.name), "bold $desk-text"), (f"  {plain(row.title)}", DIM)),
        Content.styled(" · ".join(company), SOFT),
        Content.assemble(number(row), "   ", where(row, now)),
    ]
    if row.email:
        lines.append(Content.styled(plain(row.email), DIM))
    return Content("\n").join(line for line in lines if line.plain.strip())


def _tried(variants: Sequence[Variant]) -> list[Content]:
    """What is tried on this lead, with the name under which the figures compare it."""
    return [Content.assemble((f"{plain(one.label)}: ", ACCENT), (plain(one.text), TEXT)) for one in variants]


def _block(title: str, lines: list[Content]) -> Content:
    if not lines:
        return Content("")
    return Content("\n").join([Content.styled(title, HEAD), *lines])


def flow(items: Sequence[Content], width: int, gap: int = 2) -> Content:
    """Items one after the other, each kept in one piece; a new line where the next does not fit."""
    parts: list[Part] = []
    used = 0
    for item in items:
        size = item.cell_length
        if used and used + gap + size > width:
            parts.append("\n")
            used = 0
        if used:
            parts.append(" " * gap)
            used += gap
        parts.append(item)
        used += size
    return Content.assemble(*parts)


def _labelled(label: str, value: Content, width: int, lines: int = 1) -> list[Content]:
    """A label with its value beside it, cut after so many lines."""
    room = max(10, width - 9)
    wrapped = value.wrap(room)
    if len(wrapped) > lines:
        rest = Content(" ").join(line.rstrip() for line in wrapped[lines - 1 :])
        wrapped = [*wrapped[: lines - 1], rest.truncate(room, ellipsis=True)]
    names = (label, *[""] * len(wrapped))
    return [
        Content.assemble((f"{name:<9}", "$desk-warn"), line.rstrip())
        for name, line in zip(names, wrapped or [Content("")], strict=False)
    ]


def _path(steps: tuple[PathStep, ...], row: QueueRow, now: datetime, width: int) -> list[Content]:
    lines = []
    today = row.place.local(now).date()
    notes = [_note(step) for step in steps[:12]]
    # A third of the line is enough for where somebody came from; what they read says more.
    note_width = min(max((cell_len(note) for note in notes), default=0), max(10, (width - 9) // 3))
    label_width = max(12, min(48, width - 10 - note_width))
    for step, note in zip(steps, notes, strict=False):
        local = row.place.local(step.at)
        when = f"{local:%H:%M}" if local.date() == today else f"{local.day} {local:%b}"
        is_offer = bool(step.kind) and step.kind != "mail"
        dot = ("● ", f"${themes.hue(step.kind, 4)}") if is_offer else ("│ ", "$desk-faint")
        lines.append(
            Content.assemble(
                dot,
                (f"{when:<7}", SOFT),
                (f"{fit(step.label, label_width)} ", TEXT if is_offer else SOFT),
                (fit(note, note_width).rstrip(), DIM),
            )
        )
    return lines


def _note(step: PathStep) -> str:
    """What stands beside a step: the time spent, that a mail was opened, or where they came from."""
    if step.seconds:
        return reading(step.seconds)
    return "opened" if step.kind == "mail" else plain(step.note)


def _step_short(step: PathStep, row: QueueRow, now: datetime) -> Content:
    label = plain(step.label)
    if step.seconds:
        return Content.assemble((label, TEXT), (f" {reading(step.seconds)}", DIM))
    return Content.assemble((label, TEXT), (f" {moment(step.at, row.place, now)}", DIM))


def _rungs(brief: Brief) -> list[tuple[int, Content]]:
    """The ladder's rungs: won, next, open; each with its place where only some can be told."""
    rungs = []
    for rung in brief.ladder:
        mark, ink = ("✓", SOFT) if rung.won else ("▸", "bold $desk-warn") if rung.is_next else ("○", DIM)
        order = 0 if rung.is_next else 1 if rung.won else 2
        rungs.append((order, Content.assemble((f"{mark} ", ACCENT if rung.won else ink), (plain(rung.label), ink))))
    return rungs


def _touch(one: Activity, row: QueueRow, now: datetime) -> Content:
    length = f" {reading(one.seconds)}" if one.seconds else ""
    reason = f" ({plain(one.reason)})" if one.reason else ""
    return Content.assemble(
        (f"{moment(one.at, row.place, now)} ", SOFT),
        (f"{plain(one.outcome_label)}{reason}", TEXT),
        (f"{length} · {plain(one.rep_name)}", DIM),
    )


def _history(touches: tuple[Activity, ...], row: QueueRow, now: datetime) -> list[Content]:
    lines = []
    for one in touches[:10]:
        lines.append(_touch(one, row, now))
        if one.note:
            lines += [Content.styled(f"  {line}", SOFT) for line in plain(one.note, multiline=True).splitlines()]
    if len(touches) > 10:
        lines.append(Content.styled(f"and {len(touches) - 10} more", DIM))
    return lines


def _others(colleagues: tuple[Colleague, ...], now: datetime) -> list[Content]:
    return [
        Content.assemble(
            (plain(one.name), TEXT),
            (f" {plain(one.title)}" if one.title else "", DIM),
            (f" · {ago(one.converted_at, now)} ago", DIM),
            (f" · {plain(one.owner)}", SOFT),
        )
        for one in colleagues[:6]
    ]


def _score(brief: Brief, width: int) -> list[Content]:
    """Each fact with its points, and who says that they are wrong."""
    counted = [
        Content.assemble((f"{points:+d} ", ACCENT if points > 0 else "$desk-bad"), (plain(fact), SOFT))
        for fact, points in brief.score
    ]
    said = [Content.styled(plain(one), "$desk-warn") for one in brief.wrong]
    return [*([flow(counted, width)] if counted else []), *said]
