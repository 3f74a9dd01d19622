"""A post of a webhook as it was read: the people in it, what had to be left out, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.intake import Incoming, Problem

if TYPE_CHECKING:
    from sdrdesk.domain.webhook import Post
    from sdrdesk.feeds.form_body import Read


@dataclass(frozen=True, slots=True)
class Opened:
    """A post that has been read, or why it could not be."""

    post: Post
    id: str
    people: tuple[Incoming, ...] = ()
    problem: str = ""
    silence: str = ""
    follows: str = ""
    doubts: tuple[Problem, ...] = ()
    """Values left out of people who are taken, each reason once."""

    @property
    def left_out(self) -> str:
        """What of a post that is taken was not, in words without any value: they are kept when the person is erased."""
        return "; ".join(
            part for part in (self.problem, *(f"{one.field}: {one.reason}" for one in self.doubts)) if part
        )


def opened(post: Post, post_id: str, read: Read) -> Opened:
    """A post with what its reader found."""
    people = tuple(one for one in read.people if isinstance(one, Incoming))
    problems = [one for one in read.people if isinstance(one, Problem)]
    problem = f"{problems[0].field}: {problems[0].reason}" if problems else ""
    if problems and people:
        problem = f"{len(problems)} of {len(read.people)} left out: {problem}"
    elif not people and not problems and not read.silence:
        problem = "holds no form that can be read"
    doubts = {(one.field, one.reason): one for person in people for one in person.doubts}
    return Opened(post, post_id, people, problem, read.silence, read.follows, tuple(doubts.values()))
