"""An offer as text: what to say on a call, then the text the prospect read. Pure; nothing in it is run or opened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from sdrdesk.domain.hours import Place
from sdrdesk.domain.words import ago, countdown, plural
from sdrdesk.tui.safe import plain

if TYPE_CHECKING:
    from sdrdesk.desk.gate.gate_values import OfferView, OpenedOffer
    from sdrdesk.desk.gate.passbook import PassView
    from sdrdesk.domain.offer import Offer

DIM, SOFT, TEXT, HEAD, ACCENT = "$desk-dim", "$desk-soft", "$desk-text", "bold $desk-warn", "$desk-accent"

MARKS = {"valid": ("✓", ACCENT), "grace": ("◷", "$desk-warn"), "expired": ("✗", "$desk-bad"), "missing": ("○", DIM)}
"""Sign and colour of each state of a pass."""


def hang(
    mark: str, text: str, width: int, *, ink: str = TEXT, mark_ink: str = DIM, again: bool = False
) -> list[Content]:
    """A text that goes on below itself and not below its mark; with `again` the mark stands before every line."""
    room = max(16, width - len(mark))
    lines = Content.styled(plain(text), ink).wrap(room) or [Content("")]
    return [
        Content.assemble((mark if again or not index else " " * len(mark), mark_ink), line.rstrip())
        for index, line in enumerate(lines)
    ]


def join(blocks: list[list[Content]]) -> Content:
    """Blocks of lines with an empty line between them."""
    return Content("\n\n").join(Content("\n").join(block) for block in blocks if block)


def state(view: PassView) -> Content:
    """What the pass is worth, with its sign."""
    mark, ink = MARKS.get(view.code, MARKS["missing"])
    return Content.assemble((f"{mark} ", f"bold {ink}"), (plain(view.words), ink))


def kind_line(view: OfferView) -> Content:
    """Kind, length, version and how long to read."""
    pages = f" · {plural(view.pages, 'page')}" if view.pages else ""
    return Content.assemble(
        (plain(view.kind_label), "bold $desk-second"), (f"{pages} · version {view.version} · {view.minutes} min", DIM)
    )


def cost(view: OfferView, now: datetime) -> Content:
    """What the lock costs: leads, the oldest, the nearest answer-by."""
    locked = view.locked
    if not locked.leads:
        return Content.styled("No lead of yours waits for its quiz", DIM)
    parts = [Content.styled(f"{plural(locked.leads, 'lead')} behind its quiz", "bold $desk-warn")]
    if locked.oldest_at:
        parts.append(Content.styled(f"oldest {ago(locked.oldest_at, now)}", DIM))
    if locked.answer_by:
        parts.append(answer(locked.answer_by, now))
    return Content.styled(" · ", DIM).join(parts)


def answer(by: datetime, now: datetime) -> Content:
    """When an answer is or was due."""
    if by <= now:
        return Content.styled(f"answer {ago(by, now)} late", "$desk-bad")
    return Content.styled(f"answer in {countdown(by, now)}", "$desk-soft")


def quiz_length(view: OfferView) -> str:
    """How long its quiz takes, and whether that was measured."""
    return f"quiz {view.quiz_minutes} min" if view.is_measured else f"quiz about {view.quiz_minutes} min"


def holders(names: tuple[str, ...], most: int = 3) -> str:
    """Who has the pass."""
    if not names:
        return "nobody has the pass"
    shown = ", ".join(plain(name) for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def card(offer: Offer, width: int) -> list[list[Content]]:
    """What a rep needs on the line: facts, opening, ask, objections, what not to promise."""
    facts = [line for index, fact in enumerate(offer.facts, 1) for line in hang(f"{index} ", fact, width)]
    says: list[Content] = []
    for one in offer.objections:
        says += hang("“ ", one.says, width, ink=SOFT)
        says += hang("→ ", one.answer, width, mark_ink=ACCENT)
    never = [line for one in offer.not_promised for line in hang("✗ ", one, width, mark_ink="$desk-bad")]
    return [
        _titled("Open with", hang("", offer.opening, width)) if offer.opening else [],
        _titled("Key facts", facts) if facts else [],
        _titled("Ask for", hang("", offer.ask, width)) if offer.ask else [],
        _titled("If they say", says) if says else [],
        _titled("Do not promise", never) if never else [],
    ]


def _titled(title: str, lines: list[Content]) -> list[Content]:
    return [Content.styled(title, HEAD), *lines]


def body(text: str, width: int) -> list[Content]:
    """The offer's own text: headings stand out, everything else is shown as it was written."""
    lines: list[Content] = []
    for raw in text.split("\n"):
        line = plain(raw)
        if line.startswith("#"):
            lines.append(Content.styled(line.lstrip("#").strip(), "bold $desk-second"))
        elif line.lstrip().startswith(("- ", "* ")):
            lines += hang("· ", line.lstrip()[2:], width)
        else:
            lines += hang("", line, width) if line else [Content("")]
    return lines


def page(opened: OpenedOffer, now: datetime, width: int) -> Content:
    """The whole offer: what it is, what it costs, what to say, what it says."""
    offer, view = opened.offer, opened.view
    head = [
        *Content.styled(plain(offer.title), "bold $desk-text").wrap(max(20, width)),
        kind_line(view),
        *(hang("For ", offer.for_whom, width, ink=SOFT) if offer.for_whom else []),
        Content.assemble(state(view.state), (f"  {quiz_length(view)}", DIM)),
    ]
    if view.locked.leads:
        head.append(cost(view, now))
    text = [Content.styled("─" * min(width, 24) + " the text", "$desk-faint"), *body(offer.body.strip(), width)]
    return join([head, *card(offer, width), text if offer.body.strip() else []])


def beginning(text: str, width: int, most: int = 5) -> list[Content]:
    """The first lines of an offer's text."""
    first = next((part for part in text.split("\n\n") if part.strip() and not part.startswith("#")), "")
    lines = hang("", " ".join(first.split()), width)
    if len(lines) <= most:
        return lines if first else []
    return [*lines[: most - 1], (lines[most - 1] + Content(" …")).truncate(width, ellipsis=True)]


def attempts(opened: OpenedOffer, zone: str, now: datetime, width: int, most: int = 4) -> list[Content]:
    """The rep's own tries, newest first."""
    place = Place(zones=(zone,))
    lines: list[Content] = []
    for one in reversed(opened.attempts[-most:]):
        local = place.local(one.started_at)
        day = "today" if local.date() == place.local(now).date() else f"{local.day} {local:%b}"
        score = f"{one.score:.0%}" if one.score is not None else ""
        words, ink = {
            "passed": ("passed", ACCENT), "failed": ("not yet", "$desk-bad"), "left": ("left", "$desk-bad"),
            "open": ("going on", "$desk-warn"),
        }.get(one.state, (one.state, DIM))  # fmt: skip
        lines.append(Content.assemble((f" {day:<7}", TEXT), (f"{score:>5}", TEXT), (f"  {words}", ink)))
        if one.missed:
            lines += hang("         ", f"missed: {', '.join(one.missed)}", width, ink=DIM)
    return lines
