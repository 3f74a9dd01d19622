"""The road of a new rep as text. Pure."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from sdrdesk.desk.gate.learning_values import Road, RoadStep, SkillState
from sdrdesk.domain.words import plural
from sdrdesk.tui.format import fit
from sdrdesk.tui.offer_text import ACCENT, DIM, HEAD, MARKS, SOFT, TEXT, hang, join, state
from sdrdesk.tui.quiz_text import bar
from sdrdesk.tui.safe import plain


def _on(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def head(road: Road, width: int, *, is_own: bool) -> Content:
    """Whose road, how far, with whom, which month, which goal."""
    who = "Your road" if is_own else f"The road of {plain(road.name)}"
    streak = f"   ▲ {road.streak}-day streak" if road.streak else "   ▲ a streak starts with the first offer"
    size = max(8, min(40, width - 42))
    goal = f"month {road.month}: {plural(road.quota, 'opportunity').replace('opportunitys', 'opportunities')}"
    if road.is_ramping:
        goal += f" of {road.full_quota} at full pace"
    mentor = f"mentor {plain(road.mentor)}" if road.mentor else "no mentor named yet"
    return Content("\n").join(
        [
            Content.assemble((who, "bold $desk-text"), (streak, "$desk-warn")).truncate(width, ellipsis=True),
            Content.assemble(
                bar(road.done, road.total, size),
                (f"  {road.done}", "bold $desk-text"),
                (f"/{road.total} done", DIM),
            ),
            Content.styled(f"{goal} · {mentor}", SOFT).truncate(width, ellipsis=True),
        ]
    )


def step(one: RoadStep, number: int, width: int, *, is_next: bool) -> Content:
    """A quiz of the road."""
    mark, ink = MARKS.get(one.state.code, MARKS["missing"])
    if is_next:
        mark, ink = "▸", "$desk-warn"
    good = one.state.is_good
    unlocks = f"unlocks {plural(one.leads, 'lead')}" if one.leads else ""
    due = "" if good else f"late {_on(one.due_on)}" if one.is_late else f"by {_on(one.due_on)}"
    due_ink = "$desk-bad" if one.is_late else DIM
    minutes = (
        f"read {one.minutes}, quiz {one.quiz_minutes} min" if width >= 92 else f"{one.minutes}+{one.quiz_minutes} min"
    )
    room = 23 if width >= 92 else 10
    title = max(14, width - room - 17 - 16 - 6)
    words = f"bold {TEXT}" if is_next else DIM if good else TEXT
    return Content.assemble(
        (f" {mark} ", f"bold {ink}"),
        (f"{number} {fit(one.title, title)} ", words),
        (fit("passed" if good else minutes, room), ACCENT if good else DIM),
        (fit(unlocks, 17), "bold $desk-warn"),
        (fit(due, 16), due_ink),
    )


def skill(one: SkillState, width: int) -> Content:
    """A sign-off of the road."""
    mark, ink = ("✓", ACCENT) if one.passed else ("○", DIM)
    score = f"{one.score:.0%}" if one.score is not None else "not scored yet"
    due = "" if one.passed else f"late {_on(one.due_on)}" if one.is_late else f"by {_on(one.due_on)}"
    said = f"signed off, {score}" if one.passed else score
    return Content.assemble(
        (f" {mark} ", f"bold {ink}"),
        (fit(one.label, max(14, width - 3 - 22 - 16)), DIM if one.passed else TEXT),
        (fit(said, 22), ACCENT if one.passed else DIM),
        (fit(due, 16), "$desk-bad" if one.is_late else DIM),
    )


def step_detail(one: RoadStep, width: int, *, is_tight: bool) -> Content:
    """What the step asks for; without empty lines where there is no room for them."""
    unlocks = f"its pass unlocks {plural(one.leads, 'lead')} of yours" if one.leads else "no lead of yours waits for it"
    lines = [
        [*Content.styled(plain(one.title), "bold $desk-text").wrap(width), state(one.state)],
        [
            Content.styled(f"About {one.minutes} min to read, {one.quiz_minutes} min for the quiz", SOFT),
            Content.styled(unlocks[:1].upper() + unlocks[1:], "bold $desk-warn" if one.leads else DIM),
        ],
    ]
    if not one.state.is_good:
        keys = (("enter ", f"bold {ACCENT}"), ("reads it, ", TEXT), ("t ", f"bold {ACCENT}"), ("takes the quiz", TEXT))
        lines.append([Content.assemble(*keys)])
    if is_tight:
        first = Content.assemble(state(one.state), (f" · {one.minutes} min to read, {one.quiz_minutes} min quiz", SOFT))
        return Content("\n").join([lines[0][0], first, lines[1][1], *(lines[2] if len(lines) > 2 else [])])
    return join(lines)


def skill_detail(one: SkillState, width: int, *, may_sign: bool, mentor: str) -> Content:
    """The rubric, and what was scored."""
    rubric: list[Content] = [Content.styled("What is looked for", HEAD)]
    for index, line in enumerate(one.rubric):
        points = f"{one.scores[index]}/{one.line_points} " if index < len(one.scores) else "· "
        rubric += hang(points, line, width, mark_ink=ACCENT)
    lines = [[Content.styled(plain(one.label), "bold $desk-text")], rubric]
    if one.at is not None:
        verdict = "Signed off" if one.passed else "Not yet"
        said = f"{verdict}: {one.score or 0:.0%}, by {plain(one.by)}, {one.at.day} {one.at:%b}"
        lines.append(
            [*hang("", said, width, ink=ACCENT if one.passed else "$desk-warn"), *hang("", one.note, width, ink=SOFT)]
        )
    if may_sign:
        lines.append([Content.assemble(("enter ", f"bold {ACCENT}"), ("scores it", TEXT))])
    elif not one.passed:
        who = f"Ask {plain(mentor)} or your manager" if mentor else "Ask your manager"
        lines.append(hang("", f"{who} for a date to show it", width, ink=SOFT))
    return join(lines)
