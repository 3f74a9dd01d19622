"""One item of QTI 2.1 or 2.2 (an `assessmentItem`)."""

from __future__ import annotations

import re
from decimal import Decimal

from sdrdesk.domain.question import NumberAnswer, Pair, Question, QuestionKind
from sdrdesk.feeds.banks.gathering import Gathering, choice_question, decimal_of
from sdrdesk.feeds.banks.xml_tree import Node

_BLANK = "_____"
_NOT_ASKED = {
    "extendedTextInteraction": ("an essay, which no rule can grade", "Ask for a few words instead"),
    "inlineChoiceInteraction": ("a text with lists in it", "Ask it as a choice"),
    "orderInteraction": ("answers to put in order", "Ask it as matching: first, second, third"),
}


def take_item(gathering: Gathering, item: Node) -> None:
    """Turn `item` into a question, or say why not."""
    name = item.get("identifier") or item.get("title")
    where = f"line {item.line}" + (f" (item {name})" if name else "")
    body = item.child("itemBody")
    asked = [node for node in body.walk() if node.tag.endswith("Interaction")] if body else []
    if body is None or not asked:
        gathering.refuse(where, "a text without answers", "Nothing, if it is an introduction")
    elif len(asked) > 1:
        gathering.refuse(where, "several answers in one item", "Split it into one question for each answer")
    elif asked[0].tag == "choiceInteraction":
        _take_choice(gathering, where, item, asked[0])
    elif asked[0].tag == "matchInteraction":
        _take_pairs(gathering, where, item, asked[0])
    elif asked[0].tag == "textEntryInteraction":
        _take_typed(gathering, where, item, asked[0])
    else:
        other = (f"an answer given by {asked[0].tag}", "Ask it as a choice or as matching")
        gathering.refuse(where, *_NOT_ASKED.get(asked[0].tag, other))


def _take_choice(gathering: Gathering, where: str, item: Node, asked: Node) -> None:
    """One right answer, or all of several."""
    declared = _declared(item, asked)
    right = set(_correct(declared))
    multiple = (declared.get("cardinality") if declared else "") == "multiple"
    labels = [(each.get("identifier"), _inner(gathering, where, each)) for each in asked.walk("simpleChoice")]
    question = choice_question(
        key=item.get("identifier"),
        stem=_stem(gathering, where, item, asked),
        right=[text for ident, text in labels if ident in right],
        wrong=[text for ident, text in labels if ident not in right],
        multiple=multiple,
        why=_why(gathering, where, item),
    )
    gathering.add(where, question)


def _take_pairs(gathering: Gathering, where: str, item: Node, asked: Node) -> None:
    """The first set holds the left sides, the second the right ones."""
    sets = asked.children("simpleMatchSet")
    sides = [
        {each.get("identifier"): _inner(gathering, where, each) for each in side.walk("simpleAssociableChoice")}
        for side in sets
    ]
    partner = [tuple(value.split()) for value in _correct(_declared(item, asked))]
    belongs = {pair[0]: pair[1] for pair in partner if len(pair) == 2}
    if len(sides) != 2 or len(belongs) != len(partner) or set(belongs) != set(sides[0]):
        cure = "Give each left side exactly one right side"
        gathering.refuse(where, "its left sides do not have one right side each", cure)
        return
    pairs = tuple(Pair(left=text, right=sides[1].get(belongs[ident], "")) for ident, text in sides[0].items())
    used = {pair.right for pair in pairs}
    spare = tuple(text for text in sides[1].values() if text not in used)
    stem, why = _stem(gathering, where, item, asked), _why(gathering, where, item)
    kind, key = QuestionKind.MATCHING, item.get("identifier")
    gathering.add(where, Question(id=key, topic="", kind=kind, stem=stem, pairs=pairs, wrong=spare, why=why))


