"""One item of QTI 1.2, as Canvas, Blackboard, Respondus and others write it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.question import NumberAnswer, Pair, Question, QuestionKind
from sdrdesk.feeds.banks.gathering import Gathering, choice_question, decimal_of
from sdrdesk.feeds.banks.xml_tree import Node

_RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp", "response_extension")
_BOUNDS = {"vargte": True, "vargt": True, "varlte": False, "varlt": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A condition that earns points."""

    points: Decimal
    """How many."""
    condition: Node
    """What must hold."""
    feedback: tuple[str, ...]
    """Idents of what is said then."""


def take_item(gathering: Gathering, item: Node) -> None:
    """Turn `item` into a question, or say why not."""
    name = item.get("ident") or item.get("title")
    where = f"line {item.line}" + (f" (item {name})" if name else "")
    presentation = item.child("presentation")
    responses = list(presentation.walk(*_RESPONSES)) if presentation else []
    tags = {response.tag for response in responses}
    if next(item.walk("calculated"), None):
        gathering.refuse(where, "a formula with changing numbers", "Ask it with fixed numbers")
    elif presentation is None or not responses:
        gathering.refuse(where, "a text without answers", "Nothing, if it is an introduction")
    elif tags == {"response_lid"}:
        _take_choices(gathering, where, item, presentation, responses)
    elif len(responses) > 1:
        gathering.refuse(where, "a text with several blanks", "Split it into one question for each blank")
    elif tags <= {"response_str", "response_num"}:
        _take_typed(gathering, where, item, presentation, responses[0])
    else:
        gathering.refuse(where, f"an answer given by {responses[0].tag}", "Ask it as a choice or as matching")


def _take_choices(gathering: Gathering, where: str, item: Node, presentation: Node, lids: list[Node]) -> None:
    """One list to choose from, or one per left side of a matching question."""
    stem = _stem(gathering, where, presentation)
    lefts = [_material(gathering, where, lid) for lid in lids]
    if any(left and f"[{left}]" in stem for left in lefts):
        gathering.refuse(where, "a text with blanks or lists in it", "Split it into one question for each blank")
    elif len(lids) > 1 or lids[0].child("material"):
        _take_pairs(gathering, where, item, stem, list(zip(lefts, lids, strict=True)))
    else:
        _take_choice(gathering, where, item, stem, lids[0])


def _take_choice(gathering: Gathering, where: str, item: Node, stem: str, lid: Node) -> None:
    """One right answer, or all of several."""
    multiple = lid.get("rcardinality").lower() in ("multiple", "ordered")
    if lid.get("rcardinality").lower() == "ordered":
        gathering.refuse(where, "answers to put in order", "Ask it as matching: first, second, third")
        return
    rules = _rules(item)
    points: dict[str, Decimal] = {}
    for rule in rules:
        for test in _tests(rule.condition):
            points[test.text().strip()] = points.get(test.text().strip(), Decimal(0)) + rule.points
    best = max(points.values(), default=Decimal(0))
    good = {ident for ident, worth in points.items() if worth > 0 and (multiple or worth == best)}
    if not multiple and any(0 < worth < best for worth in points.values()):
        gathering.note(where, "answers that were partly right count as wrong here")
    labels = [(label.get("ident"), _material(gathering, where, label)) for label in lid.walk("response_label")]
    question = choice_question(
        key=item.get("ident"),
        stem=stem,
        right=[text for ident, text in labels if ident in good],
        wrong=[text for ident, text in labels if ident not in good],
        multiple=multiple,
        why=_why(gathering, where, item, rules),
    )
    gathering.add(where, question)


def _take_pairs(gathering: Gathering, where: str, item: Node, stem: str, rows: list[tuple[str, Node]]) -> None:
    """Each list has its right answer; what no list asks for belongs to nothing."""
    rules = _rules(item)
    partner = {test.get("respident"): test.text().strip() for rule in rules for test in _tests(rule.condition)}
    pairs: list[Pair] = []
    offered: dict[str, str] = {}
    for left, lid in rows:
        labels = {each.get("ident"): _material(gathering, where, each) for each in lid.walk("response_label")}
        offered |= labels
        pairs.append(Pair(left=left, right=labels.get(partner.get(lid.get("ident"), ""), "")))
    used = {pair.right for pair in pairs}
    spare = tuple(dict.fromkeys(text for text in offered.values() if text and text not in used))
    why = _why(gathering, where, item, rules)
    kind, key = QuestionKind.MATCHING, item.get("ident")
    question = Question(id=key, topic="", kind=kind, stem=stem, pairs=tuple(pairs), wrong=spare, why=why)
    gathering.add(where, question)


def _take_typed(gathering: Gathering, where: str, item: Node, presentation: Node, response: Node) -> None:
    """A short answer or a number; without a right answer it is an essay."""
    rules = _rules(item)
    stem, why = _stem(gathering, where, presentation), _why(gathering, where, item, rules)
    fields = {label.text(): entry.text() for label, entry in _metadata(item)}
    fib = next(response.walk("render_fib"), None)
    is_number = response.tag == "response_num" or (fib and fib.get("fibtype").lower() in ("decimal", "integer"))
    tests = [test for rule in rules for test in _tests(rule.condition)]
    if is_number or fields.get("question_type") == "numerical_question":
        _take_number(gathering, where, item, rules, (stem, why))
    elif not tests:
        gathering.refuse(where, "an essay, which no rule can grade", "Ask for a few words instead")
    else:
        if any(test.get("case").lower() == "yes" for test in tests):
            gathering.note(where, "capital letters do not matter here")
        texts = (gathering.plain(where, test.text(), html=False) for test in tests)
        accept = tuple(dict.fromkeys(texts))
        kind, key = QuestionKind.SHORT, item.get("ident")
        gathering.add(where, Question(id=key, topic="", kind=kind, stem=stem, accept=accept, why=why))


