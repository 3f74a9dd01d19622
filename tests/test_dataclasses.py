"""Our frozen values behave as the standard library's, whose start costs too much (sdrdesk/dataclasses.py)."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict
from dataclasses import fields as standard_fields
from dataclasses import is_dataclass as standard_is_dataclass
from dataclasses import replace as standard_replace
from typing import Any, ClassVar

import pytest
from pydantic import TypeAdapter, ValidationError

from sdrdesk import dataclasses as ours
from sdrdesk.dataclasses import dataclass, field, fields, is_dataclass, replace


@dataclass(frozen=True, slots=True)
class Point:
    """A value made by position."""

    x: int
    y: int = 2
    kind: ClassVar[str] = "point"

    def far(self) -> int:
        """Something of its own."""
        return self.x + self.y


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A value made by name, with what fields may have."""

    name: str
    parts: list[Point] = field(default_factory=list)
    raw: str = field(default="", repr=False, compare=False)
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush(Order):
    """A value that takes its fields from another, and one more."""

    hours: int = 4

    def __post_init__(self) -> None:
        """Refuse what no clock has."""
        if self.hours < 0:
            raise ValueError("backwards")


@dataclass(slots=True)
class Tally:
    """One that changes."""

    count: int = 0
    names: list[str] = field(default_factory=list)
    memory: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)


@dataclass
class Counter:
    """One without slots: the standard library's."""

    seen: list[int] = field(default_factory=list)


@pytest.mark.parametrize("calls", [1, 2 * ours.CALLS], ids=["the first", "one of many"])
def test_a_value_is_made_from_positions_names_and_defaults(calls: int) -> None:
    """Fields come by position or by name, and what is left out has its default; also once it is compiled."""
    made = [(Point(1), Point(x=3, y=4), Order(count=1, name="a"), Rush(name="b", count=2)) for _ in range(calls)][-1]

    assert [(one.x, one.y) for one in made[:2]] == [(1, 2), (3, 4)]
    assert (made[2].name, made[2].parts, made[2].raw, made[2].count) == ("a", [], "", 1)
    assert (made[3].name, made[3].count, made[3].hours) == ("b", 2, 4)


def test_a_value_looks_itself_over_when_it_is_made() -> None:
    """What a class refuses in `__post_init__` is refused by the first value and by the last."""
    for _ in range(2 * ours.CALLS):
        with pytest.raises(ValueError, match="backwards"):
            Rush(name="a", count=1, hours=-1)


def test_every_value_has_its_own_list() -> None:
    """A list that stands as a default is a new one for each value."""
    first, second = (Order(name="a", count=1) for _ in range(2))

    assert first.parts == second.parts
    assert first.parts is not second.parts


point: Any = Point
order: Any = Order


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (point, "missing 1 required positional argument: 'x'"),
        (lambda: point(1, 2, 3), "takes from 2 to 3 positional arguments"),
        (lambda: point(1, x=1), "multiple values for argument 'x'"),
        (lambda: point(1, z=1), "unexpected keyword argument 'z'"),
        (lambda: order("a", count=1), "takes 1 positional argument"),
        (lambda: order(name="a"), "missing 1 required keyword-only argument: 'count'"),
    ],
)
def test_a_wrong_call_is_worded_as_python_words_it(make: Callable[..., object], said: str) -> None:
    """Too few, too many, twice or unknown: a TypeError that names the field."""
    with pytest.raises(TypeError, match=said):
        make()


def test_a_value_never_changes() -> None:
    """Neither its fields nor anything else can be set or taken away."""
    one: Any = Point(1)

    with pytest.raises(FrozenInstanceError):
        one.x = 2
    with pytest.raises(FrozenInstanceError):
        one.other = 2
    with pytest.raises(FrozenInstanceError):
        del one.x
    assert one == Point(1)


def test_values_are_equal_by_what_they_hold() -> None:
    """Equal fields and the same class make equal values with one hash; what is not compared does not count."""
    assert Point(1) == Point(1, 2)
    assert hash(Point(1)) == hash(Point(1, 2))
    assert Point(1) != Point(2)
    assert Order(name="a", count=1, raw="x") == Order(name="a", count=1, raw="y")
    assert Order(name="a", count=1) != Rush(name="a", count=1)
    assert point(1) != (1, 2)


