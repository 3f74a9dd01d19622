"""QTI 1.2 and 2.1: what can be asked is taken, the rest is reported with line and item."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sdrdesk.domain.question import NumberAnswer, Pair, QuestionKind
from sdrdesk.errors import BadInput
from sdrdesk.feeds.banks import Imported
from sdrdesk.feeds.banks.qti import parse_qti
from sdrdesk.feeds.banks.xml_tree import parse_xml


def read(text: str) -> Imported:
    """A QTI text, parsed."""
    return parse_qti(parse_xml(text.encode(), "bank.xml"), "bank.xml")


def mat(text: str) -> str:
    """QTI 1.2 material."""
    return f'<material><mattext texttype="text/html">{text}</mattext></material>'


def lid(answers: str, *, name: str = "r", left: str = "", cardinality: str = "Single") -> str:
    """A QTI 1.2 list of answers, each named by its own text."""
    labels = "".join(f'<response_label ident="{text}">{mat(text)}</response_label>' for text in answers.split())
    head = mat(left) if left else ""
    choice = f"<render_choice>{labels}</render_choice>"
    return f'<response_lid ident="{name}" rcardinality="{cardinality}">{head}{choice}</response_lid>'


def fib(kind: str = "String") -> str:
    """A QTI 1.2 blank."""
    return (
        f'<response_str ident="r"><render_fib fibtype="{kind}"><response_label ident="a"/></render_fib></response_str>'
    )


def rule(tests: str, points: str = "100", action: str = "Set") -> str:
    """A QTI 1.2 condition that earns points."""
    return (
        f'<respcondition><conditionvar>{tests}</conditionvar><setvar action="{action}">{points}</setvar>'
        '<displayfeedback linkrefid="ok"/></respcondition>'
    )


def eq(text: str, name: str = "r") -> str:
    """A QTI 1.2 test."""
    return f'<varequal respident="{name}">{text}</varequal>'


def item(responses: str, rules: str = "", more: str = "", stem: str = "&lt;p&gt;Which?&lt;/p&gt;") -> str:
    """A QTI 1.2 file of one item."""
    return (
        f'<questestinterop><assessment title="Method"><section ident="root_section">\n<item ident="i1" title="One">'
        f"<presentation><flow>{mat(stem)}{responses}</flow></presentation>"
        f"<resprocessing>{rules}</resprocessing>{more}</item></section></assessment></questestinterop>"
    )


SAID = f'<itemfeedback ident="ok"><flow_mat>{mat("Because.")}</flow_mat></itemfeedback>'


def test_single_choice_of_1_2() -> None:
    """Stem, answers, the best-paid answer, feedback and the assessment's title come over."""
    found = read(item(lid("a b c"), rule(eq("b")) + rule(eq("c"), "50") + rule(eq("a"), "0"), SAID))
    (made,) = found.questions

    assert (made.id, made.topic, made.kind, made.stem) == ("i1", "Method", QuestionKind.SINGLE, "Which?")
    assert (made.right, made.wrong, made.why) == (("b",), ("a", "c"), "Because.")
    assert any("partly right" in note.what for note in found.notes)


def test_multiple_and_true_or_false_of_1_2() -> None:
    """All answers that must be ticked are right, those in a not are wrong; true and false are seen."""
    tests = f"<and>{eq('a')}{eq('b')}<not>{eq('c')}</not></and>"
    many = read(item(lid("a b c", cardinality="Multiple"), rule(tests))).questions[0]
    added = read(item(lid("a b c", cardinality="Multiple"), rule(eq("a"), "50", "Add") + rule(eq("c"), "-10", "Add")))
    truth = read(item(lid("True False"), rule(eq("False")))).questions[0]

    assert (many.kind, many.right, many.wrong) == (QuestionKind.MULTIPLE, ("a", "b"), ("c",))
    assert added.questions[0].right == ("a",)
    assert (truth.kind, truth.right) == (QuestionKind.TRUE_FALSE, ("False",))


def test_matching_of_1_2() -> None:
    """Each list is a left side; what none asks for is spare."""
    lists = lid("x y z", name="r1", left="MQL") + lid("x y z", name="r2", left="SQL")
    (made,) = read(item(lists, rule(eq("y", "r1"), "50", "Add") + rule(eq("x", "r2"), "50", "Add"))).questions

    assert made.pairs == (Pair(left="MQL", right="y"), Pair(left="SQL", right="x"))
    assert made.wrong == ("z",)


