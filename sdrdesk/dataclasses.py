"""`dataclass` of the standard library for our frozen values, with everything put off until it is needed.

A start defines some hundred values and makes a few of them. The standard library writes the source of five methods for
each class and compiles it when the class is defined, and importing it imports `inspect`; together that was a third of
every command. Here a class gets its slots at once, plain shared code compares, hashes, copies and shows it, and its
`__init__` is compiled when it has been called a few times.

    from sdrdesk.dataclasses import dataclass, field, replace

To a type checker these are the standard library's own, and to whatever asks the standard library (pydantic, `asdict`)
the classes are dataclasses: `__dataclass_fields__` is made when somebody looks. Classes without slots are made by the
standard library after all.
"""

from __future__ import annotations

from functools import partial
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
        if FIELDS in cls.__dict__:
            return tuple(cls.__dict__[FIELDS].values())
        import dataclasses

        return tuple(Field.of(one) for one in dataclasses.fields(cls))

    def is_dataclass(value: Any) -> bool:
        """Whether something is a dataclass or a value of one, ours or the standard library's."""
        cls = value if isinstance(value, type) else type(value)
        return hasattr(cls, FIELDS) or hasattr(cls, "__dataclass_fields__")

    def replace(value: Any, /, **changes: Any) -> Any:
        """A copy of a value with other things in some fields."""
        cls = type(value)
        if FIELDS not in cls.__dict__:
            from dataclasses import replace as standard

            return standard(value, **changes)
        for name, one in cls.__dict__[FIELDS].items():
            if one.init and name not in changes:
                changes[name] = getattr(value, name)
        return cls(**changes)


__all__ = ["MISSING", "dataclass", "field", "fields", "is_dataclass", "replace"]

FIELDS = "_fields_by_name"
"""The attribute of a class of ours that holds its fields."""
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
        self.init, self.repr, self.compare = (how.get(name, True) for name in ("init", "repr", "compare"))

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
    known: dict[str, Field] = {}
    for base in reversed(cls.__mro__[1:]):
        known.update(base.__dict__.get(FIELDS, {}))
    body = dict(cls.__dict__)
    own = [name for name, hint in cls.__annotations__.items() if not hint.startswith("ClassVar")]
    slots = tuple(name for name in own if name not in known)
    for name in own:
        default = body.pop(name, MISSING)
        known[name] = one = default if isinstance(default, Field) else Field(default)
        one.name, one.type = name, cls.__annotations__[name]
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    for name, method in _methods(known, is_frozen).items():
        # As the standard library does: what the class says itself stays, and an __eq__ of its own takes the hash away.
        if body.get(name) is None:
            body[name] = method
    body |= {"__slots__": slots, "__match_args__": () if kw_only else tuple(known), FIELDS: known}
    made: Any = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    if "__init__" not in body:
        made.__init__ = _first_init(made, kw_only)
    for name in ("__dataclass_fields__", "__dataclass_params__"):
        setattr(made, name, _Described(name, made, {"kw_only": kw_only, "frozen": is_frozen}))
    return made


def _methods(known: dict[str, Field], is_frozen: bool) -> dict[str, Any]:
    """What a value can do, besides being made."""
    compared = [name for name, one in known.items() if one.compare]
    both: Callable[[Any], Any] = attrgetter(*compared) if len(compared) > 1 else partial(_held, compared)

    def same(self: Any, other: Any) -> Any:
        return both(self) == both(other) if other.__class__ is self.__class__ else NotImplemented

    if not is_frozen:
        return {"__eq__": same, "__hash__": None, "__repr__": _shown}
    return {
        "__eq__": same,
        "__hash__": lambda self: hash(both(self)),
        "__repr__": _shown,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__getstate__": _state,
        "__setstate__": _restore,
    }


def _held(names: list[str], value: Any) -> tuple[Any, ...]:
    return tuple([getattr(value, name) for name in names])


def _shown(self: Any) -> str:
    cls = type(self)
    parts = (f"{name}={getattr(self, name)!r}" for name, one in getattr(cls, FIELDS).items() if one.repr)
    return f"{cls.__qualname__}({', '.join(parts)})"


def _refuse(self: Any, name: str, *_value: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot change")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in getattr(type(self), FIELDS)]


def _restore(self: Any, state: list[Any]) -> None:
    for name, value in zip(getattr(type(self), FIELDS), state, strict=True):
        object.__setattr__(self, name, value)


# ------------------------------------------------------------------------------------ making one


def _first_init(cls: Any, kw_only: bool) -> Callable[..., None]:
    """An `__init__` that needs no compiling; it makes way for a compiled one when it is called often."""
    known: dict[str, Field] = getattr(cls, FIELDS)
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
    known: dict[str, Field] = getattr(cls, FIELDS)
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


class _Described:
    """What the standard library keeps of a dataclass: made when somebody asks for it."""

    def __init__(self, name: str, cls: Any, how: dict[str, bool]) -> None:
        """The attribute `name` of `cls`, which was made so."""
        self._name, self._cls, self._how = name, cls, how

    def __get__(self, _value: Any, _owner: type) -> Any:
        """Describe the class by a twin that the standard library has made."""
        import dataclasses

        known: dict[str, Field] = getattr(self._cls, FIELDS)
        body: dict[str, Any] = {
            "__module__": self._cls.__module__,
            "__annotations__": {name: one.type for name, one in known.items()},
        }
        body |= {name: one.standard() for name, one in known.items()}
        twin: Any = dataclasses.dataclass(**self._how)(type(self._cls.__name__, (), body))
        self._cls.__dataclass_fields__ = twin.__dataclass_fields__
        self._cls.__dataclass_params__ = twin.__dataclass_params__
        return getattr(twin, self._name)
