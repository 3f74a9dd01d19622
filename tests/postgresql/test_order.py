"""The queue's order in PostgreSQL and in plain Python; STRESS=1 for all worlds."""

import os
from types import FunctionType

import pytest

from tests.postgresql.suites import taken_over

names = taken_over("desk.test_order", "tabs_are_what", "brief_places", "nothing_is_hidden")
if not os.environ.get("STRESS"):
    of_all = names["test_the_tabs_are_what_the_rules_say"]
    some = FunctionType(of_all.__code__, of_all.__globals__, of_all.__name__)
    (mark,) = of_all.pytestmark
    names[of_all.__name__] = pytest.mark.parametrize(mark.args[0], list(mark.args[1])[:4])(some)
globals().update(names)
