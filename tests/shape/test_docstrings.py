"""Every module, class and public function says what it is; every test says the rule it holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MIGRATIONS = ROOT / "sdrdesk/store/migrations/versions"

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_the_package_is_documented() -> None:
    """Each module, class and public function in sdrdesk/ has a docstring."""
    silent = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted((ROOT / "sdrdesk").rglob("*.py"))
        for line, name in undocumented(path)
        if not (MIGRATIONS in path.parents and name in {"upgrade", "downgrade"})
    ]

    assert silent == []


def test_the_tests_are_documented() -> None:
    """Each test module and test function has a docstring that states its rule."""
    silent = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line, name in undocumented(path)
        if name == "<module>" or name.startswith(("test_", "Test"))
    ]

    assert silent == []


def undocumented(path: Path) -> Iterator[tuple[int, str]]:
    """The line and name of what lacks a docstring in this file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if not ast.get_docstring(tree):
        yield 1, "<module>"
    yield from _undocumented_in(tree)


def _undocumented_in(node: ast.Module | ast.ClassDef) -> Iterator[tuple[int, str]]:
    """The same for the classes and public functions directly in `node`, and in its classes."""
    for child in node.body:
        if isinstance(child, ast.ClassDef):
            if not ast.get_docstring(child):
                yield child.lineno, child.name
            yield from _undocumented_in(child)
        elif isinstance(child, FUNCTIONS):
            is_public = not child.name.startswith("_")
            if is_public and not _is_overload(child) and not ast.get_docstring(child):
                yield child.lineno, child.name


def _is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether this is only another signature of a function documented elsewhere."""
    return any(ast.unparse(mark).endswith("overload") for mark in node.decorator_list)
