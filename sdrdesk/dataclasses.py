"""`dataclass` of the standard library for our frozen values, with everything put off until it is needed.

A start defines some hundred values and makes a few of them. The standard library writes the source of five methods for
each class and compiles it when the class is defined, and importing it imports `inspect`; together that was a third of
every command. Here a class gets its slots at once, plain shared code compares, hashes, copies and shows it, its fields
are worked out at the first value, and its `__init__` is compiled when it has been called a few times.

    from sdrdesk.dataclasses import dataclass, field, replace

To a type checker these are the standard library's own, and to whatever asks the standard library (pydantic, `asdict`)
the classes are dataclasses: `__dataclass_fields__` is made when somebody looks. Classes without slots are made by the
standard library after all.
"""

from __future__ import annotations

from functools import cache, partial
from operator import attrgetter

from sdrdesk.typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
    from typing import Any
else:
    MISSING = type("Missing", (), {"__doc__": "Stands where a field has no default."})()

    def dataclass(cls: type | None = None, /, *, kw_only: bool = False, **how: bool) -> Any:
        """Make a class of annotated fields a value; one without slots is given to the standard library."""
        if how.get("slots") and how.keys() <= {"slots", "frozen"}:
            return partial(_made, kw_only=kw_only, is_frozen=how.get("frozen", False))
        make = partial(_standard, kw_only=kw_only, **how)
        return make if cls is None else make(cls)

    def field(*, default: Any = MISSING, default_factory: Any = MISSING, **how: bool) -> Field:
        """What is to be said of a field besides its type."""
        return Field(default, default_factory, how)

    def fields(value: Any) -> tuple[Field, ...]:
        """The fields of a value or its class, in their order."""
        cls = value if isinstance(value, type) else type(value)
        if OWN in cls.__dict__:
            return tuple(_known(cls).values())
        import dataclasses

        return tuple(Field.of(one) for one in dataclasses.fields(cls))

    def is_dataclass(value: Any) -> bool:
        """Whether something is a dataclass or a value of one, ours or the standard library's."""
        cls = value if isinstance(value, type) else type(value)
        return hasattr(cls, OWN) or hasattr(cls, "__dataclass_fields__")

    def replace(value: Any, /, **changes: Any) -> Any:
        """A copy of a value with other things in some fields."""
        cls = type(value)
        if OWN not in cls.__dict__:
            from dataclasses import replace as standard

            return standard(value, **changes)
        for name, one in _known(cls).items():
            if one.init and name not in changes:
                changes[name] = getattr(value, name)
        return cls(**changes)


__all__ = ["MISSING", "dataclass", "field", "fields", "is_dataclass", "replace"]

OWN = "_own_fields"
"""The attribute of a class of ours with what it says of its fields itself."""
FIELDS = "_fields_by_name"
"""The attribute with all fields of a class, once they were asked for."""
CALLS = 100
"""From so many values on, compiling the `__init__` has paid for itself: it takes as long as so many slow calls."""
PLAIN: Mapping[str, bool] = {}


class Field:
    """One field of a class."""

    __slots__ = ("compare", "default", "default_factory", "how", "init", "name", "repr", "type")

    def __init__(self, default: Any = MISSING, default_factory: Any = MISSING, how: Mapping[str, bool] = PLAIN) -> None:
        """A field whose name and type are not known yet."""
        self.name = self.type = ""
        self.default, self.default_factory, self.how = default, default_factory, how
        self.init, self.repr, self.compare = how.get("init", True), how.get("repr", True), how.get("compare", True)

    @classmethod
    def of(cls, one: Any) -> Field:
        """The same as a field of the standard library."""
        import dataclasses

        value, make = (MISSING if it is dataclasses.MISSING else it for it in (one.default, one.default_factory))
        made = cls(value, make, {"init": one.init, "repr": one.repr, "compare": one.compare})
        made.name, made.type = one.name, one.type
        return made

    def standard(self) -> Any:
        """The same of the standard library."""
        import dataclasses

        make: Callable[..., Any] = dataclasses.field
        said = {"default": self.default, "default_factory": self.default_factory}
        return make(**{key: value for key, value in said.items() if value is not MISSING}, **self.how)


