"""The brief as text: the whole of it for a panel, and five lines of it for a small screen. Pure."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from sdrdesk.domain.brief import Brief, Colleague, PathStep
from sdrdesk.domain.lead import Activity
from sdrdesk.domain.playbook import Playbook
from sdrdesk.domain.queue import QueueRow, why_line
from sdrdesk.domain.words import ago, moment, reading
from sdrdesk.tui import themes
from sdrdesk.tui.format import city, fit, local_time, phone
from sdrdesk.tui.safe import plain

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
            _block("Approach", [Content.styled(plain(tip), TEXT) for tip in brief.approach]),
            _block("Path to us", _path(brief.path, row, now, width)),
            _block("Next small yes", [_ladder(brief)] if brief.ladder else []),
            _block("Ask", [Content.assemble(("? ", DIM), (plain(one), TEXT)) for one in brief.questions]),
            _block("History", _history(brief.history, row, now) or [Content.styled("no touches yet", DIM)]),
            _block(f"Others at {plain(row.company)}", _others(brief.colleagues, now)),
            _block(
                f"{plain(brief.offer.title)}, in short",
                [Content.assemble(("· ", DIM), (plain(fact), SOFT)) for fact in brief.offer.facts],
            ),
            _block(f"Grade {row.grade}", [_score(brief)] if brief.score else []),
        ]
    return Content("\n\n").join(block for block in blocks if block)


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
    lines = [head, _labelled("Why now", why(row, playbook, now))]
    if brief is not None:
        tips = Content(" ").join(Content.styled(plain(tip), TEXT) for tip in brief.approach)
        lines.append(_labelled("Approach", tips))
        steps = [_step_short(step, row, now) for step in brief.path[:6]]
        lines.append(
            _labelled(
                "Path", Content(" \N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK} ").join(steps).stylize_before(TEXT)
            )
        )
        lines.append(_labelled("Next yes", _ladder(brief)))
        last = brief.history[0] if brief.history else None
        said = Content.styled("no touches yet", DIM) if last is None else _touch(last, row, now)
        lines.append(_labelled("History", said))
    return Content("\n").join(line.truncate(width, ellipsis=True) for line in lines)


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


def _block(title: str, lines: list[Content]) -> Content:
    if not lines:
        return Content("")
    return Content("\n").join([Content.styled(title, HEAD), *lines])


def _labelled(label: str, value: Content) -> Content:
    return Content.assemble((f"{label:<9}", "$desk-warn"), value)


def _path(steps: tuple[PathStep, ...], row: QueueRow, now: datetime, width: int) -> list[Content]:
    lines = []
    today = row.place.local(now).date()
    label_width = max(16, min(34, width - 32))
    for step in steps[:12]:
        local = row.place.local(step.at)
        when = f"{local:%H:%M}" if local.date() == today else f"{local.day} {local:%b}"
        is_offer = bool(step.kind) and step.kind != "mail"
        dot = ("● ", f"${themes.hue(step.kind, 4)}") if is_offer else ("│ ", "$desk-faint")
        note = reading(step.seconds) if step.seconds else ("opened" if step.kind == "mail" else plain(step.note))
        lines.append(
            Content.assemble(
                dot, (f"{when:<7}", SOFT), (f"{fit(step.label, label_width)} ", TEXT if is_offer else SOFT), (note, DIM)
            )
        )
    return lines


def _step_short(step: PathStep, row: QueueRow, now: datetime) -> Content:
    label = plain(step.label)
    if step.seconds:
        return Content.assemble((label, TEXT), (f" {reading(step.seconds)}", DIM))
    return Content.assemble((label, TEXT), (f" {moment(step.at, row.place, now)}", DIM))


def _ladder(brief: Brief) -> Content:
    parts: list[Part] = []
    for rung in brief.ladder:
        mark, ink = ("✓", SOFT) if rung.won else ("▸", "bold $desk-warn") if rung.is_next else ("○", DIM)
        label = plain(rung.label).replace(" ", "\N{NO-BREAK SPACE}")
        parts += [(f"{mark}\N{NO-BREAK SPACE}", ACCENT if rung.won else ink), (label, ink), "  "]
    return Content.assemble(*parts[:-1])


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


def _score(brief: Brief) -> Content:
    parts: list[Part] = []
    for fact, points in brief.score:
        parts += [(f"{points:+d}\N{NO-BREAK SPACE}", ACCENT if points > 0 else "$desk-bad"), (plain(fact), SOFT), "  "]
    return Content.assemble(*parts[:-1])
