"""What guessing is worth: the exact figure agrees with playing it out."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdrdesk.domain.guessing import chance_of, chance_of_guessing
from sdrdesk.domain.question import Bank, Pair, Question, QuestionKind
from sdrdesk.domain.quiz import Asked, Given, draw, result


def choice(key: str, topic: str, wrong: int) -> Question:
    """A single-choice question with so many wrong answers."""
    answers = tuple(f"x{n}" for n in range(wrong))
    return Question(id=key, topic=topic, kind=QuestionKind.SINGLE, stem="?", right=("r",), wrong=answers)


def pairs(*rights: str, spare: tuple[str, ...] = ()) -> Question:
    """A matching question."""
    both = tuple(Pair(left=str(n), right=right) for n, right in enumerate(rights))
    return Question(id="p", topic="p", kind=QuestionKind.MATCHING, stem="?", pairs=both, wrong=spare)


@pytest.mark.parametrize(
    ("question", "chance"),
    [
        (choice("q", "t", 3), 1 / 4),
        (Question(id="q", topic="", kind=QuestionKind.TRUE_FALSE, stem="?", right=("True",)), 0.5),
        (
            Question(id="q", topic="", kind=QuestionKind.MULTIPLE, stem="?", right=("a", "b"), wrong=("c",)),
            1 / 7,
        ),
        (pairs("a", "b", "c"), 1 / 6),
        (pairs("a", "b", spare=("c", "d")), 1 / 12),
        (pairs("a", "a", "b"), 1 / 8),
        (Question(id="q", topic="", kind=QuestionKind.SHORT, stem="?", accept=("a",)), 0),
        (Question(id="q", topic="", kind=QuestionKind.NUMERIC, stem="?"), 0),
    ],
)
def test_chance_of_one_question(question: Question, chance: float) -> None:
    """Each kind has its own price."""
    assert chance_of(question) == pytest.approx(chance)


def test_chance_of_a_plain_quiz_is_binomial() -> None:
    """Ten questions of four choices at 80 %: the figure of any table, 0.0416 %."""
    bank = Bank(offer="g", version=1, questions=tuple(choice(str(n), "t", 3) for n in range(30)))
    expected = sum(math.comb(10, k) * 0.25**k * 0.75 ** (10 - k) for k in range(8, 11))

    assert chance_of_guessing(bank, 10, 0.8) == pytest.approx(expected)


def test_nothing_to_ask_cannot_be_guessed() -> None:
    """An empty bank is passed by nobody."""
    assert chance_of_guessing(Bank(offer="g", version=1, questions=()), 5, 0.8) == 0


BANKS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 3)), min_size=1, max_size=6).map(
    lambda made: Bank(
        offer="g",
        version=1,
        questions=tuple(choice(str(n), topic, wrong) for n, (topic, wrong) in enumerate(made)),
    )
)


def by_hand(bank: Bank, n: int, mark: float) -> float:
    """The chance summed over every draw that is as even as the topics allow, one by one."""
    sizes = {topic: sum(q.topic == topic for q in bank.questions) for topic in "abc"}
    total = weights = 0.0
    for drawn in itertools.combinations(bank.questions, n):
        took = {topic: sum(q.topic == topic for q in drawn) for topic in "abc"}
        spare = [took[topic] for topic in "abc" if took[topic] < sizes[topic]]
        if spare and max(took.values()) - min(spare) > 1:
            continue
        # Shares are drawn first, then questions within each topic.
        weight = 1 / math.prod(math.comb(sizes[topic], took[topic]) for topic in "abc")
        odds = [chance_of(question) for question in drawn]
        for rights in itertools.product((0, 1), repeat=n):
            if sum(rights) >= n * mark - 1e-9:
                total += weight * math.prod(p if right else 1 - p for p, right in zip(odds, rights, strict=True))
        weights += weight
    return total / weights


@settings(max_examples=60, deadline=None)
@given(BANKS, st.data(), st.sampled_from([0.5, 0.8, 1.0]))
def test_chance_is_exact_over_every_draw(bank: Bank, data: st.DataObject, mark: float) -> None:
    """The figure equals the sum over every balanced draw, counted one by one."""
    n = data.draw(st.integers(1, len(bank.questions)))

    assert chance_of_guessing(bank, n, mark) == pytest.approx(by_hand(bank, n, mark))


def guessed(asked: Asked, rng: random.Random) -> Given:
    """An answer by somebody who knows nothing."""
    if asked.kind is QuestionKind.MULTIPLE:
        return tuple(rng.choice([c for n in (1, 2, 3) for c in itertools.combinations(asked.choices, n)]))
    if asked.kind is QuestionKind.MATCHING:
        return tuple(rng.sample(asked.choices, len(asked.lefts)))
    return (rng.choice(asked.choices),)


def test_chance_agrees_with_playing_it_out() -> None:
    """20,000 quizzes filled in at random pass as often as computed, within four standard errors."""
    mixed = (
        *(choice(f"a{n}", "a", 1) for n in range(4)),
        *(choice(f"b{n}", "b", 2) for n in range(3)),
        Question(id="m", topic="b", kind=QuestionKind.MULTIPLE, stem="?", right=("a", "b"), wrong=("c",)),
        Question(id="t", topic="c", kind=QuestionKind.TRUE_FALSE, stem="?", right=("True",)),
        pairs("a", "b", spare=("c",)),
    )
    bank, rng, runs = Bank(offer="g", version=1, questions=mixed), random.Random(5), 20_000
    passed = 0
    for seed in range(runs):
        asked = draw(bank, 5, seed)
        answers = {each.question_id: guessed(each, rng) for each in asked}
        passed += result(asked, mixed, answers, 0.6).passed
    exact = chance_of_guessing(bank, 5, 0.6)

    assert abs(passed / runs - exact) < 4 * math.sqrt(exact * (1 - exact) / runs)
