"""Takes over the tests of another module, to be run on PostgreSQL."""

from __future__ import annotations

import importlib
import os
import re
from typing import Any


def taken_over(module: str, *told: str, without: str = "-") -> dict[str, Any]:
    """All names of a module; of its tests those whose name holds one of `told`, with STRESS=1 all but `without`."""
    names = vars(importlib.import_module(f"tests.{module}"))
    wanted = ("",) if os.environ.get("STRESS") else told
    return {
        name: value
        for name, value in names.items()
        if not name.startswith("__")
        if not name.startswith("test_") or (any(word in name for word in wanted) and not re.search(without, name))
    }