def test_short_answer_of_1_2() -> None:
    """Every accepted wording comes over once; case is said not to matter."""
    found = read(
        item(fib(), rule('<varequal respident="r" case="Yes">Winter</varequal>' + eq("Winter") + eq("winter")))
    )

    assert found.questions[0].accept == ("Winter", "winter")
    assert any("capital letters" in note.what for note in found.notes)


@pytest.mark.parametrize(
    ("tests", "value", "tolerance"),
    [
        (eq("42"), "42", "0"),
        ("<vargte>41</vargte><varlte>43</varlte>", "42", "1"),
        (f"<or>{eq('42')}<and><vargt>41.5</vargt><varlt>42.5</varlt></and></or>", "42", "0.5"),
    ],
)
def test_numbers_of_1_2(tests: str, value: str, tolerance: str) -> None:
    """Exact values and ranges come over as value and tolerance."""
    (made,) = read(item(fib("Decimal"), rule(tests))).questions

    assert made.numbers == (NumberAnswer(value=Decimal(value), tolerance=Decimal(tolerance)),)


def test_image_and_inline_markup_of_1_2() -> None:
    """Markup written as elements is text too; pictures are said to be gone."""
    found = read(item(lid("a b"), rule(eq("a")), stem='Which <b>one</b>?</mattext><matimage uri="x"/><mattext>'))

    assert found.questions[0].stem == "Which one?"
    assert any("image" in note.what for note in found.notes)


FIELD = (
    "<itemmetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel>"
    "<fieldentry>{}</fieldentry></qtimetadatafield></itemmetadata>"
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (item(""), "a text without answers"),
        (item(fib()), "an essay"),
        (item(fib() + fib()), "several blanks"),
        (item(fib() + lid("a b")), "several blanks"),
        (item('<response_xy ident="r"/>'), "given by response_xy"),
        (item(lid("a b", left="x"), stem="Fill [x]"), "blanks or lists"),
        (item(lid("a b", cardinality="Ordered")), "put in order"),
        (item(fib(), more="<itemproc_extension><calculated/></itemproc_extension>"), "a formula"),
        (item(lid("a b")), "no right answer"),
        (item(lid("a b"), rule(eq("a")) + rule(eq("b"))), "2 answers are right"),
        (item(fib("Decimal"), rule("<vargte>5</vargte>")), "only one bound"),
        (item(fib(), more=FIELD.format("numerical_question")), "no number is fully right"),
        (item(lid("x y", name="r1", left="MQL") + lid("x y", name="r2", left="SQL")), "a side of a pair is empty"),
    ],
)
def test_what_1_2_cannot_bring_is_reported(text: str, what: str) -> None:
    """Each item that is not taken is reported with line, ident, reason and cure."""
    (report,) = read(text).unsupported

    assert report.where == "line 2 (item i1)"
    assert what in report.what
    assert report.cure


def item2(body: str, correct: str = "", attributes: str = 'cardinality="single"', more: str = "") -> str:
    """A QTI 2.1 item."""
    values = "".join(f"<value>{value}</value>" for value in correct.split(","))
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i2" title="Two">'
        f'<responseDeclaration identifier="R" {attributes}><correctResponse>{values}</correctResponse>'
        f"</responseDeclaration>\n<itemBody><p>Which &lt;one&gt;?</p>{body}</itemBody>{more}</assessmentItem>"
    )


CHOICES = "".join(f'<simpleChoice identifier="{n}">{n}<feedbackInline>!</feedbackInline></simpleChoice>' for n in "abc")
CHOICE = f'<choiceInteraction responseIdentifier="R"><prompt>Choose.</prompt>{CHOICES}</choiceInteraction>'
ENTRY = '<p>It is <textEntryInteraction responseIdentifier="R"/>.</p>'


def test_choices_of_2_1() -> None:
    """Body and prompt make the stem; one or several right answers come over; feedback inside answers does not."""
    said = "<modalFeedback>Because.</modalFeedback>"
    single = read(item2(CHOICE, "b", more=said)).questions[0]
    many = read(item2(CHOICE, "a,c", 'cardinality="multiple"')).questions[0]

    assert (single.id, single.stem) == ("i2", "Which <one>?\n\nChoose.")
    assert (single.right, single.wrong, single.why) == (("b",), ("a", "c"), "Because.")
    assert (many.kind, many.right) == (QuestionKind.MULTIPLE, ("a", "c"))


