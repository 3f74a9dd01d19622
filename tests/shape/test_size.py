"""No file and no function grows beyond what a reader can hold."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULE_LINES = 400
FUNCTION_LINES = 60
GENERATED = tuple((ROOT / "sdrdesk/store").glob("compiled*.py"))
"""Written by `make statements`; nobody reads it."""
HISTORY = ROOT / "sdrdesk/store/migrations/versions"
"""A migration is one list of steps, never changed once released; parting it hides the order."""


def modules() -> list[Path]:
    """Every module a person writes, in order."""
    found = sorted((ROOT / "sdrdesk").rglob("*.py"))
    return [path for path in found if path not in GENERATED and HISTORY not in path.parents]


def test_modules_are_short() -> None:
    """A module has at most 400 lines; split it by what a rep would call its parts."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}

    too_long = [
        f"{path.relative_to(ROOT)}: {n}"
        for path, n in lengths.items()
        if n > MODULE_LINES and HISTORY not in path.parents
    ]

    assert too_long == []


def test_functions_are_short() -> None:
    """A function has at most 60 lines, its docstring and decorators left out."""
    too_long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length(node)}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if length(node) > FUNCTION_LINES
    ]

    assert too_long == []


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines from `def` to the end, without the docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node, clean=False) is None:
        return lines
    first = node.body[0]
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1)
