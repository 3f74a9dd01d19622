"""Fills a template with a lead's facts: Jinja's words, but of its language only what cannot run or loop.

Rather than bound what a template may do (Jinja's sandbox stops neither `range(99999)` in itself nor `"a" * 10**9`), it
may do nothing but name facts, put them through a few filters and leave parts out: no loops, calls, attributes, sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any

from sdrdesk.dataclasses import dataclass
from sdrdesk.domain.messages import FACTS
from sdrdesk.errors import BadInput

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

LONGEST = 6000
"""Characters of a template's source, and of what is made of it times four."""

FILTERS = ("lower", "upper", "title", "capitalize", "trim", "urlencode")
NODES = frozenset(
    "Template Output TemplateData Name Const If CondExpr Compare Operand And Or Not Test Filter".split()  # noqa: SIM905
)
"""What a template may be made of."""
TESTS = ("defined", "undefined")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with the facts in it, and those that were not known: they stand there as they were written."""

    text: str
    missing: tuple[str, ...] = ()


def faults(source: str) -> Iterator[str]:
    """What is wrong with a template, whoever it is filled for."""
    from difflib import get_close_matches

    try:
        tree = _tree(source)
    except BadInput as error:
        yield error.message or error.title
        return
    for name in sorted(_names(tree)):
        if name not in FACTS:
            near = get_close_matches(name, FACTS, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(FACTS)}"
            yield f'no fact is called "{name}"; {hint}'


def fill(source: str, facts: Mapping[str, str]) -> Filled:
    """The template filled in; a fact that is not in `facts` is named as missing.

    Raises:
        BadInput: The template asks for more than to be filled in.
    """
    from jinja2 import UndefinedError

    _tree(source)
    missing: list[str] = []
    known = {name: value for name, value in facts.items() if value}
    try:
        return Filled(_environment().from_string(source).render(known)[: LONGEST * 4])
    except UndefinedError:
        wanted = [name for name in sorted(_names(_tree(source))) if name not in known]
        shown = known | {name: f"{{{{ {name} }}}}" for name in wanted}
        missing += wanted
    return Filled(_environment().from_string(source).render(shown)[: LONGEST * 4], tuple(missing))


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True,
                                       trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    return environment


def _tree(source: str) -> Any:
    """What a template is made of; BadInput for anything that it may not be."""
    from jinja2 import TemplateError
    from jinja2.nodes import Node

    if len(source) > LONGEST:
        raise BadInput("A template cannot be used", f"it is longer than {LONGEST} characters", "Shorten it")
    try:
        tree = _environment().parse(source)
        waiting: list[Node] = [tree]
        while waiting:
            node = waiting.pop()
            _check(node)
            waiting.extend(node.iter_child_nodes())
        _environment().from_string(source)
    except TemplateError as error:
        raise BadInput(
            "A template cannot be used", str(error.message or error), "Name facts as {{ first_name }}"
        ) from None
    except ValueError:  # of a number with thousands of digits
        raise BadInput("A template cannot be used", "a number in it is too long", "Take the number out") from None
    except RecursionError:
        raise BadInput(
            "A template cannot be used", "it is nested too deeply", "Name facts as {{ first_name }}"
        ) from None
    return tree


def _check(node: Any) -> None:
    kind = type(node).__name__
    what = ""
    if kind not in NODES:
        what = f'"{kind.lower()}" is not allowed: a template names facts and leaves parts out with if'
    elif kind == "Filter" and (
        node.name not in FILTERS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
    ):
        what = f"the filter {node.name} is not one of: {', '.join(FILTERS)}"
    elif kind == "Test" and (node.name not in TESTS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs):
        what = f'"is {node.name}" is not one of: {", ".join(TESTS)}, with nothing behind it'
    elif kind == "Name" and node.ctx != "load":
        what = "nothing can be set"
    elif kind == "Const" and node.value in (inf, -inf):  # the library writes it down as a name that there is not
        what = "a number is too large"
    if what:
        raise BadInput("A template cannot be used", f"line {node.lineno}: {what}", "Name facts as {{ first_name }}")


def _names(tree: Any) -> set[str]:
    from jinja2 import nodes

    return {node.name for node in tree.find_all(nodes.Name)}
