"""The tour's steps: what is asked for, and how one sees that its key did its thing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sdrdesk.dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the practice desk shows, and what has been opened and closed again since the tour began."""

    is_reading: bool = False
    is_calling: bool = False
    is_noting: bool = False
    note: str = ""
    dials: int = 0
    tab: str = "ready"
    closed: Mapping[str, int] = field(default_factory=dict)
    """How often each screen was opened and left, by its class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do."""

    command: str
    """The command that does it; its live key stands where the words say {key}."""
    words: str
    is_done: Callable[[Seen, Seen], bool]
    """Whether it was done, from what was to be seen when the step began and what is now."""
    why: str = ""
    """What is worth knowing meanwhile."""


def _closed(name: str) -> Callable[[Seen, Seen], bool]:
    return lambda before, now: now.closed.get(name, 0) > before.closed.get(name, 0)


STEPS = (
    Step(
        command="lead.brief",
        words="The first row is whom to call now. {key} opens the brief: read why",
        why="Promises first, then who has waited longest",
        is_done=lambda _, now: now.is_reading,
    ),
    Step(
        command="desk.back",
        words="{key} leads back to the list",
        why="Why now, what they did, how to open, what to ask: the whole preparation",
        is_done=lambda _, now: not now.is_reading,
    ),
    Step(
        command="lead.dial",
        words="{key} dials. Here nothing rings: these leads do not exist",
        why="With your own leads it opens your phone, or the command in the settings",
        is_done=lambda _, now: now.is_calling,
    ),
    Step(
        command="call.note",
        words="{key} opens the note: type a word, then {key} again",
        why="What is typed is kept as it is typed, whatever happens",
        is_done=lambda _, now: bool(now.note.strip()) and not now.is_noting,
    ),
    Step(
        command="",
        words="One letter logs how it went and what follows: n, nobody answered",
        why="Each letter says after the arrow what it leads to",
        is_done=lambda before, now: now.dials > before.dials,
    ),
    Step(
        command="desk.undo",
        words="A slip? {key} takes the last log back, again and again",
        why="The next lead is up already: nobody picks leads here",
        is_done=lambda before, now: now.dials < before.dials,
    ),
    Step(
        command="tab.next",
        words="{key} goes through the tabs: open Locked",
        why="Leads of an offer stay locked until you passed its quiz",
        is_done=lambda _, now: now.tab == "locked",
    ),
    Step(
        command="lead.quiz",
        words="{key} is the quiz that unlocks them: see its cover, esc comes back",
        why="A few questions on what the lead has read, so that you know it too",
        is_done=_closed("QuizCover"),
    ),
    Step(
        command="desk.search",
        words="{key} finds anybody in any tab: type a name, enter opens, or esc",
        why="Names, companies, numbers, addresses",
        is_done=_closed("SearchDialog"),
    ),
    Step(
        command="desk.help",
        words="{key} names every key of the screen you are on; esc closes it",
        why="Type in it to find one. ^p has everything by name",
        is_done=_closed("HelpDialog"),
    ),
)
"""In order."""

END = "That was the day. {key} ends the tour; your own leads are as you left them"
"""After the last."""
