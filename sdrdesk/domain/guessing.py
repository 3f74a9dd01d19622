"""The price of guessing: how likely somebody who knows nothing passes a quiz."""

from __future__ import annotations

from math import comb, factorial
from operator import add
from typing import assert_never

from sdrdesk.domain.question import Bank, Question, QuestionKind
from sdrdesk.domain.quiz import by_topic, needed, right_sides, shares

_Chances = list[float]
"""Probability of 0, 1, 2, ... right answers."""


def chance_of_guessing(bank: Bank, n: int, pass_mark: float) -> float:
    """The probability of passing a quiz of `n` questions by choosing answers at random, 0 to 1.

    Exact (to rounding, below 1e-9) over every draw that `quiz.draw` can make: by dynamic
    programming over the questions of a topic, then over the topics. A guesser is taken to know how
    each kind is answered and nothing else: one choice of k, any of the 2^k - 1 ways to tick
    something, any way to hand out the right sides of a matching question (each once where that
    works out). Typed answers count as never guessed.
    """
    groups = list(by_topic(bank).values())
    base, takers, extra = shares([len(questions) for questions in groups], n)
    # per_extra[e][c]: over all ways for e of the topics so far to give one more, the summed chance
    # of c right answers.
    per_extra: list[_Chances] = [[1.0]] + [[0.0]] * extra
    for place, questions in enumerate(groups):
        odds = [chance_of(question) for question in questions]
        sure = _of_random(odds, base[place])
        one_more = _of_random(odds, base[place] + 1) if place in takers else [0.0]
        per_extra = [
            _sum(_product(per_extra[e], sure), _product(per_extra[e - 1], one_more) if e else [0.0])
            for e in range(extra + 1)
        ]
    asked = sum(base) + extra
    if not asked:
        return 0.0
    least = needed(asked, pass_mark)
    passing = sum(chance for right, chance in enumerate(per_extra[extra]) if right >= least)
    return min(1.0, passing / comb(len(takers), extra))


def chance_of(question: Question) -> float:
    """The probability of guessing one question."""
    choices = len(question.right) + len(question.wrong)
    match question.kind:
        case QuestionKind.TRUE_FALSE:
            return 0.5
        case QuestionKind.SINGLE:
            return 1 / max(1, choices)
        case QuestionKind.MULTIPLE:
            return 1 / max(1, (1 << choices) - 1)
        case QuestionKind.MATCHING:
            return _chance_of_pairs(question)
        case QuestionKind.SHORT | QuestionKind.NUMERIC:
            return 0.0
        case _:  # pragma: no cover
            assert_never(question.kind)


def _chance_of_pairs(question: Question) -> float:
    """1/k! for k pairs, less with right sides left over; 1/u^k when right sides repeat, u differ."""
    lefts, offered = len(question.pairs), len(right_sides(question))
    if len({pair.right for pair in question.pairs}) < lefts:
        return float(offered) ** -lefts
    return factorial(offered - lefts) / factorial(offered)


def _of_random(odds: list[float], count: int) -> _Chances:
    """Chances of right answers when `count` of the questions are drawn at random.

    After the first m questions, ways[j] is the mean over all choices of j of them: the m-th is in
    with probability j/m.
    """
    ways: list[_Chances] = [[1.0]] + [[0.0]] * count
    for seen, odd in enumerate(odds, start=1):
        for j in range(min(seen, count), 0, -1):
            stays = [(seen - j) / seen * chance for chance in ways[j]]
            joins = [j / seen * chance for chance in _product(ways[j - 1], [1 - odd, odd])]
            ways[j] = _sum(stays, joins)
    return ways[count]


def _product(one: _Chances, other: _Chances) -> _Chances:
    """Chances of the sum of two independent counts."""
    both = [0.0] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            both[i + j] += a * b
    return both


def _sum(one: _Chances, other: _Chances) -> _Chances:
    """Chances added count by count."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    return [*map(add, longer, shorter), *longer[len(shorter) :]]
