"""What fitted points in a playbook must hold beyond their types."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sdrdesk.domain.facts import early
from sdrdesk.domain.playbook import Score
from sdrdesk.errors import BadInput
from sdrdesk.feeds.toml_lines import Path

Found = Iterator[tuple[Path, str]]
"""Where something is wrong, and what."""


def _fitted(score: Score) -> Found:
    """Grades come down, and each fact is one that is known before contact, once."""
    fitted = score.fitted
    if fitted is None:
        return
    if not fitted.a > fitted.b > fitted.c:
        yield ("score", "fitted", "a"), "the points for grades a, b and c must come down"
    seen = set()
    for place, one in enumerate(fitted.facts):
        path = ("score", "fitted", "facts", place)
        try:
            fact = early(one.fact)
        except BadInput as error:
            yield (*path, "fact"), str(error)
            continue
        if one.fact in seen:
            yield (*path, "fact"), f'"{one.fact}" is there twice'
        seen.add(one.fact)
        if one.steps and (one.levels or not fact.is_number):
            yield (*path, "steps"), "steps are for numbers, levels for words"
        if len({level.word for level in one.levels}) < len(one.levels):
            yield (*path, "levels"), "a word is there twice"
        if [step.least for step in one.steps] != sorted({step.least for step in one.steps}):
            yield (*path, "steps"), "must come smallest first"


SCORE_RULES: tuple[Callable[..., Found], ...] = (_fitted,)