def _take_typed(gathering: Gathering, where: str, item: Node, asked: Node) -> None:
    """A number, or a short answer."""
    declared = _declared(item, asked)
    right = _correct(declared)
    stem, why = _stem(gathering, where, item, asked), _why(gathering, where, item)
    key = item.get("identifier")
    if declared is not None and declared.get("baseType") in ("float", "integer"):
        numbers = tuple(number for value in right if (number := _number(item, value)) is not None)
        if len(numbers) != len(right):
            gathering.refuse(where, "its right answer or tolerance is no number", "Write both in digits")
            return
        kind = QuestionKind.NUMERIC
        gathering.add(where, Question(id=key, topic="", kind=kind, stem=stem, numbers=numbers, why=why))
        return
    if any(each.get("caseSensitive") == "true" for each in (declared or item).walk("mapEntry")):
        gathering.note(where, "capital letters do not matter here")
    accept = tuple(dict.fromkeys(gathering.plain(where, value, html=False) for value in [*right, *_mapped(declared)]))
    gathering.add(where, Question(id=key, topic="", kind=QuestionKind.SHORT, stem=stem, accept=accept, why=why))


def _declared(item: Node, asked: Node) -> Node | None:
    """The declaration of what is answered."""
    name = asked.get("responseIdentifier")
    return next((each for each in item.children("responseDeclaration") if each.get("identifier") == name), None)


def _correct(declared: Node | None) -> list[str]:
    """The right values."""
    correct = declared.child("correctResponse") if declared else None
    return [value.text().strip() for value in correct.children("value")] if correct else []


def _mapped(declared: Node | None) -> list[str]:
    """Values that earn as much as any."""
    entries = list(declared.walk("mapEntry")) if declared else []
    worth = [(entry.get("mapKey"), decimal_of(entry.get("mappedValue")) or Decimal(0)) for entry in entries]
    best = max((points for _, points in worth), default=Decimal(0))
    return [key for key, points in worth if points == best and best > 0]


def _number(item: Node, text: str) -> NumberAnswer | None:
    """A right number with the tolerance that the response processing allows."""
    value = decimal_of(text)
    equal = next(item.walk("equal"), None)
    mode = equal.get("toleranceMode") if equal else ""
    if value is None or equal is None or mode not in ("absolute", "relative"):
        return None if value is None else NumberAnswer(value=value)
    parts = [decimal_of(part) for part in equal.get("tolerance").split()]
    below, above = (parts * 2)[:2] if parts else (None, None)
    if below is None or above is None:
        return None
    if mode == "relative":
        below, above = abs(value) * below / 100, abs(value) * above / 100
    middle = value + (above - below) / 2
    return NumberAnswer(value=middle, tolerance=(above + below) / 2)


def _stem(gathering: Gathering, where: str, item: Node, asked: Node) -> str:
    """The body around the interaction, and the prompt inside it."""
    body = item.child("itemBody")
    return gathering.plain(where, re.sub(r"(\n\s*)+", "\n", _html(body, asked)), html=True) if body else ""


def _html(node: Node, asked: Node) -> str:
    """What is inside `node` as HTML, the interaction replaced by its prompt, or by a blank within a text."""
    parts = []
    for part in node.parts:
        if part is asked:
            prompt = asked.child("prompt")
            blank = _BLANK if asked.tag == "textEntryInteraction" else ""
            parts.append(f"<p>{prompt.as_html()}</p>" if prompt else blank)
        elif isinstance(part, str):
            parts.append(part.replace("&", "&amp;").replace("<", "&lt;"))
        elif part.tag not in ("rubricBlock", "feedbackBlock", "feedbackInline"):
            inner = _html(part, asked) if any(each is asked for each in part.walk()) else part.as_html()
            alt = f' alt="{part.get("alt")}"' if part.get("alt").isalnum() else ""
            parts.append(f"<{part.tag}{alt}>{inner}</{part.tag}>")
    return "".join(parts)


def _inner(gathering: Gathering, where: str, node: Node) -> str:
    """The text of a choice, without its feedback."""
    kept = (part for part in node.parts if isinstance(part, str) or not part.tag.startswith("feedback"))
    bare = Node(tag=node.tag, line=node.line, parts=list(kept))
    return gathering.plain(where, bare.as_html(), html=True)


def _why(gathering: Gathering, where: str, item: Node) -> str:
    """The only feedback there is; of several, nobody can tell which explains the right answer."""
    said = item.children("modalFeedback")
    return gathering.plain(where, said[0].as_html(), html=True) if len(said) == 1 else ""
