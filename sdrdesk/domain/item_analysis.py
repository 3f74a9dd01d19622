"""Item analysis: how the questions of a quiz have done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.question import Question, QuestionKind, same_words
from sdrdesk.domain.quiz import Given, right_answer

TOO_EASY = 0.95
"""Share right from which a question tells nobody apart."""

TOO_HARD = 0.35
WEAK = 0.1
"""Discrimination below which a question says little about who knows the offer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One graded answer to the question at hand."""

    points: float
    """0 to 1."""
    rest: float | None
    """Share of points that the same rep got on the other questions of the same quiz; None where it had no other."""
    given: Given


def discrimination(answers: Sequence[Answer]) -> float | None:
    """How far those who did well on the rest get this question right: -1 to 1, above 0.2 is good.

    The correlation of the question's points with the rest of its own quiz (corrected item-total correlation: the
    question itself is left out of the total, else it would agree with itself; Henrysson, Psychometrika 28, 1963). For
    right-or-wrong questions this is the point-biserial correlation. Quizzes are drawn at random, so the rest is a share
    and not a sum. None where either side never varies.
    """
    pairs = [(one.points, one.rest) for one in answers if one.rest is not None]
    if len(pairs) < 2:
        return None
    mean_x, mean_y = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
    both = sum((x - mean_x) * (y - mean_y) for x, y in pairs)
    spread = sqrt(sum((x - mean_x) ** 2 for x, _ in pairs) * sum((y - mean_y) ** 2 for _, y in pairs))
    return max(-1.0, min(1.0, both / spread)) if spread > 1e-12 else None


def difficulty(answers: Sequence[Answer]) -> float | None:
    """The mean of the points, which for right-or-wrong questions is the share that got it right."""
    return sum(one.points for one in answers) / len(answers) if answers else None


def most_chosen_wrong(question: Question, answers: Iterable[Answer]) -> tuple[str, int]:
    """The wrong answer given most often, and how often; "" for none."""
    right = {same_words(text) for text in question.right}
    count: Counter[str] = Counter()
    for one in answers:
        if one.points >= 1:
            continue
        if question.kind is QuestionKind.MULTIPLE:
            count.update(text for text in one.given if same_words(text) not in right)
        elif question.kind is QuestionKind.MATCHING:
            pairs = zip(question.pairs, one.given, strict=False)
            count.update(f"{pair.left} = {text}" for pair, text in pairs if text and text != pair.right)
        elif one.given:
            count["; ".join(one.given)] += 1
    # Ties by the text, so that a report comes out the same twice.
    return min(count.items(), key=lambda item: (-item[1], item[0]), default=("", 0))


def rests(points: Mapping[str, float]) -> dict[str, float | None]:
    """For each question of one quiz, the share of points on the others."""
    total, others = sum(points.values()), len(points) - 1
    return {key: (total - own) / others if others else None for key, own in points.items()}


def told(question: Question, answers: Sequence[Answer], least: int) -> str:
    """What an author should make of the figures, in a sentence."""
    if len(answers) < least:
        return f"Not enough answers: {len(answers)} of {least}"
    share, tells = difficulty(answers) or 0.0, discrimination(answers)
    if tells is not None and tells < 0:
        return f'Those who know the offer miss it more often: is "{right_answer(question)}" really right?'
    if share >= TOO_EASY:
        return "Nearly everybody gets it right: it tells nobody apart"
    if share <= TOO_HARD:
        return "Most miss it: is it in the text, and is it clearly asked?"
    if tells is not None and tells < WEAK:
        return "It says little about who knows the offer"
    return "Sound"
