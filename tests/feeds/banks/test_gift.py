"""GIFT in and out: what can be asked is taken as written, what cannot is reported with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdrdesk.domain.question import Bank, NumberAnswer, Pair, Question, QuestionKind, problems
from sdrdesk.errors import BadInput
from sdrdesk.feeds.banks import Imported, export_gift
from sdrdesk.feeds.banks.gift import parse_gift
from sdrdesk.text import clean


def read(text: str) -> Imported:
    """A GIFT text, parsed."""
    return parse_gift(text, "bank.gift")


def one(text: str) -> Question:
    """The only question of a GIFT text."""
    found = read(text)
    assert found.unsupported == ()
    (question,) = found.questions
    return question


def test_single_choice_with_everything_around_it() -> None:
    """Title, comment, category, feedback and escapes are read as GIFT means them."""
    question = one(
        "$CATEGORY: $course$/top/Method\n\n// asked often\n"
        "::Order \\: first:: Which lead \\{first\\}? {\n"
        "  =The demo request # It waits \\#1\n  ~The ebook\n  // not yet\n  ~\\= 2 \\\\ n\n  ####Because\\nso.\n}"
    )

    assert (question.id, question.topic, question.kind) == ("Order : first", "Method", QuestionKind.SINGLE)
    assert question.stem == "Which lead {first}?"
    assert (question.right, question.wrong) == (("The demo request",), ("The ebook", "= 2 \\ n"))
    assert question.why == "Because\nso."


def test_feedback_of_the_right_answer_is_the_why() -> None:
    """Without feedback on the question, that on its right answer explains it."""
    assert one("Q?{=a#Right so. ~b#No.}").why == "Right so."


@pytest.mark.parametrize(
    ("answers", "kind", "right", "wrong"),
    [
        ("T", QuestionKind.TRUE_FALSE, ("True",), ("False",)),
        ("false#no#yes", QuestionKind.TRUE_FALSE, ("False",), ("True",)),
        ("=True ~False", QuestionKind.TRUE_FALSE, ("True",), ("False",)),
        ("~%50%a ~%50%b ~%-100%c", QuestionKind.MULTIPLE, ("a", "b"), ("c",)),
        ("~%33.33333%a ~%33.33333%b ~%33.33333%c ~d", QuestionKind.MULTIPLE, ("a", "b", "c"), ("d",)),
        ("=a ~%50%b ~c", QuestionKind.SINGLE, ("a",), ("b", "c")),
        ("~go -> there =stay -> here", QuestionKind.SINGLE, ("stay -> here",), ("go -> there",)),
    ],
)
def test_choices(answers: str, kind: QuestionKind, right: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    """Every way to write a choice comes out as the kind that grades it."""
    question = one(f"Q? {{{answers}}}")

    assert (question.kind, question.right, question.wrong) == (kind, right, wrong)


def test_short_answer_and_its_place_in_a_sentence() -> None:
    """Accepted wordings are kept, and a blank marks where the answer belongs."""
    question = one("Two plus two is {=four =4 =%0%five#No.}, they say.")

    assert (question.kind, question.accept) == (QuestionKind.SHORT, ("four", "4"))
    assert question.stem == "Two plus two is _____ , they say."


@pytest.mark.parametrize(
    ("answers", "numbers"),
    [
        ("#42", [("42", "0", 1.0)]),
        ("#-3.14:0.01", [("-3.14", "0.01", 1.0)]),
        ("#1..5", [("3", "2", 1.0)]),
        ("#3#Right!", [("3", "0", 1.0)]),
        ("# =1822:0 # Full. =%50%1822:2 # Half. =%0%5 ~#Wrong", [("1822", "0", 1.0), ("1822", "2", 0.5)]),
    ],
)
def test_numbers(answers: str, numbers: list[tuple[str, str, float]]) -> None:
    """Values, tolerances and ranges are held exactly; half marks stay half."""
    found = [(each.value, each.tolerance, each.weight) for each in one(f"Q? {{{answers}}}").numbers]

    assert found == [(Decimal(value), Decimal(tolerance), weight) for value, tolerance, weight in numbers]


def test_matching_with_a_spare_side() -> None:
    """Pairs are kept in order; a right side without a left one belongs to nothing."""
    question = one("Match {=MQL -> marketing#ok =SQL -> sales = -> finance}")

    assert question.pairs == (Pair(left="MQL", right="marketing"), Pair(left="SQL", right="sales"))
    assert question.wrong == ("finance",)


def test_html_becomes_plain_text_and_is_said() -> None:
    """A stem in HTML is shown as text, the loss is noted; a tag that is the answer itself stays."""
    found = read(
        "::q::[html]<p>Who&nbsp;<b>first</b>?</p><img alt='map'>{=<i>Ann</i> ~Bob}\n\nWhich tag? {=<b> ~<html>}"
    )

    assert [question.stem for question in found.questions] == ["Who first?", "Which tag?"]
    assert (found.questions[0].right, found.questions[1].right) == (("Ann",), ("<b>",))
    assert {note.what for note in found.notes} == {"HTML was turned into plain text", "an image (map) was left out"}


UNSUPPORTED = [
    ("Just a text.", "a text without answers"),
    ("Explain. {}", "an essay"),
    ("A {=b} c {=d}", "answers in more than one place"),
    ("A? {b ~c}", "neither = nor ~"),
    ("A? {#about 5}", "neither a number nor a range"),
    ("A? {#5..1}", "ends before it begins"),
    ("A? {#=%50%5}", "no number is fully right"),
    ("A? {=b =c ~d}", "2 answers are right where one is allowed"),
    ("A? {~b ~c}", "no right answer"),
    ("A? {~%50%b ~c}", "worth 50 % together"),
    ("A? {=small*}", "wildcard"),
    ("A? {=%50%b}", "accepts no answer"),
    ("A? {=b ~b}", '2 answers say "b"'),
    (f"{'x' * 5_000_000}? {{=b ~c}}", "5,000,001 characters"),
]


@pytest.mark.parametrize(("text", "what"), UNSUPPORTED, ids=[what for _, what in UNSUPPORTED])
def test_what_cannot_be_asked_is_reported_with_its_line(text: str, what: str) -> None:
    """No question is dropped silently: line, reason and cure are given, and the rest is taken."""
    found = read(f"First? {{T}}\n\n::Odd::{text}\n\nLast? {{F}}")
    (report,) = found.unsupported

    assert len(found.questions) == 2
    assert report.where == "line 3 (Odd)"
    assert what in report.what
    assert report.cure


def test_brace_in_a_title_is_reported() -> None:
    """A title with a brace that is not escaped costs its own question only."""
    (report,) = read("::T{::A? =b}\n\nB? {T}").unsupported

    assert (report.where, report.what) == ("line 1 (T{)", "its title holds a brace")


def test_endless_number_takes_no_time() -> None:
    """A number of 20,000 digits is refused, at once."""
    (report,) = read(f"Q? {{#{'1' * 20_000}x}}").unsupported

    assert "neither a number nor a range" in report.what


def test_title_that_never_ends_is_no_trap() -> None:
    """A title that is not closed, full of backslashes, is read as text at once."""
    (report,) = read("::" + "\\~" * 5_000 + " A? {T}").unsupported

    assert "10,0" in report.what or "5,0" in report.what


@pytest.mark.parametrize(
    ("text", "line"),
    [("A? {T}\n\nB? {=a\n~b\n\nC?", "line 3"), ("A? {T}\nB}", "line 2"), ("A? {{=a}", "line 1")],
)
def test_unmatched_brace_refuses_the_whole_file(text: str, line: str) -> None:
    """Behind an unmatched brace everything could mean anything, so nothing is taken."""
    with pytest.raises(BadInput, match=line) as caught:
        read(text)

    assert "bank.gift" in caught.value.title
    assert caught.value.hint


def test_repeated_titles_get_ids_of_their_own() -> None:
    """Two questions of the same name are both taken, under different ids, and it is said."""
    found = read("::Q1::A? {T}\n\n::Q1::B? {F}\n\nC? {T}\n\n// [id:393] [tag:x]\nD? {T}")

    assert [question.id for question in found.questions] == ["Q1", "Q1-2", "q3", "393"]
    assert any('"Q1"' in note.what for note in found.notes)


def test_category_right_below_a_question_starts_after_it() -> None:
    """A category line without a blank line before it does not take the question above."""
    found = read("A? {T}\n$CATEGORY: Method/\nB? {T}")

    assert [question.topic for question in found.questions] == ["Imported", "Method"]


def test_arrow_in_an_answer_cannot_be_exported() -> None:
    """GIFT would read "->" as a pair, so it is refused rather than written wrong."""
    question = Question(id="q", topic="", kind=QuestionKind.SHORT, stem="?", accept=("a -> b",))
    with pytest.raises(BadInput, match="Question q cannot be written"):
        export_gift([question])


WORDS = st.text(st.sampled_from("ab Z%*[]{}=~#:\\->$/\n<&'\u00e9\u2019."), min_size=1, max_size=20).map(
    lambda text: clean(text, multiline=True)
)
LINES = WORDS.map(lambda text: clean(text) or "x").filter(lambda text: "->" not in text)
UNIQUE = st.lists(LINES, min_size=2, max_size=5, unique_by=lambda text: text.casefold())


@st.composite
def questions(pick: st.DrawFn) -> Question:
    """Any sound question."""
    kind = pick(st.sampled_from(QuestionKind))
    texts = pick(UNIQUE)
    fields: dict[str, tuple[object, ...]] = {}
    if kind is QuestionKind.SINGLE:
        fields = {"right": tuple(texts[:1]), "wrong": tuple(texts[1:])}
    elif kind is QuestionKind.MULTIPLE:
        cut = pick(st.integers(1, len(texts) - 1))
        fields = {"right": tuple(texts[:cut]), "wrong": tuple(texts[cut:])}
    elif kind is QuestionKind.TRUE_FALSE:
        fields = {"right": ("True",), "wrong": ("False",)}
    elif kind is QuestionKind.SHORT:
        fields = {"accept": tuple(text.replace("*", "+") for text in texts)}
    elif kind is QuestionKind.NUMERIC:
        value = pick(st.decimals(-1000, 1000, places=2))
        half = NumberAnswer(value=value, tolerance=Decimal(5), weight=0.5)
        fields = {"numbers": (NumberAnswer(value=value, tolerance=Decimal("0.25")), half)}
    else:
        fields = {"pairs": tuple(Pair(left=f"{text}{n}", right=text) for n, text in enumerate(texts))}
    return Question(
        id=pick(LINES),
        topic=pick(LINES).replace("/", " ").strip() or "x",
        kind=kind,
        stem=pick(WORDS) or "x",
        why=pick(WORDS),
        **fields,  # type: ignore[arg-type]
    )


@given(st.lists(questions(), min_size=1, max_size=4, unique_by=lambda question: question.id))
def test_export_and_import_give_the_same_questions(made: list[Question]) -> None:
    """A bank written as GIFT and read again is the same bank, whatever its texts hold."""
    sound = [q for q in made if not problems(Bank(offer="", version=1, questions=(q,)), 1)]
    found = read(export_gift(sound))

    assert found.unsupported == ()
    assert list(found.questions) == sound
    assert found.notes == ()


def test_nothing_to_export_is_an_empty_text() -> None:
    """No questions make no GIFT."""
    assert export_gift([]).strip() == ""
