"""What the playbook's sections about quizzes and onboarding must hold beyond their types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sdrdesk.domain.learning import Onboarding
from sdrdesk.domain.playbook import QuizRules
from sdrdesk.domain.span import SpanUnit
from sdrdesk.feeds.toml_lines import Path

Found = Iterator[tuple[Path, str]]
"""Where something is wrong, and what."""

_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


def _quiz(quiz: QuizRules) -> Found:
    """Waits and passes are counted in real time, and a quiz can be failed."""
    for name in ("wait_after_failure", "valid_for", "grace_after_new_version"):
        if getattr(quiz, name).unit in (SpanUnit.WORKING_HOURS, SpanUnit.WORKING_DAYS):
            yield ("quiz", name), 'must be in real time: "30 min", "24 h" or "2 days"'
    if quiz.pass_mark <= 0:
        yield ("quiz", "pass_mark"), "must be above 0, else nobody can fail"


def _onboarding(onboarding: Onboarding) -> Found:
    """Each quiz and skill is asked once, and a skill has something to look for."""
    yield from _once(("onboarding", "offers"), "offer", [one.offer for one in onboarding.offers])
    yield from _once(("onboarding", "skills"), "key", [one.key for one in onboarding.skills])
    for place, skill in enumerate(onboarding.skills):
        if not skill.rubric or not all(line.strip() for line in skill.rubric):
            yield ("onboarding", "skills", place, "rubric"), "must hold lines, none of them empty"


def _once(path: Path, key: str, names: list[str]) -> Found:
    for place, name in enumerate(names):
        if not _KEY.fullmatch(name):
            yield (*path, place, key), "must be letters, digits, _ and -, at most 40"
        if name in names[:place]:
            yield (*path, place, key), f'"{name}" is there twice'


LEARNING_RULES: tuple[Callable[..., Found], ...] = (_quiz, _onboarding)