def _standard(cls: type, **how: bool) -> type:
    """The class as the standard library makes it."""
    from dataclasses import dataclass as standard

    for name, value in list(vars(cls).items()):
        if isinstance(value, Field):
            setattr(cls, name, value.standard())
    return standard(**how)(cls)


def _made(cls: type, kw_only: bool, is_frozen: bool) -> Any:
    """The class `cls` with slots for its fields, and the methods of a value."""
    own = tuple([name for name, hint in cls.__annotations__.items() if not hint.startswith("ClassVar")])
    known = [name for base in reversed(cls.__mro__[1:]) if OWN in base.__dict__ for name in base.__dict__[OWN].names]
    # As the standard library does: what the class says itself stays.
    body = {**(FROZEN if is_frozen else CHANGING), "__init__": None, **cls.__dict__}
    defaults = {name: body.pop(name) for name in own if name in body}
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    if is_frozen and body["__hash__"] is None:
        body["__hash__"] = _hash
    body["__qualname__"] = cls.__qualname__
    body["__slots__"] = tuple([name for name in own if name not in known]) if known else own
    body["__match_args__"] = () if kw_only else tuple(dict.fromkeys((*known, *own)))
    body[OWN] = Own(own, defaults, {"kw_only": kw_only, "frozen": is_frozen})
    if body["__init__"] is None:

        def init(self: Any, /, *args: Any, **given: Any) -> None:
            made.__init__ = _first_init(made, kw_only)
            made.__init__(self, *args, **given)

        body["__init__"] = init
    made: Any = type(cls)(cls.__name__, cls.__bases__, body)
    return made


class Own:
    """What a class says of its fields itself."""

    __slots__ = ("defaults", "how", "names")

    def __init__(self, names: tuple[str, ...], defaults: dict[str, Any], how: dict[str, bool]) -> None:
        """The fields `names`, of a class that was made so."""
        self.names, self.defaults, self.how = names, defaults, how


def _known(cls: Any) -> dict[str, Field]:
    """The fields of a class in their order, worked out when somebody asks: most classes of a start are never used."""
    if FIELDS not in cls.__dict__:
        known: dict[str, Field] = {}
        for one in reversed(cls.__mro__):
            if own := one.__dict__.get(OWN):
                known |= {name: _field(one, name, own.defaults.get(name, MISSING)) for name in own.names}
        setattr(cls, FIELDS, known)
    found: dict[str, Field] = cls.__dict__[FIELDS]
    return found


def _field(cls: Any, name: str, default: Any) -> Field:
    one = default if isinstance(default, Field) else Field(default)
    one.name, one.type = name, cls.__annotations__[name]
    return one


# ------------------------------------------------------------------------------------ what a value can do


@cache
def _compared(cls: type) -> Callable[[Any], Any]:
    """What two values of a class are compared by."""
    names = [name for name, one in _known(cls).items() if one.compare]
    return attrgetter(*names) if len(names) > 1 else partial(_held, names)


def _held(names: list[str], value: Any) -> tuple[Any, ...]:
    return tuple([getattr(value, name) for name in names])


def _same(self: Any, other: Any) -> Any:
    cls = self.__class__
    if other.__class__ is not cls:
        return NotImplemented
    both = _compared(cls)
    return both(self) == both(other)


def _hash(self: Any) -> int:
    return hash(_compared(self.__class__)(self))


def _shown(self: Any) -> str:
    cls = type(self)
    parts = (f"{name}={getattr(self, name)!r}" for name, one in _known(cls).items() if one.repr)
    return f"{cls.__qualname__}({', '.join(parts)})"