def test_a_value_shows_its_fields() -> None:
    """A value reads as what makes it, without the fields that are not to be shown."""
    assert repr(Point(1)) == "Point(x=1, y=2)"
    assert repr(Order(name="a", count=1, raw="x")) == "Order(name='a', parts=[], count=1)"


def test_a_value_has_no_room_for_anything_else() -> None:
    """Slots only: a queue of many rows stays small."""
    assert not hasattr(Point(1), "__dict__")
    assert (point.__slots__, Rush.__dict__["__slots__"]) == (("x", "y"), ("hours",))
    assert Point.kind == "point"
    assert Point(1).far() == 3


def test_a_value_can_be_copied_pickled_and_matched() -> None:
    """What Python does with values works with ours."""
    one = Point(1, 5)
    match one:
        case Point(x, y):
            assert (x, y) == (1, 5)

    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own bytes


def test_a_copy_differs_where_it_is_told_to() -> None:
    """`replace` changes the named fields and refuses unknown ones."""
    rush: Any = Rush(name="a", count=1, raw="kept")

    got = replace(rush, count=2)
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        replace(rush, z=1)

    assert (got.name, got.count, got.raw, got.hours) == ("a", 2, "kept", 4)
    assert replace(Counter([1]), seen=[2]) == Counter([2])


def test_the_fields_of_a_value_can_be_asked_for() -> None:
    """Names, written types and defaults, in the order in which they stand."""
    got = {one.name: (one.type, one.default) for one in fields(Rush)}

    assert list(got) == ["name", "parts", "raw", "count", "hours"]
    assert got["hours"] == ("int", 4)
    assert got["name"] == ("str", ours.MISSING)
    assert [(one.name, one.default) for one in fields(Counter)] == [("seen", ours.MISSING)]
    assert is_dataclass(Point)
    assert is_dataclass(Counter([]))
    assert not is_dataclass(int)


def test_to_the_standard_library_it_is_a_dataclass() -> None:
    """Whoever asks the standard library finds the same fields."""
    assert standard_is_dataclass(Rush)
    assert [one.name for one in standard_fields(Rush)] == [one.name for one in fields(Rush)]
    assert asdict(Order(name="a", count=1, parts=[Point(1)]))["parts"] == [{"x": 1, "y": 2}]
    assert standard_replace(Point(1), y=7) == Point(1, 7)


def test_pydantic_reads_one() -> None:
    """A playbook is checked by pydantic against these classes."""
    adapter = TypeAdapter(Rush)

    got = adapter.validate_python({"name": "a", "count": "3", "parts": [{"x": 1}]})
    with pytest.raises(ValidationError):
        adapter.validate_python({"name": "a"})

    assert got == Rush(name="a", count=3, parts=[Point(1)])


def test_a_tally_can_change() -> None:
    """A class that is not frozen has the same slots and fields; it changes, and so it has no hash."""
    tally = Tally()
    tally.count += 1
    tally.names.append("a")

    assert tally == Tally(1, ["a"])
    assert copy.copy(tally) == tally
    assert repr(tally) == "Tally(count=1, names=['a'])"
    with pytest.raises(TypeError, match="unhashable"):
        hash(tally)
    with pytest.raises(AttributeError):
        tally.other = 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("calls", [1, 2 * ours.CALLS], ids=["the first", "one of many"])
def test_what_a_value_remembers_is_its_own(calls: int) -> None:
    """A field that is not given when a value is made starts anew in every value, also in a changed copy."""
    for _ in range(calls):
        tally = Tally(1)
        tally.memory["a"] = 1
        changed = replace(tally, count=2)

        assert (tally.memory, changed.memory, changed.count) == ({"a": 1}, {}, 2)
    with pytest.raises(TypeError, match="unexpected keyword argument 'memory'"):
        Tally(memory={})  # type: ignore[call-arg]


def test_a_class_without_slots_is_the_standard_librarys() -> None:
    """Only classes with slots are made late; any other class behaves as ever."""
    counter = Counter()
    counter.seen.append(1)

    assert counter == Counter([1])
    assert Counter().seen == []