@pytest.mark.parametrize(
    ("equal", "value", "tolerance"),
    [
        ("", "42", "0"),
        ('<equal toleranceMode="exact"/>', "42", "0"),
        ('<equal toleranceMode="absolute" tolerance="0.5"/>', "42", "0.5"),
        ('<equal toleranceMode="absolute" tolerance="1 3"/>', "43", "2"),
        ('<equal toleranceMode="relative" tolerance="50"/>', "42", "21"),
    ],
)
def test_numbers_of_2_1(equal: str, value: str, tolerance: str) -> None:
    """The tolerance of the response processing comes over."""
    more = f"<responseProcessing>{equal}</responseProcessing>"
    (made,) = read(item2(ENTRY, "42", 'cardinality="single" baseType="float"', more)).questions

    assert made.stem == "Which <one>?\n\nIt is _____."
    assert made.numbers == (NumberAnswer(value=Decimal(value), tolerance=Decimal(tolerance)),)


def test_short_answer_of_2_1() -> None:
    """The right value and every equally paid wording are accepted; case is said not to matter."""
    mapping = (
        '</correctResponse><mapping><mapEntry mapKey="York" mappedValue="1" caseSensitive="true"/>'
        '<mapEntry mapKey="yorke" mappedValue="0.5"/></mapping><correctResponse>'
    )
    found = read(
        item2(ENTRY, "York", 'baseType="string"').replace("</correctResponse>", mapping + "</correctResponse>", 1)
    )

    assert found.questions[0].accept == ("York",)
    assert any("capital letters" in note.what for note in found.notes)


def match(correct: str) -> str:
    """A QTI 2.1 matching item."""

    def side(names: str) -> str:
        each = "".join(f'<simpleAssociableChoice identifier="{n}">{n}{n}</simpleAssociableChoice>' for n in names)
        return f"<simpleMatchSet>{each}</simpleMatchSet>"

    body = f'<matchInteraction responseIdentifier="R">{side("AB")}{side("xyz")}</matchInteraction>'
    return item2(body, correct, 'cardinality="multiple" baseType="directedPair"')


def test_matching_of_2_1() -> None:
    """Directed pairs come over; a right side that belongs to none is spare."""
    (made,) = read(match("A y,B x")).questions

    assert made.pairs == (Pair(left="AA", right="yy"), Pair(left="BB", right="xx"))
    assert made.wrong == ("zz",)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (item2(""), "a text without answers"),
        (item2(ENTRY + ENTRY), "several answers in one item"),
        (item2('<extendedTextInteraction responseIdentifier="R"/>'), "an essay"),
        (item2('<hotspotInteraction responseIdentifier="R"/>'), "given by hotspotInteraction"),
        (match("A y"), "one right side each"),
        (item2(ENTRY, "many", 'baseType="float"'), "is no number"),
        (
            item2(ENTRY, "4", 'baseType="float"', '<equal toleranceMode="absolute" tolerance="$T"/>'),
            "is no number",
        ),
        (item2(CHOICE, "b").replace('identifier="R"', 'identifier="S"', 1), "no right answer"),
        (item2(ENTRY).replace('identifier="R"', 'identifier="S"', 1), "accepts no answer"),
    ],
)
def test_what_2_1_cannot_bring_is_reported(text: str, what: str) -> None:
    """Each item that is not taken is reported with line, identifier, reason and cure."""
    (report,) = read(text).unsupported

    assert report.where == "line 1 (item i2)"
    assert what in report.what
    assert report.cure


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<manifest/>", "lists the files of a package"),
        ("<assessmentTest/>", "names items in other files"),
        ("<qti-assessment-item/>", "QTI 3.0"),
        ("<html/>", "begins with <html>"),
        ("<questestinterop/>", "holds no questions"),
    ],
)
def test_file_without_items_is_refused(text: str, what: str) -> None:
    """A file that holds no items says what it is instead."""
    with pytest.raises(BadInput, match=what):
        read(text)
