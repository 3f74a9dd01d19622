"""`typing` of the standard library for what only a type checker reads: a command runs no line of the real one.

Importing it takes a seventh of what Python itself takes to start. Annotations are text, so nothing here is looked at
while the program runs; where a type is (pydantic, generic classes), the standard library's is imported.

    from sdrdesk.typing import TYPE_CHECKING, Any
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any, NoReturn, ParamSpec, Protocol, Self, TextIO, TypeVar, cast
else:
    Any = NoReturn = Protocol = Self = TextIO = object

    def cast(_kind: object, value: object) -> object:
        """The value itself."""
        return value

    def TypeVar(name: str) -> str:  # noqa: N802 - as the library names it
        """Stands for a type that a type checker works out."""
        return name

    ParamSpec = TypeVar

__all__ = ["TYPE_CHECKING", "Any", "NoReturn", "ParamSpec", "Protocol", "Self", "TextIO", "TypeVar", "cast"]