def _refuse(self: Any, name: str, *_value: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot change")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in _known(type(self))]


def _restore(self: Any, state: list[Any]) -> None:
    for name, value in zip(_known(type(self)), state, strict=True):
        object.__setattr__(self, name, value)


class _Described:
    """What the standard library keeps of a dataclass: made when somebody asks for it."""

    def __init__(self, name: str) -> None:
        """The attribute `name`."""
        self._name = name

    def __get__(self, _value: Any, owner: Any) -> Any:
        """Describe the class by a twin that the standard library has made."""
        import dataclasses

        cls = next(one for one in owner.__mro__ if OWN in one.__dict__)
        known = _known(cls)
        body: dict[str, Any] = {
            "__module__": cls.__module__,
            "__annotations__": {name: one.type for name, one in known.items()},
        }
        body |= {name: one.standard() for name, one in known.items()}
        twin: Any = dataclasses.dataclass(**cls.__dict__[OWN].how)(type(cls.__name__, (), body))
        cls.__dataclass_fields__ = twin.__dataclass_fields__
        cls.__dataclass_params__ = twin.__dataclass_params__
        return getattr(twin, self._name)


CHANGING = {
    "__eq__": _same,
    "__hash__": None,
    "__repr__": _shown,
    "__dataclass_fields__": _Described("__dataclass_fields__"),
    "__dataclass_params__": _Described("__dataclass_params__"),
}
FROZEN = CHANGING | {
    "__hash__": _hash,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__getstate__": _state,
    "__setstate__": _restore,
}
"""The methods of values: the same functions for every class, so that defining one costs nearly nothing."""

# ------------------------------------------------------------------------------------ making one


def _first_init(cls: Any, kw_only: bool) -> Callable[..., None]:
    """An `__init__` that needs no compiling; it makes way for a compiled one when it is called often."""
    known = _known(cls)
    taken = {name: one for name, one in known.items() if one.init}
    setters = [(name, getattr(cls, name).__set__) for name in known]
    left, has_more = CALLS, hasattr(cls, "__post_init__")

    def init(self: Any, *args: Any, **given: Any) -> None:
        nonlocal left
        left -= 1
        said = dict(zip(taken, args, strict=False)) | given if args else given
        if left > 0 and len(said) == len(args) + len(given) and not (args and kw_only) and said.keys() <= taken.keys():
            for name, set_field in setters:
                if name in said:
                    set_field(self, said[name])
                elif (one := known[name]).default is not MISSING:
                    set_field(self, one.default)
                elif one.default_factory is not MISSING:
                    set_field(self, one.default_factory())
                elif one.init:
                    break
            else:
                if has_more:
                    self.__post_init__()
                return
        # Often enough, or not as it must be called: then the compiled one also words what is wrong.
        cls.__init__ = _compiled_init(cls, kw_only)
        cls.__init__(self, *args, **given)

    return init


def _compiled_init(cls: Any, kw_only: bool) -> Callable[..., None]:
    """The `__init__` that somebody would have written."""
    known = _known(cls)
    names: dict[str, Any] = {"MISSING": MISSING}
    heads, lines = ["self", *(["*"] if kw_only and known else [])], []
    for name, one in known.items():
        names[f"_set_{name}"] = getattr(cls, name).__set__
        value = name
        if not one.init:
            if one.default_factory is not MISSING:
                names[f"_make_{name}"] = one.default_factory
                lines.append(f"    _set_{name}(self, _make_{name}())")
            elif one.default is not MISSING:
                names[f"_default_{name}"] = one.default
                lines.append(f"    _set_{name}(self, _default_{name})")
            continue
        if one.default is not MISSING:
            names[f"_default_{name}"] = one.default
            heads.append(f"{name}=_default_{name}")
        elif one.default_factory is not MISSING:
            names[f"_make_{name}"] = one.default_factory
            heads.append(f"{name}=MISSING")
            value = f"{name} if {name} is not MISSING else _make_{name}()"
        else:
            heads.append(name)
        lines.append(f"    _set_{name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("    self.__post_init__()")
    exec(f"def __init__({', '.join(heads)}):\n" + "\n".join(lines or ["    pass"]), names)  # noqa: S102 - as the library
    init: Callable[..., None] = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init
