"""What is installed is free to use, and the list that says so is never stale."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """scripts/audit.py, which is no package."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = made
    spec.loader.exec_module(made)
    return made


def test_the_list_of_licences_is_true(audit: ModuleType) -> None:
    """Every locked package stands in requirements/licences.md with its version and licence."""
    assert list(audit.stale()) == []


def test_every_licence_is_allowed(audit: ModuleType) -> None:
    """Nothing is installed that would make whoever uses the desk show their own code."""
    assert list(audit.unlicensed()) == []


@pytest.mark.parametrize(
    ("expression", "free"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-or-later", False),
        ("", False),
    ],
)
def test_what_is_free(audit: ModuleType, expression: str, free: bool) -> None:
    """Of alternatives one is enough, of several parts all must be; an unknown licence is none."""
    assert audit.is_free("some-package", expression) == free


def test_the_sbom_names_what_a_rep_installs(audit: ModuleType) -> None:
    """Every package of the lock with its version and licence, nothing of the tools, the same bytes each time."""
    made = json.loads(audit.sbom("1.2.3"))

    names = {one["name"] for one in made["components"]}
    assert {"textual", "pydantic", "sqlalchemy"} <= names
    assert "pytest" not in names
    assert all(one["licenses"][0]["expression"] for one in made["components"])
    assert audit.sbom("1.2.3") == audit.sbom("1.2.3")
