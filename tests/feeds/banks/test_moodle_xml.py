"""Moodle XML: every type is taken or reported with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sdrdesk.domain.question import NumberAnswer, Pair, QuestionKind
from sdrdesk.errors import BadInput
from sdrdesk.feeds.banks import Imported
from sdrdesk.feeds.banks.moodle_xml import parse_moodle
from sdrdesk.feeds.banks.xml_tree import parse_xml


def read(questions: str) -> Imported:
    """A quiz of these questions, parsed."""
    return parse_moodle(parse_xml(f"<quiz>\n{questions}\n</quiz>".encode(), "bank.xml"), "bank.xml")


def question(kind: str, inside: str) -> str:
    """A question named Q."""
    return (
        f'<question type="{kind}"><name><text>Q</text></name>'
        f'<questiontext format="html"><text><![CDATA[<p>Which?</p>]]></text></questiontext>{inside}</question>'
    )


def answer(text: str, fraction: str = "0", more: str = "") -> str:
    """An answer worth `fraction` percent."""
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{more}</answer>'


def test_single_choice() -> None:
    """Category, name, stem, answers and feedback come over; HTML is said to be gone."""
    category = '<question type="category"><category><text>$course$/top/Method</text></category></question>'
    why = "<feedback><text>Because.</text></feedback>"
    found = read(category + question("multichoice", "<single>true</single>" + answer("a", "100", why) + answer("b")))
    (made,) = found.questions

    assert (made.id, made.topic, made.kind, made.stem) == ("Q", "Method", QuestionKind.SINGLE, "Which?")
    assert (made.right, made.wrong, made.why) == (("a",), ("b",), "Because.")
    assert [note.what for note in found.notes] == ["HTML was turned into plain text"]


def test_multiple_choice_and_half_marks() -> None:
    """Shares that make 100 are all right; half marks of a single choice are noted as gone."""
    many = "<single>false</single>" + answer("a", "33.33333") + answer("b", "33.33333") + answer("c", "33.33333")
    found = read(
        question("multichoice", many + answer("d", "-100"))
        + question("multichoice", answer("a", "100") + answer("b", "50") + answer("c"))
    )

    assert [(q.kind, q.right, q.wrong) for q in found.questions] == [
        (QuestionKind.MULTIPLE, ("a", "b", "c"), ("d",)),
        (QuestionKind.SINGLE, ("a",), ("b", "c")),
    ]
    assert any("partly right" in note.what for note in found.notes)


def test_typed_answers() -> None:
    """True or false, short answers and numbers with tolerance come over."""
    short = "<usecase>1</usecase>" + answer("small yes", "100") + answer("yes", "50") + answer("*", "0")
    number = answer("96.15", "100", "<tolerance>0.01</tolerance>") + answer("96", "50") + answer("*", "0")
    found = read(
        question("truefalse", answer("true") + answer("false", "100"))
        + question("shortanswer", short + "<generalfeedback><text>See.</text></generalfeedback>")
        + question("numerical", number + "<units><unit><multiplier>1</multiplier></unit></units>")
    )
    truth, word, sum_ = found.questions

    assert (truth.kind, truth.right) == (QuestionKind.TRUE_FALSE, ("False",))
    assert (word.accept, word.why) == (("small yes",), "See.")
    assert sum_.numbers == (
        NumberAnswer(value=Decimal("96.15"), tolerance=Decimal("0.01")),
        NumberAnswer(value=Decimal(96), weight=0.5),
    )
    assert any("capital letters" in note.what for note in found.notes)


def test_matching() -> None:
    """Pairs come over, a side without a partner is spare, and an attachment is said to be gone."""

    def sub(left: str, right: str) -> str:
        return f"<subquestion format='html'><text>{left}</text><answer><text>{right}</text></answer></subquestion>"

    inside = sub("MQL", "marketing") + sub("SQL", "sales") + sub("", "finance")
    found = read(
        question("matching", inside + "<idnumber>m-1</idnumber>").replace("</questiontext>", "<file/></questiontext>")
    )
    (made,) = found.questions

    assert made.id == "m-1"
    assert made.pairs == (Pair(left="MQL", right="marketing"), Pair(left="SQL", right="sales"))
    assert made.wrong == ("finance",)
    assert any("attached file" in note.what for note in found.notes)


@pytest.mark.parametrize(
    ("kind", "inside", "what"),
    [
        ("essay", "", "an essay"),
        ("cloze", "", "several blanks"),
        ("calculated", "", "a formula"),
        ("ddimageortext", "", 'of type "ddimageortext"'),
        ("multichoice", "<single>false</single>" + answer("a", "50") + answer("b"), "worth 50 % together"),
        ("multichoice", answer("a", "100") + answer("b", "100") + answer("c"), "2 answers are right"),
        ("multichoice", answer("a", "lots") + answer("b"), "no right answer"),
        ("truefalse", answer("true") + answer("false"), "neither true nor false"),
        ("shortanswer", answer("small*", "100"), "wildcard"),
        ("shortanswer", answer("a", "50"), "accepts no answer"),
        ("numerical", answer("many", "100"), "is no number"),
        ("numerical", answer("5", "100") + "<unit><multiplier>1000</multiplier></unit>", "several units"),
        ("matching", "", "nothing to tell apart"),
    ],
)
def test_what_cannot_be_asked_is_reported(kind: str, inside: str, what: str) -> None:
    """Each question that is not taken is reported with line, name, reason and cure."""
    (report,) = read(question(kind, inside)).unsupported

    assert report.where == "line 2 (Q)"
    assert what in report.what
    assert report.cure


def test_nameless_question_without_a_text_is_reported() -> None:
    """A question that asks nothing is reported by its line."""
    (report,) = read(
        '<question type="truefalse"><answer fraction="100"><text>true</text></answer></question>'
    ).unsupported

    assert (report.where, report.what) == ("line 2", "it asks nothing")


def test_other_xml_is_refused() -> None:
    """XML of another kind is no quiz."""
    with pytest.raises(BadInput, match="begins with <html>"):
        parse_moodle(parse_xml(b"<html/>", "f.xml"), "f.xml")