def _take_number(gathering: Gathering, where: str, item: Node, rules: list[_Rule], texts: tuple[str, str]) -> None:
    """Every range that earns points."""
    most = max((rule.points for rule in rules), default=Decimal(1))
    numbers = []
    for rule in rules:
        weight = float(rule.points / most)
        for low, high in _ranges(rule.condition):
            if low is None or high is None or low > high:
                gathering.refuse(where, "a number with only one bound", "Give the least and the most that is right")
                return
            middle = (low + high) / 2
            numbers.append(NumberAnswer(value=middle, tolerance=high - middle, weight=weight))
    if any(next(rule.condition.walk("vargt", "varlt"), None) for rule in rules):
        gathering.note(where, "the bounds themselves count as right here")
    stem, why = texts
    kind, key = QuestionKind.NUMERIC, item.get("ident")
    gathering.add(where, Question(id=key, topic="", kind=kind, stem=stem, numbers=tuple(numbers), why=why))


def _ranges(condition: Node) -> Iterator[tuple[Decimal | None, Decimal | None]]:
    """The ranges of a condition: bounds side by side make one, a bare number another unless it lies inside one."""
    found: list[tuple[Decimal | None, Decimal | None]] = []
    for group in [condition, *condition.walk("and", "or")]:
        low = high = None
        for bound in group.children(*_BOUNDS):
            value = decimal_of(bound.text())
            low, high = (value, high) if _BOUNDS[bound.tag] else (low, value)
        if low is not None or high is not None:
            found.append((low, high))
    for test in _tests(condition):
        value = decimal_of(test.text())
        if value is None or not any(
            low is not None and high is not None and low <= value <= high for low, high in found
        ):
            found.append((value, value))
    return iter(found)


def _rules(item: Node) -> list[_Rule]:
    """The conditions of `item` that earn points."""
    rules = []
    for node in item.walk("respcondition"):
        condition = node.child("conditionvar")
        given = [
            decimal_of(each.text()) or Decimal(0)
            for each in node.children("setvar")
            if each.get("action") != "Subtract"
        ]
        said = tuple(each.get("linkrefid") for each in node.children("displayfeedback"))
        if condition and sum(given, Decimal(0)) > 0:
            rules.append(_Rule(points=sum(given, Decimal(0)), condition=condition, feedback=said))
    return rules


def _tests(condition: Node) -> Iterator[Node]:
    """Every `varequal` that must hold, so none inside a `not`."""
    for node in condition.children():
        if node.tag == "varequal":
            yield node
        elif node.tag != "not":
            yield from _tests(node)


def _metadata(item: Node) -> Iterator[tuple[Node, Node]]:
    """Labels and values of the item's metadata."""
    for each in item.walk("qtimetadatafield"):
        label, entry = each.child("fieldlabel"), each.child("fieldentry")
        if label and entry:
            yield label, entry


def _stem(gathering: Gathering, where: str, presentation: Node) -> str:
    """All material outside the responses, one text under the other."""
    return "\n".join(text for text in _texts(gathering, where, presentation) if text)


def _texts(gathering: Gathering, where: str, node: Node) -> Iterator[str]:
    """The texts of `node`, in order, those of responses left out."""
    for part in node.children():
        if part.tag == "material":
            yield _one_material(gathering, where, part)
        elif part.tag not in _RESPONSES:
            yield from _texts(gathering, where, part)


def _material(gathering: Gathering, where: str, node: Node) -> str:
    """The text of a label or list: its own material, not that of labels below."""
    own = [part for part in node.children() if part.tag in ("material", "flow_mat", "flow_label", "flow")]
    materials = [each for part in own for each in ([part] if part.tag == "material" else part.walk("material"))]
    return "\n".join(text for text in (_one_material(gathering, where, each) for each in materials) if text)


def _one_material(gathering: Gathering, where: str, material: Node) -> str:
    """One `<material>` as plain text."""
    for media in material.walk("matimage", "mataudio", "matvideo", "matapplet"):
        gathering.note(where, f"a {media.tag.removeprefix('mat')} was left out")
    texts = (
        gathering.plain(where, text.as_html() if text.children() else text.text(), html=_is_html(text))
        for text in material.walk("mattext", "matemtext")
    )
    return " ".join(text for text in texts if text)


def _is_html(text: Node) -> bool:
    """Whether a `<mattext>` is HTML."""
    return "html" in text.get("texttype").lower() or bool(text.children())


def _why(gathering: Gathering, where: str, item: Node, rules: list[_Rule]) -> str:
    """What is said about the item, else about its right answer."""
    said = {each.get("ident"): each for each in item.walk("itemfeedback")}
    for ident in ("general_fb", *(name for rule in rules for name in rule.feedback)):
        if ident in said:
            texts = (_one_material(gathering, where, each) for each in said[ident].walk("material"))
            why = "\n".join(text for text in texts if text)
            if why:
                return why
    return ""
