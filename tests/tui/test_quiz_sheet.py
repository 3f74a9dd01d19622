"""The sheet of a quiz: choosing, ticking, matching and typing, without a screen."""

from __future__ import annotations

from datetime import UTC, datetime

from sdrdesk.desk.gate.gate_values import Quiz
from sdrdesk.domain.question import QuestionKind
from sdrdesk.domain.quiz import Asked, Given
from sdrdesk.tui import quiz_text
from sdrdesk.tui.quiz_sheet import Sheet

SINGLE = Asked(question_id="s", kind=QuestionKind.SINGLE, stem="One?", choices=("a", "b", "c"))
MANY = Asked(question_id="m", kind=QuestionKind.MULTIPLE, stem="Which?", choices=("a", "b", "c"))
PAIRS = Asked(question_id="p", kind=QuestionKind.MATCHING, stem="Match", choices=("x", "y", "z"), lefts=("1", "2"))
WORDS = Asked(question_id="w", kind=QuestionKind.SHORT, stem="Say [/]")


def sheet(*questions: Asked, answers: dict[str, Given] | None = None) -> Sheet:
    """A sheet that asks these."""
    return Sheet(
        Quiz(
            attempt_id="1",
            offer="o",
            title="T",
            version=1,
            questions=questions,
            topics=tuple(f"About {one.question_id}" for one in questions),
            pass_mark=0.8,
            needed=1,
            answers=answers or {},
            started_at=datetime(2026, 11, 24, tzinfo=UTC),
        )
    )


def test_one_answer_replaces_another() -> None:
    """Where one is right, a number or the arrows choose it, and only it."""
    one = sheet(SINGLE)
    one.choose(2)
    one.choose(0)
    assert one.given(0) == ("a",)
    one.move(-1)
    assert one.given(0) == ("c",)
    one.choose(7)
    assert one.given(0) == ("c",)


def test_moving_starts_at_the_near_end() -> None:
    """The first arrow takes the first answer, or the last upwards."""
    down, up = sheet(SINGLE), sheet(SINGLE)
    down.move(1)
    up.move(-1)
    assert (down.given(0), up.given(0)) == (("a",), ("c",))


def test_ticks_come_and_go() -> None:
    """Several may be ticked; the same key takes a tick away; space ticks under the cursor."""
    many = sheet(MANY)
    many.choose(0)
    many.choose(2)
    many.choose(0)
    assert many.given(0) == ("c",)
    many.move(1)
    many.pick()
    assert many.given(0) == ("c", "b")
    assert "■" in quiz_text.answers(many, 60).plain


def test_matching_goes_line_by_line() -> None:
    """A number matches the line and goes on to the next free one; left and right change it."""
    pairs = sheet(PAIRS)
    pairs.choose(1)
    assert pairs.cursor == 1
    assert "1 to match" in pairs.needs()
    pairs.choose(0)
    assert pairs.given(0) == ("y", "x")
    assert pairs.needs() == ""
    pairs.cycle(-1)
    assert pairs.line(1) == "z"
    pairs.pick()
    assert pairs.line(1) == "x"
    text = quiz_text.answers(pairs, 60).plain
    assert "2 y" in text
    assert "1 x" in text


def test_typed_words_are_kept_as_typed() -> None:
    """Blank is no answer."""
    words = sheet(WORDS)
    words.type("   ")
    assert words.needs()
    words.type(" tide table ")
    assert words.given(0) == (" tide table ",)
    assert quiz_text.answers(words, 60).plain == ""
    assert "Say [/]" in quiz_text.stem(words, 60).plain


def test_only_what_is_new_is_handed_over() -> None:
    """An answer goes to the desk once, again after a change, and anew after it was lost."""
    one = sheet(SINGLE, WORDS)
    assert one.unsaved() is None
    one.choose(1)
    assert one.unsaved() == ("s", ("b",))
    assert one.unsaved() is None
    one.turn(1)
    one.lost("s")
    assert one.at == 0
    assert one.unsaved() == ("s", ("b",))


def test_a_quiz_goes_on_at_the_first_open_question() -> None:
    """With everything answered, at the page that hands it in."""
    assert sheet(SINGLE, WORDS, answers={"s": ("c",)}).at == 1
    full = sheet(SINGLE, answers={"s": ("c",)})
    assert full.is_done
    full.turn(-1)
    assert full.cursor == 2
    full.move(0)
    assert full.given(0) == ("c",)


def test_nothing_is_chosen_on_the_last_page() -> None:
    """The keys of answers do nothing there."""
    full = sheet(SINGLE, answers={"s": ("c",)})
    for act in (full.pick, lambda: full.choose(0), lambda: full.move(1), lambda: full.cycle(1)):
        act()
    assert full.unsaved() is None
    assert full.needs() == ""
    assert "All 1 answered" in quiz_text.closing(full, 60).plain


def test_answers_that_were_not_handed_over_are_put_back() -> None:
    """What a crash interrupted is chosen again, and still to be confirmed; what does not fit any more is left out."""
    one = sheet(SINGLE, MANY, WORDS)
    one.choose(1)
    one.go(2)
    one.type("almost")
    draft = one.unconfirmed()
    again = sheet(SINGLE, MANY, WORDS)

    assert draft == {"s": ["b"], "w": ["almost"]}
    assert again.restore({**draft, "m": ["gone"], "?": ["a"], "p": 3})
    assert again.unconfirmed() == draft
    assert again.unsaved() == ("s", ("b",))
    assert not sheet(SINGLE).restore({"s": ["gone"]})
