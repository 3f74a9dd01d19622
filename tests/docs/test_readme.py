"""The README says what the program does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_generated_parts_are_current() -> None:
    """Keys, commands and exit statuses in the README are those of the program (`make docs`)."""
    spec = importlib.util.spec_from_file_location("docs", ROOT / "scripts" / "docs.py")
    assert spec is not None
    assert spec.loader is not None
    docs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(docs)
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert docs.rendered(text) == text


def test_linked_files_are_there() -> None:
    """Every file and picture that the README shows is in the project."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)

    missing = [link for link in links if not (ROOT / link).exists()]

    assert links
    assert missing == []
